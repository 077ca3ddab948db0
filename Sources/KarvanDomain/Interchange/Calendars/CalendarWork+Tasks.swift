// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension CalendarWork {
  private var shape: ToDo { ToDo.shape }

  /// Plans a task.
  mutating func task() throws -> ComponentPlan {
    guard isFirst else { return passOver(.onlyFirst) }
    if try planner.duplicates != .create && wasDeleted() { return plan(.skipped) }
    let known = planner.duplicates == .create ? nil : try knownTask()
    if let known, planner.duplicates == .skip || isOutdated(by: known) {
      return ComponentPlan(draft: nil, outcome: .skipped, warnings: [])
    }
    guard let subject = text("SUMMARY", shape.subject) ?? text("DESCRIPTION", shape.subject) else {
      throw InterchangeError(.nameMissing, line: component.line, column: "SUMMARY")
    }
    var edit = RecordEdit()
    edit.write(shape.subject, subject)
    edit.write(shape.note, text("DESCRIPTION", shape.note))
    try writeTimes(&edit)
    let number = text("PRIORITY").flatMap { Int($0) }
    edit.write(shape.priority, number.flatMap { CalendarCodes.priority($0) }.map { .text($0) })
    edit.write(shape.account, try account(amongWords: []).map { .reference($0.id) })
    edit.adds[shape.reminders.tag] = reminders(due: edit.values[shape.due.tag]?.integer)
    if let known { return try change(known, edit) }
    return try create(edit)
  }

  private func knownTask() throws -> RecordView? {
    if let id = VCard.record(uid), let view = try context.reader.record(ToDo.tag, id),
      view.life != .deleted
    {
      return view
    }
    return try context.reader.records(
      ToDo.tag, where: shape.externalId.tag, is: .text(externalID)
    ).first
  }

  /// The identifier of the task that is made of it, on all devices of whoever brings it in.
  private var derivedID: RecordID {
    DerivedID.make(milliseconds: Self.epoch, "ical-task", uid, "\(context.author.user)")
  }

  /// Whether it was here once: what was deleted stays so.
  private func wasDeleted() throws -> Bool {
    try [VCard.record(uid), derivedID].contains { id in
      try id.flatMap { try context.reader.record(ToDo.tag, $0) }?.life == .deleted
    }
  }

  private var externalID: String {
    let uid = uid
    return "ical:" + (uid.utf8.count <= 190 ? uid : "\(DerivedID.make(milliseconds: 0, uid))")
  }

  private mutating func create(_ edit: RecordEdit) throws -> ComponentPlan {
    var edit = edit
    edit.write(shape.externalId, .text(externalID))
    writeRule(&edit)
    if let state = state { writeState(state, &edit) }
    edit.adds = edit.adds.filter { !$1.isEmpty }
    let derived = derivedID
    let isFree =
      try planner.duplicates != .create && context.reader.record(ToDo.tag, derived) == nil
    if isFree { edit.values[CreationFields.at.tag] = .integer(created) }
    let change = try context.creation(
      try context.entity(ToDo.tag), isFree ? derived : context.makeID(), edit)
    return plan(.created, "task import", change)
  }

  private mutating func change(_ known: RecordView, _ edit: RecordEdit) throws -> ComponentPlan {
    var edit = edit
    // Files know seconds; the same second is the same time.
    if let due = edit.values[shape.due.tag]?.integer,
      due / 1_000 == (known[shape.due].integer ?? Int64.min) / 1_000
    {
      edit.values[shape.due.tag] = nil
    }
    edit.values = edit.values.filter { tag, value in
      !Self.isSame(known[tag], value)
    }
    let present = Set(known.words(shape.reminders).compactMap { Reminder(text: $0)?.minutes })
    edit.adds = edit.adds.mapValues { words in
      words.filter { word in Reminder(text: word).map { !present.contains($0.minutes) } ?? false }
    }.filter { !$1.isEmpty }
    let presentState = known[shape.status].text ?? ""
    if let state, state != presentState {
      guard ToDo.machine.moves?[presentState]?.contains(state) == true else {
        throw Failure(
          .moveNotAllowed, entity: "task", record: known.id, field: "status",
          [presentState, state]
            + (ToDo.machine.moves?[presentState] ?? []).sorted(by: UTF8Order.precedes))
      }
      if state == "done", !known[shape.every].isNull {
        // What comes back is followed by the next; the file does not know of that.
        let draft = try TaskOperations.complete(
          known.id, offsetMinutes: planner.offset(context.now), in: context)
        return ComponentPlan(draft: draft, outcome: .updated, warnings: warnings)
      }
      writeState(state, &edit)
    }
    guard !edit.isEmpty, let change = try context.change(known, edit) else { return plan(.skipped) }
    return plan(.updated, "task import", change)
  }

  private static func isSame(_ present: Value, _ value: Value) -> Bool {
    guard let one = present.text, let other = value.text else { return present == value }
    return TextTrimming.trim(ContentText.settled(one)) == other
  }

  private var state: String? { text("STATUS").flatMap { CalendarCodes.status($0) } }

  private mutating func writeState(_ state: String, _ edit: inout RecordEdit) {
    edit.values[shape.status.tag] = .text(state)
    let done = state == "done" ? instant("COMPLETED")?.milliseconds ?? context.now : nil
    edit.values[shape.doneAt.tag] = done.map { .integer($0) } ?? .null
  }

  private mutating func writeTimes(_ edit: inout RecordEdit) throws {
    guard let (milliseconds, time) = instant("DUE") ?? instant("DTSTART") else { return }
    var due = milliseconds
    if time.time == nil {
      // A day is over at its end.
      due += 86_340_000
    } else if component.first("DUE") == nil, let length = text("DURATION") {
      due += max(CalendarCodes.minutes(length) ?? 0, 0) * 60_000
    }
    edit.write(shape.due, .integer(due))
  }

  /// `FREQ=WEEKLY;INTERVAL=2;UNTIL=…`; of any other rule only the first time is taken.
  private mutating func writeRule(_ edit: inout RecordEdit) {
    guard let line = component.first("RRULE") else { return }
    let rule = CalendarRule.parts(line.value)
    let units = ["DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"]
    let known: Set<String> = ["FREQ", "INTERVAL", "UNTIL", "WKST"]
    let interval = rule["INTERVAL"].map { Int64($0) ?? 0 } ?? 1
    guard let unit = units[rule["FREQ"] ?? ""], Set(rule.keys).isSubset(of: known),
      (1...366).contains(interval), edit.values[shape.due.tag] != nil
    else { return warn(.onlyFirst, [], line) }
    edit.write(shape.every, .text(unit))
    edit.write(shape.interval, .integer(interval))
    edit.write(shape.calendar, .text("gregorian"))
    if let until = rule["UNTIL"].flatMap({ CalendarTime($0) }) {
      edit.write(shape.until, .integer(Int64(until.date.daysSinceEpoch)))
    }
  }

  /// What alarms ring before it is due, in the words of a task.
  private func reminders(due: Int64?) -> [String] {
    var words: [String] = []
    for alarm in component.parts.prefix(50) where alarm.name == "VALARM" {
      guard let line = alarm.first("TRIGGER") else { continue }
      var minutes = CalendarCodes.minutes(TextTrimming.trim(line.value)).map { -$0 }
      if minutes == nil, let at = planner.zones.instant(of: line)?.milliseconds, let due {
        minutes = (due - at) / 60_000
      }
      guard let minutes, let reminder = Reminder(text: "\(minutes)m") else { continue }
      if !words.contains(reminder.text) { words.append(reminder.text) }
    }
    return words
  }
}
