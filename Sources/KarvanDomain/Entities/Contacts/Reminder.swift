// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// How long before something is due somebody is reminded: whole minutes, hours, days or weeks.
public struct Reminder: Hashable, Sendable {
  /// In minutes.
  public let minutes: Int64

  /// Reads `30m`, `2h`, `1d` or `1w`, with digits of any kind; nil for anything else, or for more than
  /// a year.
  public init?(text: String) {
    let ascii = Digits.toASCII(text).lowercased()
    guard let letter = ascii.last, let unit = Self.units.first(where: { $0.letter == letter }),
      let count = Int64(ascii.dropLast()), count >= 0,
      case let (minutes, overflow) = count.multipliedReportingOverflow(by: unit.minutes),
      !overflow, minutes <= 366 * 24 * 60
    else { return nil }
    self.minutes = minutes
  }

  /// In its largest whole unit.
  public var text: String {
    let unit = Self.units.last { minutes > 0 && minutes % $0.minutes == 0 } ?? Self.units[0]
    return "\(minutes / unit.minutes)\(unit.letter)"
  }

  private static let units: [(letter: Character, minutes: Int64)] = [
    ("m", 1), ("h", 60), ("d", 1_440), ("w", 10_080),
  ]
}
