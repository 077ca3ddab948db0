// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Days and times of cards, in the many ways in which they are written.
enum CardDates {
  /// A day, or a day of a year that nobody knows: `19910325`, `1991-03-25`, `--0325`, `--03-25`,
  /// `1991-03-25T00:00:00Z`, `۱۳۷۰/۰۱/۰۵`; nil for anything else, such as a month alone.
  ///
  /// - Parameter withoutYear: The year that stands for no year, as one address book writes it.
  static func day(
    _ text: String, withoutYear: String? = nil
  ) -> (date: CivilDate?, day: VCard.MonthAndDay?)? {
    let ascii = Digits.toASCII(TextTrimming.trim(text))
    let head = String(ascii.prefix { $0 != "T" && $0 != "t" && $0 != " " })
    if head.hasPrefix("--") {
      let digits = head.dropFirst(2).filter { $0 != "-" }
      guard digits.utf8.count == 4, let number = Int(digits),
        let day = VCard.MonthAndDay(month: number / 100, day: number % 100)
      else { return nil }
      return (nil, day)
    }
    guard let date = date(head) else { return nil }
    if let withoutYear, Int(withoutYear) == date.year {
      return (nil, VCard.MonthAndDay(month: date.month, day: date.day))
    }
    return (date, nil)
  }

  private static func date(_ text: String) -> CivilDate? {
    if text.utf8.count == 8, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(text)
    {
      let year = number / 10_000
      let separated = "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
      // Programs that count in Jalali years write those, too.
      return try? CivilDateText.parse(
        separated, calendar: (1200...1599).contains(year) ? .jalali : .gregorian)
    }
    return try? CivilDateText.parse(text)
  }

  /// The calendar that a written year can only be of; nil for one of the usual years of cards.
  static func calendar(_ text: String) -> CalendarKind? {
    let digits = Digits.toASCII(text).prefix(4)
    return Int(digits).map { (1200...1599).contains($0) } == true ? .jalali : nil
  }

  /// An instant in UTC: `19910325T120000Z`, with or without its signs.
  static func instant(_ text: String) -> Int64? {
    if let instant = try? InstantText.parse(text) { return instant }
    return CalendarTime(text).flatMap { $0.isUTC ? $0.asUTC : nil }
  }

  /// A day as cards of every version read it: `1991-03-25`.
  static func text(_ date: CivilDate) -> String { date.isoText }
}

/// Positions of cards.
enum CardPlaces {
  /// A position as `geo:35.7,51.4` or `35.7;51.4`; nil where it is none on the globe.
  static func point(_ text: String) -> GeoPoint? {
    var text = TextTrimming.trim(text)
    if text.lowercased().hasPrefix("geo:") {
      text = String(text.dropFirst(4).prefix { $0 != ";" && $0 != "?" })
    }
    let parts =
      text.split(separator: ",", omittingEmptySubsequences: false).count == 2
      ? text.split(separator: ",") : text.split(separator: ";")
    guard parts.count == 2, let latitude = millionths(parts[0], most: 90),
      let longitude = millionths(parts[1], most: 180)
    else { return nil }
    return GeoPoint(latitude: latitude, longitude: longitude)
  }

  /// Degrees as millionths, rounded to the nearest.
  private static func millionths(_ text: Substring, most: Double) -> Int64? {
    guard text.utf8.count <= 40, let degrees = Double(TextTrimming.trim(text)), degrees.isFinite,
      abs(degrees) <= most
    else { return nil }
    return Int64((degrees * 1_000_000).rounded())
  }

  /// Where it is, as a link.
  static func link(_ point: GeoPoint) -> String { point.link }
}
