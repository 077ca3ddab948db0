// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// Calendars, as Karvan and other programs write them.
@Suite struct CalendarFileTests {
  private static func items(_ text: String) -> [ContentComponent] {
    ContentFile(Array(text.utf8)).components.flatMap { $0.name == "VCALENDAR" ? $0.parts : [$0] }
  }

  private static func bring(
    _ text: String, to world: World, mode: ImportPlanner.Mode = .commit
  ) throws -> CardWorld.Brought {
    let parts = items(text)
    let zones = CalendarZones(parts) { _ in 210 }
    return try CardWorld.bring(
      parts.filter { ["VTODO", "VEVENT"].contains($0.name) }, to: world,
      CalendarPlanner(zones: zones, offsetMinutes: { _ in 210 }), mode: mode)
  }

  private static func export(_ world: World, years: Int = 3) -> CalendarExport {
    CalendarExport(
      reader: world.records, language: .persian,
      today: InstantText.civilDate(milliseconds: world.now, offsetMinutes: 210), years: years,
      offsetMinutes: { _ in 210 })
  }

  private static func all(_ world: World, _ type: (some EntityType).Type) -> [RecordView] {
    world.records.states.keys.filter { $0.entity == type.tag }.map(\.id).sorted()
      .compactMap { world.records.record(type.tag, $0) }
  }

