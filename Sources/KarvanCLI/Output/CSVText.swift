// SPDX-License-Identifier: Apache-2.0

/// Reports as CSV (RFC 4180): a header of the stable names, values for programs.
enum CSVText {
  static func render(_ report: Report) -> String {
    let rows = [report.columns.map(\.name)] + report.rows.map { $0.map { plain($0.json) } }
    return rows.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
  }

  /// One field, quoted where it must be; what a spreadsheet would run as a formula is disarmed.
  static func field(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
      !isNumber(text)
    {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) })
    else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    return !digits.isEmpty
      && digits.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
      }
  }

  private static func plain(_ json: JSON) -> String {
    switch json {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .integer(let number): "\(number)"
    case .decimal(let digits): digits
    case .string(let text): text
    case .array(let elements): elements.map(plain).joined(separator: ";")
    case .object(let members):
      members.map { plain($0.value) }.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }
}
