// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension CalendarWork {
  private var shape: Visit { Visit.shape }

  /// Plans a visit.
  mutating func visit() throws -> ComponentPlan {
    if try isKnownOtherwise() { return ComponentPlan(draft: nil, outcome: .skipped, warnings: []) }
    if let known = try knownVisit() { return try change(known) }
    let isOff = text("STATUS")?.uppercased() == "CANCELLED"
    guard !isOff else { return plan(.skipped) }
    guard let account = try account(amongWords: ["LOCATION", "SUMMARY"]) else {
      return passOver(.noAccountNamed)
    }
    guard let start = instant("DTSTART") else {
      throw InterchangeError(.nothingToRead, line: component.line, column: "DTSTART", ["DTSTART"])
    }
    if component.first("RRULE") != nil || component.first("RDATE") != nil { warn(.onlyFirst) }
    guard !isOver(start.milliseconds) else { return passOver(.isPast) }
    var edit = RecordEdit()
    edit.values[CreationFields.at.tag] = .integer(created)
    edit.write(shape.account, .reference(account.id))
    edit.write(shape.plannedAt, .integer(start.milliseconds))
    edit.write(shape.note, text("DESCRIPTION", shape.note))
    let change = try context.creation(try context.entity(Visit.tag), derivedID, edit)
    return plan(.created, "visit import", change)
  }

  /// Moves or calls off a visit that is still planned.
  private mutating func change(_ known: RecordView) throws -> ComponentPlan {
    // The series itself may have been brought in a moment ago.
    let isException = component.first("RECURRENCE-ID") != nil
    let isOutdated = isOutdated(by: known) && !(isException && isNew(known))
    guard known.life != .deleted, planner.duplicates != .skip, !isOutdated else {
      return plan(.skipped)
    }
    let state = known[shape.status].text ?? ""
    let isOff = text("STATUS")?.uppercased() == "CANCELLED"
    guard state == "planned" else {
      // What Karvan wrote itself of a visit that was made is no news.
      if text("X-KARVAN-STATUS") == state || isOff { return plan(.skipped) }
      return passOver(.notPlanned, [state])
    }
    var edit = RecordEdit()
    if isOff {
      edit.write(shape.status, .text("cancelled"))
    } else {
      let start = instant("DTSTART")?.milliseconds
      let planned = known[shape.plannedAt].integer
      if let start, start / 1_000 != (planned ?? Int64.min) / 1_000 {
        edit.write(shape.plannedAt, .integer(start))
      }
      if let note = text("DESCRIPTION", shape.note), note.text != settledNote(of: known) {
        edit.write(shape.note, note)
      }
    }
    guard !edit.isEmpty, let change = try context.change(known, edit) else { return plan(.skipped) }
    return plan(.updated, "visit import", change)
  }

  /// Whether nobody has changed it since it was made.
  private func isNew(_ known: RecordView) -> Bool {
    known.state.clock == RecordClock(known.state.versions.prefix(1).map(\.dot))
  }

  private func settledNote(of known: RecordView) -> String? {
    known[shape.note].text.map { TextTrimming.trim(ContentText.settled($0)) }
  }

  /// Whether it is an occasion or a birthday that Karvan wrote.
  private func isKnownOtherwise() throws -> Bool {
    if uid.hasPrefix(CalendarCodes.birthdayPrefix) { return true }
    guard let id = VCard.record(uid) else { return false }
    return try context.reader.record(Occasion.tag, id) != nil
  }

  /// The visit that Karvan wrote, or that was made of the event: of its author, or by whoever brought
  /// it in when that made one visit for all who attend.
  private func knownVisit() throws -> RecordView? {
    if isFirst, let id = VCard.record(uid), let view = try context.reader.record(Visit.tag, id) {
      return view
    }
    if let own = try context.reader.record(Visit.tag, derivedID) { return own }
    guard isFirst else { return nil }
    let former = DerivedID.make(milliseconds: Self.epoch, "ical", uid)
    guard let view = try context.reader.record(Visit.tag, former),
      view[shape.rep].reference == context.author.user
    else { return nil }
    return view
  }

  /// The identifier of the visit that an event of this name is for whoever brings it in, on all their
  /// devices: visits keep no names of other programs, and each who attends makes a visit of their own.
  private var derivedID: RecordID {
    DerivedID.make(milliseconds: Self.epoch, "ical", identity, "\(context.author.user)")
  }

  private func isOver(_ start: Int64) -> Bool {
    let today = InstantText.civilDate(
      milliseconds: context.now, offsetMinutes: planner.offset(context.now))
    return InstantText.civilDate(milliseconds: start, offsetMinutes: planner.offset(start)) < today
  }
}
