// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Instants, in milliseconds since 1970-01-01T00:00:00Z without leap seconds, as ISO 8601 text.
public enum InstantText {
  private static let millisecondsPerDay = 86_400_000
  /// The years 1 to 9999, in which ISO 8601 needs no agreement on more digits.
  private static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// An instant as `2025-03-20T12:00:00.000Z`, or in local time with a given offset as
  /// `2025-03-20T15:30:00.000+03:30`.
  ///
  /// The offset is limited to ±18 hours, the instant to the years 1 to 9999; both are clamped.
  public static func format(milliseconds: Int64, offsetMinutes: Int = 0) -> String {
    let offset = min(max(offsetMinutes, -1080), 1080)
    let instant = min(max(milliseconds, range.lowerBound), range.upperBound)
    let local = Int(instant) + offset * 60_000
    let date = civilDate(milliseconds: instant, offsetMinutes: offset)
    let time = floorModulo(local, millisecondsPerDay)
    let clock = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60]
      .map { padded($0, 2) }.joined(separator: ":")
    return "\(date.isoText)T\(clock).\(padded(time % 1000, 3))\(zone(offset))"
  }

  /// The instant of an ISO 8601 text with a zone (`Z`, `+03:30`, `+0330`); seconds and their
  /// decimals are optional, decimals after the third are dropped. Digits may be Persian.
  /// Throws `instantInvalid`, also for a local time without a zone.
  public static func parse(_ text: String) throws(DomainError) -> Int64 {
    guard text.utf8.count <= 64,
      let instant = scan(Digits.toASCII(TextTrimming.trim(text)))
    else {
      throw DomainError(
        .instantInvalid, "An instant is ISO 8601 with its zone, such as 2025-03-20T12:00:00Z.")
    }
    return instant
  }

  /// The day on which an instant falls at an offset from UTC in minutes.
  public static func civilDate(milliseconds: Int64, offsetMinutes: Int) -> CivilDate {
    // Divided first: the sum of an extreme instant and its offset would overflow.
    let instant = Int(min(max(milliseconds, range.lowerBound), range.upperBound))
    let offset = min(max(offsetMinutes, -1080), 1080) * 60_000
    return CivilDate(
      daysSinceEpoch: Int32(clamping: floorQuotient(instant + offset, millisecondsPerDay)))
  }

  /// The instant at which a day begins at an offset from UTC in minutes.
  public static func startMilliseconds(of date: CivilDate, offsetMinutes: Int) -> Int64 {
    let offset = min(max(offsetMinutes, -1080), 1080) * 60_000
    return Int64(Int(date.daysSinceEpoch) * millisecondsPerDay - offset)
  }

  private static func zone(_ offset: Int) -> String {
    if offset == 0 { return "Z" }
    let magnitude = abs(offset)
    return "\(offset < 0 ? "-" : "+")\(padded(magnitude / 60, 2)):\(padded(magnitude % 60, 2))"
  }

  private static func scan(_ text: String) -> Int64? {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(digits: 4), scanner.skip("-"),
      let month = scanner.number(digits: 2), scanner.skip("-"),
      let day = scanner.number(digits: 2),
      scanner.skip("T") || scanner.skip("t")
        || scanner.skip(" "),
      let date = try? CivilDate(year: year, month: month, day: day),
      let time = scanTime(&scanner), let offset = scanZone(&scanner), scanner.isAtEnd
    else { return nil }
    let instant = Int64(Int(date.daysSinceEpoch) * millisecondsPerDay + time - offset * 60_000)
    return range.contains(instant) ? instant : nil
  }

  private static func scanTime(_ scanner: inout DigitScanner) -> Int? {
    guard let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
      let minute = scanner.number(digits: 2), minute < 60
    else { return nil }
    var time = (hour * 60 + minute) * 60_000
    guard scanner.skip(":") else { return time }
    guard let second = scanner.number(digits: 2), second < 60 else { return nil }
    time += second * 1000
    guard scanner.skip(".") || scanner.skip(",") else { return time }
    guard let fraction = scanner.fraction() else { return nil }
    return time + fraction
  }

  private static func scanZone(_ scanner: inout DigitScanner) -> Int? {
    if scanner.skip("Z") || scanner.skip("z") { return 0 }
    let isNegative = scanner.skip("-")
    guard isNegative || scanner.skip("+"), let hours = scanner.number(digits: 2) else {
      return nil
    }
    _ = scanner.skip(":")
    guard let minutes = scanner.number(digits: 2), minutes < 60 else { return nil }
    let offset = hours * 60 + minutes
    guard offset <= 1080 else { return nil }
    return isNegative ? -offset : offset
  }
}

/// Reads a text of fixed fields from the front.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(digits count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Decimals of a second as milliseconds.
  mutating func fraction() -> Int? {
    guard var value = digit() else { return nil }
    var count = 1
    while let next = digit() {
      if count < 3 { value = value * 10 + next }
      count += 1
    }
    while count < 3 {
      value *= 10
      count += 1
    }
    return value
  }

  private mutating func digit() -> Int? {
    guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
    rest = rest.dropFirst()
    return Int(first) - 0x30
  }
}
