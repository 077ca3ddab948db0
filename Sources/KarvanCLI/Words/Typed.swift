// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// Text as people type it, also on a Persian keyboard.
enum Typed {
  /// The text without white space, joiners and direction marks at its ends.
  static func trim(_ text: some StringProtocol) -> String { TextTrimming.trim(text) }

  /// A whole number in any digits; nil when it is none.
  static func number<Number: FixedWidthInteger>(_ text: String, as type: Number.Type) -> Number? {
    Number(Digits.toASCII(trim(text)))
  }
}
