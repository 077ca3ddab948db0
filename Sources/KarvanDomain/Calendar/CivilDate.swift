// SPDX-License-Identifier: Apache-2.0

/// A day of the calendar without a time or a zone: the number of days since 1970-01-01.
///
/// Every 32-bit number is a day; arithmetic never traps. Year, month and day are those of the
/// proleptic Gregorian calendar; `JalaliDate` gives the Iranian ones.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01; negative before.
  public let daysSinceEpoch: Int32

  /// The day with a number.
  public init(daysSinceEpoch: Int32) {
    self.daysSinceEpoch = daysSinceEpoch
  }

  /// A Gregorian date. Throws `dateInvalid` outside the years 1 to 9999 and for a day that the
  /// month does not have.
  public init(year: Int, month: Int, day: Int) throws(DomainError) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(year: year, month: month)).contains(day)
    else {
      throw DomainError(.dateInvalid, "There is no such day in the Gregorian calendar.")
    }
    self.init(
      daysSinceEpoch: Int32(clamping: Self.days(year: year, month: month, day: day)))
  }

  /// The Gregorian year; 0 is the year before 1.
  public var year: Int { gregorian.year }
  /// The Gregorian month, 1 to 12.
  public var month: Int { gregorian.month }
  /// The Gregorian day of the month, 1 to 31.
  public var day: Int { gregorian.day }
  /// The day of the week.
  public var weekday: Weekday {
    // 1970-01-01 was a Thursday, the sixth day of a week that begins on Saturday.
    Weekday.allCases[floorModulo(Int(daysSinceEpoch) + 5, 7)]
  }
  /// ISO 8601, such as `2025-03-20`.
  public var isoText: String {
    let (year, month, day) = gregorian
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Whether one day is before another.
  public static func < (a: CivilDate, b: CivilDate) -> Bool {
    a.daysSinceEpoch < b.daysSinceEpoch
  }

  /// Whether a Gregorian year has 366 days.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The days of a Gregorian month, 1 to 12; 0 for another number.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: 31
    case 4, 6, 9, 11: 30
    case 2: isLeap(year) ? 29 : 28
    default: 0
    }
  }

  /// The date in years counted from March, so that the leap day is the last of its year, in cycles
  /// of 400 years of 146,097 days.
  private var gregorian: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + 719_468  // days since 0000-03-01
    let cycle = floorQuotient(shifted, 146_097)
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    return (cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let marchMonth = month <= 2 ? month + 9 : month - 3
    let cycle = floorQuotient(marchYear, 400)
    let yearOfCycle = marchYear - cycle * 400
    let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return cycle * 146_097 + dayOfCycle - 719_468
  }
}
