// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The short form of an identifier that people copy: its last eight digits.
///
/// Identifiers that are made within a minute begin alike, as their first digits are their time.
enum ShortID {
  static let digits = 8

  static func of<Kind>(_ id: Identifier<Kind>) -> String {
    var text = ""
    for shift in stride(from: UInt64(24), through: 0, by: -8) {
      text += Hexadecimal.text(of: UInt8(truncatingIfNeeded: id.low >> shift))
    }
    return text
  }

  /// The digits of a typed part of an identifier, without hyphens; nil when it can be none.
  static func part(_ text: String) -> String? {
    let digits = text.lowercased().filter { $0 != "-" }
    guard digits.utf8.count >= Self.digits, digits.utf8.count <= 32,
      digits.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil })
    else { return nil }
    return digits
  }

  static func matches<Kind>(_ id: Identifier<Kind>, end digits: String) -> Bool {
    Hexadecimal.text(of: id.bytes).hasSuffix(digits)
  }
}
