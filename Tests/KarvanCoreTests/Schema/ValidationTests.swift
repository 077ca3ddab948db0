// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Validation")
struct ValidationTests {
  private static let id = RecordID(high: 1, low: 2)
  private static let replica = World.replica(1)

  private static func entity(deletable: Bool = true) throws -> Entity {
    let ranking = Ranking(
      field: 17, ranks: ["new": 0, "won": 1], moves: ["new": ["won"], "won": []])
    let fields: [(String, Field)] = [
      ("name", Field(10, .text(maximum: 5), "Name", "نام", required: true)),
      ("count", Field(11, .integer(1...9), "Count", "تعداد")),
      ("share", Field(12, .basisPoints, "Share", "سهم")),
      ("size", Field(13, .choice([Choice("s", "S", "ک")]), "Size", "اندازه")),
      ("parent", Field(14, .reference(50), "Parent", "سرشاخه")),
      ("tags", Field(15, .words, "Tags", "برچسب")),
      ("code", Field(16, .text(maximum: 9), "Code", "کد", rule: .firstWriter)),
      ("stage", Field(17, .text(maximum: 9), "Stage", "مرحله", rule: .ranked(ranking))),
      (
        "amount",
        Field(18, .money, "Amount", "مبلغ", group: "price", required: true, initial: .integer(0))
      ),
      ("currency", Field(19, .text(maximum: 3), "Currency", "ارز", group: "price")),
      ("day", Field(20, .date, "Day", "روز")),
      ("at", Field(21, .instant, "At", "زمان")),
      ("open", Field(22, .truth, "Open", "باز")),
    ]
    let about = EntityAbout(
      "thing", tag: 50, "Thing", "چیز",
      groups: [GroupDeclaration("price", rule: .lastWriter)], deletable: deletable,
      scopes: [.everyone], title: [10])
    return try Entity(about: about, fields: fields.map { TestField.named($0, $1) })
  }

  private func schema() throws -> Schema { try Schema(version: 1, [try Self.entity()]) }

  private func set(_ field: FieldTag, _ value: Value, replaces: [VersionName] = []) -> GroupWrite {
    GroupWrite(
      group: field, action: .set(GroupValue(FieldValue(field, value))), replaces: replaces)
  }

  private func change(
    _ writes: [GroupWrite], entity: EntityTag = 50, creates: Bool = false, life: LifeWrite? = nil
  ) -> RecordChange {
    RecordChange(entity: entity, record: Self.id, creates: creates, writes: writes, life: life)
  }

  /// A record with a name, a code and a stage, written by one commit.
  private func before() throws -> RecordView {
    let entity = try Self.entity()
    let change = Drafter(replica: Self.replica).create(
      entity, Self.id,
      RecordEdit(values: [
        1: .integer(5), 10: .text("n"), 16: .text("c1"), 17: .text("new"), 18: .integer(4),
      ]))
    let commit = Commit(
      replica: Self.replica, sequence: 1, time: HybridTime(milliseconds: 5), office: false,
      basis: 0, operation: "thing create", changes: [change])
    var state = RecordState(entity: 50, id: Self.id)
    state.apply(change, of: commit)
    #expect(try schema().failure(of: change, before: nil) == nil)
    return RecordView(entity: entity, state: state)
  }

  private func judge(_ writes: GroupWrite..., before: RecordView? = nil) throws -> Failure? {
    try schema().failure(of: change(writes), before: before ?? (try self.before()))
  }

