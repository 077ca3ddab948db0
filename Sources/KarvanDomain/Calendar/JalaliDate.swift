// SPDX-License-Identifier: Apache-2.0

/// A date of the Iranian solar calendar (Solar Hijri, Jalali).
///
/// Leap years follow the cycle of 33 years with 8 leap years, which agrees with the astronomical
/// calendar from before 1300 to after 1450; a test compares every day of those years with the
/// system's calendar. Outside them dates may differ from the observed calendar by a day.
public struct JalaliDate: Hashable, Comparable, Sendable {
  /// The year, such as 1404.
  public let year: Int
  /// The month, 1 (Farvardin) to 12 (Esfand).
  public let month: Int
  /// The day of the month, 1 to 31.
  public let day: Int

  /// The years that are accepted as entered.
  public static let years = 1200...1599

  /// A date by its parts. Throws `dateInvalid` outside `years` and for a day that the month lacks.
  public init(year: Int, month: Int, day: Int) throws(DomainError) {
    guard Self.years.contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(year: year, month: month)).contains(day)
    else {
      throw DomainError(.dateInvalid, "There is no such day in the Jalali calendar.")
    }
    self.init(trusted: year, month, day)
  }

  /// The Jalali date of any day.
  public init(_ civil: CivilDate) {
    let days = Int(civil.daysSinceEpoch) - Self.epoch
    // 33 years are 12,053 days; the estimate is the year or the one before it.
    var year = floorQuotient(33 * days, 12_053) + 1
    if days >= Self.daysBefore(year + 1) { year += 1 }
    if days < Self.daysBefore(year) { year -= 1 }
    let dayOfYear = days - Self.daysBefore(year)
    if dayOfYear < 186 {
      self.init(trusted: year, dayOfYear / 31 + 1, dayOfYear % 31 + 1)
    } else {
      self.init(trusted: year, (dayOfYear - 186) / 30 + 7, (dayOfYear - 186) % 30 + 1)
    }
  }

  init(trusted year: Int, _ month: Int, _ day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day in the calendar of days.
  public var civilDate: CivilDate {
    let dayOfYear = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30
    return CivilDate(
      daysSinceEpoch: Int32(clamping: Self.epoch + Self.daysBefore(year) + dayOfYear + day - 1))
  }

  /// The date as `1404/01/01`.
  public var text: String { "\(padded(year, 4))/\(padded(month, 2))/\(padded(day, 2))" }

  /// Whether one date is before another.
  public static func < (a: JalaliDate, b: JalaliDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  /// Whether Esfand of a year has 30 days.
  public static func isLeap(_ year: Int) -> Bool {
    daysBefore(year + 1) - daysBefore(year) == 366
  }

  /// The days of a month, 1 to 12; 0 for another number.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 1...6: 31
    case 7...11: 30
    case 12: isLeap(year) ? 30 : 29
    default: 0
    }
  }

  /// The first day of the year 1, in days since 1970-01-01.
  private static let epoch = -492_268

  /// The days from the first of the year 1 to the first of a year: 365 a year, and of every 33
  /// years the 8 that leap at the right place of the cycle.
  private static func daysBefore(_ year: Int) -> Int {
    365 * (year - 1) + floorQuotient(8 * year + 21, 33)
  }
}
