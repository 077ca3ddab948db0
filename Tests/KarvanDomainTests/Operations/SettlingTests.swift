// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Settling: conflicts, review items, rejections")
struct SettlingTests {
  let world: World
  let account: RecordID
  let shape = Account.shape

  init() throws {
    world = try World()
    account = try world.openAccount("Shop")
  }

  /// Two edits of the account that did not know of each other: the rep's, then the manager's.
  private func both(_ field: Field, _ rep: Value, _ manager: Value) throws {
    let shown = try world.view(Account.self, account)
    for (user, replica, value) in [
      (world.rep, World.phone, rep), (world.manager, World.laptop, manager),
    ] {
      let edit = RecordEdit(values: [field.tag: value])
      try world.run(user, replica) { try RecordOperations.edit(shown, edit, in: $0) }
    }
  }

  @Test("a legal identity entered twice waits for a person, who may give a third value")
  func manual() throws {
    try both(shape.legalId, .text("10380284790"), .text("14007650912"))
    let shown = try world.view(Account.self, account)
    let group = try #require(shown.conflicts.first)
    #expect(shown.conflicts.count == 1 && shown[shape.legalId] == .text("10380284790"))
    let value = GroupValue(FieldValue(shape.legalId.tag, .text("14007650912")))
    try world.run(world.administrator, World.laptop) {
      try ConflictOperations.resolve(shown, group: group, keep: .value(value), in: $0)
    }
    let settled = try world.view(Account.self, account)
    #expect(settled.conflicts.isEmpty && settled[shape.legalId] == .text("14007650912"))
  }

  @Test("what a rule hid is put back")
  func restore() throws {
    try both(shape.name, .text("Rep's"), .text("Office's"))
    let shown = try world.view(Account.self, account)
    #expect(shown[shape.name] == .text("Office's") && shown.conflicts.isEmpty)
    let group = try #require(shown.entity.group(of: shape.name.tag))
    let hidden = try #require(shown.view(of: group).hidden.first)
    let draft = try ConflictOperations.resolve(
      shown, group: group, keep: .version(hidden.name), in: try world.context(world.rep))
    #expect(draft.operation == "history restore")
    try world.commit(draft, by: try world.author(world.rep))
    #expect(try world.view(Account.self, account)[shape.name] == .text("Rep's"))
  }

  @Test("text sets and lone versions have nothing to settle")
  func nothing() throws {
    let shown = try world.view(Account.self, account)
    let context = try world.context(world.rep)
    for field in [shape.name, shape.tags] {
      let group = try #require(shown.entity.group(of: field.tag))
      let value = GroupValue(FieldValue(field.tag, .text("x")))
      let failure = failure {
        try ConflictOperations.resolve(shown, group: group, keep: .value(value), in: context)
      }
      #expect(failure?.arguments.first == DomainLaw.nothingToResolve.rawValue)
    }
  }

  @Test("office authority wins over a later rep, the earliest sight over both")
  func rules() throws {
    let seen = try world.view(Account.self, account)
    let manager = try world.context(world.manager, World.laptop)
    let administrator = try world.context(world.administrator, World.phone)
    let first = try #require(seen[shape.firstSeenAt].integer)
    let early = try RecordOperations.edit(
      seen, RecordEdit(values: [shape.firstSeenAt.tag: .integer(first - 5)]), in: manager)
    let late = try RecordOperations.edit(
      seen, RecordEdit(values: [shape.firstSeenAt.tag: .integer(first - 1)]), in: administrator)
    try world.commit(early, by: manager.author, replica: World.laptop)
    try world.commit(late, by: administrator.author, replica: World.phone)
    #expect(try world.view(Account.self, account)[shape.firstSeenAt] == .integer(first - 5))
  }

  @Test("a review item is raised for somebody and closed once, by name")
  func review() throws {
    let other = try world.openAccount("Shop too")
    let item = try world.run(world.administrator, World.laptop) {
      try ReviewOperations.raise(
        .init(
          kind: "duplicate", entity: "account", record: account, other: other,
          details: "Same phone", raisedFor: world.rep), in: $0)
    }
    let shown = try world.view(ReviewItem.self, item)
    #expect(shown[ReviewItem.shape.status] == .text("open"))
    #expect(shown[ReviewItem.shape.otherRecord] == .text("\(other)"))
    let rep = failure {
      try world.run(world.rep) { try ReviewOperations.close(shown, in: $0) }
    }
    #expect(rep?.code == .notGranted)
    try world.run(world.manager, World.laptop) {
      try ReviewOperations.close(shown, note: "Two branches", in: $0)
    }
    let closed = try world.view(ReviewItem.self, item)
    #expect(closed[ReviewItem.shape.closedBy].reference == world.manager)
    #expect(closed[ReviewItem.shape.resolution] == .text("Two branches"))
    try world.run(world.administrator) {
      try RecordOperations.edit(
        try world.view(User.self, world.manager),
        RecordEdit(values: [User.shape.active.tag: .truth(false)]), in: $0)
    }
    try world.run(world.administrator) {
      try RecordOperations.edit(
        closed, RecordEdit(values: [ReviewItem.shape.status.tag: .text("open")]), in: $0)
    }
    let again = try ReviewOperations.close(closed, in: try world.context(world.administrator))
    #expect(again.changes.isEmpty)
    let deletion = failure {
      try world.run(world.administrator) { try RecordOperations.delete(closed, in: $0) }
    }
    #expect(deletion?.code == .notDeletable)
  }
}

