// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport

/// Random values of every type that is encoded.
enum Generate {
  static func value(_ generator: inout SeededGenerator) -> Value {
    switch generator.integer(in: 0...4) {
    case 0: .null
    case 1: .integer(generator.integerOfAnySize())
    case 2: .integer(generator.element(of: [Int64.min, -1, 0, 1, 1 << 53, .max]))
    case 3: .text(text(&generator))
    default: .bytes((0..<generator.integer(in: 0...20)).map { _ in generator.integer(in: 0...255) })
    }
  }

  static func text(_ generator: inout SeededGenerator) -> String {
    generator.text(
      maximumLength: 12, from: [0x20...0x7E, 0x600...0x6FF, 0x300...0x310, 0x1F600...0x1F610])
  }

  static func element(_ generator: inout SeededGenerator) -> String {
    "e" + text(&generator)
  }

  static func values(_ group: GroupTag, _ generator: inout SeededGenerator) -> GroupValue {
    var fields = [FieldValue(group, value(&generator))]
    for tag in 1..<UInt16(generator.integer(in: 1...4)) {
      fields.append(FieldValue(group + tag * 300, value(&generator)))
    }
    if generator.integer(in: 0...5) == 0 { fields.removeFirst() }
    return GroupValue(fields) ?? GroupValue(FieldValue(group, .null))
  }

  static func dot(_ generator: inout SeededGenerator) -> Dot {
    let sequence = UInt64.max >> UInt64(generator.integer(in: 0...63))
    return Dot(World.replica(generator.integer(in: 0...4)), sequence)
  }

  static func clock(_ generator: inout SeededGenerator) -> RecordClock {
    RecordClock((0..<generator.integer(in: 0...4)).map { _ in dot(&generator) })
  }

  static func time(_ generator: inout SeededGenerator) -> HybridTime {
    HybridTime(raw: generator.next())
  }

  static func names(isSet: Bool, _ generator: inout SeededGenerator) -> [VersionName] {
    (0..<generator.integer(in: 0...3)).map { _ in
      VersionName(dot(&generator), element: isSet ? element(&generator) : nil)
    }
  }

  static func change(_ generator: inout SeededGenerator) -> RecordChange {
    let writes = (0..<generator.integer(in: 0...4)).map { index -> GroupWrite in
      let group = GroupTag(1 + index * 100)
      let isSet = Bool.random(using: &generator)
      let action: GroupWrite.Action =
        isSet
        ? (Bool.random(using: &generator) ? .add(element(&generator)) : .remove)
        : .set(values(group, &generator))
      return GroupWrite(
        group: group, action: action, replaces: names(isSet: isSet, &generator),
        sweeps: names(isSet: isSet, &generator))
    }
    var life: LifeWrite?
    if generator.integer(in: 0...2) == 0 {
      life = LifeWrite(
        isDeleted: Bool.random(using: &generator),
        replaces: (0..<generator.integer(in: 0...3)).map { _ in dot(&generator) },
        seen: clock(&generator))
    }
    return RecordChange(
      entity: generator.integer(in: 0...UInt16.max),
      record: RecordID(high: generator.next(), low: generator.next()),
      creates: Bool.random(using: &generator), writes: writes, life: life)
  }

  static func commit(_ generator: inout SeededGenerator) -> Commit {
    let dot = dot(&generator)
    return Commit(
      replica: dot.replica, sequence: dot.sequence, time: time(&generator),
      office: Bool.random(using: &generator), basis: generator.next() >> 20,
      operation: "order submit",
      changes: (0..<generator.integer(in: 0...3)).map { _ in change(&generator) })
  }

  static func state(_ generator: inout SeededGenerator) -> RecordState {
    var names: Set<VersionKey> = []
    let versions = (0..<generator.integer(in: 0...6)).compactMap { _ -> Version? in
      let group = generator.integer(in: GroupTag(1)...3) * 70
      let content: Version.Content =
        group == 70 ? .element(element(&generator)) : .register(values(group, &generator))
      let version = Version(
        group: group, dot: dot(&generator),
        time: HybridTime(milliseconds: generator.integer(in: 1...2)),
        office: Bool.random(using: &generator), content: content)
      return names.insert(VersionKey(group: group, name: version.name)).inserted ? version : nil
    }
    var dots: Set<Dot> = []
    let life = (0..<generator.integer(in: 0...3)).compactMap { _ -> LifeMark? in
      let mark = LifeMark(
        dot: dot(&generator), time: time(&generator), isDeleted: Bool.random(using: &generator),
        seen: clock(&generator))
      return dots.insert(mark.dot).inserted ? mark : nil
    }
    return RecordState(
      entity: 300, id: RecordID(high: generator.next(), low: 5), clock: clock(&generator),
      versions: versions, life: life)
  }
}
