// SPDX-License-Identifier: Apache-2.0

/// A date, or a date and time, of a calendar: `20250321`, `20250321T103000`, `20250321T070000Z`.
public struct CalendarTime: Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// Milliseconds since midnight; nil for a whole day.
  public let time: Int64?
  /// Whether it is said in UTC.
  public let isUTC: Bool

  /// A whole day.
  public init(_ date: CivilDate) {
    self.date = date
    time = nil
    isUTC = false
  }

  /// Reads a date or a date and time, with or without `-` and `:`; nil for anything else.
  public init?(_ text: String) {
    let signs = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ":") }
    var digits = signs[...]
    isUTC = digits.last == UInt8(ascii: "Z") || digits.last == UInt8(ascii: "z")
    if isUTC { digits = digits.dropLast() }
    func number(_ start: Int, _ count: Int) -> Int? {
      let part = digits.dropFirst(start).prefix(count)
      guard part.count == count, part.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return part.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2),
      let date = try? CivilDate(year: year, month: month, day: day)
    else { return nil }
    self.date = date
    guard digits.count > 8 else {
      guard !isUTC else { return nil }
      time = nil
      return
    }
    let hasMark = [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(digits.dropFirst(8).first)
    // A leap second is the last of its minute.
    guard hasMark, [13, 15].contains(digits.count), let hour = number(9, 2), hour < 24,
      let minute = number(11, 2), minute < 60,
      let second = digits.count == 15 ? number(13, 2) : 0, second <= 60
    else { return nil }
    time = Int64((hour * 60 + minute) * 60 + min(second, 59)) * 1_000
  }

  /// The instant if its clock showed UTC, in milliseconds since 1970.
  public var asUTC: Int64 { Int64(date.daysSinceEpoch) * 86_400_000 + (time ?? 0) }

  /// An instant in UTC, to the second.
  public static func text(milliseconds: Int64) -> String {
    let text = InstantText.format(milliseconds: milliseconds)
    return text.prefix { $0 != "." }.filter { $0 != "-" && $0 != ":" } + "Z"
  }

  /// A day.
  public static func text(_ date: CivilDate) -> String { date.isoText.filter { $0 != "-" } }
}
