// SPDX-License-Identifier: Apache-2.0
import KarvanStore

/// A setting of the whole workspace: a name, what it means, how it is read and written.
enum WorkspaceSetting: String, CaseIterable {
  case rightsGrace = "rights-grace"

  var about: String {
    switch self {
    case .rightsGrace:
      "how long work is judged by the rights of the sync that it was done after: 0, 12h, 7d"
    }
  }
}

extension Office {
  /// All settings with their values.
  func settings() throws -> [(WorkspaceSetting, String)] {
    try database.read { reader in
      try WorkspaceSetting.allCases.map { setting in
        switch setting {
        case .rightsGrace: (setting, Period.text(try reader.grace()))
        }
      }
    }
  }

  /// Changes a setting.
  func change(_ setting: WorkspaceSetting, to value: String) throws {
    try database.transaction { writer in
      switch setting {
      case .rightsGrace: try writer.setGrace(try Period.milliseconds(value))
      }
    }
  }
}

/// A length of time as an administrator types it: `0`, `30m`, `12h`, `7d`.
enum Period {
  private static let units: [(letter: Character, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
  ]
  /// The longest: a year of 366 days, in milliseconds.
  private static let longest: Int64 = 366 * 86_400_000

  static func milliseconds(_ text: String) throws(ServerError) -> Int64 {
    if text == "0" { return 0 }
    guard let unit = units.first(where: { $0.letter == text.last }),
      let number = Int64(text.dropLast()), number >= 0,
      number <= longest / unit.milliseconds
    else {
      throw ServerError(.usage, "“\(text)” is no period of at most 366d, such as 0, 12h or 7d")
    }
    return number * unit.milliseconds
  }

  static func text(_ milliseconds: Int64) -> String {
    guard milliseconds > 0,
      let unit = units.first(where: { milliseconds % $0.milliseconds == 0 })
    else { return milliseconds == 0 ? "0" : "\(milliseconds / 1_000)s" }
    return "\(milliseconds / unit.milliseconds)\(unit.letter)"
  }
}
