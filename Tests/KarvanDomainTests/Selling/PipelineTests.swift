// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Pipelines")
struct PipelineTests {
  let world: World

  init() throws { world = try World() }

  private func plans(_ count: Int) throws -> [StagePlan] {
    try (0..<count).map { StagePlan("Stage \($0)", try PercentBasisPoints(Int32($0) * 100)) }
  }

  private func make(_ count: Int, isFree: Bool = false, by user: RecordID? = nil) throws -> RecordID
  {
    try world.run(user ?? world.manager) {
      try Pipelines.make(
        RecordEdit(values: [
          Pipeline.shape.name.tag: .text("P\(count)"),
          Pipeline.shape.freeStages.tag: .truth(isFree),
        ]), stages: try plans(count), in: $0)
    }
  }

  private func set(_ stage: RecordView, active: Bool) throws {
    try world.run(world.manager) {
      try RecordOperations.edit(
        stage, RecordEdit(values: [Stage.shape.active.tag: .truth(active)]), in: $0)
    }
  }

  @Test("a workspace begins with a main pipeline of four stages, whose chances grow")
  func starter() throws {
    let stages = try world.stages()
    #expect(stages.map(\.title) == ["Prospecting", "Qualification", "Proposal", "Negotiation"])
    #expect(stages.map { $0[Stage.shape.probability].integer } == [1_000, 2_000, 5_000, 8_000])
    for language in [TextLanguage.english, .persian] {
      let opportunity = try world.entity(Opportunity.self)
      for plan in StarterPipeline.stages(in: language) {
        #expect(plan.requiredFields.allSatisfy { opportunity.field(named: $0) != nil })
        #expect(plan.exitChecks.allSatisfy { !$0.contains(",") && !$0.contains("،") })
      }
    }
  }

  @Test("a pipeline has three to seven stages, unless it says that it may have others")
  func count() throws {
    for count in 0...9 {
      let refused = failure { try make(count) }
      if (3...7).contains(count) {
        #expect(refused == nil)
      } else {
        #expect(refused?.arguments == [DomainLaw.pipelineStages.rawValue], "\(count)")
      }
    }
    _ = try make(1, isFree: true)
    _ = try make(9, isFree: true)
    let full = try make(7)
    func add() throws -> RecordID {
      try world.run(world.manager) {
        try RecordOperations.add(
          try world.entity(Stage.self),
          RecordEdit(values: [
            Stage.shape.pipeline.tag: .reference(full), Stage.shape.name.tag: .text("More"),
          ]), in: $0)
      }
    }
    #expect(failure { try add() }?.arguments == [DomainLaw.pipelineStages.rawValue])
    var stages = try Pipelines.stages(of: full, reader: world.records)
    for stage in stages.prefix(4) { try set(stage, active: false) }
    #expect(
      failure { try set(stages[5], active: false) }?.arguments
        == [DomainLaw.pipelineStages.rawValue])
    let more = try add()
    stages = try Pipelines.stages(of: full, reader: world.records)
    #expect(stages.count == 4 && stages.last?.id == more)
    #expect(stages.last?[Stage.shape.position] == .integer(8))
  }

  @Test("only the office makes pipelines; required fields are named in either language")
  func rights() throws {
    #expect(failure { try make(3, by: world.rep) }?.code == .notGranted)
    let stage = try world.stages()[0]
    func require(_ name: String) throws -> [String] {
      try world.run(world.manager) {
        try RecordOperations.edit(
          try world.view(Stage.self, stage.id),
          RecordEdit(adds: [Stage.shape.requiredFields.tag: [name]]), in: $0)
      }
      return try world.view(Stage.self, stage.id).words(Stage.shape.requiredFields)
    }
    #expect(try require("تاریخ برآوردی پایان").contains("expected_close"))
    #expect(try require("Lines").contains("lines"))
    #expect(failure { try require("colour") }?.code == .notAChoice)
  }

  @Test("nobody moves into a stage that was retired, and who is in one gets out")
  func retired() throws {
    let stages = try world.stages()
    let deal = try world.addOpportunity([
      Opportunity.shape.stage.tag: .reference(stages[1].id)
    ])
    try world.fill(deal)
    try set(stages[1], active: false)
    let back = try world.addOpportunity()
    try world.fill(back)
    let refused = failure {
      try world.run(world.rep) {
        try OpportunityOperations.move(back, to: stages[1].id, in: $0)
      }
    }
    #expect(refused?.code == .inactive)
    try world.run(world.rep) {
      try OpportunityOperations.move(deal, to: stages[2].id, in: $0)
    }
  }
}
