// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import TestSupport
import Testing

@Suite("Days that come back")
struct RecurrenceLawTests {
  @Test("come after both days, at the first of all steps that are late enough", arguments: 1...300)
  func next(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let calendar = random.element(of: [CalendarKind.gregorian, .jalali])
    let unit = random.element(of: [Recurrence.Unit.day, .week, .month, .year])
    let interval = random.integer(in: 1...14)
    let start = CivilDate(daysSinceEpoch: random.integer(in: 0...30_000))
    let other = try start.adding(days: random.integer(in: -400...4_000))
    let day = start.day(in: calendar)
    let recurrence = Recurrence(every: unit, interval: interval, calendar: calendar, day: day)
    let found = try recurrence.next(after: start, laterThan: other)
    // Step by step, as a person would count on paper.
    var steps = 0
    var wanted = start
    repeat {
      steps += 1
      wanted =
        switch unit {
        case .day: try start.adding(days: steps * interval)
        case .week: try start.adding(days: steps * interval * 7)
        case .month: try start.adding(months: steps * interval, in: calendar)
        case .year: try start.adding(months: steps * interval * 12, in: calendar)
        }
    } while wanted <= other
    #expect(found == wanted, "seed \(seed): \(start.isoText) \(other.isoText) \(recurrence)")
  }

  @Test("stay on the meant day of the month over shorter months")
  func meantDay() throws {
    let monthly = Recurrence(every: .month, calendar: .gregorian, day: 31)
    var day = try CivilDate(year: 2026, month: 1, day: 31)
    var days: [String] = []
    for _ in 0..<4 {
      day = try monthly.next(after: day, laterThan: day)
      days.append(day.isoText)
    }
    #expect(days == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"])
  }

  @Test("a birthday on a leap day is kept the day before in other years, in its own calendar")
  func anniversaries() throws {
    let esfand = try JalaliDate(year: 1399, month: 12, day: 30).civilDate
    let next = try Recurrence.anniversary(
      of: esfand, in: .jalali, from: try CivilDate(year: 2021, month: 6, day: 1))
    #expect(JalaliDate(next).text == "1400/12/29")
    let leap = try Recurrence.anniversary(
      of: esfand, in: .jalali, from: try JalaliDate(year: 1403, month: 12, day: 30).civilDate)
    #expect(JalaliDate(leap).text == "1403/12/30")
    let february = try CivilDate(year: 2024, month: 2, day: 29)
    let plain = try Recurrence.anniversary(
      of: february, in: .gregorian, from: try CivilDate(year: 2025, month: 1, day: 1))
    #expect(plain.isoText == "2025-02-28")
    #expect(
      try Recurrence.anniversary(of: february, in: .gregorian, from: february) == february)
  }
}

extension CivilDate {
  fileprivate func day(in calendar: CalendarKind) -> Int {
    calendar == .jalali ? JalaliDate(self).day : day
  }
}