  @Test("of values: kind, limits, choices, references")
  func values() throws {
    #expect(try judge(set(10, .null))?.code == .required)
    #expect(try judge(set(10, .text("")))?.code == .required)
    #expect(try judge(set(10, .text("پنجم!")))?.code == .tooLong)
    #expect(try judge(set(10, .text("12345"))) == nil)
    #expect(try judge(set(10, .integer(1)))?.code == .wrongKind)
    #expect(try judge(set(13, .text("m")))?.code == .notAChoice)
    #expect(try judge(set(13, .text("s"))) == nil)
    #expect(try judge(set(14, .bytes([1])))?.code == .malformed)
    #expect(try judge(set(14, .reference(Self.id))) == nil)
    for (field, least, greatest) in [
      (11, 1, 9), (12, 0, 10_000), (22, 0, 1), (20, -719_162, 2_932_896),
      (21, -62_135_596_800_000, 253_402_300_799_999),
    ] as [(FieldTag, Int64, Int64)] {
      for number in [least, greatest] { #expect(try judge(set(field, .integer(number))) == nil) }
      for number in [least - 1, greatest + 1, .min, .max] {
        let failure = try judge(set(field, .integer(number)))
        #expect(failure?.code == .outOfRange && failure?.arguments == ["\(least)", "\(greatest)"])
      }
    }
  }

  @Test("of sets: empty, long and repeated elements, sets and registers mixed up")
  func sets() throws {
    func add(_ element: String) -> GroupWrite { GroupWrite(group: 15, action: .add(element)) }
    #expect(try judge(add("a"), add("b")) == nil)
    #expect(try judge(add(""))?.code == .required)
    #expect(try judge(add(String(repeating: "x", count: 200))) == nil)
    #expect(try judge(add(String(repeating: "x", count: 201)))?.code == .tooLong)
    #expect(try judge(add("a"), add("a"))?.code == .malformed)
    #expect(try judge(set(15, .text("a")))?.code == .wrongKind)
    #expect(try judge(GroupWrite(group: 10, action: .add("a")))?.code == .wrongKind)
    #expect(try judge(GroupWrite(group: 10, action: .remove))?.code == .wrongKind)
    #expect(try judge(set(10, .text("a")), set(10, .text("b")))?.code == .malformed)
  }

  @Test("of structure: unknown tags, missing records, required fields, deletion")
  func structure() throws {
    let schema = try schema()
    let view = try before()
    #expect(schema.failure(of: change([], entity: 51), before: view)?.code == .unknownEntity)
    #expect(try judge(set(99, .null))?.code == .unknownGroup)
    let foreign = GroupWrite(group: 10, action: .set(GroupValue(FieldValue(11, .integer(1)))))
    #expect(try judge(foreign)?.code == .unknownField)
    #expect(schema.failure(of: change([]), before: nil)?.code == .missingRecord)
    let nameless = schema.failure(of: change([], creates: true), before: nil)
    #expect(nameless?.code == .required && nameless?.field == "name")
    #expect(nameless?.entity == "thing" && nameless?.record == Self.id)
    let life = LifeWrite(isDeleted: true, replaces: [])
    #expect(schema.failure(of: change([], life: life), before: view) == nil)
    let lasting = try Schema(version: 1, [try Self.entity(deletable: false)])
    #expect(lasting.failure(of: change([], life: life), before: view)?.code == .notDeletable)
  }

  @Test("of groups: a write that leaves out a required field would drop it")
  func groups() throws {
    let currency = GroupWrite(
      group: 18, action: .set(GroupValue(FieldValue(19, .text("IRR")))))
    // The amount shows its initial value where it was not written, so that it may be left out.
    #expect(try judge(currency) == nil)
    #expect(try judge(set(18, .null))?.code == .required)
  }

  @Test("of fields that a newer schema put into a group: passed on, not made up")
  func newerFields() throws {
    let newer = try #require(
      GroupValue([FieldValue(18, .integer(1)), FieldValue(300, .text("new"))]))
    let dot = Dot(Self.replica, 9)
    let version = Version(
      group: 18, dot: dot, time: HybridTime(milliseconds: 9), office: false,
      content: .register(newer))
    let old = try before()
    let state = RecordState(
      entity: 50, id: Self.id, clock: RecordClock([dot]),
      versions: old.state.versions.filter { $0.group != 18 } + [version], life: [])
    let view = RecordView(entity: old.entity, state: state)
    let edit = RecordEdit(values: [18: .integer(2)])
    let change = try #require(Drafter(replica: Self.replica).edit(view, edit))
    let kept = GroupValue([FieldValue(18, .integer(2)), FieldValue(300, .text("new"))])
    #expect(change.writes.map(\.action) == kept.map { [.set($0)] })
    #expect(try schema().failure(of: change, before: view) == nil)
    #expect(try schema().failure(of: change, before: old)?.code == .unknownField)
  }

  @Test("of write-once fields, and of who created a record")
  func writeOnce() throws {
    let view = try before()
    let written = VersionName(Dot(Self.replica, 1))
    #expect(try judge(set(16, .text("c1"), replaces: [written])) == nil)
    #expect(try judge(set(16, .text("c2"), replaces: [written]))?.code == .alreadySet)
    // A concurrent one stays as a sibling.
    #expect(try judge(set(16, .text("c2"))) == nil)
    let forged = GroupWrite(
      group: 1, action: .set(GroupValue(FieldValue(2, .reference(Self.id)))))
    #expect(try schema().failure(of: change([forged]), before: view)?.code == .alreadySet)
  }

  @Test("of moves of a state machine")
  func moves() throws {
    let written = VersionName(Dot(Self.replica, 1))
    #expect(try judge(set(17, .text("won"), replaces: [written])) == nil)
    #expect(try judge(set(17, .text("new"), replaces: [written])) == nil)
    let failure = try judge(set(17, .text("old"), replaces: [written]))
    #expect(failure?.code == .moveNotAllowed && failure?.arguments == ["new", "old", "won"])
  }

  @Test("of limits")
  func limits() throws {
    let names = (1...1_001).map { VersionName(Dot(Self.replica, UInt64($0))) }
    #expect(try judge(set(11, .integer(1), replaces: names))?.code == .tooLarge)
    let schema = try schema()
    let view = try before()
    let life = LifeWrite(isDeleted: true, replaces: names.map(\.dot))
    #expect(schema.failure(of: change([], life: life), before: view)?.code == .tooLarge)
    let many = (0...500).map { GroupWrite(group: 15, action: .add("\($0)")) }
    #expect(schema.failure(of: change(many), before: view)?.code == .tooLarge)
  }

  @Test("of commits as a whole")
  func commits() {
    func commit(_ changes: [RecordChange], operation: String = "x") -> Commit {
      Commit(
        replica: Self.replica, sequence: 1, time: .zero, office: false, basis: 0,
        operation: operation, changes: changes)
    }
    #expect(commit([change([])]).failure == nil)
    #expect(commit([change([]), change([])]).failure?.code == .malformed)
    #expect(commit([change([]), change([], entity: 51)]).failure == nil)
    #expect(commit([], operation: String(repeating: "x", count: 61)).failure?.code == .tooLong)
    let many = (0...2_000).map { index in
      RecordChange(
        entity: 50, record: RecordID(high: 0, low: UInt64(index)), creates: true, writes: [])
    }
    #expect(commit(many).failure?.code == .tooLarge)
    #expect(commit(Array(many.dropLast())).failure == nil)
  }
}
