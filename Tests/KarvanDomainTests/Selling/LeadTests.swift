// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Leads")
struct LeadTests {
  let world: World
  let shape = Lead.shape

  init() throws { world = try World() }

  private func status(_ lead: RecordID) throws -> String? {
    try world.view(Lead.self, lead)[shape.status].text
  }

  private func set(_ lead: RecordID, _ status: String) throws {
    switch status {
    case "working": try world.run(world.rep) { try LeadOperations.work(lead, in: $0) }
    case "qualified": try world.run(world.rep) { try LeadOperations.qualify(lead, in: $0) }
    case "disqualified":
      try world.run(world.rep) {
        try LeadOperations.disqualify(lead, reason: "no_need", in: $0)
      }
    default:
      try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
    }
  }

  @Test("every move that the machine has is made, every other is refused with what is allowed")
  func machine() throws {
    let ways: [String: [String]] = [
      "new": [], "working": ["working"], "qualified": ["qualified"],
      "disqualified": ["disqualified"], "converted": ["converted"],
    ]
    let allowed: [String: Set<String>] = [
      "new": ["working", "qualified", "disqualified", "converted"],
      "working": ["qualified", "disqualified", "converted"],
      "qualified": ["working", "disqualified", "converted"], "disqualified": ["working"],
      "converted": [],
    ]
    for (from, way) in ways {
      for to in ["working", "qualified", "disqualified", "converted"] {
        let lead = try world.addLead()
        for step in way { try set(lead, step) }
        // To convert twice is no move, and refused by nobody.
        if from == to, to == "converted" { continue }
        let refused = failure { try set(lead, to) }
        if allowed[from]?.contains(to) == true {
          #expect(refused == nil, "\(from) to \(to)")
          #expect(try status(lead) == to)
        } else {
          #expect(refused?.code == .moveNotAllowed, "\(from) to \(to)")
          #expect(Set(refused?.arguments.dropFirst(2) ?? []) == allowed[from])
        }
      }
    }
  }

  @Test("when it was answered and qualified is kept, whatever became of it later")
  func times() throws {
    let lead = try world.addLead()
    let new = try world.view(Lead.self, lead)
    #expect(new[shape.respondedAt].isNull && new[shape.qualifiedAt].isNull)
    var moments: [Value] = []
    for state in ["working", "qualified", "disqualified", "working", "qualified", "converted"] {
      moments.append(.integer(world.now))
      try set(lead, state)
      #expect(try world.view(Lead.self, lead)[shape.statusAt] == moments.last)
    }
    let shown = try world.view(Lead.self, lead)
    #expect(shown[shape.respondedAt] == moments[0] && shown[shape.qualifiedAt] == moments[1])
    // What becomes a deal at once was answered and qualified by that.
    let quick = try world.addLead()
    let now = Value.integer(world.now)
    try set(quick, "converted")
    let taken = try world.view(Lead.self, quick)
    #expect(taken[shape.respondedAt] == now && taken[shape.qualifiedAt] == now)
  }

