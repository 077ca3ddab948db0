// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Who holds what was said to a lead, before and after it became somebody else's customer.
@Suite struct HistoryReachTests {
  @Test("whoever gets the customer gets what was said while it was a lead; others get nothing")
  func leadStory() throws {
    let office = try TestOffice()
    let first = try office.rep("ali", territory: "Tehran")
    let second = try office.rep("babak", territory: "Tehran")
    try first.sync()
    try second.sync()
    let lead = try add(
      Lead.tag, [Lead.shape.name.tag: .text("Nima"), Lead.shape.need.tag: .text("Tea")], on: first)
    let talk = Interaction.shape
    let said = try add(
      Interaction.tag,
      [
        talk.lead.tag: .reference(lead), talk.channel.tag: .text("phone"),
        talk.summary.tag: .text("wants tea"),
      ], on: first)
    let task = try add(
      ToDo.tag,
      [ToDo.shape.subject.tag: .text("Call back"), ToDo.shape.lead.tag: .reference(lead)],
      on: first)
    try settle(office, [first, second])
    // Out of every territory, so that only its owner has it.
    try office.operate {
      let view = try #require(try $0.reader.record(Lead.tag, lead))
      return try RecordOperations.edit(
        view, RecordEdit(values: [Lead.shape.territory.tag: .null]), in: $0)
    }
    try settle(office, [first, second])
    #expect(try !second.holds(Interaction.tag, said) && !second.holds(ToDo.tag, task))
    _ = try first.database.commit(first.rights) {
      try LeadOperations.convert(lead, LeadConversion(), in: $0)
    }
    try settle(office, [first, second])
    let account = try #require(
      try office.office.database.read {
        try $0.record(Lead.tag, lead)?[Lead.shape.convertedAccount].reference
      })
    try office.operate {
      let view = try #require(try $0.reader.record(Account.tag, account))
      return try RecordOperations.edit(
        view,
        RecordEdit(values: [
          Account.shape.owner.tag: .reference(second.enrolment.user),
          Account.shape.territory.tag: .null,
        ]), in: $0)
    }
    try settle(office, [first, second])
    #expect(try second.holds(Lead.tag, lead))
    #expect(try second.holds(Interaction.tag, said) && second.holds(ToDo.tag, task))
  }

  private func add(
    _ entity: EntityTag, _ values: [FieldTag: Value], on device: TestDevice
  ) throws -> RecordID {
    let commit = try device.database.commit(device.rights) { context in
      let entity = try #require(context.schema[entity])
      return try RecordOperations.add(entity, RecordEdit(values: values), in: context)
    }
    return try #require(commit).changes[0].record
  }

  private func settle(_ office: TestOffice, _ devices: [TestDevice]) throws {
    for device in devices + devices {
      let intake = try device.sync()
      #expect(intake.rejected == 0 && intake.divergent == [])
    }
    #expect(try office.office.check(thorough: true) == [])
    for device in devices { #expect(try device.database.check() == []) }
  }
}

extension TestOffice {
  fileprivate func operate(_ make: (OperationContext) throws -> OperationDraft) throws {
    try office.operate(now: now) { authoring, _, author in
      _ = try authoring.commit(by: author, make)
    }
  }
}

extension TestDevice {
  fileprivate func holds(_ entity: EntityTag, _ id: RecordID) throws -> Bool {
    try database.read { try $0.record(entity, id) } != nil
  }
}
