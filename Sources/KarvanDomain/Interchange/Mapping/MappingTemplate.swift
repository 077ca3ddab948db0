// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A text with columns of a row in it: `{First} {Last}`, `{Country|table codes|else 98}`.
struct MappingTemplate: Sendable {
  /// What is done to the text of a column.
  enum Filter: Sendable {
    /// Lower or upper case.
    case lower, upper
    /// Words in lower case with hyphens between: fit for a code.
    case code
    /// A whole number that may be written with a zero fraction: `2.0` is `2`.
    case whole
    /// A fraction of one as a percentage: `0.15` is `15%`.
    case fraction
    /// The calling code of a country.
    case calling
    /// Looked up in a table of the mapping.
    case table(String)
    /// One text where the column has something, another one where it is empty.
    case choose(String, String)
    /// This text where the column is empty.
    case orElse(String)
  }

  enum Part: Sendable {
    case literal(String)
    case column(String, [Filter])
  }

  let parts: [Part]

  /// The columns that it names, in order.
  var columns: [String] {
    parts.compactMap { part in
      if case .column(let name, _) = part { name } else { nil }
    }
  }

  /// The tables that it names.
  var tables: [String] {
    parts.flatMap { part -> [Filter] in
      if case .column(_, let filters) = part { filters } else { [] }
    }.compactMap { filter in
      if case .table(let name) = filter { name } else { nil }
    }
  }
}

extension MappingTemplate {
  /// The text of a row. Throws with the column when a filter refuses its text.
  func text(
    of record: CSVRecord, tables: [String: [String: String]]
  ) throws(InterchangeError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .column(let column, let filters):
        var value = TextTrimming.trim(record[column] ?? "")
        do throws(InterchangeError) {
          for filter in filters { value = try Self.apply(filter, to: value, tables) }
        } catch {
          throw error.at(line: record.row.line, column: column)
        }
        text += value
      }
    }
    return TextTrimming.trim(text)
  }

  /// An empty text stays empty, except where a filter says what stands for it.
  private static func apply(
    _ filter: Filter, to text: String, _ tables: [String: [String: String]]
  ) throws(InterchangeError) -> String {
    switch filter {
    case .choose(let some, let none): return text.isEmpty ? none : some
    case .orElse(let other): return text.isEmpty ? other : text
    case .table(let name):
      let table = tables[name] ?? [:]
      if let found = table[text] ?? table["*"] { return found }
      if text.isEmpty { return "" }
      throw InterchangeError(.notInTable, [text, name])
    case _ where text.isEmpty: return ""
    case .lower: return text.lowercased()
    case .upper: return text.uppercased()
    case .code: return SearchKey.words(text).joined(separator: "-")
    case .whole:
      guard let number = try? DecimalText.parse(text, scale: 0) else {
        throw InterchangeError(.notWhole, [text])
      }
      return "\(number)"
    case .fraction:
      guard let share = try? DecimalText.parse(text, scale: 4), (0...10_000).contains(share)
      else { throw InterchangeError(.notFraction, [text]) }
      return DecimalText.format(share, scale: 2) + "%"
    case .calling:
      guard let code = CallingCodes.code(ofCountry: text) else {
        throw InterchangeError(.unknownCountry, [text])
      }
      return code
    }
  }
}

extension MappingTemplate {
  /// Reads a template; `{{` stands for a brace.
  init(parsing text: Substring, line: Int) throws(InterchangeError) {
    var parts: [Part] = []
    var literal = ""
    var rest = text
    while let character = rest.first {
      rest = rest.dropFirst()
      guard character == "{" else {
        literal.append(character)
        continue
      }
      if rest.first == "{" {
        literal.append("{")
        rest = rest.dropFirst()
        continue
      }
      guard let end = rest.firstIndex(of: "}") else {
        throw InterchangeError(.mappingSyntax, line: line, ["} after {\(rest)"])
      }
      if !literal.isEmpty { parts.append(.literal(literal)) }
      literal = ""
      parts.append(try Self.column(rest[..<end], line: line))
      rest = rest[rest.index(after: end)...]
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    self.parts = parts
  }

  private static func column(_ text: Substring, line: Int) throws(InterchangeError) -> Part {
    let pieces = text.split(separator: "|", omittingEmptySubsequences: false)
    let name = TextTrimming.trim(pieces[0])
    guard !name.isEmpty else {
      throw InterchangeError(.mappingSyntax, line: line, ["the name of a column in {}"])
    }
    var filters: [Filter] = []
    for piece in pieces.dropFirst() { filters.append(try filter(piece, line: line)) }
    return .column(name, filters)
  }

  private static func filter(_ text: Substring, line: Int) throws(InterchangeError) -> Filter {
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("lower", 1): return .lower
    case ("upper", 1): return .upper
    case ("code", 1): return .code
    case ("whole", 1): return .whole
    case ("fraction", 1): return .fraction
    case ("calling", 1): return .calling
    case ("table", 2): return .table(words[1])
    case ("if", 3): return .choose(words[1], words[2])
    case ("else", 2...): return .orElse(words.dropFirst().joined(separator: " "))
    default:
      throw InterchangeError(
        .mappingUnknown, line: line, ["filter", words.joined(separator: " ")])
    }
  }
}
