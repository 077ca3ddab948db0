// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The codes of calendars beside those of Karvan.
enum CalendarCodes {
  /// What the `UID` of a contact's birthday begins with.
  static let birthdayPrefix = "karvan-birthday-"

  /// 1 is the highest of nine.
  static func priority(of code: String?) -> Int {
    ["urgent": 1, "high": 3, "low": 9][code ?? ""] ?? 5
  }

  /// The code of a priority; nil for none.
  static func priority(_ number: Int) -> String? {
    switch number {
    case 1: "urgent"
    case 2...4: "high"
    case 5: "normal"
    case 6...9: "low"
    default: nil
    }
  }

  private static let states = [
    ("todo", "NEEDS-ACTION"), ("in_progress", "IN-PROCESS"), ("done", "COMPLETED"),
    ("cancelled", "CANCELLED"),
  ]

  static func status(of code: String?) -> String {
    states.first { $0.0 == code }?.1 ?? "NEEDS-ACTION"
  }

  static func status(_ word: String) -> String? {
    states.first { $0.1 == word.uppercased() }?.0
  }

  /// So long before, in days or minutes: a day is one whatever the clocks do.
  static func before(minutes: Int64) -> String {
    if minutes == 0 { return "PT0S" }
    return minutes % 1_440 == 0 ? "-P\(minutes / 1_440)D" : "-PT\(minutes)M"
  }

  /// The minutes of a duration such as `-PT15M`, `P1DT2H` or `-P1W`, signed; nil for anything else.
  static func minutes(_ text: String) -> Int64? {
    var rest = Array(text.uppercased().utf8)[...]
    var sign: Int64 = 1
    if rest.first == UInt8(ascii: "-") { sign = -1 }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
      rest = rest.dropFirst()
    }
    guard rest.first == UInt8(ascii: "P") else { return nil }
    rest = rest.dropFirst()
    var seconds: Int64 = 0
    var number: Int64?
    for byte in rest {
      switch byte {
      case UInt8(ascii: "T") where number == nil: continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        number = (number ?? 0) * 10 + Int64(byte - 48)
        guard (number ?? 0) < 100_000_000 else { return nil }
      default:
        let units: [UInt8: Int64] = [
          UInt8(ascii: "W"): 604_800, UInt8(ascii: "D"): 86_400, UInt8(ascii: "H"): 3_600,
          UInt8(ascii: "M"): 60, UInt8(ascii: "S"): 1,
        ]
        guard let count = number, let unit = units[byte] else { return nil }
        seconds += count * unit
        number = nil
        guard seconds < 100_000_000_000 else { return nil }
      }
    }
    guard number == nil, rest.count > 1 else { return nil }
    return sign * (seconds / 60)
  }

  /// What a choice is called.
  static func label(of code: String?, in field: Field, _ language: TextLanguage) -> String {
    guard case .choice(let choices) = field.kind else { return code ?? "" }
    return choices.first { $0.code == code }?.label.text(in: language) ?? code ?? ""
  }
}
