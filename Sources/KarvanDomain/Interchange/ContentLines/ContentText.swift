// SPDX-License-Identifier: Apache-2.0

/// Text within the values of cards and calendars, where `\`, `;`, `,` and ends of line are escaped
/// (RFC 6350 section 3.4, RFC 5545 section 3.3.11).
public enum ContentText {
  /// The text with its signs escaped; ends of line of every kind are `\n`, and controls, which the
  /// formats do not have, are left out.
  public static func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterReturn: continue
      case "\n", "\r": result.append(contentsOf: "\\n".unicodeScalars)
      case "\\", ";", ",":
        result.append("\\")
        result.append(scalar)
      default: if !isControl(scalar) { result.append(scalar) }
      }
    }
    return String(result)
  }

  /// The text that was meant; a `\` before any other sign is one itself, as careless programs write
  /// it.
  public static func unescape(_ value: String) -> String {
    guard value.utf8.contains(UInt8(ascii: "\\")) else { return value }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in value.unicodeScalars {
      guard isEscaped else {
        if scalar == "\\" { isEscaped = true } else { result.append(scalar) }
        continue
      }
      isEscaped = false
      switch scalar {
      case "n", "N": result.append("\n")
      case "\\", ";", ",", ":", "\"": result.append(scalar)
      default: result.append(contentsOf: ["\\", scalar])
      }
    }
    if isEscaped { result.append("\\") }
    return String(result)
  }

  /// The pieces between separators that are not escaped; their escapes stay.
  public static func split(_ value: String, at separator: Unicode.Scalar) -> [String] {
    var pieces: [String] = []
    var piece = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if scalar == separator, !isEscaped {
        pieces.append(String(piece))
        piece = String.UnicodeScalarView()
        continue
      }
      piece.append(scalar)
      isEscaped = scalar == "\\" && !isEscaped
    }
    pieces.append(String(piece))
    return pieces
  }

  /// Whether a scalar is a control that no text of these formats has.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar != "\t" || scalar.value == 0x7F
  }

  /// The text as it is after it was written and read: ends of line as `\n`, no controls.
  public static func settled(_ text: String) -> String { unescape(escape(text)) }
}
