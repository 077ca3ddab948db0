// SPDX-License-Identifier: Apache-2.0

/// Writes rows as RFC 4180 says, with CR LF at their ends.
public struct CSVWriter: Sendable {
  /// What a file begins with that spreadsheets shall read as UTF-8.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private let delimiter: CSVDelimiter
  private let guardsFormulas: Bool

  /// A writer.
  ///
  /// - Parameters:
  ///   - delimiter: What separates fields.
  ///   - guardsFormulas: Whether fields that a spreadsheet would compute are guarded by
  ///     ``FormulaGuard``; turn it off only for programs that read the file.
  public init(delimiter: CSVDelimiter = .comma, guardsFormulas: Bool = true) {
    self.delimiter = delimiter
    self.guardsFormulas = guardsFormulas
  }

  /// One row with its line end; ``CSVReader`` reads it back to the same fields.
  public func row(_ fields: [String]) -> String {
    let written = fields.map { quoted(guardsFormulas ? FormulaGuard.apply($0) : $0) }
    // A row of one empty field would be an empty line, which readers skip.
    let text = written == [""] ? "\"\"" : written.joined(separator: separator)
    return text + "\r\n"
  }

  private var separator: String { String(decoding: [delimiter.rawValue], as: UTF8.self) }

  private func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { byte in
      byte == delimiter.rawValue || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    // White space at the ends is dropped by programs that trim what is not quoted, and a file that
    // begins with these letters is taken for a delimiter line or a byte order mark.
    let edges = [field.unicodeScalars.first, field.unicodeScalars.last]
    let isFragile =
      edges.contains { $0?.properties.isWhitespace == true || $0 == "\u{FEFF}" }
      || field.utf8.starts(with: "sep=".utf8)
    guard needsQuotes || isFragile else { return field }
    // By bytes: a quote under a combining mark is still a quote.
    let quote = UInt8(ascii: "\"")
    let inner = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return String(decoding: [quote] + inner + [quote], as: UTF8.self)
  }
}

/// Keeps a spreadsheet from computing what is only text.
///
/// A field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in
/// front; so does one in which such a sign follows apostrophes, so that taking one apostrophe off
/// gives back exactly what was written. A plain negative number is left as it is.
public enum FormulaGuard {
  /// The field as it is safe to open.
  public static func apply(_ field: String) -> String { isRisky(field) ? "'" + field : field }

  /// The field as it was before ``apply(_:)``.
  public static func strip(_ field: String) -> String {
    guard field.utf8.first == apostrophe else { return field }
    let rest = String(field.unicodeScalars.dropFirst())
    return isRisky(rest) ? rest : field
  }

  private static let apostrophe = UInt8(ascii: "'")
  private static let signs: Set<UInt8> = Set("=+-@\t\r".utf8)

  private static func isRisky(_ field: String) -> Bool {
    guard let sign = field.utf8.first(where: { $0 != apostrophe }), signs.contains(sign) else {
      return false
    }
    return !isNegativeNumber(field)
  }

  private static func isNegativeNumber(_ field: String) -> Bool {
    guard field.utf8.first == UInt8(ascii: "-") else { return false }
    let parts = field.utf8.dropFirst().split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
    }
  }
}
