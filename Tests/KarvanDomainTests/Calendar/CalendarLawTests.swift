// SPDX-License-Identifier: Apache-2.0

import Foundation
import KarvanDomain
import TestSupport
import Testing

@Suite struct CalendarLawTests {
  @Test func everyDayFrom1300To1450IsThatOfThePersianCalendar() throws {
    var calendar = Calendar(identifier: .persian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    let first = try JalaliDate(year: 1300, month: 1, day: 1).civilDate
    let last = try JalaliDate(year: 1450, month: 12, day: 29).civilDate
    var differences: [String] = []
    for day in first.daysSinceEpoch...last.daysSinceEpoch {
      let date = Date(timeIntervalSince1970: TimeInterval(day) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let ours = JalaliDate(CivilDate(daysSinceEpoch: day))
      if parts.year != ours.year || parts.month != ours.month || parts.day != ours.day {
        differences.append("\(day): \(ours.text)")
      }
      if ours.civilDate.daysSinceEpoch != day { differences.append("\(day) and back") }
    }
    #expect(differences.isEmpty, "\(differences.prefix(5))")
    #expect(last.daysSinceEpoch - first.daysSinceEpoch > 55_000)
  }

  @Test func gregorianDaysAreThoseOfTheSystem() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in stride(from: Int32(-130_000), through: 200_000, by: 37) {
      let date = Date(timeIntervalSince1970: TimeInterval(day) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
      let ours = CivilDate(daysSinceEpoch: day)
      try #require(parts.year == ours.year && parts.month == ours.month && parts.day == ours.day)
      // The system counts from Sunday = 1.
      try #require(parts.weekday == (ours.weekday.rawValue + 6) % 7 + 1)
    }
  }

  @Test func conversionsRoundTrip() throws {
    try forAllSeeds(2000) { generator in
      let day = generator.integer(in: Int32(-719_162)...2_932_896)
      let date = CivilDate(daysSinceEpoch: day)
      try #require(try CivilDate(year: date.year, month: date.month, day: date.day) == date)
      try #require(try CivilDateText.parse(date.isoText, calendar: .gregorian) == date)
      let any = CivilDate(daysSinceEpoch: Int32(truncatingIfNeeded: generator.integerOfAnySize()))
      let jalali = JalaliDate(any)
      try #require(jalali.civilDate == any)
      try #require((1...12).contains(jalali.month) && jalali.day >= 1)
      let length = JalaliDate.daysInMonth(year: jalali.year, month: jalali.month)
      try #require(jalali.day <= length)
    }
  }

  @Test func extremeDaysDoNotTrap() {
    for day in [Int32.min, .min + 1, -1, 0, 1, .max - 1, .max] {
      let date = CivilDate(daysSinceEpoch: day)
      #expect(JalaliDate(date).civilDate == date)
      #expect(!date.isoText.isEmpty)
      #expect(date.startOfYear(in: .jalali) <= date)
      #expect(date.startOfWeek() <= date)
      #expect(InstantText.startMilliseconds(of: date, offsetMinutes: 210) != 1)
    }
    #expect(throws: DomainError.self) { try CivilDate(daysSinceEpoch: .max).adding(days: 1) }
    #expect(throws: DomainError.self) { try CivilDate(daysSinceEpoch: 0).adding(days: .max) }
  }

  @Test func daysFollowEachOther() throws {
    var previous = JalaliDate(CivilDate(daysSinceEpoch: -100_001))
    for day in Int32(-100_000)...60_000 {
      let next = JalaliDate(CivilDate(daysSinceEpoch: day))
      try #require(previous < next)
      previous = next
    }
  }

  @Test func instantsRoundTrip() throws {
    try forAllSeeds(500) { generator in
      let instant = generator.integer(
        in: Int64(-62_135_596_800_000 + 86_400_000)...253_402_200_000_000)
      let offset = generator.integer(in: -1080...1080)
      let text = InstantText.format(milliseconds: instant, offsetMinutes: offset)
      try #require(try InstantText.parse(text) == instant, "\(text)")
      let date = InstantText.civilDate(milliseconds: instant, offsetMinutes: offset)
      try #require(text.hasPrefix(date.isoText))
      let start = InstantText.startMilliseconds(of: date, offsetMinutes: offset)
      try #require((0..<86_400_000).contains(instant - start))
    }
  }

  @Test func monthsAddUp() throws {
    try forAllSeeds(300) { generator in
      let date = CivilDate(daysSinceEpoch: generator.integer(in: 0...30_000))
      let months = generator.integer(in: -300...300)
      for calendar in CalendarKind.allCases {
        let first = date.startOfMonth(in: calendar)
        let there = try first.adding(months: months, in: calendar)
        try #require(there.startOfMonth(in: calendar) == there)
        try #require(try there.adding(months: -months, in: calendar) == first)
      }
    }
  }
}
