// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import TestSupport

/// Values for samples: the same each time, and of every shape.
struct Seeds {
  private var generator: SeededGenerator

  init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> UInt64 { generator.next() }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }

  mutating func id<Kind>() -> Identifier<Kind> { Identifier(high: next(), low: next()) }

  mutating func below(_ limit: UInt64) -> UInt64 { next() % limit }

  mutating func dot(_ replicas: [ReplicaID]) -> Dot {
    Dot(replicas[Int(below(UInt64(replicas.count)))], 1 + below(300))
  }

  mutating func clock(_ replicas: [ReplicaID]) -> RecordClock {
    RecordClock(replicas.sorted().map { Dot($0, 1 + below(300)) })
  }

  mutating func value() -> Value {
    switch below(4) {
    case 0: .null
    case 1: .integer(Int64(bitPattern: next()) >> Int64(below(64)))
    case 2: .text("متن text \(below(100))")
    default: .bytes(bytes(16))
    }
  }

  mutating func values(of group: GroupTag) -> GroupValue {
    guard below(3) == 0,
      let several = GroupValue([FieldValue(group, value()), FieldValue(group + 1, value())])
    else { return GroupValue(FieldValue(group, value())) }
    return several
  }

  mutating func name(_ replicas: [ReplicaID], of group: GroupTag) -> VersionName {
    VersionName(dot(replicas), element: group == 9 ? "vip" : nil)
  }

  /// A commit with changes of every kind.
  mutating func commit(_ replicas: [ReplicaID]) -> Commit {
    let changes = (0..<(1 + below(3))).map { _ in change(replicas) }
    return Commit(
      replica: replicas[0], sequence: 7, time: HybridTime(raw: next() >> 16), office: below(2) == 0,
      basis: below(1_000), operation: "account set", changes: changes)
  }

  private mutating func change(_ replicas: [ReplicaID]) -> RecordChange {
    let creates = below(2) == 0
    let writes = [GroupTag](arrayLiteral: 1, 3, 9).map { group in
      GroupWrite(
        group: group,
        action: group == 9 ? (below(2) == 0 ? .add("vip") : .remove) : .set(values(of: group)),
        replaces: creates ? [] : [name(replicas, of: group)], sweeps: [])
    }
    let life =
      below(3) == 0
      ? LifeWrite(isDeleted: below(2) == 0, replaces: [dot(replicas)], seen: clock(replicas)) : nil
    return RecordChange(
      entity: EntityTag(1 + below(9)), record: id(), creates: creates, writes: writes, life: life)
  }

  /// A commit that does nothing but start one record, as most do.
  mutating func creation(_ replica: ReplicaID) -> Commit {
    let writes = [GroupTag](arrayLiteral: 1, 3, 5).map {
      GroupWrite(group: $0, action: .set(values(of: $0)))
    }
    return Commit(
      replica: replica, sequence: 7, time: HybridTime(raw: next() >> 16), office: false,
      basis: below(1_000), operation: "account add",
      changes: [
        RecordChange(entity: 4, record: id(), creates: true, writes: writes, life: nil)
      ])
  }

  /// A state with versions of every kind.
  mutating func state(_ replicas: [ReplicaID], entity: EntityTag = 4) -> RecordState {
    var versions: [Version] = []
    for group in [GroupTag](arrayLiteral: 1, 3, 9) {
      for replica in replicas.sorted().prefix(1 + Int(below(2))) {
        versions.append(
          Version(
            group: group, dot: Dot(replica, 1 + below(300)), time: HybridTime(raw: next() >> 16),
            office: below(4) == 0,
            content: group == 9 ? .element("vip") : .register(values(of: group))))
      }
    }
    let life =
      below(3) == 0
      ? [
        LifeMark(
          dot: dot(replicas), time: HybridTime(raw: next() >> 16), isDeleted: below(2) == 0,
          seen: clock(replicas))
      ] : []
    return RecordState(
      entity: entity, id: id(), clock: clock(replicas), versions: versions, life: life)
  }

  /// Replicas to speak of.
  mutating func replicas() -> [ReplicaID] { (0..<3).map { _ in id() } }

  /// One sample of each of so many seeds.
  static func samples(
    _ count: UInt64 = 8, _ make: (inout Seeds) throws -> [UInt8]
  ) rethrows -> [[UInt8]] {
    try (1...count).map { seed in
      var seeds = Seeds(seed)
      return try make(&seeds)
    }
  }
}
