// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("A leaver's book")
struct BookTests {
  private func book(_ world: World, of user: RecordID) throws -> [RecordView] {
    try BookOperations.shelves.flatMap {
      try BookOperations.owned(
        by: user, on: $0,
        today: InstantText.civilDate(milliseconds: world.now, offsetMinutes: 0),
        reader: world.records)
    }
  }

  /// A few records of every kind, some over, in an order that the seed gives.
  private func fill(_ world: World, using generator: inout SeededGenerator) throws {
    for _ in 0..<generator.integer(in: 1...6) {
      switch generator.integer(in: 0...7) {
      case 5:
        let task = try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(ToDo.self),
            RecordEdit(values: [ToDo.shape.subject.tag: .text("Call")]), in: $0)
        }
        if generator.integer(in: 0...1) == 0 {
          try world.run(world.rep) {
            try TaskOperations.complete(task, offsetMinutes: 0, in: $0)
          }
        }
      case 6:
        let isOver = generator.integer(in: 0...1) == 0
        let plan = JourneyPlan.shape
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(JourneyPlan.self),
            RecordEdit(values: [
              plan.name.tag: .text("North"), plan.startsOn.tag: .integer(20_000),
              plan.endsOn.tag: isOver ? .integer(20_001) : .null,
            ]), in: $0)
        }
      case 7:
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(Document.self),
            RecordEdit(values: [
              Document.shape.title.tag: .text("Offer"), Document.shape.kind.tag: .text("proposal"),
            ]), in: $0)
        }
      case 0: _ = try world.openAccount("Shop \(world.now)")
      case 1:
        let lead = try world.addLead()
        if generator.integer(in: 0...1) == 0 {
          try world.run(world.rep) { try LeadOperations.convert(lead, LeadConversion(), in: $0) }
        }
      case 2:
        let deal = try world.addOpportunity()
        if generator.integer(in: 0...1) == 0 {
          try world.run(world.rep) {
            try OpportunityOperations.lose(
              deal, .init(on: firstDay, lostReason: "price"), in: $0)
          }
        }
      case 3:
        let account = try world.openAccount("Plan \(world.now)")
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(Visit.self),
            RecordEdit(values: [
              Visit.shape.account.tag: .reference(account),
              Visit.shape.plannedAt.tag: .integer(world.now),
            ]), in: $0)
        }
      default:
        let account = try world.openAccount("Done \(world.now)")
        try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
        try world.run(world.rep) { try VisitOperations.end(in: $0) }
      }
    }
  }

  @Test("all that is open goes over, nothing twice; what is over stays, and so does who wrote it")
  func law() throws {
    try forAllSeeds(25) { generator in
      let world = try World()
      let heir = try world.addRep("Heir", "heir")
      try fill(world, using: &generator)
      let all =
        world.all(Lead.self) + world.all(Opportunity.self) + world.all(Visit.self)
        + world.all(ToDo.self) + world.all(JourneyPlan.self) + world.all(Document.self)
      let open = try book(world, of: world.rep)
      try #require(try book(world, of: heir).isEmpty)
      try world.run(world.manager) {
        try BookOperations.handOver(open, from: world.rep, to: heir, in: $0)
      }
      try #require(try book(world, of: world.rep).isEmpty)
      try #require(try book(world, of: heir).map(\.id).sorted() == open.map(\.id).sorted())
      let again = try BookOperations.handOver(
        try book(world, of: heir), from: world.rep, to: heir, in: world.context(world.manager))
      try #require(again.changes.isEmpty)
      for record in all {
        let now = try #require(world.records.record(record.entity.tag, record.id))
        try #require(now.creator == record.creator)
        if !open.contains(where: { $0.id == record.id }) { try #require(now.state == record.state) }
      }
    }
  }

  @Test("a participant is replaced by the successor; a rep hands nothing over")
  func participants() throws {
    let world = try World()
    let heir = try world.addRep("Heir", "heir")
    let account = try world.openAccount()
    try world.run(world.manager) {
      try RecordOperations.edit(
        try world.view(Account.self, account),
        RecordEdit(
          values: [Account.shape.owner.tag: .reference(world.manager)],
          adds: [Account.shape.participants.tag: ["\(world.rep)"]]), in: $0)
    }
    let shown = try world.view(Account.self, account)
    let refused = failure {
      let lead = try world.addLead()
      return try world.run(world.rep) {
        try BookOperations.handOver(
          [try world.view(Lead.self, lead)], from: world.rep, to: heir, in: $0)
      }
    }
    #expect(refused?.code == .notGranted)
    try world.run(world.manager) {
      try BookOperations.handOver([shown], from: world.rep, to: heir, in: $0)
    }
    let after = try world.view(Account.self, account)
    #expect(after.words(Account.shape.participants) == ["\(heir)"])
    #expect(after[Account.shape.owner].reference == world.manager)
    let same = failure {
      try BookOperations.handOver([shown], from: heir, to: heir, in: world.context(world.manager))
    }
    #expect(same?.arguments == [DomainLaw.twoUsers.rawValue])
  }

  @Test("a van goes over when it is empty, a target while it runs")
  func vansAndTargets() throws {
    let world = try World()
    let heir = try world.addRep("Heir", "heir")
    let place = StockLocation.shape
    let van = try world.run(world.manager) {
      try RecordOperations.add(
        try world.entity(StockLocation.self),
        RecordEdit(values: [
          place.name.tag: .text("Van"), place.kind.tag: .text("van"),
          place.keeper.tag: .reference(world.rep),
        ]), in: $0)
    }
    let product = try world.addProduct("P-1", 1_000)
    let goods = [StockQuantity(product, try Quantity(whole: 3))]
    func move(_ kind: String, from: RecordID?, to: RecordID?) throws {
      try world.run(world.manager) {
        try StockOperations.move(
          goods, StockOperations.Sheet(kind: kind, from: from, to: to), in: $0)
      }
    }
    let target = Target.shape
    let targets = try [19_000, 20_100].map { last in
      try world.run(world.manager) {
        try RecordOperations.add(
          try world.entity(Target.self),
          RecordEdit(values: [
            target.rep.tag: .reference(world.rep), target.startDate.tag: .integer(last - 90),
            target.endDate.tag: .integer(last), target.metric.tag: .text("visit_count"),
            target.count.tag: .integer(10),
          ]), in: $0)
      }
    }
    func handOver() throws {
      let open = try book(world, of: world.rep)
      try world.run(world.manager) {
        try BookOperations.handOver(open, from: world.rep, to: heir, in: $0)
      }
    }
    try move("receipt", from: nil, to: van)
    try handOver()
    #expect(try world.view(StockLocation.self, van)[place.keeper].reference == world.rep)
    #expect(try world.view(Target.self, targets[0])[target.rep].reference == world.rep)
    #expect(try world.view(Target.self, targets[1])[target.rep].reference == heir)
    try move("loss", from: van, to: nil)
    try handOver()
    #expect(try world.view(StockLocation.self, van)[place.keeper].reference == heir)
  }

  @Test("the successor gets the territories, the leaver is taken out of work, once")
  func retirement() throws {
    let world = try World()
    let heir = try world.addRep("Heir", "heir")
    let more = try world.run(world.administrator) {
      try RecordOperations.add(
        try world.entity(Territory.self),
        RecordEdit(values: [Territory.shape.name.tag: .text("South")]), in: $0)
    }
    try world.run(world.administrator) {
      try RecordOperations.edit(
        try world.view(User.self, world.rep),
        RecordEdit(adds: [User.shape.territories.tag: ["\(more)"]]), in: $0)
    }
    for _ in 0..<2 {
      try world.run(world.administrator) {
        try BookOperations.retire(
          world.rep, successor: heir, territories: true, deactivate: true, in: $0)
      }
    }
    #expect(try world.view(User.self, heir).words(User.shape.territories).count == 2)
    #expect(try world.view(User.self, world.rep)[User.shape.active] == .truth(false))
    let late = failure {
      try BookOperations.handOver([], from: heir, to: world.rep, in: world.context(world.manager))
    }
    #expect(late?.code == .inactive)
  }
}
