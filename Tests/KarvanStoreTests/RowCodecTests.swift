// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Saving and loading gives the same record, whatever is in it.
@Suite struct RowCodecTests {
  /// Numbers replicas in memory.
  private final class Numbers: ReplicaNumbering {
    private var table = ReplicaTable()
    func number(of replica: ReplicaID) throws -> UInt64 { table.number(of: replica) }
    func replica(_ number: UInt64) throws -> ReplicaID {
      guard let replica = table.replica(number) else {
        throw StoreError(.damaged, "no replica \(number)", place: "test")
      }
      return replica
    }
  }

  @Test func anyStateSurvives() throws {
    let layout = EntityLayout(try Entity(Order.self), index: 0)
    try forAllSeeds(2_000) { generator in
      let numbers = Numbers()
      let state = Self.state(&generator)
      let pending = (0..<generator.integer(in: 0...3)).map { UInt64($0 * 7 + 1) }
      let encoded = try RowCodec.encode(
        RowContent(state: state, pending: pending), layout, numbers)
      let decoded = try RowCodec.decode(
        id: state.id, columns: encoded.columns, meta: encoded.meta, layout, numbers)
      try #require(decoded.state == state)
      try #require(decoded.pending == pending)
      let view = RecordView(entity: layout.entity, state: state)
      for (index, column) in layout.columns.enumerated() where column.kind != .words {
        let shown = view.view(of: try #require(view.entity.group(of: column.field.tag))).shown
        let value = shown.first?[column.field.tag] ?? .null
        if column.kind.holds(value) { try #require(encoded.columns[index] == value) }
      }
    }
  }

  /// Truncated or altered metadata is an error or another record, never a crash.
  @Test func damagedMetadataIsRefused() throws {
    let layout = EntityLayout(try Entity(Order.self), index: 0)
    try forAllSeeds(300) { generator in
      let numbers = Numbers()
      let state = Self.state(&generator)
      let encoded = try RowCodec.encode(RowContent(state: state, pending: []), layout, numbers)
      for length in 0..<encoded.meta.count {
        #expect(throws: StoreError.self) {
          _ = try RowCodec.decode(
            id: state.id, columns: encoded.columns, meta: Array(encoded.meta[..<length]), layout,
            numbers)
        }
      }
      var altered = encoded.meta
      altered[generator.integer(in: 0...altered.count - 1)] ^= UInt8(generator.integer(in: 1...255))
      _ = try? RowCodec.decode(
        id: state.id, columns: encoded.columns, meta: altered, layout, numbers)
    }
  }

  /// A row that one commit wrote costs a dozen bytes beside its columns.
  @Test func aNewRecordHasLittleMetadata() throws {
    let entity = try Entity(Order.self)
    let layout = EntityLayout(entity, index: 0)
    let replica = ReplicaID(high: 1, low: 1)
    let change = Drafter(replica: replica).create(
      entity, RecordID(high: 9, low: 9),
      RecordEdit(values: [22: .text("title"), 23: .integer(1), 25: .integer(2), 26: .integer(3)]))
    let commit = Commit(
      replica: replica, sequence: 77, time: HybridTime(milliseconds: 1), office: false, basis: 0,
      operation: "create", changes: [change])
    var state = RecordState(entity: entity.tag, id: change.record)
    state.apply(change, of: commit)
    let encoded = try RowCodec.encode(RowContent(state: state, pending: []), layout, Numbers())
    #expect(encoded.meta.count == 13)
  }

  // MARK: Generated states.

  private static let replicas = (1...4).map { ReplicaID(high: 5, low: $0) }

  private static func state(_ generator: inout SeededGenerator) -> RecordState {
    var versions: [Version] = []
    for group in [1, 20, 21, 22, 23, 24, 25, 27, 28, 29, 30, 99] as [GroupTag] {
      guard generator.integer(in: 0...3) > 0 else { continue }
      for _ in 0..<generator.integer(in: 1...(generator.integer(in: 0...3) == 0 ? 3 : 1)) {
        let version = version(group, &generator)
        let isTaken = versions.contains { $0.group == group && $0.name == version.name }
        if !isTaken { versions.append(version) }
      }
    }
    let life = (0..<generator.integer(in: 0...2)).map { index in
      LifeMark(
        dot: Dot(replicas[index], 9), time: HybridTime(raw: generator.next()),
        isDeleted: generator.integer(in: 0...1) == 0, seen: clock(&generator))
    }
    return RecordState(
      entity: Toy.order, id: RecordID(high: generator.next(), low: generator.next()),
      clock: clock(&generator), versions: versions, life: life)
  }

  private static func clock(_ generator: inout SeededGenerator) -> RecordClock {
    RecordClock(replicas.prefix(generator.integer(in: 0...4)).map { Dot($0, 3) })
  }

  private static func version(_ group: GroupTag, _ generator: inout SeededGenerator) -> Version {
    let isCommon = generator.integer(in: 0...1) == 0
    return Version(
      group: group,
      dot: isCommon
        ? Dot(replicas[0], 3)
        : Dot(generator.element(of: replicas), generator.integer(in: 1...4)),
      time: HybridTime(raw: isCommon ? 1 << 20 : generator.next()),
      office: !isCommon && generator.integer(in: 0...1) == 0,
      content: content(group, &generator))
  }

  private static func content(
    _ group: GroupTag, _ generator: inout SeededGenerator
  ) -> Version.Content {
    if group == 29 || group == 30 {
      return .element(generator.element(of: ["a", "\"", "é", "e\u{301}", "\u{0}x"]))
    }
    let fields: [FieldTag] =
      switch group {
      case 1: [1, 2]
      case 25: generator.integer(in: 0...5) == 0 ? [25, 31] : [25, 26]
      default: [group]
      }
    let chosen = fields.filter { _ in generator.integer(in: 0...3) > 0 }
    let values = (chosen.isEmpty ? [fields[0]] : chosen).map {
      FieldValue($0, value($0, &generator))
    }
    return .register(GroupValue(values) ?? GroupValue(FieldValue(group, .null)))
  }

  /// Mostly of the field's kind; sometimes null, empty or of another kind.
  private static func value(_ field: FieldTag, _ generator: inout SeededGenerator) -> Value {
    let kind = generator.integer(in: 0...9)
    let isText = [20, 22, 24, 27].contains(field)
    switch kind {
    case 0: return .null
    case 1: return .text(generator.element(of: ["", "12", "a\u{0}b", "e\u{301}"]))
    case 2: return .integer(generator.integerOfAnySize())
    case 3: return .bytes(generator.element(of: [[], [0], [1, 2, 3]]))
    case _ where isText: return .text("سلام")
    case _ where field == 21 || field == 2: return .reference(RecordID(high: 3, low: 4))
    default: return .integer(42)
    }
  }
}
