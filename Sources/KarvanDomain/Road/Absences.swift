// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Who is away, and who stands in for whom.
public enum Absences {
  /// The absence that covers a day of a user: active, or agreed on for that day.
  public static func covering(
    _ user: RecordID, on date: CivilDate, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = Absence.shape
    return try reader.records(
      Absence.tag, where: shape.user.tag, is: .reference(user), and: shape.status.tag,
      is: .text(Absence.active)
    ).first { covers($0, date) }
  }

  /// The users for whom somebody stands in on a day, by identifier.
  public static func substituted(
    by user: RecordID, on date: CivilDate, reader: any RecordReader
  ) throws -> [RecordID] {
    try active(substitute: user, reader: reader).filter { covers($0, date) }
      .compactMap { $0[Absence.shape.user].reference }.sorted()
  }

  /// The users who may hold less after a change of an absence, or of somebody who is away: whoever
  /// stands in.
  public static func rightsFollow(
    _ change: RecordChange, reader: any RecordReader
  ) throws -> [RecordID] {
    if change.entity == SchemaTags.user {
      let shape = Absence.shape
      return try reader.records(
        Absence.tag, where: shape.user.tag, is: .reference(change.record), and: shape.status.tag,
        is: .text(Absence.active)
      ).compactMap { Absence.holder(of: $0) }
    }
    guard change.entity == Absence.tag,
      let absence = try reader.record(Absence.tag, change.record)
    else { return [] }
    let shape = Absence.shape
    return [absence[shape.approvedSubstitute], absence[shape.substitute]].compactMap(\.reference)
  }

  /// The active absences in which a user stands in for another.
  static func active(
    substitute: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Absence.shape
    return try [shape.approvedSubstitute, shape.substitute].flatMap { field in
      try reader.records(
        Absence.tag, where: field.tag, is: .reference(substitute), and: shape.status.tag,
        is: .text(Absence.active)
      ).filter { field.tag == shape.approvedSubstitute.tag || $0[shape.approvedSubstitute].isNull }
    }
  }

  /// The absences whose last day was before a day, and that nobody has ended.
  public static func over(on date: CivilDate, reader: any RecordReader) throws -> [RecordView] {
    let shape = Absence.shape
    return try reader.records(
      Absence.tag, where: shape.status.tag, is: .text(Absence.active)
    ).filter { $0[shape.endsOn].integer ?? .max < Int64(date.daysSinceEpoch) }
  }

  private static func covers(_ absence: RecordView, _ date: CivilDate) -> Bool {
    let day = Int64(date.daysSinceEpoch)
    return day >= absence[Absence.shape.startsOn].integer ?? .max
      && day <= absence[Absence.shape.endsOn].integer ?? .min
  }
}

/// Beginning and ending absences.
public enum AbsenceOperations {
  /// The most planned visits that one beginning hands over.
  static let mostVisits = 1_000

  /// Begins an absence: the substitute holds the book from the next sync on, and has the visits that
  /// were planned for its days.
  ///
  /// - Parameter offsetMinutes: The offset of the local time from UTC, in minutes.
  /// - Throws: `required` without a substitute, when there is something to look after.
  public static func begin(
    _ absence: RecordID, offsetMinutes: Int, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Absence.tag, absence)
    let shape = Absence.shape
    let start = try move(
      shown, to: Absence.active, approving: shown[shape.substitute], in: context)
    guard let substitute = shown[shape.substitute].reference,
      let user = shown[shape.user].reference
    else { return start }
    let visits = try plannedVisits(of: user, in: shown, offsetMinutes: offsetMinutes, context)
    guard visits.count <= mostVisits else {
      throw Failure(.tooLarge, entity: "absence", record: absence, ["\(mostVisits)"])
    }
    let edit = RecordEdit(values: [Visit.shape.rep.tag: .reference(substitute)])
    return try start.adding(visits.compactMap { try context.change($0, edit) })
  }

  /// Ends an absence: its substitute gives the book back with the next sync.
  public static func end(
    _ absence: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try move(try context.living(Absence.tag, absence), to: "ended", in: context)
  }

  private static func move(
    _ absence: RecordView, to state: String, approving substitute: Value? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let present = absence[Absence.shape.status].text ?? ""
    let allowed = Absence.machine.moves?[present] ?? []
    guard allowed.contains(state) else {
      throw Failure(
        .moveNotAllowed, entity: "absence", record: absence.id, field: "status",
        [present, state] + allowed.sorted(by: UTF8Order.precedes))
    }
    var edit = RecordEdit(values: [Absence.shape.status.tag: .text(state)])
    edit.write(Absence.shape.approvedSubstitute, substitute)
    return OperationDraft(
      state == "ended" ? "absence end" : "absence begin",
      try context.change(absence, edit).map { [$0] } ?? [])
  }

  private static func plannedVisits(
    of user: RecordID, in absence: RecordView, offsetMinutes: Int, _ context: OperationContext
  ) throws -> [RecordView] {
    let shape = Visit.shape
    let first = absence[Absence.shape.startsOn].integer ?? 0
    let last = absence[Absence.shape.endsOn].integer ?? 0
    return try context.reader.records(
      Visit.tag, where: shape.rep.tag, is: .reference(user), and: shape.status.tag,
      is: .text("planned")
    ).filter { visit in
      guard let at = visit[shape.plannedAt].integer else { return false }
      let date = InstantText.civilDate(milliseconds: at, offsetMinutes: offsetMinutes)
      return (first...max(first, last)).contains(Int64(date.daysSinceEpoch))
    }
  }
}
