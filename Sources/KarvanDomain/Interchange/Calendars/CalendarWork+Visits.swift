// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension CalendarWork {
  private var shape: Visit { Visit.shape }

  /// Plans a visit.
  mutating func visit() throws -> ComponentPlan {
    if try isKnownOtherwise() { return ComponentPlan(draft: nil, outcome: .skipped, warnings: []) }
    let id = VCard.record(uid).flatMap { isVisit($0) ? $0 : nil } ?? derivedID
    if let known = try context.reader.record(Visit.tag, id) { return try change(known) }
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
    edit.write(shape.account, .reference(account.id))
    edit.write(shape.plannedAt, .integer(start.milliseconds))
    edit.write(shape.note, text("DESCRIPTION", shape.note))
    let change = try context.creation(try context.entity(Visit.tag), id, edit)
    return plan(.created, "visit import", change)
  }

  /// Moves or calls off a visit that is still planned.
  private mutating func change(_ known: RecordView) throws -> ComponentPlan {
    guard known.life != .deleted, planner.duplicates != .skip, !isOutdated(by: known) else {
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

  private func settledNote(of known: RecordView) -> String? {
    known[shape.note].text.map { TextTrimming.trim(ContentText.settled($0)) }
  }

  /// Whether it is an occasion or a birthday that Karvan wrote.
  private func isKnownOtherwise() throws -> Bool {
    if uid.hasPrefix(CalendarCodes.birthdayPrefix) { return true }
    guard let id = VCard.record(uid) else { return false }
    return try context.reader.record(Occasion.tag, id) != nil
  }

  private func isVisit(_ id: RecordID) -> Bool {
    (try? context.reader.record(Visit.tag, id)) != nil
  }

  /// The identifier of the visit that an event of this name is, everywhere: visits keep no names of
  /// other programs. The time that it begins with is any, but always the same.
  private var derivedID: RecordID {
    DerivedID.make(milliseconds: 1_577_836_800_000, "ical", uid)
  }

  private func isOver(_ start: Int64) -> Bool {
    let today = InstantText.civilDate(
      milliseconds: context.now, offsetMinutes: planner.offset(context.now))
    return InstantText.civilDate(milliseconds: start, offsetMinutes: planner.offset(start)) < today
  }
}
