// SPDX-License-Identifier: Apache-2.0

/// A condition as people type it: `status=draft`, `list_price>=100000`, `name~tea`.
public struct ConditionText: Hashable, Sendable {
  /// How the value is compared.
  public enum Sign: String, CaseIterable, Sendable {
    // The longest first, as they are looked for in this order.
    case differs = "!="
    case atLeast = ">="
    case atMost = "<="
    case equals = "="
    case more = ">"
    case less = "<"
    case contains = "~"
  }

  /// The name of the field.
  public let field: String
  /// How it is compared.
  public let sign: Sign
  /// What it is compared with, as typed.
  public let value: String

  /// Splits a text; nil when it is no condition.
  public init?(_ text: String) {
    guard let start = text.firstIndex(where: { "!<>=~".contains($0) }), start > text.startIndex,
      let sign = Sign.allCases.first(where: { text[start...].hasPrefix($0.rawValue) })
    else { return nil }
    field = String(text[..<start])
    self.sign = sign
    value = String(text[text.index(start, offsetBy: sign.rawValue.count)...])
  }
}
