// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Days as people name them from where they stand: `tomorrow`, `فردا`, `monday`, `دوشنبه`, `+3`.
enum RelativeDay {
  private static let names: [(names: [String], days: Int)] = [
    (["today", "امروز"], 0), (["tomorrow", "فردا"], 1), (["yesterday", "دیروز"], -1),
    (["پس‌فردا", "پس فردا", "پسفردا"], 2), (["پریروز"], -2),
  ]

  /// The most days that `+N` counts: ten years.
  private static let mostDays = 3_650

  /// The day that a text names; nil where it names none in this way.
  ///
  /// A day of the week is the next one after today.
  static func parse(_ text: String, today: CivilDate) -> CivilDate? {
    let key = SearchKey.normalize(text)
    let days =
      names.first { $0.names.contains { SearchKey.normalize($0) == key } }?.days
      ?? counted(key) ?? untilWeekday(key, today)
    return days.flatMap { try? today.adding(days: $0) }
  }

  private static func counted(_ key: String) -> Int? {
    guard key.first == "+", let days = Int(Digits.toASCII(String(key.dropFirst()))),
      (0...mostDays).contains(days)
    else { return nil }
    return days
  }

  private static func untilWeekday(_ key: String, _ today: CivilDate) -> Int? {
    let day = Weekday.allCases.first { day in
      TextLanguage.allCases.contains { SearchKey.normalize(day.name(in: $0)) == key }
    }
    guard let day else { return nil }
    let ahead = (day.rawValue - today.weekday.rawValue + 7) % 7
    return ahead == 0 ? 7 : ahead
  }
}

extension CivilDateText {
  /// A date as typed, or a day as it is named from today: `tomorrow`, `فردا`, `monday`, `+3`.
  ///
  /// Throws `dateInvalid`.
  public static func parse(_ text: String, today: CivilDate?) throws(DomainError) -> CivilDate {
    if let day = today.flatMap({ RelativeDay.parse(text, today: $0) }) { return day }
    return try parse(text)
  }
}
