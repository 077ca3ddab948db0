// SPDX-License-Identifier: Apache-2.0

/// Writes properties as RFC 6350 and RFC 5545 say: lines of at most 75 bytes, continued after a space,
/// with CR LF at their ends.
public enum ContentLineWriter {
  /// The most bytes of a line without its end.
  public static let width = 75

  /// A property, folded; no letter is cut in two, nor parted from its marks as far as a line holds
  /// them.
  public static func write(_ line: ContentLine) -> String {
    var text = line.group.map { $0 + "." } ?? ""
    text += line.name
    for parameter in line.parameters where !parameter.values.isEmpty {
      let values = parameter.values.map(quoted).joined(separator: ",")
      text += ";\(parameter.name)=\(values)"
    }
    // An end of line in a value would begin another property.
    let value = line.value.unicodeScalars.filter { !ContentText.isControl($0) }
    return fold(text + ":" + String(String.UnicodeScalarView(value))) + "\r\n"
  }

  /// A property whose value is plain text.
  public static func text(
    _ name: String, _ text: String, parameters: [ContentLine.Parameter] = [],
    group: String? = nil
  ) -> String {
    write(ContentLine(name, parameters, group: group, value: ContentText.escape(text)))
  }

  /// A property whose value has fields of plain text.
  public static func fields(
    _ name: String, _ fields: [String], parameters: [ContentLine.Parameter] = []
  ) -> String {
    let value = fields.map { ContentText.escape($0) }.joined(separator: ";")
    return write(ContentLine(name, parameters, value: value))
  }

  /// A value of a parameter (RFC 6868 where signs are in it that cannot be quoted).
  private static func quoted(_ value: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      switch scalar {
      case "^": text.append(contentsOf: "^^".unicodeScalars)
      case "\n": text.append(contentsOf: "^n".unicodeScalars)
      case "\"": text.append(contentsOf: "^'".unicodeScalars)
      default: if !ContentText.isControl(scalar) { text.append(scalar) }
      }
    }
    let signs = ":;,".unicodeScalars
    let needsQuotes = text.contains { signs.contains($0) || $0 == " " }
    return needsQuotes ? "\"\(String(text))\"" : String(text)
  }

  private static func fold(_ text: String) -> String {
    guard text.utf8.count > width else { return text }
    var result = ""
    var length = 0
    func append(_ piece: some StringProtocol) {
      let bytes = piece.utf8.count
      if length + bytes > width {
        result += "\r\n "
        length = 1
      }
      result += piece
      length += bytes
    }
    for character in text {
      // A letter with very many marks is longer than a line.
      if character.utf8.count < width {
        append(String(character))
      } else {
        for scalar in character.unicodeScalars { append(String(scalar)) }
      }
    }
    return result
  }
}
