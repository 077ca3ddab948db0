// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Something that somebody has to do; commands call it a task, a word that Swift has taken.
public struct ToDo: EntityType {
  /// What is to be done.
  public let subject = Field(
    3, .text(maximum: 200), "Subject", "موضوع", required: true, searched: true)
  /// The account that it is about.
  public let account = Field(4, .reference(4), "Account", "حساب")
  /// The person that it is about.
  public let contact = Field(5, .reference(5), "Contact", "رابط")
  /// The order that it is about.
  public let order = Field(8, .reference(10), "Order", "سفارش")
  /// Who has to do it.
  public let assignee = Field(9, .reference(SchemaTags.user), "Assignee", "مجری")
  /// When it has to be done.
  public let due = Field(10, .instant, "Due", "سررسید")
  /// Priority; the highest of what several people say at a time.
  public let priority = Field(
    11, Choices.taskPriority, "Priority", "اولویت",
    rule: .ranked(Ranking(field: 11, ranks: ["low": 0, "normal": 1, "high": 2, "urgent": 3])),
    initial: .text("normal"))
  /// Status.
  public let status = Field(
    12,
    .choice([
      Choice("todo", "To do", "انجام‌نشده"), Choice("in_progress", "In progress", "در حال انجام"),
      Choice("done", "Done", "انجام‌شده"), Choice("cancelled", "Cancelled", "لغوشده"),
    ]), "Status", "وضعیت", rule: .ranked(ToDo.machine), required: true)
  /// When it was done; of several who say so at a time, the earliest.
  public let doneAt = Field(13, .instant, "Done at", "زمان انجام", rule: .minimum())
  /// How long before it is due somebody wants to be reminded: `30m`, `2h`, `1d`.
  public let reminders = Field(14, .words, "Reminders", "یادآوری‌ها")
  /// How often it comes back.
  public let every = Field(
    15,
    .choice([
      Choice("day", "Day", "روز"), Choice("week", "Week", "هفته"), Choice("month", "Month", "ماه"),
      Choice("year", "Year", "سال"),
    ]), "Repeats every", "تکرار هر", group: "recurrence")
  /// Every so many of them.
  public let interval = Field(
    16, .integer(1...366), "Interval", "فاصله تکرار", group: "recurrence")
  /// In which calendar months and years are counted.
  public let calendar = Field(
    17, Choices.calendar, "Calendar", "تقویم", group: "recurrence")
  /// The last day on which it comes back.
  public let until = Field(18, .date, "Repeats until", "تکرار تا", group: "recurrence")
  /// The task that it came back from.
  public let follows = Field(
    19, .reference(61), "Comes after", "پس از", rule: .firstWriter, key: true)
  /// Note.
  public let note = Field(20, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    21, .text(maximum: 200), "External ID", "شناسه بیرونی", searched: true, key: true)
  /// The day of the month that is meant, where a shorter month has moved it.
  public let day = Field(
    22, .integer(1...31), "Day of the month", "روز ماه", group: "recurrence")
  /// The lead that it is about.
  public let lead = Field(23, .reference(23), "Lead", "سرنخ")
  /// The deal that it is about.
  public let opportunity = Field(24, .reference(26), "Opportunity", "فرصت فروش")

  /// When it would be due had nobody put it off: what comes after it is counted from there.
  public let meantDue = Field(
    25, .instant, "Due by its series", "سررسید در تکرار")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ToDo()

  /// What was done beats what was called off elsewhere.
  static let machine = Ranking(
    field: 12, ranks: ["todo": 0, "in_progress": 1, "cancelled": 2, "done": 3],
    moves: [
      "todo": ["in_progress", "done", "cancelled"], "in_progress": ["todo", "done", "cancelled"],
      "done": ["todo"], "cancelled": ["todo"],
    ],
    verbs: [
      "todo": "task reopen",
      "in_progress": "task start",
      "cancelled": "task cancel",
      "done": "task done",
    ])

  /// The states in which it is still to be done.
  public static let open = ["todo", "in_progress"]

  /// The entity as a whole.
  public static let about = EntityAbout(
    "task", tag: 61, "Task", "کار",
    groups: [GroupDeclaration("recurrence", rule: .lastWriter)], deletePolicy: .editWins,
    scopes: [
      .user(shape.assignee.tag), .user(CreationFields.by.tag), .parent(shape.account.tag),
      .parent(shape.lead.tag), .parent(shape.opportunity.tag),
    ],
    title: [shape.subject.tag],
    claims: [Claim("follows") { ClaimKey.record($0[shape.follows]) }],
    invariants: [delegation, reminded, recurs])
}

extension ToDo {
  /// Whoever made it or has it hands it on; for other people's tasks it needs the grant.
  private static let delegation: Invariant = { context in
    guard let before = context.before, !context.written(shape.assignee).isEmpty else { return nil }
    let user = context.author.user
    if before.creator == user || context.had(.reference(user), in: shape.assignee) { return nil }
    return context.requiring("assignment", shape.assignee)
  }

  private static let reminded: Invariant = { context in
    let known = context.before?.words(shape.reminders) ?? []
    for word in context.after.words(shape.reminders) where !known.contains(word) {
      if Reminder(text: word)?.text != word {
        return context.breaks(.reminderForm, shape.reminders, [word])
      }
    }
    return nil
  }

  /// What comes back has a day from which it is counted.
  private static let recurs: Invariant = { context in
    let isCounted = !context.after[shape.due].isNull
    let asks = context.written(shape.every).contains { !$0[shape.every.tag].isNull }
    return asks && context.before == nil && !isCounted
      ? context.breaks(.recurrenceNeedsDue, shape.due) : nil
  }
}

extension ToDo {
  /// Who says anew when it is due, or how it comes back, means the day that they say: neither the day
  /// of the month from before nor the one from which it was put off.
  private static func forgetFormerDay(_ edit: inout RecordEdit, _ before: RecordView?) {
    let said = [shape.due, shape.every, shape.calendar]
    guard let before, edit.values[shape.meantDue.tag] == nil,
      said.contains(where: { edit.values[$0.tag].map { !$0.isNull } ?? false })
    else { return }
    for field in [shape.day, shape.meantDue]
    where edit.values[field.tag] == nil && !before[field].isNull {
      edit.values[field.tag] = .null
    }
  }
}

extension ToDo: PreparedEntity {
  /// A task for nobody is the author's own; one about a person is about their account, too.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.assignee, .reference(context.author.user)) }
    if before?[shape.account].isNull ?? true {
      try edit.fillAccount(
        shape.account,
        from: ActivitySubject(
          contact: shape.contact, lead: shape.lead, opportunity: shape.opportunity,
          order: shape.order), in: context)
    }
    forgetFormerDay(&edit, before)
    if let words = edit.adds[shape.reminders.tag] {
      edit.adds[shape.reminders.tag] = try words.map { word in
        guard let reminder = Reminder(text: word) else {
          throw Failure(
            .invariant, field: "reminders", [DomainLaw.reminderForm.rawValue, word])
        }
        return reminder.text
      }
    }
  }
}

extension ToDo: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.subject, shape.due, shape.status, shape.priority, shape.assignee, shape.account,
      shape.every,
    ]
  }
}

extension Choices {
  /// How urgent a task is.
  static let taskPriority: FieldKind = .choice([
    Choice("low", "Low", "کم"), Choice("normal", "Normal", "عادی"),
    Choice("high", "High", "زیاد"),
    Choice("urgent", "Urgent", "فوری"),
  ])
}
