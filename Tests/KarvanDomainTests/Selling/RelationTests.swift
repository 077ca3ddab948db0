// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Relations, competitors and campaigns")
struct RelationTests {
  let world: World

  init() throws { world = try World() }

  private func add(_ type: (some EntityType).Type, _ values: [FieldTag: Value]) throws -> RecordID {
    try world.run(world.rep) {
      try RecordOperations.add(try world.entity(type), RecordEdit(values: values), in: $0)
    }
  }

  @Test("a relation is between two accounts, and stays between them")
  func two() throws {
    let shape = Relation.shape
    let (one, other) = (try world.openAccount("One"), try world.openAccount("Other"))
    let same = failure {
      try add(
        Relation.self,
        [
          shape.from.tag: .reference(one), shape.to.tag: .reference(one),
          shape.kind.tag: .text("parent"),
        ])
    }
    #expect(same?.arguments == [DomainLaw.twoAccounts.rawValue])
    let relation = try add(
      Relation.self,
      [
        shape.from.tag: .reference(one), shape.to.tag: .reference(other),
        shape.kind.tag: .text("parent"),
      ])
    let turned = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Relation.self, relation),
          RecordEdit(values: [shape.kind.tag: .text("partner")]), in: $0)
      }
    }
    #expect(turned?.code == .alreadySet)
  }

  @Test("a deal names its rivals; two records of one rival are merged, and claimed before that")
  func rivals() throws {
    let names = ["Damavand", "damavand"]
    let rivals = try names.map {
      try add(Competitor.self, [Competitor.shape.name.tag: .text($0)])
    }
    let claim = try #require(Competitor.about.claims.first)
    let keys = try rivals.map { claim.key(try world.view(Competitor.self, $0)) }
    #expect(keys[0] != nil && keys[0] == keys[1])
    let deal = try world.addOpportunity()
    func name(_ word: String) throws -> RecordID {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Opportunity.self, deal),
          RecordEdit(adds: [Opportunity.shape.competitors.tag: [word]]), in: $0)
      }
    }
    _ = try name("\(rivals[0])")
    #expect(failure { try name("Damavand") }?.arguments.first == DomainLaw.namesRecord.rawValue)
    #expect(failure { try name("\(deal)") }?.code == .missingRecord)
    try world.run(world.manager) {
      try Duplicates.merge(
        try world.view(Competitor.self, rivals[0]), try world.view(Competitor.self, rivals[1]),
        in: $0)
    }
    #expect(claim.key(try world.view(Competitor.self, rivals[1])) == nil)
  }

  @Test("campaigns are the office's; leads name where they came from")
  func campaigns() throws {
    let own = failure { try add(Campaign.self, [Campaign.shape.name.tag: .text("Fair")]) }
    #expect(own?.code == .notGranted)
    let fair = try world.run(world.manager) {
      try RecordOperations.add(
        try world.entity(Campaign.self),
        RecordEdit(values: [
          Campaign.shape.name.tag: .text("Fair"), Campaign.shape.budget.tag: .integer(9),
        ]), in: $0)
    }
    #expect(try world.view(Campaign.self, fair)[Campaign.shape.currency] == .text("IRR"))
    // What is spent on one is written down, and never changed.
    let shape = CampaignCost.shape
    let values: [FieldTag: Value] = [
      shape.campaign.tag: .reference(fair), shape.amount.tag: .integer(5_000_000),
    ]
    #expect(failure { try add(CampaignCost.self, values) }?.code == .notGranted)
    let cost = try world.run(world.manager) {
      try RecordOperations.add(
        try world.entity(CampaignCost.self), RecordEdit(values: values), in: $0)
    }
    let spent = try world.view(CampaignCost.self, cost)
    #expect(spent[shape.currency] == .text("IRR") && !spent[shape.date].isNull)
    let changed = failure {
      try world.run(world.manager) {
        try RecordOperations.edit(
          spent, RecordEdit(values: [shape.amount.tag: .integer(1)]), in: $0)
      }
    }
    #expect(changed?.code == .alreadySet)
    let lead = try world.addLead([Lead.shape.campaign.tag: .reference(fair)])
    try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
    let deal = try #require(world.all(Opportunity.self).first)
    #expect(deal[Opportunity.shape.campaign].reference == fair)
  }
}
