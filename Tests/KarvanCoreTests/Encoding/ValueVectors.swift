// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The things whose packed form `protocol/vectors/values.json` fixes, with their description.
enum ValueVectors {
  static let values: [(String, Value)] = [
    ("null", .null), ("integer 0", .integer(0)), ("integer -1", .integer(-1)),
    ("integer 1", .integer(1)), ("integer 63", .integer(63)), ("integer 64", .integer(64)),
    ("integer -64", .integer(-64)), ("integer -65", .integer(-65)),
    ("integer 2^53 + 1", .integer(9_007_199_254_740_993)),
    ("the least integer", .integer(.min)), ("the greatest integer", .integer(.max)),
    ("empty text", .text("")), ("text a", .text("a")),
    ("Persian text with a zero-width non-joiner", .text("می\u{200C}خرم")),
    ("composed e acute", .text("\u{E9}")), ("decomposed e acute", .text("e\u{301}")),
    ("text with a NUL", .text("a\u{0}b")), ("text beyond the basic plane", .text("\u{1F600}")),
    ("text of 128 bytes", .text(String(repeating: "x", count: 128))),
    ("no bytes", .bytes([])), ("bytes ff 00", .bytes([0xFF, 0])),
    ("a reference", .reference(RecordID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10))),
  ]

  static let groups: [(String, GroupTag, GroupValue?)] = [
    ("group 7, its only field null", 7, GroupValue(FieldValue(7, .null))),
    ("group 7, its only field text a", 7, GroupValue(FieldValue(7, .text("a")))),
    ("group 7, only field 9 written", 7, GroupValue(FieldValue(9, .integer(1)))),
    (
      "group 7, fields 7 and 300", 7,
      GroupValue([FieldValue(300, .text("IRR")), FieldValue(7, .integer(1_000))])
    ),
  ]

  static let clocks: [(String, RecordClock)] = [
    ("empty clock", RecordClock()),
    ("clock of replica 1 at 5", RecordClock([dot(1, 5)])),
    ("clock of replica 1 at 300 and replica 2 at 1", RecordClock([dot(2, 1), dot(1, 300)])),
  ]

  static let commits: [(String, Commit)] = [
    ("a commit without changes", commit([])),
    (
      "a creation: register, set element",
      commit([
        RecordChange(
          entity: 9, record: record, creates: true,
          writes: [
            GroupWrite(group: 5, action: .set(GroupValue(FieldValue(5, .text("n"))))),
            GroupWrite(group: 6, action: .add("x")),
          ])
      ])
    ),
    (
      "an edit that replaces, sweeps, removes an element and revives",
      commit(
        [
          RecordChange(
            entity: 300, record: record, creates: false,
            writes: [
              GroupWrite(
                group: 1, action: .set(GroupValue(FieldValue(1, .integer(-2)))),
                replaces: [VersionName(dot(2, 3)), VersionName(dot(1, 2))],
                sweeps: [VersionName(dot(3, 1))]),
              GroupWrite(
                group: 6, action: .remove, replaces: [VersionName(dot(2, 3), element: "x")]),
            ], life: LifeWrite(isDeleted: false, replaces: [dot(3, 2)]))
        ], office: true)
    ),
    (
      "a delete with the clock that its author saw",
      commit([
        RecordChange(
          entity: 9, record: record, creates: false, writes: [],
          life: LifeWrite(isDeleted: true, replaces: [], seen: RecordClock([dot(1, 4), dot(2, 3)])))
      ])
    ),
  ]

  static let states: [(String, RecordState)] = [
    ("an empty state", RecordState(entity: 9, id: record)),
    (
      "siblings, a set element of the same write, a delete",
      RecordState(
        entity: 9, id: record, clock: RecordClock([dot(1, 4), dot(2, 3)]),
        versions: [
          Version(
            group: 5, dot: dot(1, 4), time: time, office: true,
            content: .register(GroupValue(FieldValue(5, .text("n"))))),
          Version(
            group: 5, dot: dot(2, 2), time: HybridTime(raw: 2), office: false,
            content: .register(GroupValue(FieldValue(5, .null)))),
          Version(
            group: 6, dot: dot(2, 2), time: HybridTime(raw: 2), office: false,
            content: .element("x")),
        ],
        life: [
          LifeMark(
            dot: dot(2, 3), time: HybridTime(raw: 3), isDeleted: true,
            seen: RecordClock([dot(1, 3)]))
        ])
    ),
  ]

  static let record = RecordID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
  static let time = HybridTime(milliseconds: 1_800_000_000_000, counter: 1)

  static func dot(_ replica: Int, _ sequence: UInt64) -> Dot {
    Dot(VectorFile.replica(replica), sequence)
  }

  /// Commit 5 of replica 1.
  private static func commit(_ changes: [RecordChange], office: Bool = false) -> Commit {
    Commit(
      replica: VectorFile.replica(1), sequence: 5, time: time, office: office, basis: 300,
      operation: "test run", changes: changes)
  }
}
