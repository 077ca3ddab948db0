// SPDX-License-Identifier: Apache-2.0

/// Strings of JSON, since Core has no Foundation and every writer of ours streams its own documents.
public enum JSONText {
  /// A text as a JSON string (RFC 8259, 7); control characters are escaped, DEL too, so that a
  /// document can be shown on a terminal.
  public static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        quoted += "\\u00" + Hexadecimal.text(of: UInt8(scalar.value))
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
