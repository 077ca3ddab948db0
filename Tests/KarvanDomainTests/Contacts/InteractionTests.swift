// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Interactions")
struct InteractionTests {
  let world: World
  let account: RecordID
  let shape = Interaction.shape

  init() throws {
    world = try World()
    account = try world.openAccount()
  }

  private func log(
    _ text: String, _ more: [(Field, Value)] = [], by user: RecordID? = nil
  ) throws -> RecordID {
    var edit = RecordEdit(values: [
      shape.account.tag: .reference(account), shape.summary.tag: .text(text),
      shape.channel.tag: .text("phone"),
    ])
    for (field, value) in more { edit.values[field.tag] = value }
    return try world.run(user ?? world.rep) { try InteractionOperations.log(edit, in: $0) }
  }

  @Test("stays as it was written; a correction keeps what is not said anew")
  func correction() throws {
    let now = world.now
    let id = try log("They want 12", [(shape.outcome, .text("interested"))])
    let shown = try world.view(Interaction.self, id)
    let changed = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          shown, RecordEdit(values: [shape.summary.tag: .text("x")]), in: $0)
      }
    }
    #expect(changed != nil)
    let anew = try world.run(world.rep) {
      try InteractionOperations.correct(
        id, RecordEdit(values: [shape.summary.tag: .text("They want 20")]), in: $0)
    }
    let corrected = try world.view(Interaction.self, anew)
    #expect(
      corrected[shape.at] == .integer(now) && corrected[shape.account] == shown[shape.account])
    #expect(corrected[shape.outcome] == .text("interested"))
    #expect(corrected[shape.summary] == .text("They want 20"))
    let other = failure {
      try world.run(world.manager) {
        try InteractionOperations.correct(
          id, RecordEdit(values: [shape.summary.tag: .text("no")]), in: $0)
      }
    }
    #expect(other?.code == .notCreator)
    let moments = [shown, corrected].compactMap { TimelineMoment($0) }
    #expect(TimelineMoment.sorted(moments, limit: 9).map(\.record.id) == [anew])
  }

  @Test("a talk about a deal is one with its account; a correction is about the same deal and lead")
  func subjects() throws {
    let deal = try world.addOpportunity(account: account)
    let lead = try world.addLead()
    func log(_ values: [FieldTag: Value]) throws -> RecordID {
      let said = RecordEdit(
        values: values.merging([
          shape.summary.tag: .text("Hello"), shape.channel.tag: .text("phone"),
        ]) { $1 })
      return try world.run(world.rep) { try InteractionOperations.log(said, in: $0) }
    }
    let first = try log([shape.opportunity.tag: .reference(deal)])
    #expect(try world.view(Interaction.self, first)[shape.account].reference == account)
    let early = try log([shape.lead.tag: .reference(lead)])
    #expect(try world.view(Interaction.self, early)[shape.account].isNull)
    let answer = try log([shape.thread.tag: .reference(early)])
    #expect(try world.view(Interaction.self, answer)[shape.lead].reference == lead)
    let anew = RecordEdit(values: [shape.summary.tag: .text("Hello again")])
    let corrected = try world.run(world.rep) {
      try InteractionOperations.correct(early, anew, in: $0)
    }
    #expect(try world.view(Interaction.self, corrected)[shape.lead].reference == lead)
    let other = try world.addLead()
    var wrong = anew
    wrong.values[shape.lead.tag] = .reference(other)
    let refused = failure {
      try world.run(world.rep) { try InteractionOperations.correct(early, wrong, in: $0) }
    }
    #expect(refused?.arguments.first == DomainLaw.correctsSame.rawValue)
    // After it became a customer, what is said to the lead is said to the customer.
    try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
    let later = try log([shape.lead.tag: .reference(lead)])
    let became = try world.view(Lead.self, lead)[Lead.shape.convertedAccount]
    #expect(try world.view(Interaction.self, later)[shape.account] == became && !became.isNull)
  }

  @Test("a conversation is named by its first, whichever of it is answered")
  func threads() throws {
    let first = try log("Hello")
    let second = try log("Again", [(shape.thread, .reference(first))])
    let third = try log(
      "And again", [(shape.thread, .reference(second)), (shape.channel, .text("email"))])
    #expect(try world.view(Interaction.self, second)[shape.thread].reference == first)
    #expect(try world.view(Interaction.self, third)[shape.thread].reference == first)
    let found = try InteractionOperations.first(
      of: try world.view(Interaction.self, third), reader: world.records)
    #expect(found.id == first)
  }
}
