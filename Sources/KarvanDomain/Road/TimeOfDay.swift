// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A time of day to the minute, as text of five characters: `09:30`.
enum TimeOfDay {
  /// The five characters of a time as typed, such as `9:30`; digits of any script.
  /// Throws `instantInvalid`.
  static func normalize(_ text: String) throws(DomainError) -> String {
    guard let minutes = minutes(TextTrimming.trim(text)) else {
      throw DomainError(.instantInvalid, "A time of day is written as 14:30.")
    }
    return [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
  }

  /// The minutes since midnight; nil for a text that is no time of day.
  static func minutes(_ text: String) -> Int? {
    let parts = Digits.toASCII(text).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
      let hour = UInt8(parts[0]), let minute = UInt8(parts[1]), hour < 24, minute < 60
    else { return nil }
    return Int(hour) * 60 + Int(minute)
  }
}