  @Test("a lead names somebody, says why it was disqualified, and is not converted by hand")
  func laws() throws {
    let nobody = failure { try world.addLead([shape.name.tag: .text("")]) }
    #expect(nobody?.arguments.first == DomainLaw.leadNamed.rawValue)
    let lead = try world.addLead([
      shape.phone.tag: .text("۰۹۱۲ ۱۲۳ ۴۵۶۷"), shape.email.tag: .text(" Nima@Example.COM "),
    ])
    let shown = try world.view(Lead.self, lead)
    #expect(shown[shape.normalizedPhone] == .text("+989121234567"))
    #expect(shown[shape.email] == .text("Nima@example.com"))
    #expect(shown[shape.owner].reference == world.rep)
    #expect(shown[shape.territory].reference == world.seed.territory)
    func edit(_ values: [FieldTag: Value]) -> Failure? {
      failure {
        try world.run(world.rep) {
          try RecordOperations.edit(shown, RecordEdit(values: values), in: $0)
        }
      }
    }
    #expect(edit([shape.status.tag: .text("disqualified")])?.field == "disqualify_reason")
    #expect(
      edit([shape.status.tag: .text("converted")])?.arguments.first
        == DomainLaw.leadConverts.rawValue)
    #expect(edit([shape.phone.tag: .text("12")])?.field == "phone")
    #expect(edit([shape.owner.tag: .reference(world.manager)])?.code == .notGranted)
    #expect(edit([shape.name.tag: .text(" ")]) == nil)
    #expect(edit([shape.source.tag: .text("web")]) == nil)
    let twice = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Lead.self, lead),
          RecordEdit(values: [shape.source.tag: .text("visit")]), in: $0)
      }
    }
    #expect(twice?.code == .alreadySet)
  }

  @Test("a conversion makes everything in one commit and names the lead everywhere")
  func conversion() throws {
    let lead = try world.addLead([
      shape.organisation.tag: .text("Alborz"), shape.phone.tag: .text("09121234567"),
      shape.email.tag: .text("a@b.ir"), shape.website.tag: .text("alborz.ir"),
      shape.city.tag: .text("Karaj"), shape.source.tag: .text("exhibition"),
      shape.acquaintance.tag: .text("friend"), shape.expectedValue.tag: .integer(5_000_000),
      shape.authority.tag: .text("decides"), shape.need.tag: .text("Tea in bulk"),
      shape.nextActionAt.tag: .integer(world.now), shape.legalId.tag: .text("10380284790"),
    ])
    try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
    let shown = try world.view(Lead.self, lead)
    let account = try #require(shown[shape.convertedAccount].reference)
    let contact = try #require(shown[shape.convertedContact].reference)
    let deal = try #require(shown[shape.convertedOpportunity].reference)
    let opened = try world.view(Account.self, account)
    #expect(opened[Account.shape.name] == .text("Alborz"))
    #expect(opened[Account.shape.originLead].reference == lead)
    #expect(opened[Account.shape.legalId] == .text("10380284790"))
    #expect(opened[Account.shape.type] == .text("prospect"))
    #expect(opened[Account.shape.primaryPhone].reference != nil)
    let person = try world.view(Contact.self, contact)
    #expect(person[Contact.shape.originLead].reference == lead)
    #expect(person[Contact.shape.part] == .text("decides"))
    let opportunity = try world.view(Opportunity.self, deal)
    #expect(opportunity[Opportunity.shape.originLead].reference == lead)
    #expect(opportunity[Opportunity.shape.source] == .text("exhibition"))
    #expect(opportunity[Opportunity.shape.acquaintance] == .text("friend"))
    #expect(opportunity[Opportunity.shape.amount] == .integer(5_000_000))
    #expect(opportunity[Opportunity.shape.need] == .text("Tea in bulk"))
    #expect(opportunity[Opportunity.shape.contact].reference == contact)
    #expect(world.all(ContactPoint.self).count == 3)
    #expect(world.all(Address.self).map { $0[Address.shape.city].text } == ["Karaj"])
    let dots = [shown, opened, person, opportunity].map { view in
      view.state.clock.entries.last
    }
    #expect(Set(dots).count == 1)
    let kept = failure { try world.run(world.rep) { try RecordOperations.delete(shown, in: $0) } }
    #expect(kept?.code == .notDeletable)
  }

  @Test("a lead of somebody known joins the account and contact that are there")
  func known() throws {
    let account = try world.openAccount("Alborz", phone: "0912 123 4567")
    let lead = try world.addLead([
      shape.phone.tag: .text("09121234567"), shape.email.tag: .text("n@b.ir"),
    ])
    let view = try world.view(Lead.self, lead)
    #expect(try LeadOperations.matches(of: view, reader: world.records).map(\.id) == [account])
    var plan = LeadConversion(account: account)
    plan.opportunity.values[Opportunity.shape.name.tag] = .text("Spring order")
    try world.run(world.rep) { try LeadOperations.convert(lead, plan, in: $0) }
    #expect(world.all(Account.self).count == 1)
    // The phone is there; the address is new.
    #expect(world.all(ContactPoint.self).count == 2)
    #expect(world.all(Contact.self).count == 1)
    #expect(world.all(Opportunity.self).map(\.title) == ["Spring order"])
    let second = try world.addLead([shape.email.tag: .text("n@b.ir")])
    try world.run(world.rep) {
      try LeadOperations.convert(
        second, LeadConversion(account: account, opensOpportunity: false), in: $0)
    }
    #expect(world.all(Contact.self).count == 1)
    #expect(world.all(Opportunity.self).count == 1)
  }

  @Test("converting is idempotent, whatever the lead knows; a merged account stands for its own")
  func idempotent() throws {
    try forAllSeeds(30) { generator in
      let world = try World()
      let fields = [
        shape.organisation, shape.jobTitle, shape.need, shape.budget, shape.authority,
        shape.source, shape.industry, shape.city, shape.expectedValue, shape.nextStep,
      ]
      var values: [FieldTag: Value] = [:]
      for field in fields where generator.integer(in: 0...1) == 0 {
        let entity = try world.entity(Lead.self)
        guard let named = entity.field(field.tag) else { continue }
        values[field.tag] = SchemaGenerator.value(of: named, using: &generator)
      }
      if let worth = values[shape.expectedValue.tag]?.integer {
        values[shape.expectedValue.tag] = .integer(abs(worth % 1_000_000_000))
      }
      let lead = try world.addLead(values)
      let plan = LeadConversion(opensOpportunity: generator.integer(in: 0...1) == 0)
      try world.run(world.rep) { try LeadOperations.convert(lead, plan, in: $0) }
      let before = world.records.states
      for _ in 0..<2 {
        let again = try LeadOperations.convert(lead, plan, in: world.context(world.rep))
        try #require(again.changes.isEmpty)
      }
      try #require(world.records.states == before)
      try #require(world.all(Account.self).count == 1)
      try #require(world.all(Opportunity.self).count == (plan.opensOpportunity ? 1 : 0))
    }
  }

  @Test("two who convert a lead at once make two; nothing is lost, the earlier is shown")
  func twice() throws {
    let lead = try world.addLead([shape.organisation.tag: .text("Alborz")])
    // The second one drafts before the first one's commit is known.
    let elsewhere = try world.context(world.manager, World.laptop)
    let second = try LeadOperations.convert(lead, LeadConversion(), in: elsewhere)
    try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
    let first = try world.view(Lead.self, lead)[shape.convertedAccount]
    try world.commit(second, by: elsewhere.author, replica: World.laptop)
    let shown = try world.view(Lead.self, lead)
    #expect(shown[shape.convertedAccount] == first)
    #expect(try status(lead) == "converted")
    #expect(world.all(Account.self).count == 2)
    for (entity, records) in [
      (Account.about, world.all(Account.self)), (Opportunity.about, world.all(Opportunity.self)),
    ] {
      let claim = try #require(entity.claims.first { $0.name == "origin_lead" })
      #expect(records.count == 2)
      #expect(Set(records.map { claim.key($0) }) == ["\(lead)"])
    }
    let merged = try Duplicates.merge(
      world.all(Account.self)[0], world.all(Account.self)[1], in: world.context(world.manager))
    #expect(!merged.changes.isEmpty)
  }

  @Test("converted beats disqualified elsewhere, whose reason is kept as a note")
  func overruled() throws {
    for convertsFirst in [true, false] {
      let world = try World()
      let lead = try world.addLead()
      let elsewhere = try world.context(world.manager, World.laptop)
      let drafts = [
        try LeadOperations.convert(lead, LeadConversion(), in: world.context(world.rep)),
        try LeadOperations.disqualify(lead, reason: "spam", note: "A joke", in: elsewhere),
      ]
      for index in convertsFirst ? [0, 1] : [1, 0] {
        let author = try world.author(index == 0 ? world.rep : world.manager)
        try world.commit(
          drafts[index], by: author, replica: index == 0 ? World.phone : World.laptop)
      }
      let shown = try world.view(Lead.self, lead)
      #expect(shown[shape.status] == .text("converted"))
      let notes = LeadOperations.overruled(shown)
      #expect(notes.map(\.reason) == ["spam"] && notes.map(\.note) == ["A joke"])
    }
  }

  @Test("a score is the sum of its parts, between 0 and 100, and a better answer never lowers it")
  func score() throws {
    let entity = try world.entity(Lead.self)
    let inputs = LeadScore(of: try world.view(Lead.self, try world.addLead())).parts.map(\.field)
    #expect(inputs.count == 6)
    var most = 0
    for tag in inputs {
      let field = try #require(entity.field(tag))
      guard case .choice(let choices) = field.kind else { continue }
      var points: [Int] = []
      for choice in choices {
        let lead = try world.addLead([tag: .text(choice.code)])
        let score = LeadScore(of: try world.view(Lead.self, lead))
        #expect(score.total == score.parts.map(\.points).reduce(0, +))
        #expect((0...100).contains(score.total) && score.known > 0)
        points.append(score.total)
      }
      // The choices are listed from the best on, but for sources, which have no order.
      if field.name != "source" { #expect(points == points.sorted(by: >), "\(field.name)") }
      most += points.max() ?? 0
    }
    #expect(most == 100)
    let unknown = LeadScore(of: try world.view(Lead.self, try world.addLead()))
    #expect(unknown.total == 0 && unknown.known == 0 && unknown.grade == "D")
  }
}
