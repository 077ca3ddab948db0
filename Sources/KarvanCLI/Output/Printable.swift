// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Text that may be shown: values of others must not steer a terminal, nor reverse a line.
enum Printable {
  /// The text with its control characters and direction overrides written out, as `\u{1b}`;
  /// ends of line stay.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0 != "\n" && steers($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar != "\n", steers(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a character does something else than being read: C0, DEL, C1, the overrides and
  /// embeddings of direction, the isolates.
  static func steers(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || turns(scalar)
      || (0x2066...0x2069).contains(scalar.value)
  }

  private static func turns(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value)
  }

  /// Refuses what no name and no note can mean: C0, DEL and overrides of direction.
  ///
  /// - Parameter isLong: Whether ends of line and tabs are allowed, as in notes.
  static func check(_ text: String, of name: String, isLong: Bool = false) throws(CLIError) {
    for scalar in text.unicodeScalars {
      if isLong, scalar == "\n" || scalar == "\t" || scalar == "\r" { continue }
      if scalar.value < 0x20 || scalar.value == 0x7F || turns(scalar) {
        throw CLIError(.controlCharacter, name, "U+" + code(scalar))
      }
    }
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
  }
}
