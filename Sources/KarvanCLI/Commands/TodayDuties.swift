// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What somebody was promised, wants to be reminded of, or waits for from the user of this device.
struct TodayDuties {
  let day: Day
  private var desk: Desk { day.desk }
  private var reader: ReplicaReader { day.reader }

  init(_ day: Day) { self.day = day }

  /// The parts of today's report.
  func parts() throws -> [Report.Part] {
    let words = desk.words
    let followups = FollowupList(desk: desk, reader: reader)
    return [
      Report.Part("due_tasks", words(DemoMessage.dueTasks), try dueTasks()),
      Report.Part("reminders", words(HistoryMessage.reminders), try reminders()),
      Report.Part(
        "followups", words(HistoryMessage.followups),
        try followups.report(before: desk.night(), of: day.user)),
      Report.Part("approvals", words(HistoryMessage.approvals), try approvals()),
    ]
  }

  /// What is overdue, or has to be done by this evening.
  private func dueTasks() throws -> Report {
    let night = desk.night()
    let list = TaskList(desk: desk, reader: reader)
    return try list.report(
      try list.open(of: day.user).filter { ($0[ToDo.shape.due].integer ?? .max) < night })
  }

  /// What is due later, but of which somebody wanted to be reminded by now.
  private func reminders() throws -> Report {
    let (now, night) = (desk.now(), desk.night())
    let list = TaskList(desk: desk, reader: reader)
    return try list.report(
      try list.open(of: day.user).filter { task in
        guard let due = task[ToDo.shape.due].integer, due >= night else { return false }
        return task.words(ToDo.shape.reminders).compactMap { Reminder(text: $0) }
          .contains { due - $0.minutes * 60_000 <= now }
      })
  }

  /// What nobody can go on with before somebody with the rights of this user has decided.
  private func approvals() throws -> Report {
    let words = desk.words
    let order = try desk.entity(Order.tag)
    let reasons = try RecordCells.field("approval_reasons", in: order)
    let cells = RecordCells(desk: desk, reader: reader)
    var report = Report([
      Column("id", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("name", words(.title)), Column("about", words(HistoryMessage.about)),
      cells.column(reasons), Column("by", CreationFields.by.label.text(in: words.language)),
    ])
    report.rows = try waiting().map { view in
      let subject = try Self.subjects.compactMap { name, entity -> Cell? in
        guard let field = view.entity.field(named: name), field.kind == .reference(entity),
          let id = view[field].reference
        else { return nil }
        return Cell(.string("\(id)"), try cells.title(entity, id))
      }.first
      let by = try view.creator.map { Cell(.string("\($0)"), try cells.title(User.tag, $0)) }
      let why = view.entity.tag == Order.tag ? try cells.cell(reasons, of: view) : .empty
      return [
        cells.id(view), cells.kind(of: view), .text(RecordTitle.text(view, words)),
        subject ?? .empty, why, by ?? .empty,
      ]
    }
    return desk.settings.format == .table ? report.withoutEmptyColumns : report
  }

  private static let subjects = [("account", Account.tag), ("user", User.tag)]
  /// So many of each are shown.
  private static let most = 50
  /// So many calls that nobody answered are looked at.
  private static let mostCalls = 200

  private func waiting() throws -> [RecordView] {
    guard let author = try Authors.author(of: day.user, reader: reader) else { return [] }
    var found: [RecordView] = []
    if author.may(.edit, Order.about.name, group: "approval") {
      let shape = Order.shape
      found += try reader.list(
        RecordQuery(
          Order.tag, where: [FieldCondition(shape.status.tag, .equals(.text("submitted")))],
          order: [FieldOrder(shape.orderDate.tag)])
      ).filter { !$0.words(shape.approvalReasons).isEmpty }.prefix(Self.most)
    }
    if author.may(.edit, TermsGrant.about.name, group: "decision") {
      found += try reader.list(
        RecordQuery(
          TermsGrant.tag,
          where: [FieldCondition(TermsGrant.shape.decision.tag, .equals(.null))],
          limit: Self.most))
    }
    if author.may(.edit, Absence.about.name, group: "assignment") {
      let shape = Absence.shape
      found += try reader.list(
        RecordQuery(
          Absence.tag,
          where: [
            FieldCondition(shape.status.tag, .equals(.text("planned"))),
            FieldCondition(
              shape.endsOn.tag, .atLeast(.integer(Int64(desk.today().daysSinceEpoch)))),
          ], order: [FieldOrder(shape.startsOn.tag)], limit: Self.most))
    }
    return found
  }

  /// What waits elsewhere, in a sentence each.
  func notes() throws -> [String] {
    let words = desk.words
    var notes: [String] = []
    let missed = try MissedCalls(reader: reader)
      .list(since: desk.now() - 7 * 86_400_000, limit: Self.mostCalls)
      .count { $0.returnedAt == nil }
    if missed > 0 { notes.append(words(HistoryMessage.missedToday, words.number(missed))) }
    guard let author = try Authors.author(of: day.user, reader: reader),
      author.may(.edit, ReviewItem.about.name)
    else { return notes }
    let open = try reader.count(
      RecordQuery(
        ReviewItem.tag,
        where: [FieldCondition(ReviewItem.shape.status.tag, .equals(.text("open")))]))
    if open > 0 { notes.append(words(HistoryMessage.openFindings, words.number(open))) }
    return notes
  }
}
