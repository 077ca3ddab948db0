// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Rules of work")
struct WorkRuleTests {
  let world: World
  let shape = WorkRule.shape

  init() throws { world = try World() }

  @discardableResult
  private func rule(_ values: [FieldTag: Value]) throws -> RecordID {
    var values = values
    values[shape.name.tag] = .text("Rule \(world.now)")
    values[shape.subject.tag] = values[shape.subject.tag] ?? .text("Call {title}")
    return try world.run(world.manager, World.laptop) {
      try RecordOperations.add(try world.entity(WorkRule.self), RecordEdit(values: values), in: $0)
    }
  }

  /// Runs an operation as a device does, with what rules add.
  @discardableResult
  private func act(
    _ user: RecordID, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID {
    try world.run(user) { try WorkRules.extend(try make($0), in: $0).draft }
  }

  private func becomes(_ entity: String, _ field: String, _ value: String) -> [FieldTag: Value] {
    [
      shape.entity.tag: .text(entity), shape.trigger.tag: .text("becomes"),
      shape.field.tag: .text(field), shape.value.tag: .text(value),
    ]
  }

  private var tasks: [RecordView] { world.all(ToDo.self) }

  private func lead(_ values: [FieldTag: Value] = [:]) throws -> RecordID {
    let values = values.merging([Lead.shape.name.tag: .text("Nima")]) { own, _ in own }
    return try act(world.rep) {
      try RecordOperations.add(try world.entity(Lead.self), RecordEdit(values: values), in: $0)
    }
  }

  @Test("what is made brings its task in the same commit, for who answers for it")
  func made() throws {
    try rule([shape.entity.tag: .text("lead"), shape.dueDays.tag: .integer(2)])
    let now = world.now
    let id = try lead()
    let task = try #require(tasks.first)
    #expect(tasks.count == 1 && task[ToDo.shape.subject] == .text("Call Nima"))
    #expect(task[ToDo.shape.lead].reference == id)
    #expect(task[ToDo.shape.due] == .integer(now + 2 * 86_400_000))
    #expect(task[ToDo.shape.assignee].reference == world.rep)
    // What changes is not made.
    try act(world.rep) { try LeadOperations.work(id, in: $0) }
    #expect(tasks.count == 1)
  }

  @Test("what becomes something brings its task once, and only where the conditions hold")
  func become() throws {
    try rule(
      becomes("lead", "status", "qualified").merging([
        shape.conditions.tag: .text("expected_value>=1000r\nname~nim"),
        shape.priority.tag: .text("high"), shape.assignee.tag: .reference(world.manager),
      ]) { $1 })
    let small = try lead([Lead.shape.expectedValue.tag: .integer(999)])
    let other = try lead([
      Lead.shape.name.tag: .text("Sara"), Lead.shape.expectedValue.tag: .integer(5_000),
    ])
    let large = try lead([Lead.shape.expectedValue.tag: .integer(1_000)])
    for id in [small, other, large] {
      try act(world.rep) { try LeadOperations.qualify(id, in: $0) }
    }
    #expect(tasks.map { $0[ToDo.shape.lead].reference } == [large])
    #expect(tasks.first?[ToDo.shape.priority] == .text("high"))
    #expect(tasks.first?[ToDo.shape.assignee].reference == world.manager)
    try act(world.rep) { try LeadOperations.work(large, in: $0) }
    try act(world.rep) { try LeadOperations.qualify(large, in: $0) }
    #expect(tasks.count == 1)
  }

  @Test("documents tell of their customer; who may not write tasks writes the rest")
  func documents() throws {
    try rule(becomes("order", "status", "submitted"))
    try rule(becomes("visit", "status", "done"))
    let account = try world.openAccount()
    let visit = try act(world.rep) { try VisitOperations.start(account: account, in: $0) }
    try act(world.rep) {
      try VisitOperations.end(
        visit: visit, report: .init(outcome: "no_order", noOrderReason: "stocked"), in: $0)
    }
    #expect(tasks.map { $0[ToDo.shape.account].reference } == [account])
    // Switched off, it brings none.
    let order = try act(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let product = try world.addProduct("P", 1_000)
    try act(world.rep) {
      try OrderOperations.addLine(
        order: order, product: product, quantity: Quantity(whole: 1), in: $0)
    }
    let rules = world.all(WorkRule.self).filter { $0[shape.entity] == .text("order") }
    for rule in rules {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.edit(
          rule, RecordEdit(values: [shape.active.tag: .truth(false)]), in: $0)
      }
    }
    try act(world.rep) { try OrderOperations.submit(order, in: $0) }
    #expect(tasks.count == 1)
  }

  @Test("a rule that nothing can fulfil is refused, with what is wrong")
  func wrong() throws {
    let cases: [([FieldTag: Value], String)] = [
      ([shape.entity.tag: .text("colour")], "entity"),
      ([shape.entity.tag: .text("task")], "entity"),
      ([shape.entity.tag: .text("product")], "entity"),
      (becomes("lead", "colour", "red"), "field"), (becomes("lead", "tags", "red"), "field"),
      (becomes("lead", "status", ""), "value"), (becomes("lead", "status", "red"), "status"),
      (
        [shape.entity.tag: .text("lead"), shape.conditions.tag: .text("status=new\ncolour=red")],
        "conditions"
      ),
    ]
    for (values, field) in cases {
      let refused = failure { try rule(values) }
      #expect(refused?.field == field, "\(values): \(String(describing: refused))")
    }
    let own = failure {
      try act(world.rep) {
        try RecordOperations.add(
          try world.entity(WorkRule.self),
          RecordEdit(values: [
            shape.name.tag: .text("Mine"), shape.entity.tag: .text("lead"),
            shape.subject.tag: .text("x"),
          ]), in: $0)
      }
    }
    #expect(own?.code == .notGranted)
  }

  @Test("two devices of a user write one task; one that was taken back may come again")
  func twice() throws {
    try rule(becomes("lead", "status", "qualified"))
    let id = try lead()
    func drafted() throws -> RecordChange? {
      let context = try world.context(world.rep)
      let draft = try LeadOperations.qualify(id, in: context)
      return try WorkRules.extend(draft, in: context).draft.changes.last
    }
    let first = try #require(try drafted())
    world.now += 60_000
    let second = try #require(try drafted())
    func creation(_ change: RecordChange) -> GroupWrite? { change.writes.first }
    #expect(first.entity == ToDo.tag && first.record == second.record)
    #expect(creation(first) == creation(second))
    try act(world.rep) { try LeadOperations.qualify(id, in: $0) }
    let task = try #require(tasks.first)
    #expect(task.id == first.record)
    try world.run(world.rep) { try RecordOperations.delete(task, in: $0) }
    try act(world.rep) { try LeadOperations.work(id, in: $0) }
    try act(world.rep) { try LeadOperations.qualify(id, in: $0) }
    #expect(tasks.filter { $0.life != .deleted }.count == 1)
  }
}
