// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Text as people type it, also on a Persian keyboard.
enum Typed {
  /// The text without white space, joiners and direction marks at its ends.
  static func trim(_ text: some StringProtocol) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isSurrounding($0) }),
      let last = scalars.lastIndex(where: { !isSurrounding($0) })
    else { return "" }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }

  private static func isSurrounding(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .control: true
    default: scalar.properties.isWhitespace
    }
  }

  /// A whole number in any digits; nil when it is none.
  static func number<Number: FixedWidthInteger>(_ text: String, as type: Number.Type) -> Number? {
    Number(Digits.toASCII(trim(text)))
  }
}
