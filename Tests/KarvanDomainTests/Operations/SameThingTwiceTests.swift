// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// The same thing written twice, and one customer who was known as two.
@Suite("The same thing twice")
struct SameThingTwiceTests {
  let world: World

  init() throws { world = try World() }

  /// Drafts on two devices that know nothing of each other, and then commits both.
  private func onTwoDevices(
    _ users: (RecordID, RecordID), _ draft: (OperationContext) throws -> OperationDraft?
  ) throws {
    let contexts = try [
      world.context(users.0, World.phone), world.context(users.1, World.laptop),
    ]
    let drafts = try contexts.map(draft)
    for (draft, context) in zip(drafts, contexts) {
      guard let draft else { continue }
      try world.commit(draft, by: context.author, replica: context.drafter.replica)
    }
  }

  private func all(_ type: (some EntityType).Type) -> [RecordView] {
    world.records.states.keys.filter { $0.entity == type.tag }.map(\.id).sorted()
      .compactMap { world.records.record(type.tag, $0) }
  }

  @Test("a task that comes back, done on two devices of one user, is followed by one")
  func taskDoneTwice() throws {
    let shape = ToDo.shape
    let task = try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(ToDo.self),
        RecordEdit(values: [
          shape.subject.tag: .text("Settle"), shape.due.tag: .integer(world.now),
          shape.every.tag: .text("week"),
        ]), in: $0)
    }
    try onTwoDevices((world.rep, world.rep)) {
      try TaskOperations.complete(task, offsetMinutes: 210, in: $0)
    }
    #expect(
      world.records.records(ToDo.tag, where: shape.follows.tag, is: .reference(task)).count == 1)
  }

  @Test("putting a task off does not move what comes after it; saying a new day does")
  func snoozed() throws {
    let shape = ToDo.shape
    let day = try CivilDate(year: 2025, month: 1, day: 31)
    let due = InstantText.startMilliseconds(of: day, offsetMinutes: 210) + 9 * 3_600_000
    func add() throws -> RecordID {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(ToDo.self),
          RecordEdit(values: [
            shape.subject.tag: .text("Settle"), shape.due.tag: .integer(due),
            shape.every.tag: .text("month"), shape.day.tag: .integer(31),
          ]), in: $0)
      }
    }
    func following(_ task: RecordID) throws -> String? {
      try world.run(world.rep) { try TaskOperations.complete(task, offsetMinutes: 210, in: $0) }
      let next = world.records.records(
        ToDo.tag, where: shape.follows.tag, is: .reference(task)
      ).first
      return next?[shape.due].integer.map {
        InstantText.civilDate(milliseconds: $0, offsetMinutes: 210).isoText
      }
    }
    let late = try add()
    for days in [3, 5] {
      try world.run(world.rep) {
        try TaskOperations.snooze(late, until: due + Int64(days) * 86_400_000, in: $0)
      }
    }
    #expect(try following(late) == "2025-02-28")
    let moved = try add()
    let anew = due - 16 * 86_400_000
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(ToDo.self, moved), RecordEdit(values: [shape.due.tag: .integer(anew)]),
        in: $0)
    }
    #expect(try following(moved) == "2025-02-15")
  }

  @Test("a calendar brought in on two devices is there once; each who attends has their own visit")
  func calendars() throws {
    _ = try world.openAccount("Alborz")
    let text = """
      BEGIN:VEVENT
      UID:e1
      SUMMARY:Meeting
      CONTACT:Alborz
      DTSTART:20250110T090000Z
      CREATED:20241201T080000Z
      END:VEVENT
      BEGIN:VTODO
      UID:t1
      SUMMARY:Call
      DUE:20250111T090000Z
      END:VTODO

      """
    let parts = ContentFile(Array(text.utf8)).components
    func bring(_ users: (RecordID, RecordID)) throws {
      for part in parts {
        try onTwoDevices(users) { context in
          var planner = CalendarPlanner(
            zones: CalendarZones(parts) { _ in 210 }, offsetMinutes: { _ in 210 })
          return try planner.plan(part, in: context).draft
        }
      }
    }
    try bring((world.rep, world.rep))
    #expect(all(Visit.self).count == 1 && all(ToDo.self).count == 1)
    #expect(
      all(Visit.self).first?[CreationFields.at] == .integer(1_733_040_000_000))
    let other = try world.addRep("Nima", "nima")
    try bring((world.rep, other))
    #expect(
      Set(all(Visit.self).compactMap { $0[Visit.shape.rep].reference }) == [world.rep, other])
  }

  @Test("the visits of one stop differ in their last digits, and a former one is found")
  func visitsOfAStop() throws {
    let journey = try Journey(world: world)
    _ = try journey.stop("saturday")
    let days = [Journey.start, Journey.day(7), Journey.day(14)]
    let visits = try days.flatMap { try journey.due($0) }.map(\.visit)
    #expect(visits.count == 3)
    #expect(Set(visits.map { String("\($0)".suffix(12)) }).count == 3)
  }

  @Test("phone, places and days of a customer who was known twice are those of both")
  func merged() throws {
    let first = try world.openAccount("Alborz")
    let second = try world.openAccount("Alborz Co", phone: "09121234567")
    let shape = Address.shape
    try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Address.self),
        RecordEdit(values: [
          shape.account.tag: .reference(second), shape.line.tag: .text("Azadi 1"),
          shape.latitude.tag: .integer(35_700_000), shape.longitude.tag: .integer(51_400_000),
        ]), in: $0)
    }
    let occasion = Occasion.shape
    for account in [first, second] {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Occasion.self),
          RecordEdit(values: [
            occasion.account.tag: .reference(account), occasion.kind.tag: .text("anniversary"),
            occasion.date.tag: .integer(18_000),
          ]), in: $0)
      }
    }
    try world.run(world.manager, World.laptop) {
      try Duplicates.merge(
        try world.view(Account.self, first), try world.view(Account.self, second), in: $0)
    }
    for account in [first, second] {
      #expect(try Geofence.place(of: account, reader: world.records)?.point.latitude == 35_700_000)
    }
    let survivor = try world.view(Account.self, first)
    let phone = try #require(try CustomerParts.phone(of: survivor, reader: world.records))
    #expect(phone[ContactPoint.shape.normalized] == .text("+989121234567"))
    let card = try CardExport(reader: world.records).card(account: survivor)
    #expect(card.points.map(\.value) == ["+989121234567"])
    #expect(card.places.count == 1 && card.days.count == 1)
    let coming = try ComingOccasion.coming(
      occasions: all(Occasion.self), contacts: [], from: CivilDate(daysSinceEpoch: 20_089),
      within: 400, reader: world.records)
    #expect(coming.count == 1)
    try world.run(world.rep) { try RecordOperations.delete(phone, in: $0) }
    #expect(try CustomerParts.phone(of: survivor, reader: world.records) == nil)
  }

  @Test("consent is for the number that it was given for")
  func consent() throws {
    let account = try world.openAccount(phone: "09121234567")
    let shape = ContactPoint.shape
    let id = try #require(
      try world.view(Account.self, account)[Account.shape.primaryPhone].reference)
    func set(_ values: [FieldTag: Value]) throws {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(ContactPoint.self, id), RecordEdit(values: values), in: $0)
      }
    }
    let said = world.now
    try set([shape.consent.tag: .text("granted"), shape.consentSource.tag: .text("by phone")])
    var point = try world.view(ContactPoint.self, id)
    #expect(point[shape.consentFor] == .text("+989121234567"))
    #expect(point[shape.consentAt] == .integer(said))
    #expect(point[shape.consentSource] == .text("by phone"))
    // The same number in other words is the same number.
    try set([shape.value.tag: .text("+98 912 123 4567")])
    #expect(try world.view(ContactPoint.self, id)[shape.consent] == .text("granted"))
    try set([shape.value.tag: .text("09127654321")])
    point = try world.view(ContactPoint.self, id)
    #expect(point[shape.consent].isNull && point[shape.consentFor].isNull)
    try set([shape.consent.tag: .text("withdrawn")])
    try set([shape.value.tag: .text("09120000001")])
    point = try world.view(ContactPoint.self, id)
    #expect(point[shape.consent] == .text("withdrawn"))
    #expect(point[shape.consentFor] == .text("+989127654321"))
  }

  @Test("where somebody lives is no place of the company, and what was not read is told")
  func cards() throws {
    let card = """
      BEGIN:VCARD
      FN:Ali Rezaei
      ORG:Office
      ADR;TYPE=home:;;Bahar 7;Tehran;;;
      ADR;TYPE=work:;;Azadi 1;Tehran;;;
      X-SHOE-SIZE:43
      END:VCARD

      """
    let brought = try CardWorld.bring(card, to: world)
    let places = all(Address.self)
    #expect(places.map { $0[Address.shape.line] } == [.text("Azadi 1")])
    #expect(places.first?[Address.shape.kind] == .text("other"))
    #expect(brought.summary.warnings == 2)
  }

  @Test("a visit without an order says why, a day does not end in a shop, questions have places")
  func road() throws {
    let account = try world.openAccount()
    try world.run(world.rep) {
      try WorkdayOperations.start(on: CivilDate(daysSinceEpoch: 20_089), in: $0)
    }
    try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    let open = failure { try world.run(world.rep) { try WorkdayOperations.end(in: $0) } }
    #expect(open?.arguments.first == DomainLaw.oneVisitInProgress.rawValue)
    let bare = failure {
      try world.run(world.rep) {
        try VisitOperations.end(report: .init(outcome: "no_order"), in: $0)
      }
    }
    #expect(bare?.code == .required && bare?.field == "no_order_reason")
    try world.run(world.rep) {
      try VisitOperations.end(
        report: .init(outcome: "no_order", noOrderReason: "price"), in: $0)
    }
    try world.run(world.rep) { try WorkdayOperations.end(in: $0) }
    let form = try world.run(world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(Form.self), RecordEdit(values: [Form.shape.name.tag: .text("Shelf")]),
        in: $0)
    }
    let shape = FormQuestion.shape
    for text in ["One", "Two"] {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.add(
          try world.entity(FormQuestion.self),
          RecordEdit(values: [
            shape.form.tag: .reference(form), shape.text.tag: .text(text),
            shape.kind.tag: .text("text"),
          ]), in: $0)
      }
    }
    #expect(all(FormQuestion.self).map { $0[shape.position] } == [.integer(1), .integer(2)])
  }

  @Test("a record without a number joins nobody to another in silence")
  func strangers() throws {
    let ids = try ["Blank", "One", "Two"].map { try world.openAccount($0) }
    for (id, number) in zip(ids.dropFirst(), ["10380284790", "14007650912"]) {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Account.self, id),
          RecordEdit(values: [Account.shape.legalId.tag: .text(number)]), in: $0)
      }
    }
    let contexts = try [World.phone, World.laptop].map { try world.context(world.manager, $0) }
    let drafts = try zip(ids.dropFirst(), contexts).map { id, context in
      try Duplicates.merge(
        try world.view(Account.self, ids[0]), try world.view(Account.self, id), in: context)
    }
    for (draft, context) in zip(drafts, contexts) {
      try world.commit(draft, by: context.author, replica: context.drafter.replica)
    }
    try world.run(world.administrator, World.laptop) {
      try Duplicates.joinRivals(of: Account.tag, ids[2], in: $0) ?? OperationDraft("", [])
    }
    let found = all(ReviewItem.self).filter { $0[ReviewItem.shape.kind] == .text("duplicate") }
    #expect(found.count == 1)
    try world.run(world.administrator, World.laptop) {
      try Duplicates.joinRivals(of: Account.tag, ids[2], in: $0) ?? OperationDraft("", [])
    }
    #expect(all(ReviewItem.self).count == found.count)
  }
}
