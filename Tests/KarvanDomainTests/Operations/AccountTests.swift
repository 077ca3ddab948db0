// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Accounts and their parts")
struct AccountTests {
  let world: World
  let shape = Account.shape

  init() throws { world = try World() }

  @Test("a rep opens an account with its main phone: owner, territory and first sight are filled")
  func open() throws {
    let id = try world.openAccount("Bakery", phone: "۰۹۱۲ ۱۲۳ ۴۵۶۷")
    let account = try world.view(Account.self, id)
    #expect(account[shape.owner].reference == world.rep)
    #expect(account[shape.territory].reference == world.seed.territory)
    #expect(account[shape.firstSeenAt].integer != nil)
    #expect(account.creator == world.rep)
    let pointID = try #require(account[shape.primaryPhone].reference)
    let point = try world.view(ContactPoint.self, pointID)
    #expect(point[ContactPoint.shape.normalized] == .text("+989121234567"))
    #expect(point[ContactPoint.shape.account].reference == id)
    let claim = try #require(point.entity.about.claims.first)
    #expect(claim.key(point) == "+989121234567")
    #expect(claim.subject == ContactPoint.shape.account.tag)
  }

  @Test("an account without a name, or with a wrong phone, is not opened at all")
  func refused() throws {
    let nameless = failure {
      try world.run(world.rep) { try AccountOperations.open(RecordEdit(), in: $0) }
    }
    #expect(nameless?.code == .required && nameless?.field == "name")
    let phone = failure { try world.openAccount("A", phone: "12") }
    #expect(phone?.code == .malformed && phone?.field == "value")
    #expect(phone?.entity == "contact_point")
    #expect(world.records.records(Account.tag, where: shape.name.tag, is: .text("A")).isEmpty)
  }

