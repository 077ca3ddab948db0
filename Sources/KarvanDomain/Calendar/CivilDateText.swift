// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Dates as people type and read them.
public enum CivilDateText {
  /// A date as typed: year first, `2025-03-20`, `1403/12/30`, `۱۴۰۴/۱/۱`, also with full stops.
  ///
  /// Without a calendar, a year from 1200 to 1599 is Jalali and any other Gregorian.
  /// Throws `dateInvalid`.
  public static func parse(
    _ text: String, calendar: CalendarKind? = nil
  ) throws(DomainError) -> CivilDate {
    guard let (year, month, day) = numbers(text) else {
      throw DomainError(
        .dateInvalid, "A date is year, month and day, such as 2025-03-20 or 1403/12/30.")
    }
    switch calendar ?? meant(year) {
    case .gregorian: return try CivilDate(year: year, month: month, day: day)
    case .jalali: return try JalaliDate(year: year, month: month, day: day).civilDate
    }
  }

  /// The calendar that a date was typed in; nil for what is no date.
  static func calendar(of text: some StringProtocol) -> CalendarKind? {
    numbers(String(text)).map { meant($0.0) }
  }

  private static func meant(_ year: Int) -> CalendarKind {
    JalaliDate.years.contains(year) ? .jalali : .gregorian
  }

  /// A date in numbers: `2025-03-20` or `1403/12/30`, in the digits of a language.
  public static func format(
    _ date: CivilDate, in calendar: CalendarKind, digits: TextLanguage = .english
  ) -> String {
    let text = calendar == .gregorian ? date.isoText : JalaliDate(date).text
    return digits == .persian ? Digits.toPersian(text) : text
  }

  /// A date in words: `Thursday 20 March 2025`, `پنجشنبه ۳۰ اسفند ۱۴۰۳`.
  public static func longFormat(
    _ date: CivilDate, in calendar: CalendarKind, language: TextLanguage
  ) -> String {
    let (year, month, day) = date.parts(in: calendar)
    let weekday = date.weekday.name(in: language)
    let name = calendar.monthName(month, in: language)
    let text = "\(weekday) \(day) \(name) \(year)"
    return language == .persian ? Digits.toPersian(text) : text
  }

  private static func numbers(_ text: String) -> (Int, Int, Int)? {
    guard text.utf8.count <= 64 else { return nil }
    let visible = Digits.toASCII(TextTrimming.trim(text)).unicodeScalars.filter {
      $0.properties.generalCategory != .format
    }
    let parts = visible.split(omittingEmptySubsequences: false) {
      $0 == "-" || $0 == "/" || $0 == "."
    }
    guard parts.count == 3, parts[0].count == 4 else { return nil }
    var numbers: [Int] = []
    for (part, limit) in zip(parts, [4, 2, 2]) {
      guard (1...limit).contains(part.count), part.allSatisfy({ ("0"..."9").contains($0) }),
        let number = Int(String(String.UnicodeScalarView(part)))
      else { return nil }
      numbers.append(number)
    }
    return (numbers[0], numbers[1], numbers[2])
  }
}
