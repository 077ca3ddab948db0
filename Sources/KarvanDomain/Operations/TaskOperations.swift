// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with tasks.
public enum TaskOperations {
  /// Says that a task is done; one that comes back is followed by the next, in the same commit.
  ///
  /// - Parameter offsetMinutes: Where the day ends, as minutes east of UTC.
  public static func complete(
    _ task: RecordID, offsetMinutes: Int, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(ToDo.tag, task)
    let done = try change(
      shown, to: "done", also: [ToDo.shape.doneAt.tag: .integer(context.now)], in: context)
    let draft = OperationDraft("task done", [done].compactMap { $0 })
    return try draft.adding(
      try successor(of: shown, offsetMinutes, in: context).map { [$0] } ?? [])
  }

  /// Moves a task to a state other than done.
  public static func move(
    _ task: RecordID, to state: String, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(ToDo.tag, task)
    let change = try change(shown, to: state, also: [ToDo.shape.doneAt.tag: .null], in: context)
    return OperationDraft("task \(state)", [change].compactMap { $0 })
  }

  /// Puts a task off; one that comes back comes back as if it had not been.
  public static func snooze(
    _ task: RecordID, until due: Int64, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(ToDo.tag, task)
    let shape = ToDo.shape
    var edit = RecordEdit(values: [shape.due.tag: .integer(due)])
    if !shown[shape.every].isNull {
      let meant = shown[shape.meantDue]
      edit.values[shape.meantDue.tag] = meant.isNull ? shown[shape.due] : meant
    }
    return OperationDraft("task snooze", try context.change(shown, edit).map { [$0] } ?? [])
  }

  /// Hands a task on to somebody else; whose it was still sees it when they made it.
  public static func delegate(
    _ task: RecordID, to user: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(ToDo.tag, task)
    let edit = RecordEdit(values: [ToDo.shape.assignee.tag: .reference(user)])
    return OperationDraft("task delegate", try context.change(shown, edit).map { [$0] } ?? [])
  }

  private static func change(
    _ shown: RecordView, to state: String, also values: [FieldTag: Value],
    in context: OperationContext
  ) throws -> RecordChange? {
    let present = shown[ToDo.shape.status].text ?? ""
    let allowed = ToDo.machine.moves?[present] ?? []
    guard allowed.contains(state) else {
      throw Failure(
        .moveNotAllowed, entity: "task", record: shown.id, field: "status",
        [present, state] + allowed.sorted(by: UTF8Order.precedes))
    }
    let state: [FieldTag: Value] = [ToDo.shape.status.tag: .text(state)]
    return try context.change(shown, RecordEdit(values: state.merging(values) { $1 }))
  }

  /// The task that comes after one that comes back; nil when there is one already, or none any more.
  private static func successor(
    of shown: RecordView, _ offset: Int, in context: OperationContext
  ) throws -> RecordChange? {
    let shape = ToDo.shape
    guard let unit = shown[shape.every].text.flatMap({ Recurrence.Unit(rawValue: $0) }),
      let due = shown[shape.meantDue].integer ?? shown[shape.due].integer,
      try context.reader.records(
        ToDo.tag, where: shape.follows.tag, is: .reference(shown.id)
      ).isEmpty
    else { return nil }
    let day = InstantText.civilDate(milliseconds: due, offsetMinutes: offset)
    let calendar = shown[shape.calendar].text == "jalali" ? CalendarKind.jalali : .gregorian
    let meant = shown[shape.day].integer.map { Int($0) } ?? day.parts(in: calendar).day
    let recurrence = Recurrence(
      every: unit, interval: Int(shown[shape.interval].integer ?? 1), calendar: calendar,
      day: meant)
    let today = InstantText.civilDate(milliseconds: context.now, offsetMinutes: offset)
    guard let next = try? recurrence.next(after: day, laterThan: today),
      Int64(next.daysSinceEpoch) <= shown[shape.until].integer ?? .max
    else { return nil }
    // Two devices of a user that say it at a time write one record; whoever else says so, too, writes
    // one of their own, which nobody may pretend to have begun: a finding then tells of both.
    let derived = DerivedID.make(
      milliseconds: due, "task", "\(shown.id)", "\(context.author.user)")
    guard let id = try context.room(for: derived, in: ToDo.tag) else { return nil }
    return try copy(
      shown, as: id, at: id == derived ? due : context.now,
      due: due + Int64(day.days(until: next)) * 86_400_000, meant, context)
  }

  private static func copy(
    _ shown: RecordView, as id: RecordID, at created: Int64, due: Int64, _ day: Int,
    _ context: OperationContext
  ) throws -> RecordChange {
    let shape = ToDo.shape
    let same = [
      shape.subject, shape.account, shape.contact, shape.assignee, shape.priority, shape.every,
      shape.interval, shape.calendar, shape.until, shape.note, shape.lead, shape.opportunity,
    ]
    var edit = RecordEdit()
    for field in same where !shown[field].isNull { edit.values[field.tag] = shown[field] }
    edit.values[CreationFields.at.tag] = .integer(created)
    edit.values[shape.due.tag] = .integer(due)
    edit.values[shape.day.tag] = .integer(Int64(day))
    edit.values[shape.follows.tag] = .reference(shown.id)
    edit.adds[shape.reminders.tag] = shown.words(shape.reminders)
    return try context.creation(try context.entity(ToDo.tag), id, edit)
  }
}
