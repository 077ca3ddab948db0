// SPDX-License-Identifier: Apache-2.0

/// Folds text into the form that searching compares.
///
/// Two texts that a reader takes for the same have the same key: Persian written with Arabic
/// letters (ي ك ة ى), with Persian, Arabic or full-width digits, with or without vowel marks,
/// tatweel, hamza or joiners, from presentation forms (also lam-alef), and Latin, Greek and
/// Cyrillic without accents and in lower case, precomposed or combining. Letters that differ in
/// meaning to a Persian reader (پ and ب, گ and ک) stay different. Hangul, kana, mathematical
/// alphabets and ideographs are compared as written.
public enum SearchKey {
  /// The folded text on one line: joiners and marks dropped, each run of white space one space,
  /// none at the ends, punctuation kept.
  ///
  /// Idempotent. Linear in the length; ASCII text takes a path over its bytes.
  public static func normalize(_ text: String) -> String {
    normalizeASCII(text) ?? normalizeScalars(text)
  }

  /// The folded words of a text in order, with duplicates: a word is a run of letters and digits.
  ///
  /// A zero-width non-joiner inside a word joins («می‌خواهم» is one word); all punctuation
  /// separates (`INV-12` is two).
  public static func words(_ text: String) -> [String] {
    normalize(text).unicodeScalars.split { !isWordScalar($0) }.map { String($0) }
  }

  static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isASCIIWord(UInt8(truncatingIfNeeded: scalar.value)) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
      return true
    default: return false
    }
  }

  private static func isASCIIWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// The key of a text of ASCII only; nil for any other text.
  private static func normalizeASCII(_ text: String) -> String? {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count)
    var pendingSpace = false
    for byte in text.utf8 {
      guard byte < 0x80 else { return nil }
      let folded = UInt8(truncatingIfNeeded: FoldTable.ascii(UInt32(byte)))
      if folded == 0x20 {
        pendingSpace = !output.isEmpty
      } else if folded != 0 {
        if pendingSpace { output.append(0x20) }
        pendingSpace = false
        output.append(folded)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func normalizeScalars(_ text: String) -> String {
    let table = FoldTable.shared
    var output = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in text.unicodeScalars {
      table.fold(scalar) { value in
        if value == 0x20 {
          pendingSpace = !output.isEmpty
        } else if let folded = Unicode.Scalar(value) {
          if pendingSpace { output.append(" ") }
          pendingSpace = false
          output.append(folded)
        }
      }
    }
    return String(output)
  }
}