  @Test("tasks that were written are read back as the same, and a change of them is taken")
  func tasksSurvive() throws {
    try forAllSeeds(40) { generator in
      let world = try World()
      let shape = ToDo.shape
      var edit = RecordEdit(values: [
        shape.subject.tag: .text("کار " + ContentText.settled(ContentLawTests.text(&generator, 8)))
      ])
      let subject = edit.values[shape.subject.tag]?.text ?? ""
      edit.values[shape.subject.tag] = .text(TextTrimming.trim(subject))
      if generator.integer(in: 0...1) == 1 {
        edit.values[shape.due.tag] = .integer(world.now + generator.integer(in: 0...9_999_999_999))
        edit.adds[shape.reminders.tag] = ["30m", "1d"]
      }
      edit.values[shape.priority.tag] = .text(
        generator.element(of: ["low", "normal", "high", "urgent"]))
      let id = try world.run(world.manager, World.laptop) {
        try RecordOperations.add(try world.entity(ToDo.self), edit, in: $0)
      }
      let view = try world.view(ToDo.self, id)
      let text =
        CalendarExport.head(name: "x") + (try Self.export(world).task(view))
        + CalendarExport.tail
      let brought = try Self.bring(text, to: world)
      try #require(
        brought.summary.skipped == 1 && brought.rejections.isEmpty, "\(brought)\n\(text)")
      let done = text.replacing("STATUS:NEEDS-ACTION", with: "STATUS:COMPLETED")
        .replacing("LAST-MODIFIED:", with: "LAST-MODIFIED:20990101T000000Z\r\nX-OLD:")
      try #require(try Self.bring(done, to: world).summary.updated == 1)
      try #require(try world.view(ToDo.self, id)[shape.status] == .text("done"))
      try #require(try Self.bring(text, to: world).summary.skipped == 1)
      let other = try World()
      try #require(try Self.bring(text, to: other).summary.created == 1)
      try #require(try Self.bring(text, to: other).summary.skipped == 1)
      let taken = try #require(Self.all(other, ToDo.self).first)
      try #require(taken.title == view.title && taken[shape.priority] == view[shape.priority])
      try #require(taken.words(shape.reminders) == view.words(shape.reminders))
    }
  }

  @Test("other programs' tasks, with zones, alarms, rules and odd values")
  func foreignTasks() throws {
    let world = try World()
    let text = """
      BEGIN:VCALENDAR
      BEGIN:VTIMEZONE
      TZID:Berlin
      BEGIN:DAYLIGHT
      DTSTART:19700329T020000
      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
      TZOFFSETFROM:+0100
      TZOFFSETTO:+0200
      END:DAYLIGHT
      BEGIN:STANDARD
      DTSTART:19701025T030000
      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
      TZOFFSETFROM:+0200
      TZOFFSETTO:+0100
      END:STANDARD
      END:VTIMEZONE
      BEGIN:VTODO
      UID:1
      SUMMARY:Summer
      DUE;TZID=Berlin:20250701T120000
      PRIORITY:2
      RRULE:FREQ=WEEKLY;INTERVAL=2
      BEGIN:VALARM
      TRIGGER:-PT15M
      END:VALARM
      BEGIN:VALARM
      TRIGGER;VALUE=DATE-TIME:20250701T080000Z
      END:VALARM
      END:VTODO
      BEGIN:VTODO
      UID:2
      SUMMARY:Winter
      DUE;TZID=Berlin:20250115T120000
      STATUS:IN-PROCESS
      END:VTODO
      BEGIN:VTODO
      UID:3
      SUMMARY:Day
      DUE;VALUE=DATE:20250115
      RRULE:FREQ=MONTHLY;BYDAY=2MO
      END:VTODO
      BEGIN:VTODO
      UID:4
      SUMMARY:Odd
      DUE;TZID=Mars/Base:20250115T120000
      PRIORITY:many
      END:VTODO
      BEGIN:VTODO
      UID:5
      DUE:never
      END:VTODO
      END:VCALENDAR
      """
    let brought = try Self.bring(text, to: world)
    #expect(brought.summary.created == 4 && brought.summary.rejected == 1, "\(brought.rejections)")
    let codes = brought.rejections.compactMap {
      if case .file(let error) = $0.reason { error.code } else { nil }
    }
    #expect(codes == [.onlyFirst, .zoneUnknown, .nameMissing])
    let tasks = Self.all(world, ToDo.self)
    let shape = ToDo.shape
    let due = tasks.map { $0[shape.due].integer.map { InstantText.format(milliseconds: $0) } }
    #expect(
      due == [
        "2025-07-01T10:00:00.000Z", "2025-01-15T11:00:00.000Z", "2025-01-15T20:29:00.000Z",
        "2025-01-15T08:30:00.000Z",
      ])
    #expect(tasks[0].words(shape.reminders) == ["15m", "2h"])
    #expect(tasks[0][shape.every] == .text("week") && tasks[0][shape.interval] == .integer(2))
    #expect(tasks[1][shape.status] == .text("in_progress"))
    #expect(try Self.bring(text, to: world).summary.skipped == 4)
  }

  @Test("an event that names an account is planned once, moved and called off")
  func visits() throws {
    let world = try World()
    let shop = try world.openAccount("پخش البرز")
    func event(_ more: String, _ start: String = "20250110T090000") -> String {
      "BEGIN:VEVENT\nUID:e1\nSUMMARY:جلسه\nDTSTART:\(start)\n\(more)\nEND:VEVENT\n"
    }
    #expect(try Self.bring(event("LOCATION:جای دیگر"), to: world).rejections.count == 1)
    let old = try Self.bring(event("CONTACT:پخش البرز", "20200101T090000Z"), to: world)
    #expect(old.summary.skipped == 1 && old.summary.warnings == 1)
    let dry = try Self.bring(event("LOCATION:پخش البرز، تهران"), to: world, mode: .dryRun)
    #expect(dry.summary.created == 1 && Self.all(world, Visit.self).isEmpty)
    #expect(try Self.bring(event("LOCATION:پخش البرز، تهران"), to: world).summary.created == 1)
    #expect(try Self.bring(event("LOCATION:پخش البرز، تهران"), to: world).summary.skipped == 1)
    let shape = Visit.shape
    let visit = try #require(Self.all(world, Visit.self).first)
    #expect(visit[shape.account].reference == shop && visit[shape.status] == .text("planned"))
    #expect(try Self.bring(event("CONTACT:x", "20250111T090000"), to: world).summary.updated == 1)
    let moved = try world.view(Visit.self, visit.id)[shape.plannedAt].integer
    #expect(moved.map { CalendarTime.text(milliseconds: $0) } == "20250111T053000Z")
    let text = try #require(
      try Self.export(world).visit(try world.view(Visit.self, visit.id)))
    #expect(text.contains("SUMMARY:ویزیت: پخش البرز"), "\(text)")
    #expect(try Self.bring(text, to: world).summary.skipped == 1)
    #expect(try Self.bring(event("STATUS:CANCELLED"), to: world).summary.updated == 1)
    #expect(try Self.bring(event("CONTACT:پخش البرز"), to: world).summary.warnings == 1)
  }

  @Test("an exception of a series is a visit of its own, or moves the first; it comes once")
  func exceptions() throws {
    let world = try World()
    _ = try world.openAccount("پخش البرز")
    func event(_ start: String, _ more: String) -> String {
      "BEGIN:VEVENT\nUID:e1\nCONTACT:پخش البرز\nLAST-MODIFIED:20240101T000000Z\nDTSTART:\(start)\n"
        + more + "\nEND:VEVENT\n"
    }
    let series = event("20250110T090000Z", "RRULE:FREQ=WEEKLY")
    let first = event("20250110T113000Z", "RECURRENCE-ID:20250110T090000Z")
    let third = event("20250125T090000Z", "RECURRENCE-ID:20250124T090000Z")
    let brought = try Self.bring(series + first + third, to: world)
    #expect(brought.summary.created == 2 && brought.summary.updated == 1)
    func planned() -> [String] {
      Self.all(world, Visit.self).filter { $0[Visit.shape.status] == .text("planned") }
        .compactMap { $0[Visit.shape.plannedAt].integer }.sorted()
        .map { CalendarTime.text(milliseconds: $0) }
    }
    #expect(planned() == ["20250110T113000Z", "20250125T090000Z"])
    let again = try Self.bring(series + first + third, to: world)
    #expect(again.summary.created == 0 && again.summary.updated == 0)
    #expect(planned() == ["20250110T113000Z", "20250125T090000Z"])
    let off = third.replacing("LAST-MODIFIED:2024", with: "STATUS:CANCELLED\nLAST-MODIFIED:2034")
    #expect(try Self.bring(series + off, to: world).summary.updated == 1)
    #expect(planned() == ["20250110T113000Z"])
    // Of tasks, which Karvan repeats itself, exceptions are told.
    let task =
      "BEGIN:VTODO\nUID:t1\nSUMMARY:Call\nDUE:20250110T090000Z\nRRULE:FREQ=WEEKLY\nEND:VTODO\n"
    let moved = task.replacing("RRULE:FREQ=WEEKLY", with: "RECURRENCE-ID:20250117T090000Z")
    let tasks = try Self.bring(task + moved, to: world)
    #expect(tasks.summary.created == 1 && tasks.summary.warnings == 1)
  }

  @Test("a task that was deleted does not come back with the same file")
  func deletedTasks() throws {
    let world = try World()
    let text = "BEGIN:VTODO\nUID:t1\nSUMMARY:Call\nEND:VTODO\n"
    #expect(try Self.bring(text, to: world).summary.created == 1)
    let task = try #require(Self.all(world, ToDo.self).first)
    let context = try world.context(world.rep)
    try world.commit(
      OperationDraft("delete", [context.drafter.delete(task)]), by: try world.author(world.rep))
    for _ in 0..<2 {
      let again = try Self.bring(text, to: world)
      #expect(again.summary.created == 0 && again.summary.skipped == 1)
    }
  }

  @Test("occasions come back by a rule, those of the Jalali calendar on the days of years to come")
  func occasions() throws {
    let world = try World()
    let account = try world.openAccount("البرز")
    let shape = Occasion.shape
    func occasion(_ date: String, _ calendar: String, _ remind: Int64) throws -> String {
      let id = try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Occasion.self),
          RecordEdit(values: [
            shape.account.tag: .reference(account), shape.kind.tag: .text("founding"),
            shape.date.tag: .integer(
              Int64(try CivilDateText.parse(date).daysSinceEpoch)),
            shape.calendar.tag: .text(calendar), shape.remindDays.tag: .integer(remind),
          ]), in: $0)
      }
      let text = try Self.export(world).occasion(try world.view(Occasion.self, id)) ?? ""
      #expect(try Self.bring(text, to: world).summary.skipped == 1)
      return text
    }
    let plain = try occasion("2015-03-23", "gregorian", 3)
    #expect(plain.contains("DTSTART;VALUE=DATE:20150323\r\nRRULE:FREQ=YEARLY\r\n"), "\(plain)")
    #expect(plain.contains("SUMMARY:تأسیس: البرز") && plain.contains("TRIGGER:-P3D"))
    let leap = try occasion("2016-02-29", "gregorian", 0)
    #expect(leap.contains("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1") && leap.contains("TRIGGER:PT0S"))
    // 30 Esfand is on the day before in years that lack it: 1403 has it, 1404 and 1405 have not.
    let jalali = try occasion("1399/12/30", "jalali", 1)
    #expect(jalali.contains("DTSTART;VALUE=DATE:20250320"), "\(jalali)")
    #expect(jalali.contains("RDATE;VALUE=DATE:20260320,20270320"), "\(jalali)")
  }

  @Test(
    "what is written has lines of 75 bytes at most, an identifier, a stamp, and grows in sequence")
  func form() throws {
    let world = try World()
    let shape = ToDo.shape
    let id = try world.run(world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(ToDo.self),
        RecordEdit(values: [shape.subject.tag: .text(String(repeating: "فروش‌گاه ", count: 10))]),
        in: $0)
    }
    func sequence() throws -> Int {
      let text = try Self.export(world).task(try world.view(ToDo.self, id))
      #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
      let item = try #require(Self.items(text).first)
      #expect(item.first("UID")?.value == "urn:uuid:\(id)" && item.first("DTSTAMP") != nil)
      return try #require(item.first("SEQUENCE").flatMap { Int($0.value) })
    }
    let before = try sequence()
    world.now += 60_000
    try world.run(world.manager, World.laptop) {
      try TaskOperations.move(id, to: "in_progress", in: $0)
    }
    #expect(try sequence() > before)
  }
}
