// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Reports as tables for people.
///
/// Widths are those of a terminal, also for Persian. On a terminal each value that has
/// right-to-left letters is isolated (U+2068, U+2069), so that it cannot drag its neighbours along.
struct TableText {
  /// The columns that there are; nil where nothing needs to be cut, as in a file.
  let width: Int?
  /// Whether values are isolated and headings emphasised.
  let isTerminal: Bool
  let usesColour: Bool
  let words: Words

  func render(_ report: Report) -> String {
    var text = report.isSingle ? list(report) : table(report)
    for part in report.parts where !part.report.rows.isEmpty {
      text += "\n" + heading(part.title) + "\n" + render(part.report)
    }
    for note in report.notes { text += visible(note) + "\n" }
    return text
  }

  private func table(_ report: Report) -> String {
    guard !report.rows.isEmpty else { return "" }
    let header = report.columns.map { oneLine($0.label) }
    let rows = report.rows.map { $0.map { oneLine($0.text) } }
    let widths = fitted(
      report.columns.indices.map { column in
        ([header] + rows).map { TextWidth.columns($0[column]) }.max() ?? 0
      })
    let numbers = report.columns.map(\.isNumber)
    func line(_ cells: [String], _ style: (String) -> String = { $0 }) -> String {
      let padded = cells.indices.map { index in
        pad(cells[index], to: widths[index], atStart: numbers[index], style)
      }
      return trimmedEnd(padded.joined(separator: "  ")) + "\n"
    }
    return line(header, emphasis) + rows.map { line($0) }.joined()
  }

  private func list(_ report: Report) -> String {
    guard let row = report.rows.first else { return "" }
    let labels = report.columns.map { oneLine($0.label) }
    let width = labels.map { TextWidth.columns($0) }.max() ?? 0
    var text = ""
    for (label, cell) in zip(labels, row) where !cell.text.isEmpty {
      text += pad(label, to: width, atStart: false, emphasis) + "  "
      let lines = cell.text.split(separator: "\n", omittingEmptySubsequences: false)
      let indent = "\n" + String(repeating: " ", count: width + 2)
      text += lines.map { isolated(visible(String($0))) }.joined(separator: indent) + "\n"
    }
    return text
  }

  /// Takes columns from the widest until the line fits.
  private func fitted(_ widths: [Int]) -> [Int] {
    guard let width else { return widths }
    var widths = widths
    var excess = widths.reduce(0, +) + 2 * max(widths.count - 1, 0) - width
    while excess > 0 {
      guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8
      else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func pad(
    _ text: String, to width: Int, atStart: Bool, _ style: (String) -> String = { $0 }
  ) -> String {
    let cut = self.cut(text, to: width)
    let fill = String(repeating: " ", count: max(width - TextWidth.columns(cut), 0))
    let shown = style(isolated(cut))
    return atStart ? fill + shown : shown + fill
  }

  private func cut(_ text: String, to width: Int) -> String {
    guard TextWidth.columns(text) > width, width > 1 else { return text }
    var kept = ""
    for character in text {
      guard TextWidth.columns(kept + String(character)) < width else { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// Ends of line as spaces, and no control characters: values of others must not steer a terminal.
  private func oneLine(_ text: String) -> String {
    visible(text.replacing("\r\n", with: " ").replacing("\n", with: " "))
  }

  private func visible(_ text: String) -> String { Printable.text(text) }

  private func isolated(_ text: String) -> String {
    guard isTerminal, text.unicodeScalars.contains(where: Self.isRightToLeft) else { return text }
    return "\u{2068}" + text + "\u{2069}"
  }

  static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      true
    default: false
    }
  }

  private func heading(_ text: String) -> String { emphasis(isolated(text)) }

  private func emphasis(_ text: String) -> String {
    usesColour && isTerminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func trimmedEnd(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
