// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Codes of a fixed number of digits, however they are typed.
enum DigitCode {
  /// The digits as numbers. Spaces and dashes between and around them are ignored, digits may be
  /// Persian or Arabic. Throws `code` for other characters and lengths.
  static func digits(
    _ raw: String, lengths: [Int], name: String, code: DomainError.Code
  ) throws(DomainError) -> [Int] {
    var digits: [Int] = []
    guard raw.utf8.count <= 128 else { throw DomainError(code, "The \(name) is too long.") }
    for scalar in Digits.toASCII(raw).unicodeScalars {
      switch scalar {
      case "0"..."9": digits.append(Int(scalar.value) - 0x30)
      case "-": continue
      case _ where TextTrimming.isSurrounding(scalar): continue
      default: throw DomainError(code, "The \(name) has only digits.")
      }
    }
    guard lengths.contains(digits.count) else {
      let expected = lengths.map(String.init).joined(separator: " or ")
      throw DomainError(code, "The \(name) has \(expected) digits, not \(digits.count).")
    }
    return digits
  }

  static func text(_ digits: [Int]) -> String { digits.map(String.init).joined() }

  static func isRepeated(_ digits: [Int]) -> Bool { digits.allSatisfy { $0 == digits.first } }
}
