// SPDX-License-Identifier: Apache-2.0

/// Digits between the scripts in which numbers are typed and shown.
public enum Digits {
  /// The text with Persian, Arabic-Indic and full-width digits as ASCII digits, the Arabic decimal
  /// separator `٫` as a full stop and the thousands separator `٬` as a comma; the rest as it is.
  public static func toASCII(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { output.append(ascii(scalar)) }
    return String(output)
  }

  /// The text with its ASCII digits as Persian digits (`U+06F0…U+06F9`); the rest as it is.
  public static func toPersian(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isDigit = (0x30...0x39).contains(scalar.value)
      output.append(isDigit ? Unicode.Scalar(scalar.value - 0x30 + 0x6F0) ?? scalar : scalar)
    }
    return String(output)
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let zero: UInt32
    switch scalar.value {
    case 0x660...0x669: zero = 0x660
    case 0x6F0...0x6F9: zero = 0x6F0
    case 0xFF10...0xFF19: zero = 0xFF10
    case 0x66B: return "."
    case 0x66C: return ","
    default: return scalar
    }
    return Unicode.Scalar(UInt8(truncatingIfNeeded: 0x30 + scalar.value - zero))
  }
}
