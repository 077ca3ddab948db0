// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Opportunities")
struct OpportunityTests {
  let world: World
  let shape = Opportunity.shape
  let ending = OpportunityOperations.Ending(on: firstDay, lostReason: "price", note: "Too dear")

  init() throws { world = try World() }

  private func move(_ opportunity: RecordID, to stage: RecordID) throws {
    try world.run(world.rep) { try OpportunityOperations.move(opportunity, to: stage, in: $0) }
  }

  @Test("a new one is open, in its author's hands, at the start of the main pipeline")
  func start() throws {
    let deal = try world.view(Opportunity.self, try world.addOpportunity())
    #expect(deal[shape.status] == .text("open") && deal[shape.owner].reference == world.rep)
    #expect(deal[shape.stage].reference == (try world.stages())[0].id)
    #expect(deal[shape.currency] == .text("IRR"))
    #expect(deal[shape.forecast] == .text("pipeline"))
    let second = try world.addOpportunity([shape.stage.tag: .reference(try world.stages()[2].id)])
    #expect(
      try world.view(Opportunity.self, second)[shape.pipeline] == deal[shape.pipeline])
  }

  @Test("who has a deal for a while does not join it to keep it; who has its customer joins")
  func joining() throws {
    let other = try world.addRep("Omid", "omid")
    let deal = try world.addOpportunity()
    let account = try #require(try world.view(Opportunity.self, deal)[shape.account].reference)
    func join() throws {
      _ = try world.run(other) {
        try RecordOperations.edit(
          try world.view(Opportunity.self, deal),
          RecordEdit(adds: [shape.participants.tag: ["\(other)"]]), in: $0)
      }
    }
    func place(_ territory: Value) throws {
      _ = try world.run(world.administrator, World.laptop) {
        try RecordOperations.edit(
          try world.view(Account.self, account),
          RecordEdit(values: [Account.shape.territory.tag: territory]), in: $0)
      }
    }
    let territory = try world.view(Account.self, account)[Account.shape.territory]
    try place(.null)
    #expect(failure { try join() }?.code == .notGranted)
    try place(territory)
    try join()
    #expect(try world.view(Opportunity.self, deal).words(shape.participants) == ["\(other)"])
  }

  @Test("a move forward is refused with all that is missing; a move back asks for nothing")
  func requirements() throws {
    let stages = try world.stages()
    let deal = try world.addOpportunity()
    let refused = failure { try move(deal, to: stages[2].id) }
    #expect(refused?.arguments.first == DomainLaw.stageRequires.rawValue)
    #expect(
      Set(refused?.arguments.dropFirst() ?? []) == [
        "need", "contact", "amount", "expected_close", "Decision maker is known",
      ])
    let said = FailureText.say(
      try #require(refused), schema: world.schema, language: .persian)
    #expect(said.contains("مبلغ") && said.contains("Decision maker is known"))
    try world.fill(deal)
    try move(deal, to: stages[2].id)
    #expect(try world.view(Opportunity.self, deal)[shape.stage].reference == stages[2].id)
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Opportunity.self, deal),
        RecordEdit(values: [shape.need.tag: .null, shape.amount.tag: .null]), in: $0)
    }
    try move(deal, to: stages[0].id)
    #expect(failure { try move(deal, to: stages[1].id) } != nil)
    #expect(
      try world.context(world.rep).reader.records(
        StageChange.tag, where: StageChange.shape.opportunity.tag, is: .reference(deal)
      ).count == 2)
  }

  @Test("checks that are confirmed with the move are kept; lines stand for the amount")
  func checks() throws {
    let stages = try world.stages()
    let deal = try world.addOpportunity([shape.stage.tag: .reference(stages[1].id)])
    let product = try world.addProduct("TEA", 900)
    try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(OpportunityLine.self),
        RecordEdit(values: [
          OpportunityLine.shape.opportunity.tag: .reference(deal),
          OpportunityLine.shape.product.tag: .reference(product),
          OpportunityLine.shape.quantity.tag: .integer(2_000),
        ]), in: $0)
    }
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Opportunity.self, deal),
        RecordEdit(values: [shape.expectedClose.tag: .integer(20_100)]), in: $0)
    }
    try world.run(world.rep) {
      try OpportunityOperations.move(
        deal, to: stages[2].id, confirming: ["Decision maker is known"], in: $0)
    }
    let shown = try world.view(Opportunity.self, deal)
    #expect(shown.words(shape.confirmedChecks) == ["Decision maker is known"])
    #expect(try OpportunityWorth.amount(of: shown, reader: world.records) == 1_800)
    let typed = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          shown, RecordEdit(values: [shape.amount.tag: .integer(5)]), in: $0)
      }
    }
    #expect(typed?.arguments.first == DomainLaw.amountOfLines.rawValue)
  }

  @Test("nobody moves it around the history, not even the office")
  func history() throws {
    let stages = try world.stages()
    let deal = try world.addOpportunity()
    for (user, values) in [
      (world.rep, [shape.stage.tag: Value.reference(stages[1].id)]),
      (world.manager, [shape.status.tag: Value.text("won")]),
    ] {
      let refused = failure {
        try world.run(user) {
          try RecordOperations.edit(
            try world.view(Opportunity.self, deal), RecordEdit(values: values), in: $0)
        }
      }
      #expect(refused?.arguments.first == DomainLaw.stageByMove.rawValue)
    }
    try world.fill(deal)
    try move(deal, to: stages[1].id)
    let change = try #require(world.all(StageChange.self).first)
    let rewritten = failure {
      try world.run(world.manager) {
        try RecordOperations.edit(
          change, RecordEdit(values: [StageChange.shape.amount.tag: .integer(1)]), in: $0)
      }
    }
    #expect(rewritten != nil)
    let borrowed = failure {
      try world.run(world.rep) { context in
        let edit = RecordEdit(values: [shape.stage.tag: .reference(stages[0].id)])
        return try RecordOperations.edit(
          try world.view(Opportunity.self, deal), edit, in: context)
      }
    }
    #expect(borrowed?.arguments.first == DomainLaw.stageByMove.rawValue)
    let foreign = try world.run(world.manager) {
      try Pipelines.make(
        RecordEdit(values: [Pipeline.shape.name.tag: .text("Tenders")]),
        stages: StarterPipeline.stages(in: .persian), in: $0)
    }
    let mixed = failure {
      try world.addOpportunity([
        shape.stage.tag: .reference(stages[0].id), shape.pipeline.tag: .reference(foreign),
      ])
    }
    #expect(mixed?.arguments.first == DomainLaw.stageOfPipeline.rawValue)
  }

  @Test("every end and reopening that the machine has is made, every other refused")
  func machine() throws {
    func close(_ deal: RecordID, _ status: String) throws {
      try world.run(world.rep) {
        switch status {
        case "won": try OpportunityOperations.win(deal, ending, in: $0)
        case "lost": try OpportunityOperations.lose(deal, ending, in: $0)
        case "abandoned": try OpportunityOperations.abandon(deal, ending, in: $0)
        default: try OpportunityOperations.reopen(deal, in: $0)
        }
      }
    }
    for from in ["open", "won", "lost", "abandoned"] {
      for to in ["open", "won", "lost", "abandoned"] {
        let deal = try world.addOpportunity()
        try world.fill(deal)
        if from != "open" { try close(deal, from) }
        let refused = failure { try close(deal, to) }
        if (from == "open") != (to == "open") {
          #expect(refused == nil, "\(from) to \(to)")
          #expect(try world.view(Opportunity.self, deal)[shape.status] == .text(to))
        } else {
          #expect(refused?.code == .moveNotAllowed, "\(from) to \(to)")
        }
        if from != "open" {
          let moved = failure { try move(deal, to: try world.stages()[1].id) }
          #expect(to == "open" ? moved == nil : moved?.code == .moveNotAllowed)
        }
      }
    }
  }

  @Test("an end says when and why; reopening forgets both, the history keeps them")
  func ends() throws {
    let deal = try world.addOpportunity()
    let silent = failure {
      try world.run(world.rep) {
        try OpportunityOperations.lose(deal, .init(on: firstDay), in: $0)
      }
    }
    #expect(silent?.field == "lost_reason")
    let rival = try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Competitor.self),
        RecordEdit(values: [Competitor.shape.name.tag: .text("Damavand")]), in: $0)
    }
    var lost = ending
    lost.lostTo = rival
    try world.run(world.rep) { try OpportunityOperations.lose(deal, lost, in: $0) }
    var shown = try world.view(Opportunity.self, deal)
    #expect(shown[shape.lostTo].reference == rival && shown[shape.closingNote] == .text("Too dear"))
    #expect(shown[shape.closeDate] == .integer(Int64(firstDay.daysSinceEpoch)))
    try world.run(world.rep) { try OpportunityOperations.reopen(deal, in: $0) }
    shown = try world.view(Opportunity.self, deal)
    #expect(shown[shape.lostReason].isNull && shown[shape.closeDate].isNull)
    #expect(
      world.all(StageChange.self).map { $0[StageChange.shape.lostReason].text }
        .contains("price"))
    let early = failure {
      try world.run(world.rep) { try OpportunityOperations.win(deal, ending, in: $0) }
    }
    #expect(early?.arguments.first == DomainLaw.stageRequires.rawValue)
    // Both checks and all fields of all stages.
    #expect(early?.arguments.count == 7)
  }

  @Test("won against lost at once is for a person; closed beats moved; both histories stay")
  func concurrent() throws {
    let deal = try world.addOpportunity()
    try world.fill(deal)
    let elsewhere = try world.context(world.manager, World.laptop)
    let lost = try OpportunityOperations.lose(deal, ending, in: elsewhere)
    try world.run(world.rep) { try OpportunityOperations.win(deal, ending, in: $0) }
    try world.commit(lost, by: elsewhere.author, replica: World.laptop)
    var shown = try world.view(Opportunity.self, deal)
    #expect(shown.conflicts.map(\.name) == ["state"])
    #expect(shown[shape.status] == .text("won"))
    #expect(world.all(StageChange.self).count == 2)
    let group = try #require(shown.entity.group(of: shape.status.tag))
    let name = try #require(shown.view(of: group).shown.last?.name)
    try world.run(world.manager, World.laptop) {
      try ConflictOperations.resolve(shown, group: group, keep: .version(name), in: $0)
    }
    shown = try world.view(Opportunity.self, deal)
    #expect(shown.conflicts.isEmpty && shown[shape.status] == .text("lost"))
    let times = try StageTimes(of: shown, reader: world.records)
    #expect(times.present?.status == "lost")
  }

  @Test("a close elsewhere beats a move, in either order of arrival")
  func closedWins() throws {
    for closesFirst in [true, false] {
      let world = try World()
      let deal = try world.addOpportunity()
      try world.fill(deal)
      let stages = try world.stages()
      let drafts = [
        try OpportunityOperations.win(deal, ending, in: world.context(world.rep)),
        try OpportunityOperations.move(
          deal, to: stages[1].id, in: world.context(world.manager, World.laptop)),
      ]
      for index in closesFirst ? [0, 1] : [1, 0] {
        try world.commit(
          drafts[index], by: try world.author(index == 0 ? world.rep : world.manager),
          replica: index == 0 ? World.phone : World.laptop)
      }
      let shown = try world.view(Opportunity.self, deal)
      #expect(shown[shape.status] == .text("won") && shown.conflicts.isEmpty)
    }
  }

  @Test("times in stages add up to the age of the deal, and follow its moves")
  func times() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      let deal = try world.addOpportunity()
      try world.fill(deal)
      let stages = try world.stages()
      let began = try #require(
        try world.view(Opportunity.self, deal)[CreationFields.at].integer)
      var way = [stages[0].id]
      for _ in 0..<generator.integer(in: 0...8) {
        world.now += Int64(generator.integer(in: 0...5)) * 86_400_000
        let target = generator.element(of: stages).id
        let draft = try OpportunityOperations.move(deal, to: target, in: world.context(world.rep))
        try #require(draft.changes.isEmpty == (target == way.last))
        if draft.changes.isEmpty { continue }
        try world.commit(draft, by: try world.author(world.rep))
        way.append(target)
      }
      let shown = try world.view(Opportunity.self, deal)
      let changes = world.all(StageChange.self)
      let times = StageTimes(of: shown, changes: changes)
      try #require(times.stays.map(\.stage) == way)
      try #require(StageTimes(of: shown, changes: changes.reversed()) == times)
      let total = times.stays.reduce(0) { $0 + $1.milliseconds(by: world.now) }
      try #require(total == world.now - began)
      try #require(times.present?.stage == shown[shape.stage].reference)
    }
  }

  @Test("the worth is the sum of its lines in any order, never negative")
  func worth() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      let deal = try world.addOpportunity([shape.amount.tag: .integer(77)])
      let line = OpportunityLine.shape
      var expected: Int64 = 0
      let count = generator.integer(in: 0...5)
      for index in 0..<count {
        let price = Int64(generator.integer(in: 0...1_000_000))
        let units = Int64(generator.integer(in: 1...50))
        let share = Int64(generator.integer(in: 0...100)) * 100
        expected += units * price - (units * price * share + 5_000) / 10_000
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(OpportunityLine.self),
            RecordEdit(values: [
              line.opportunity.tag: .reference(deal), line.text.tag: .text("Line \(index)"),
              line.quantity.tag: .integer(units * 1_000), line.unitPrice.tag: .integer(price),
              line.discountPercent.tag: .integer(share),
            ]), in: $0)
        }
      }
      let shown = try world.view(Opportunity.self, deal)
      let lines = try OpportunityWorth.lines(of: deal, reader: world.records)
      try #require(
        lines.map { $0[line.position].integer ?? 0 } == (0..<count).map { Int64($0 + 1) })
      let worth = try OpportunityWorth.amount(of: shown, lines: lines)
      try #require(worth == (count == 0 ? 77 : expected))
      try #require(try OpportunityWorth.amount(of: shown, lines: lines.reversed()) == worth)
    }
  }

  @Test("a chance adds up, stays possible while open, and is sure at the end")
  func chance() throws {
    let deal = try world.addOpportunity()
    var score = try self.score(of: deal)
    #expect(score.parts.map(\.reason) == [.probability, .noDecider, .noNextStep, .noAmount])
    #expect(score.percent == 1)
    try world.fill(deal)
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Opportunity.self, deal),
        RecordEdit(values: [
          shape.probability.tag: .integer(6_000), shape.nextActionAt.tag: .integer(world.now + 9),
        ]), in: $0)
    }
    world.now -= 2_000
    score = try self.score(of: deal)
    #expect(score.percent == 60 - 5 + 5)
    #expect(score.parts.map(\.points).reduce(0, +) == score.percent)
    world.now += 40 * 86_400_000
    #expect(try self.score(of: deal).parts.contains { $0.reason == .stalled })
    try world.run(world.rep) { try OpportunityOperations.win(deal, ending, in: $0) }
    #expect(try self.score(of: deal).percent == 100)
  }

  private func score(of deal: RecordID) throws -> OpportunityScore {
    try OpportunityScore(
      of: try world.view(Opportunity.self, deal), now: world.now, today: firstDay,
      reader: world.records)
  }
}
