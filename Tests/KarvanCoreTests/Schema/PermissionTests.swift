// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@Suite("Permission")
struct PermissionTests {
  private static let user = RecordID(high: 0, low: 77)
  private static let id = RecordID(high: 1, low: 2)

  private func entity(_ editors: Editors = .holders) throws -> Entity {
    let about = EntityAbout(
      "thing", tag: 50, "Thing", "چیز",
      groups: [GroupDeclaration("credit", rule: .authority, guarded: true)], scopes: [.everyone],
      editors: editors, title: [10])
    return try Entity(
      about: about,
      fields: [
        TestField.named("name", Field(10, .text(maximum: 5), "Name", "نام")),
        TestField.named("limit", Field(11, .money, "Limit", "سقف", group: "credit")),
      ])
  }

  private func author(
    _ grants: Set<String>, office: Bool = false, active: Bool = true, user: RecordID = Self.user
  ) -> Author {
    Author(user: user, isActive: active, office: office, grants: grants, scopes: [.everyone])
  }

  private func change(_ fields: FieldTag..., deletes: Bool = false) -> RecordChange {
    let writes = fields.map { field in
      GroupWrite(group: field, action: .set(GroupValue(FieldValue(field, .integer(1)))))
    }
    return RecordChange(
      entity: 50, record: Self.id, creates: false, writes: writes,
      life: deletes ? LifeWrite(isDeleted: true, replaces: []) : nil)
  }

  private func before(_ entity: Entity) -> RecordView {
    let creation = GroupValue(FieldValue(2, .reference(Self.user)))
    let version = Version(
      group: 1, dot: Dot(World.replica(0), 1), time: HybridTime(milliseconds: 1), office: false,
      content: .register(creation))
    let state = RecordState(
      entity: 50, id: Self.id, clock: RecordClock([version.dot]), versions: [version], life: [])
    return RecordView(entity: entity, state: state)
  }

  private func denial(
    _ change: RecordChange, _ author: Author, office: Bool = false, isNew: Bool = false,
    editors: Editors = .holders
  ) throws -> Failure? {
    let entity = try entity(editors)
    return entity.denial(
      of: change, by: author, office: office, before: isNew ? nil : before(entity))
  }

  @Test("needs a grant of the verb")
  func verbs() throws {
    #expect(try denial(change(10), author(["thing:edit"])) == nil)
    #expect(try denial(change(10), author(["thing:*"])) == nil)
    #expect(try denial(change(10), author(["*"])) == nil)
    let denied = try denial(change(10), author(["thing:create", "other:edit"]))
    #expect(denied?.code == .notGranted && denied?.arguments == ["thing:edit"])
    #expect(denied?.entity == "thing" && denied?.record == Self.id)
    #expect(try denial(change(10), author(["thing:create"]), isNew: true) == nil)
    #expect(try denial(change(10), author(["thing:edit"]), isNew: true)?.code == .notGranted)
    #expect(try denial(change(deletes: true), author(["thing:delete"])) == nil)
    #expect(try denial(change(deletes: true), author(["thing:edit"]))?.code == .notGranted)
  }

  @Test("a right to delete carries no edit along")
  func deleteWithWrites() throws {
    let both = change(10, deletes: true)
    #expect(try denial(both, author(["thing:delete"]))?.arguments == ["thing:edit"])
    #expect(try denial(both, author(["thing:edit"]))?.arguments == ["thing:delete"])
    #expect(try denial(both, author(["thing:delete", "thing:edit"])) == nil)
    let isNew = try denial(change(deletes: true), author(["thing:delete"]), isNew: true)
    #expect(isNew?.arguments == ["thing:create"])
  }

  @Test("guarded groups need a grant that names them")
  func guarded() throws {
    #expect(try denial(change(11), author(["thing:*"]))?.arguments == ["thing.credit:edit"])
    #expect(try denial(change(11), author(["thing:edit", "thing.credit:edit"])) == nil)
    #expect(try denial(change(11), author(["thing:edit", "thing.credit:*"])) == nil)
  }

  @Test("office authority is checked against the role")
  func office() throws {
    #expect(try denial(change(10), author(["*"]), office: true)?.code == .notOffice)
    #expect(try denial(change(10), author(["*"], office: true), office: true) == nil)
    #expect(try denial(change(10), author(["*"], active: false))?.code == .inactive)
  }

  @Test("editors: the creator and the office, or nobody")
  func editors() throws {
    let other = author(["*"], user: RecordID(high: 0, low: 78))
    #expect(try denial(change(10), author(["*"]), editors: .creator) == nil)
    #expect(try denial(change(10), other, editors: .creator)?.code == .notCreator)
    #expect(try denial(change(10), other, isNew: true, editors: .creator) == nil)
    #expect(try denial(change(10), author(["*"], office: true), editors: .nobody) == nil)
    #expect(try denial(change(10), author(["*"]), editors: .nobody)?.code == .appendOnly)
    #expect(try denial(change(10), author(["*"]), isNew: true, editors: .nobody) == nil)
  }

  @Test("scopes read what they print")
  func scopes() {
    for scope in [Scope.everyone, .office, .territory(Self.id), .user(Self.user)] {
      #expect(Scope("\(scope)") == scope)
    }
    for text in ["", "all:", "user", "user:1", "team:\(Self.id)", "all:\(Self.id)"] {
      #expect(Scope(text) == nil, "\(text)")
    }
  }
}
