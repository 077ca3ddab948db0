// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Numbers and codes that are texts, such as a SKU or a postal code: the fields that say
/// ``Field/isNumeral``.
enum NumeralText {
  /// The text with ASCII digits and without what surrounds it. Idempotent.
  static func canonical(_ text: String) -> String { Digits.toASCII(TextTrimming.trim(text)) }

  /// The value that a field keeps of an entered one; the same for every field but numerals.
  static func canonical(_ value: Value, of field: Field) -> Value {
    guard field.isNumeral, let text = value.text else { return value }
    return .text(canonical(text))
  }

  /// What is wrong with a canonical text, apart from the separators that an entity takes out of it
  /// when it prepares the value: a national ID in groups is not too long.
  static func failure(of text: String, field: Field) -> Failure? {
    guard field.isNumeral, let failure = field.failure(of: .text(text)) else {
      return field.failure(of: .text(text))
    }
    var bare = String.UnicodeScalarView()
    bare.append(
      contentsOf: text.unicodeScalars.filter { $0 != "-" && !TextTrimming.isSurrounding($0) })
    return field.failure(of: .text(String(bare))) == nil ? nil : failure
  }
}

extension RecordEdit {
  /// Puts the numbers and codes of an entity in their canonical form.
  mutating func canonicalizeNumerals(of entity: Entity) {
    for field in entity.fields where field.isNumeral {
      guard let value = values[field.tag] else { continue }
      values[field.tag] = NumeralText.canonical(value, of: field)
    }
  }
}
