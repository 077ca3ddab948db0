// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import Testing

@Suite struct CalendarTests {
  static let pairs = [
    ("1981-08-17", "1360/05/26"), ("2013-01-10", "1391/10/21"), ("2014-08-04", "1393/05/13"),
    ("2021-03-20", "1399/12/30"), ("2021-03-21", "1400/01/01"), ("2024-03-20", "1403/01/01"),
    ("2025-03-20", "1403/12/30"), ("2025-03-21", "1404/01/01"),
  ]

  @Test(arguments: pairs)
  func vectors(gregorian: String, jalali: String) throws {
    let date = try CivilDateText.parse(gregorian)
    #expect(try CivilDateText.parse(jalali) == date)
    #expect(CivilDateText.format(date, in: .gregorian) == gregorian)
    #expect(CivilDateText.format(date, in: .jalali) == jalali)
    let persian = CivilDateText.format(date, in: .jalali, digits: .persian)
    #expect(try CivilDateText.parse(persian) == date)
  }

  @Test(arguments: [
    "۱۴۰۴/۱/۱", "١٤٠٤/٠١/٠١", " 1404-1-1 ", "1404.01.01", "\u{200F}۱۴۰۴/۰۱/۰۱\u{200F}", "2025/3/21",
  ])
  func spellings(text: String) throws {
    #expect(try CivilDateText.parse(text).isoText == "2025-03-21")
  }

  @Test(arguments: [
    "", "1404", "1404/01", "1404/13/01", "1404/00/01", "1404/01/32", "1404/07/31", "1404/12/30",
    "2025-02-29", "20250320", "01/01/1404", "1404/01/01/01", "1404//01", "-404/01/01", "1404/+1/01",
    "1404/001/01", "0000-01-01", "a404/01/01", "1404 /01/01x", "９９９９９/01/01",
  ])
  func refused(text: String) {
    #expect(throws: DomainError.self) { try CivilDateText.parse(text) }
  }

  /// 2025-03-20 is a Thursday.
  @Test(arguments: [
    ("today", 0), ("Tomorrow", 1), (" YESTERDAY ", -1), ("امروز", 0), ("فردا", 1), ("دیروز", -1),
    ("پس‌فردا", 2), ("پس فردا", 2), ("پریروز", -2), ("friday", 1), ("جمعه", 1), ("Saturday", 2),
    ("شنبه", 2), ("دوشنبه", 4), ("thursday", 7), ("پنج‌شنبه", 7), ("+3", 3), ("+۱۰", 10), ("+0", 0),
    ("1403/12/29", -1),
  ])
  func named(text: String, days: Int) throws {
    let today = try CivilDateText.parse("2025-03-20")
    #expect(try CivilDateText.parse(text, today: today) == today.adding(days: days))
  }

  @Test(arguments: ["", "+", "+-1", "+99999", "-1", "3", "someday", "tomorrow 1", "روز"])
  func namesNoDay(text: String) throws {
    let today = try CivilDateText.parse("2025-03-20")
    #expect(throws: DomainError.self) { try CivilDateText.parse(text, today: today) }
    // Files say their dates; from where a name counts nobody knows.
    #expect(throws: DomainError.self) { try CivilDateText.parse("tomorrow", today: nil) }
  }

  @Test func anExplicitCalendarDecides() throws {
    #expect(try CivilDateText.parse("1403-01-01", calendar: .gregorian).year == 1403)
    #expect(throws: DomainError.self) {
      try CivilDateText.parse("2025-01-01", calendar: .jalali)
    }
  }

  @Test func longNames() throws {
    let date = try CivilDateText.parse("2025-03-20")
    #expect(
      CivilDateText.longFormat(date, in: .gregorian, language: .english)
        == "Thursday 20 March 2025")
    #expect(
      CivilDateText.longFormat(date, in: .jalali, language: .persian) == "پنجشنبه ۳۰ اسفند ۱۴۰۳")
    #expect(
      CivilDateText.longFormat(date, in: .jalali, language: .english) == "Thursday 30 Esfand 1403")
    #expect(
      CivilDateText.longFormat(date, in: .gregorian, language: .persian) == "پنجشنبه ۲۰ مارس ۲۰۲۵")
    #expect(CalendarKind.jalali.monthName(13, in: .english).isEmpty)
    #expect(Weekday.allCases.first == .saturday)
  }

  @Test func periodsBeginWhereTheCalendarSays() throws {
    let date = try CivilDateText.parse("1404/07/15")
    #expect(JalaliDate(date.startOfMonth(in: .jalali)).text == "1404/07/01")
    #expect(JalaliDate(date.startOfYear(in: .jalali)).text == "1404/01/01")
    #expect(date.startOfYear(in: .gregorian).isoText == "2025-01-01")
    #expect(date.startOfWeek().weekday == .saturday)
    #expect(date.startOfWeek(first: .monday).weekday == .monday)
    let end = try CivilDateText.parse("1403/12/30").adding(months: 12, in: .jalali)
    #expect(JalaliDate(end).text == "1404/12/29")
    #expect(try CivilDateText.parse("1403/06/31").days(until: date) == 381)
  }

  @Test func instants() throws {
    #expect(InstantText.format(milliseconds: 0) == "1970-01-01T00:00:00.000Z")
    #expect(
      InstantText.format(milliseconds: 1_742_472_000_123, offsetMinutes: 210)
        == "2025-03-20T15:30:00.123+03:30")
    #expect(InstantText.format(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
    #expect(try InstantText.parse("2025-03-20T15:30+03:30") == 1_742_472_000_000)
    #expect(try InstantText.parse("2025-03-20 12:00:00.1239Z") == 1_742_472_000_123)
    #expect(try InstantText.parse("۲۰۲۵-۰۳-۲۰T12:00:00,5z") == 1_742_472_000_500)
    #expect(try InstantText.parse("2025-03-20T10:00:00-0200") == 1_742_472_000_000)
    #expect(!InstantText.format(milliseconds: .max, offsetMinutes: .max).isEmpty)
    #expect(!InstantText.format(milliseconds: .min, offsetMinutes: .min).isEmpty)
  }

  @Test(arguments: [
    "", "2025-03-20", "2025-03-20T12:00:00", "2025-03-20T24:00:00Z", "2025-03-20T12:60:00Z",
    "2025-02-30T12:00:00Z", "2025-03-20T12:00:00.Z", "2025-03-20T12:00:00Zx",
    "2025-03-20T12:00:00+19:00", "2025-03-20T12:00:60Z", "0001-01-01T00:00:00+01:00",
  ])
  func refusedInstants(text: String) {
    #expect(throws: DomainError.self) { try InstantText.parse(text) }
  }
}