@Suite("Amendments")
struct AmendmentTests {
  let world: World
  let account: RecordID
  let shape = Account.shape

  init() throws {
    world = try World()
    account = try world.openAccount("Shop")
  }

  private func rejected(_ draft: OperationDraft) -> Commit {
    world.makeCommit(draft, World.phone, office: false)
  }

  @Test("an edit is drafted anew over what is shown now, with other values where given")
  func edit() throws {
    let shown = try world.view(Account.self, account)
    let edit = RecordEdit(
      values: [shape.name.tag: .text("New"), shape.creditLimit.tag: .integer(5)],
      adds: [shape.tags.tag: ["vip"]])
    let rejected = rejected(
      try RecordOperations.edit(shown, edit, in: try world.context(world.rep)))
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        shown, RecordEdit(values: [shape.name.tag: .text("Office")]), in: $0)
    }
    let again = failure {
      try world.run(world.rep) { try Amendments.amend(rejected, in: $0) }
    }
    #expect(again?.arguments == ["account.credit:edit"])
    let present = try world.view(Account.self, account)
    let instead = RecordEdit(values: [
      shape.creditLimit.tag: present[shape.creditLimit], shape.note.tag: .text("Asked for credit"),
    ])
    try world.run(world.rep) {
      try Amendments.amend(rejected, replacing: [account: instead], in: $0)
    }
    let amended = try world.view(Account.self, account)
    #expect(amended[shape.name] == .text("New") && amended.words(shape.tags) == ["vip"])
    #expect(amended[shape.note] == .text("Asked for credit"))
    #expect(amended.state.versions(of: shape.name.tag).count == 1)
  }

  @Test("what a rejected commit created is created again under the same identifiers")
  func creation() throws {
    let edit = RecordEdit(values: [shape.name.tag: .text("Fresh")])
    let rejected = rejected(
      try AccountOperations.open(edit, phone: "09121234567", in: try world.context(world.rep)))
    let point = try #require(rejected.changes.last?.record)
    let phone = RecordEdit(values: [ContactPoint.shape.value.tag: .text("09350000000")])
    let id = try world.run(world.rep) {
      try Amendments.amend(rejected, replacing: [point: phone], in: $0)
    }
    #expect(id == rejected.changes.first?.record)
    let normalized = try world.view(ContactPoint.self, point)[ContactPoint.shape.normalized]
    #expect(normalized == .text("+989350000000"))
  }

  @Test("deleting, leaving a set and settling a conflict are drafted anew")
  func others() throws {
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Account.self, account), RecordEdit(adds: [shape.tags.tag: ["a", "b"]]),
        in: $0)
    }
    let context = try world.context(world.rep)
    let shown = try world.view(Account.self, account)
    let removal = rejected(
      try RecordOperations.edit(shown, RecordEdit(removes: [shape.tags.tag: ["a"]]), in: context))
    try world.run(world.rep) { try Amendments.amend(removal, in: $0) }
    #expect(try world.view(Account.self, account).words(shape.tags) == ["b"])

    let before = try world.view(Account.self, account)
    for (user, replica, number) in [
      (world.rep, World.phone, "10380284790"), (world.manager, World.laptop, "14007650912"),
    ] {
      let edit = RecordEdit(values: [shape.legalId.tag: .text(number)])
      try world.run(user, replica) { try RecordOperations.edit(before, edit, in: $0) }
    }
    let open = try world.view(Account.self, account)
    let group = try #require(open.conflicts.first)
    let keep = try #require(open.view(of: group).shown.last)
    let settling = rejected(
      try ConflictOperations.resolve(open, group: group, keep: .version(keep.name), in: context))
    try world.run(world.manager, World.laptop) { try Amendments.amend(settling, in: $0) }
    #expect(try world.view(Account.self, account).conflicts.isEmpty)
    #expect(try world.view(Account.self, account)[shape.legalId] == keep[shape.legalId.tag])

    let deletion = rejected(try RecordOperations.delete(open, in: context))
    try world.run(world.manager, World.laptop) { try Amendments.amend(deletion, in: $0) }
    #expect(try world.view(Account.self, account).life == .deleted)
  }

  @Test("what left the device cannot be amended")
  func gone() throws {
    let change = RecordChange(
      entity: Account.tag, record: RecordID(high: 5, low: 5), creates: false,
      writes: [
        GroupWrite(
          group: shape.name.tag, action: .set(GroupValue(FieldValue(shape.name.tag, .text("x")))))
      ])
    let failure = failure {
      try Amendments.amend(
        rejected(OperationDraft("account edit", [change])), in: try world.context(world.rep))
    }
    #expect(failure?.code == .missingRecord)
  }
}
