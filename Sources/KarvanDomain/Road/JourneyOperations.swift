// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Making visits of what journey plans say, and putting a day in order.
public enum JourneyOperations {
  /// Plans the visit of a due stop; empty when somebody planned or made it already.
  ///
  /// Two devices of a rep that plan the same day write the same records: identifier and creation
  /// follow from stop, rep and day.
  ///
  /// - Parameter offsetMinutes: The offset of the local time from UTC, in minutes.
  public static func plan(
    _ due: DueStop, offsetMinutes: Int, in context: OperationContext
  ) throws -> OperationDraft {
    guard try visit(of: due, offsetMinutes: offsetMinutes, reader: context.reader) == nil else {
      return OperationDraft("visit plan", [])
    }
    let edit = try edit(due, offsetMinutes: offsetMinutes, in: context)
    return OperationDraft(
      "visit plan", [try context.creation(try context.entity(Visit.tag), due.visit, edit)])
  }

  /// The values of the visit that a due stop becomes.
  static func edit(
    _ due: DueStop, offsetMinutes: Int, in context: OperationContext
  ) throws -> RecordEdit {
    guard let account = due.account else {
      throw Failure(.required, entity: "journey_stop", record: due.stop.id, field: "account")
    }
    _ = try context.living(Account.tag, account)
    let shape = Visit.shape
    let stop = JourneyStop.shape
    return RecordEdit(
      values: [
        CreationFields.at.tag: .integer(JourneyCalendar.start(of: due.date)),
        CreationFields.by.tag: .reference(due.rep),
        shape.account.tag: .reference(account), shape.rep.tag: .reference(due.rep),
        shape.plannedAt.tag: .integer(plannedAt(due, offsetMinutes: offsetMinutes)),
        shape.journeyStop.tag: .reference(due.stop.id),
        shape.sequence.tag: due.stop[stop.sequence],
      ],
      adds: [shape.purposes.tag: due.stop.words(stop.purposes)])
  }

  /// When a stop is due: at its time of day, or at the beginning of the local day.
  public static func plannedAt(_ due: DueStop, offsetMinutes: Int) -> Int64 {
    let midnight = InstantText.startMilliseconds(of: due.date, offsetMinutes: offsetMinutes)
    let minutes = due.stop[JourneyStop.shape.timeOfDay].text.flatMap { TimeOfDay.minutes($0) }
    return midnight + Int64(minutes ?? 0) * 60_000
  }

  /// The visit that there is of a due stop, whoever makes it; a visit that was called off counts, as
  /// somebody decided that.
  public static func visit(
    of due: DueStop, offsetMinutes: Int, reader: any RecordReader
  ) throws -> RecordView? {
    for id in [due.visit, due.formerVisit] {
      if let own = try reader.record(Visit.tag, id) { return own }
    }
    let shape = Visit.shape
    return try reader.records(
      Visit.tag, where: shape.journeyStop.tag, is: .reference(due.stop.id)
    ).first { visit in
      guard let at = visit[shape.plannedAt].integer else { return false }
      return InstantText.civilDate(milliseconds: at, offsetMinutes: offsetMinutes) == due.date
    }
  }

  /// Visits in the order in which they are made: by their place in the day, then by time.
  public static func inOrder(_ visits: [RecordView]) -> [RecordView] {
    let shape = Visit.shape
    func key(_ visit: RecordView) -> (Int64, Int64, RecordID) {
      (visit[shape.sequence].integer ?? .max, visit[shape.plannedAt].integer ?? .max, visit.id)
    }
    return visits.sorted { key($0) < key($1) }
  }

  /// Plans a visit of an account by hand, for its author or for another rep.
  public static func plan(
    account: RecordID, at instant: Int64, rep: RecordID? = nil, purposes: [String] = [],
    in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    let shape = Visit.shape
    let edit = RecordEdit(
      values: [
        shape.account.tag: .reference(account), shape.plannedAt.tag: .integer(instant),
        shape.rep.tag: .reference(rep ?? context.author.user),
      ],
      adds: [shape.purposes.tag: purposes])
    return OperationDraft(
      "visit plan",
      [try context.creation(try context.entity(Visit.tag), context.makeID(), edit)])
  }

  /// Calls off a planned visit, or says that it was missed, with the reason as its note.
  public static func close(
    _ visit: RecordID, as state: String, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Visit.tag, visit)
    let shape = Visit.shape
    let present = shown[shape.status].text ?? ""
    let allowed = Visit.machine.moves?[present] ?? []
    guard allowed.contains(state) else {
      throw Failure(
        .moveNotAllowed, entity: "visit", record: visit, field: "status",
        [present, state] + allowed.sorted(by: UTF8Order.precedes))
    }
    var edit = RecordEdit(values: [shape.status.tag: .text(state)])
    if let reason { edit.values[shape.note.tag] = .text(reason) }
    return OperationDraft("visit close", try context.change(shown, edit).map { [$0] } ?? [])
  }

  /// Numbers visits in the order in which they are given, from 1.
  public static func reorder(
    _ visits: [RecordView], in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Visit.shape
    let changes = try visits.enumerated().compactMap { index, visit in
      try context.change(
        visit, RecordEdit(values: [shape.sequence.tag: .integer(Int64(index + 1))]))
    }
    return try OperationDraft("visit reorder", []).adding(changes)
  }
}
