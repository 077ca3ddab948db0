// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// Text of people within a page of markup.
enum HTMLText {
  /// Labels with what is said under each, as a table of two columns; nothing where there is none.
  static func facts(_ rows: [(label: String, text: String)]) -> String {
    guard !rows.isEmpty else { return "" }
    let cells = rows.map { "<tr><th>\(escape($0.label))</th><td>\(escape($0.text))</td></tr>" }
    return "<table class=\"facts\"><tbody>\(cells.joined(separator: "\n"))</tbody></table>"
  }

  /// What a field says, under its label; nil where it says nothing.
  static func section(_ field: Field, of view: RecordView, _ language: TextLanguage) -> String? {
    guard let text = view[field].text else { return nil }
    let label = escape(field.label.text(in: language))
    return "<section><h2>\(label)</h2><p>\(escape(text))</p></section>"
  }

  /// The rows of a report; nothing where there is none.
  static func table(_ report: Report) -> String {
    guard !report.rows.isEmpty else { return "" }
    let heads = report.columns.map { "<th>\(escape($0.label))</th>" }.joined()
    let rows = report.rows.map { row in
      let cells = zip(report.columns, row).map { column, cell in
        "<td\(column.isNumber ? " class=\"n\"" : "")>\(escape(cell.text))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<table class=\"lines\">\n<thead><tr>\(heads)</tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>"
  }

  /// The text with nothing in it that a browser could take for markup.
  static func escape(_ text: String) -> String {
    Printable.text(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
  }
}
