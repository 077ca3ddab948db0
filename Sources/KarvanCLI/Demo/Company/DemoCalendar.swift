// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// The working year of the demonstration company: Saturday weeks, Nowruz, and how much is bought when.
enum DemoCalendar {
  /// Holidays that come back every year of the Jalali calendar, by month and day. Those of the moon's
  /// calendar are left out, as they move.
  private static let holidays: Set<[Int]> = [
    [1, 1], [1, 2], [1, 3], [1, 4], [1, 12], [1, 13], [3, 14], [3, 15], [11, 22], [12, 29],
    [12, 30],
  ]

  /// Whether people work on a day: not on Fridays and holidays.
  static func isWorkday(_ date: CivilDate) -> Bool {
    let jalali = JalaliDate(date)
    return date.weekday != .friday && !holidays.contains([jalali.month, jalali.day])
  }

  /// The first working day from a day on.
  static func workday(from date: CivilDate) -> CivilDate {
    var day = date
    while !isWorkday(day) { day = CivilDate(daysSinceEpoch: day.daysSinceEpoch + 1) }
    return day
  }

  /// How willing shops are to buy on a day, in percent of an ordinary one.
  static func appetite(_ date: CivilDate) -> Int {
    let jalali = JalaliDate(date)
    let month: Int =
      switch jalali.month {
      case 12: jalali.day <= 20 ? 155 : 110
      case 1: jalali.day <= 14 ? 35 : 75
      case 2, 4, 5: 92
      case 3: 97
      case 6: 105
      case 9: 118
      case 11: 104
      default: 100
      }
    return date.weekday == .thursday ? month * 4 / 5 : month
  }

  /// The number of the week, which begins on Saturday.
  static func week(_ date: CivilDate) -> Int { (Int(date.daysSinceEpoch) + 5) / 7 }
}