  @Test("identity numbers are put in their canonical form, and wrong ones refused")
  func identity() throws {
    let id = try world.openAccount()
    let legal = RecordEdit(values: [shape.legalId.tag: .text("۱۰۳۸۰۲۸۴۷۹۰")])
    try world.run(world.rep) {
      try RecordOperations.edit(try world.view(Account.self, id), legal, in: $0)
    }
    let account = try world.view(Account.self, id)
    #expect(account[shape.legalId] == .text("10380284790"))
    #expect(account.entity.about.claims.compactMap { $0.key(account) } == ["10380284790"])
    let wrong = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          account, RecordEdit(values: [shape.nationalId.tag: .text("1111111111")]), in: $0)
      }
    }
    #expect(wrong?.field == "national_id" && wrong?.arguments.first == "national-id-invalid")
  }

  @Test("a draft that goes around the operation is judged alike")
  func unprepared() throws {
    let id = try world.openAccount()
    let context = try world.context(world.rep)
    let raw = RecordEdit(values: [shape.legalId.tag: .text("10380284792")])
    let change = try #require(
      context.drafter.edit(try world.view(Account.self, id), raw))
    let judged = failure {
      try world.commit(OperationDraft("raw", [change]), by: context.author)
    }
    #expect(judged?.code == .malformed && judged?.field == "legal_id")
    let point = ContactPoint.shape
    let forged = context.drafter.create(
      try world.entity(ContactPoint.self), world.makeID(),
      RecordEdit(values: [
        point.account.tag: .reference(id), point.kind.tag: .text("phone"),
        point.value.tag: .text("09121234567"), point.normalized.tag: .text("+989120000000"),
        CreationFields.by.tag: .reference(world.rep),
      ]))
    let claim = failure {
      try world.commit(OperationDraft("raw", [forged]), by: context.author)
    }
    #expect(claim?.arguments.first == DomainLaw.normalizedValue.rawValue)
    let alias = context.drafter.create(
      try world.entity(Account.self), world.makeID(),
      RecordEdit(values: [
        shape.name.tag: .text("X"), CreationFields.by.tag: .reference(world.manager),
      ]))
    let creator = failure {
      try world.commit(OperationDraft("raw", [alias]), by: context.author)
    }
    #expect(creator?.code == .notCreator)
  }

  @Test("credit and moving an account are for the office")
  func office() throws {
    let id = try world.openAccount()
    let account = try world.view(Account.self, id)
    let edits: [(RecordEdit, String)] = [
      (RecordEdit(values: [shape.creditLimit.tag: .integer(5)]), "account.credit:edit"),
      (RecordEdit(values: [shape.owner.tag: .reference(world.manager)]), "account.assignment:edit"),
      (RecordEdit(values: [shape.territory.tag: .null]), "account.assignment:edit"),
    ]
    for (edit, grant) in edits {
      let failure = failure {
        try world.run(world.rep) { try RecordOperations.edit(account, edit, in: $0) }
      }
      #expect(failure?.code == .notGranted && failure?.arguments == [grant])
      try world.run(world.manager, World.laptop) {
        try RecordOperations.edit(try world.view(Account.self, id), edit, in: $0)
      }
    }
    #expect(try world.view(Account.self, id)[shape.creditLimit] == .integer(5))
  }

  @Test("references name living records of the right account")
  func references() throws {
    let one = try world.openAccount("One", phone: "09121234567")
    let other = try world.openAccount("Other")
    let phone = try world.view(Account.self, one)[shape.primaryPhone]
    func set(_ values: [FieldTag: Value]) -> Failure? {
      failure {
        try world.run(world.rep) {
          try RecordOperations.edit(
            try world.view(Account.self, other), RecordEdit(values: values), in: $0)
        }
      }
    }
    #expect(
      set([shape.primaryPhone.tag: phone])?.arguments.first == DomainLaw.partOfRecord.rawValue)
    let nobody = RecordID(high: 7, low: 7)
    #expect(set([shape.primaryPhone.tag: .reference(nobody)])?.code == .missingRecord)
    let people = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Account.self, other),
          RecordEdit(adds: [shape.participants.tag: ["Mina"]]), in: $0)
      }
    }
    #expect(people?.arguments.first == DomainLaw.namesRecord.rawValue)
    let contact = try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Contact.self),
        RecordEdit(values: [
          Contact.shape.account.tag: .reference(one), Contact.shape.name.tag: .text("Ali"),
        ]), in: $0)
    }
    let point = ContactPoint.shape
    let crossed = failure {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(ContactPoint.self),
          RecordEdit(values: [
            point.account.tag: .reference(other), point.contact.tag: .reference(contact),
            point.kind.tag: .text("email"), point.value.tag: .text("a@example.com"),
          ]), in: $0)
      }
    }
    #expect(crossed?.arguments.first == DomainLaw.contactOfAccount.rawValue)
  }

  @Test("a postal code is judged by its country, a position is whole")
  func address() throws {
    let account = try world.openAccount()
    let address = Address.shape
    func add(_ values: [FieldTag: Value]) -> Failure? {
      let base: [FieldTag: Value] = [
        address.account.tag: .reference(account), address.line.tag: .text("Main street 1"),
      ]
      return failure {
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(Address.self),
            RecordEdit(values: base.merging(values) { $1 }), in: $0)
        }
      }
    }
    let code = address.postalCode.tag
    #expect(add([code: .text("12209")])?.arguments.first == "postal-code-invalid")
    #expect(add([code: .text("12209"), address.country.tag: .text("Germany")]) == nil)
    #expect(
      add([address.latitude.tag: .integer(35_700_000)])?.arguments.first
        == DomainLaw.wholePosition.rawValue)
  }

  @Test("the most accurate position is shown, whoever wrote it last")
  func position() throws {
    let account = try world.openAccount()
    let address = Address.shape
    func fix(_ accuracy: Int64) -> [FieldTag: Value] {
      [
        address.latitude.tag: .integer(35_000_000 + accuracy),
        address.longitude.tag: .integer(51_000_000), address.accuracyM.tag: .integer(accuracy),
      ]
    }
    let id = try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Address.self),
        RecordEdit(values: [
          address.account.tag: .reference(account), address.line.tag: .text("Main street 1"),
        ]), in: $0)
    }
    let seen = try world.view(Address.self, id)
    for (user, replica, accuracy) in [
      (world.rep, World.phone, Int64(5)), (world.manager, World.laptop, 80),
    ] {
      let edit = RecordEdit(values: fix(accuracy))
      try world.run(user, replica) { try RecordOperations.edit(seen, edit, in: $0) }
    }
    #expect(try world.view(Address.self, id)[address.accuracyM] == .integer(5))
  }

  @Test("deleting an account takes its parts, and is refused once an order was submitted")
  func deletion() throws {
    let id = try world.openAccount("Gone", phone: "09121234567")
    let phone = try #require(try world.view(Account.self, id)[shape.primaryPhone].reference)
    let denied = failure {
      try world.run(world.rep) {
        try RecordOperations.delete(try world.view(Account.self, id), in: $0)
      }
    }
    #expect(denied?.code == .notGranted)
    try world.run(world.manager, World.laptop) {
      try RecordOperations.delete(try world.view(Account.self, id), in: $0)
    }
    #expect(try world.view(ContactPoint.self, phone).life == .deleted)
    let again = try RecordOperations.delete(
      try world.view(Account.self, id), in: try world.context(world.manager))
    #expect(again.changes.isEmpty)
    let late = failure {
      try world.run(world.rep) { try OrderOperations.start(account: id, in: $0) }
    }
    #expect(late?.code == .deletedRecord)
    try world.run(world.manager, World.laptop) {
      try RecordOperations.undelete(try world.view(Account.self, id), in: $0)
    }
    #expect(try world.view(Account.self, id).life != .deleted)
    let order = try world.submittedOrder()
    let account = try #require(try world.view(Order.self, order)[Order.shape.account].reference)
    let kept = failure {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.delete(try world.view(Account.self, account), in: $0)
      }
    }
    #expect(kept?.arguments.first == DomainLaw.accountHasDocuments.rawValue)
  }

  @Test("a deleted record is not edited, and an edit that changes nothing is empty")
  func edits() throws {
    let id = try world.openAccount("Same")
    let shown = try world.view(Account.self, id)
    let context = try world.context(world.rep)
    let same = RecordEdit(values: [shape.name.tag: .text("Same")])
    #expect(try RecordOperations.edit(shown, same, in: context).changes.isEmpty)
    try world.run(world.manager) { try RecordOperations.delete(shown, in: $0) }
    let late = failure {
      try RecordOperations.edit(try world.view(Account.self, id), same, in: context)
    }
    #expect(late?.code == .deletedRecord)
  }
}
