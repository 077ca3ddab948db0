// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Targets")
struct TargetTests {
  let world: World
  let shape = Target.shape

  init() throws { world = try World() }

  private func add(_ values: [FieldTag: Value]) throws -> RecordView {
    let all: [FieldTag: Value] = [
      shape.startDate.tag: .integer(20_089), shape.endDate.tag: .integer(20_098),
    ]
    let id = try world.run(world.manager) {
      try RecordOperations.add(
        try world.entity(Target.self), RecordEdit(values: all.merging(values) { $1 }), in: $0)
    }
    return try world.view(Target.self, id)
  }

  private func progress(
    _ target: RecordView, _ candidates: [RecordView], today: Int32 = 20_093
  ) throws -> TargetProgress {
    try TargetProgress(
      of: target, candidates: candidates, today: CivilDate(daysSinceEpoch: today),
      offsetMinutes: 0, reader: world.records)
  }

  private var everything: [RecordView] {
    world.all(Order.self) + world.all(Opportunity.self) + world.all(Visit.self)
      + world.all(Lead.self) + world.all(Account.self)
  }

  @Test("a target is of one rep or territory, and a number or an amount, as its metric is")
  func laws() throws {
    let rep: [FieldTag: Value] = [shape.rep.tag: .reference(world.rep)]
    func refused(_ values: [FieldTag: Value]) -> Failure? {
      failure { try add(rep.merging(values) { $1 }) }
    }
    let count: [FieldTag: Value] = [
      shape.metric.tag: .text("visit_count"), shape.count.tag: .integer(20),
    ]
    #expect(refused(count) == nil)
    #expect(
      refused(count.merging([shape.rep.tag: .null]) { $1 })?.arguments
        == [DomainLaw.targetSubject.rawValue])
    #expect(
      refused(count.merging([shape.territory.tag: .reference(world.seed.territory)]) { $1 })?
        .arguments == [DomainLaw.targetSubject.rawValue])
    #expect(refused([shape.metric.tag: .text("visit_count")])?.field == "count")
    #expect(
      refused(count.merging([shape.amount.tag: .integer(5)]) { $1 })?.arguments
        == [DomainLaw.targetGoal.rawValue])
    #expect(
      refused([shape.metric.tag: .text("order_amount"), shape.amount.tag: .integer(5)]) == nil)
    #expect(
      refused(count.merging([shape.endDate.tag: .integer(1)]) { $1 })?.arguments
        == [DomainLaw.periodOrder.rawValue])
    let whole = rep.merging(count) { $1 }.merging([
      shape.startDate.tag: .integer(20_089), shape.endDate.tag: .integer(20_098),
    ]) { $1 }
    let own = failure {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Target.self), RecordEdit(values: whole), in: $0)
      }
    }
    #expect(own?.code == .notGranted)
  }

  @Test("what counts is what was done in the period, by the rep, in a state that counts")
  func metrics() throws {
    let order = try world.submittedOrder()
    let (other, third) = (try world.openAccount("Other"), try world.openAccount("Third"))
    try world.run(world.rep) { try OrderOperations.start(account: other, in: $0) }
    let deal = try world.addOpportunity()
    try world.fill(deal)
    try world.run(world.rep) {
      try OpportunityOperations.win(deal, .init(on: firstDay), in: $0)
    }
    let lead = try world.addLead()
    try world.run(world.rep) {
      try LeadOperations.convert(lead, LeadConversion(opensOpportunity: false), in: $0)
    }
    _ = try world.addLead()
    try world.run(world.rep) { try VisitOperations.start(account: third, in: $0) }
    try world.run(world.rep) { try VisitOperations.end(in: $0) }
    let expected: [(String, Int64)] = [
      ("order_count", 1), ("order_amount", 2_000), ("won_count", 1), ("won_amount", 1_000_000),
      ("visit_count", 1), ("lead_count", 2), ("conversion_count", 1),
      ("account_count", Int64(world.all(Account.self).count)),
    ]
    for (metric, reached) in expected {
      let goal: Field = Target.isAmount(metric) ? shape.amount : shape.count
      let subjects = [
        (shape.rep, Value.reference(world.rep)),
        (shape.territory, .reference(world.seed.territory)),
      ]
      for (field, subject) in subjects {
        let target = try add([
          field.tag: subject, shape.metric.tag: .text(metric), goal.tag: .integer(reached * 2),
        ])
        let progress = try progress(target, everything)
        #expect(progress.reached == reached, "\(metric)")
        #expect(progress.share == 5_000 && progress.expectedShare == 5_000)
        #expect(progress.isOnCourse)
        let past = try add([
          field.tag: subject, shape.metric.tag: .text(metric), goal.tag: .integer(1),
          shape.startDate.tag: .integer(10_000), shape.endDate.tag: .integer(10_030),
        ])
        #expect(try self.progress(past, everything).reached == 0, "\(metric)")
      }
      let other = try add([
        shape.rep.tag: .reference(world.manager), shape.metric.tag: .text(metric),
        goal.tag: .integer(1),
      ])
      #expect(try progress(other, everything).reached == 0, "\(metric)")
    }
    #expect(try world.view(Order.self, order)[Order.shape.status] == .text("submitted"))
  }

  @Test("the order in which records are read, and those that do not count, change nothing")
  func order() throws {
    for index in 0..<6 {
      _ = try world.addLead([Lead.shape.name.tag: .text("Lead \(index)")])
    }
    let target = try add([
      shape.rep.tag: .reference(world.rep), shape.metric.tag: .text("lead_count"),
      shape.count.tag: .integer(10),
    ])
    let right = try progress(target, world.all(Lead.self))
    #expect(right.reached == 6 && right.records == 6)
    try forAllSeeds(20) { generator in
      let shuffled = everything.shuffled(using: &generator)
      try #require(try progress(target, shuffled) == right)
    }
  }

  @Test("days of a period are counted where the person is, and never beyond it")
  func days() throws {
    let target = try add([
      shape.rep.tag: .reference(world.rep), shape.metric.tag: .text("lead_count"),
      shape.count.tag: .integer(10),
    ])
    let over: [(Int32, Int64)] = [(20_000, 0), (20_089, 1), (20_098, 10), (21_000, 10)]
    for (today, days) in over {
      #expect(try progress(target, [], today: today).days.over == days)
    }
    let source = try #require(TargetSource(metric: "visit_count"))
    let range = source.range(from: firstDay, to: firstDay, offsetMinutes: 210)
    #expect(range.upperBound - range.lowerBound == 86_400_000 - 1)
    #expect(range.lowerBound == 1_735_689_600_000 - 210 * 60_000)
    #expect(TargetSource(metric: "colour") == nil)
  }
}
