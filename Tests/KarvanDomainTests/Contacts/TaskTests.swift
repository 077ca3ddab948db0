// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Tasks")
struct TaskTests {
  let world: World
  let shape = ToDo.shape

  init() throws { world = try World() }

  private func add(_ edit: RecordEdit, by user: RecordID? = nil) throws -> RecordID {
    try world.run(user ?? world.rep) {
      try RecordOperations.add(try world.entity(ToDo.self), edit, in: $0)
    }
  }

  private func edit(_ subject: String, _ more: [(Field, Value)] = []) -> RecordEdit {
    var values: [FieldTag: Value] = [shape.subject.tag: .text(subject)]
    for (field, value) in more { values[field.tag] = value }
    return RecordEdit(values: values)
  }

  @Test("is the author's own, is done once, and goes back on the list")
  func lifecycle() throws {
    let id = try add(edit("Call back"))
    #expect(try world.view(ToDo.self, id)[shape.assignee].reference == world.rep)
    let now = world.now
    try world.run(world.rep) { try TaskOperations.complete(id, offsetMinutes: 0, in: $0) }
    #expect(try world.view(ToDo.self, id)[shape.doneAt] == .integer(now))
    let twice = failure {
      try world.run(world.rep) { try TaskOperations.complete(id, offsetMinutes: 0, in: $0) }
    }
    #expect(twice?.code == .moveNotAllowed && twice?.arguments == ["done", "done", "todo"])
    try world.run(world.rep) { try TaskOperations.move(id, to: "todo", in: $0) }
    let again = try world.view(ToDo.self, id)
    #expect(again[shape.status] == .text("todo") && again[shape.doneAt].isNull)
  }

  @Test("comes back on the meant day, with the same time of day, and only once for each time")
  func recurrence() throws {
    let day = try CivilDate(year: 2025, month: 1, day: 31)
    let due = InstantText.startMilliseconds(of: day, offsetMinutes: 210) + 9 * 3_600_000
    let id = try add(
      edit("Settle", [(shape.due, .integer(due)), (shape.every, .text("month"))]))
    func complete(_ id: RecordID) throws {
      try world.run(world.rep) { try TaskOperations.complete(id, offsetMinutes: 210, in: $0) }
    }
    func following(_ id: RecordID) -> [RecordView] {
      world.records.records(ToDo.tag, where: shape.follows.tag, is: .reference(id))
    }
    var last = id
    var days: [String] = []
    for _ in 0..<3 {
      try complete(last)
      let next = try #require(following(last).first)
      let at = try #require(next[shape.due].integer)
      let date = InstantText.civilDate(milliseconds: at, offsetMinutes: 210)
      #expect(at - InstantText.startMilliseconds(of: date, offsetMinutes: 210) == 9 * 3_600_000)
      days.append(date.isoText)
      last = next.id
    }
    #expect(days == ["2025-02-28", "2025-03-31", "2025-04-30"])
    try world.run(world.rep) { try TaskOperations.move(id, to: "todo", in: $0) }
    try complete(id)
    #expect(following(id).count == 1)
    // What was taken back with what followed it is done again, and followed again.
    let gone = try #require(following(id).first)
    try world.run(world.rep) { try RecordOperations.delete(gone, in: $0) }
    try world.run(world.rep) { try TaskOperations.move(id, to: "todo", in: $0) }
    try complete(id)
    #expect(following(id).count == 1 && following(id).first?.id != gone.id)
  }

  @Test("does not come back after its last day, nor without a day to count from")
  func end() throws {
    let day = try CivilDate(year: 2025, month: 3, day: 1)
    let due = InstantText.startMilliseconds(of: day, offsetMinutes: 0)
    let until = Value.integer(Int64(day.daysSinceEpoch) + 6)
    let id = try add(
      edit(
        "Once", [(shape.due, .integer(due)), (shape.every, .text("week")), (shape.until, until)]))
    try world.run(world.rep) { try TaskOperations.complete(id, offsetMinutes: 0, in: $0) }
    #expect(world.records.records(ToDo.tag, where: shape.follows.tag, is: .reference(id)).isEmpty)
    let refused = failure { try add(edit("Never", [(shape.every, .text("week"))])) }
    #expect(refused?.arguments.first == DomainLaw.recurrenceNeedsDue.rawValue)
  }

  @Test("is handed on by whoever made it or has it, and by nobody else without the grant")
  func delegation() throws {
    let other = try world.addRep("Omid", "omid")
    let third = try world.addRep("Nima", "nima")
    let id = try add(edit("Ask"))
    func hand(_ user: RecordID, to next: RecordID) throws {
      try world.run(user) { try TaskOperations.delegate(id, to: next, in: $0) }
    }
    #expect(failure { try hand(other, to: other) }?.code == .notGranted)
    try hand(world.rep, to: other)
    try hand(other, to: third)
    #expect(failure { try hand(other, to: other) }?.code == .notGranted)
    try hand(world.manager, to: world.rep)
    #expect(try world.view(ToDo.self, id)[shape.assignee].reference == world.rep)
  }

  @Test("takes reminders in one form only")
  func reminders() throws {
    var typed = edit("Remind")
    typed.adds[shape.reminders.tag] = ["۹۰m", "24H", "2w"]
    let id = try add(typed)
    #expect(Set(try world.view(ToDo.self, id).words(shape.reminders)) == ["90m", "1d", "2w"])
    for bad in ["", "m", "-5m", "5 days", "99999999999999999999w", "400d"] {
      var wrong = edit("Wrong")
      wrong.adds[shape.reminders.tag] = [bad]
      #expect(
        failure { try add(wrong) }?.arguments.first == DomainLaw.reminderForm.rawValue, "\(bad)")
    }
  }

  @Test("is about the account of the order that it is about")
  func account() throws {
    let order = try world.submittedOrder()
    let id = try add(edit("Deliver", [(shape.order, .reference(order))]))
    #expect(
      try world.view(ToDo.self, id)[shape.account]
        == world.view(Order.self, order)[Order.shape.account])
  }
}
