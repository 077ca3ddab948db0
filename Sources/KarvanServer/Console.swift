// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore

/// Where the administration commands write: results on standard output, the rest on the other.
enum Console {
  /// A line of the result, at once: whoever waits for it may be a script behind a pipe.
  static func out(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// A line for the person at the terminal.
  static func note(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Whether somebody can be asked.
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// A text without what would move a terminal's cursor or turn its reading direction: it may come
  /// from a device in unknown hands.
  static func plain(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      let turns =
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      result.append(isControl || turns ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }

  /// A table with a header line, its columns padded to their widths.
  static func table(_ header: [String], _ rows: [[String]]) {
    var widths = header.map { TextWidth.columns($0) }
    for row in rows.map({ $0.map(plain) }) {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], TextWidth.columns(cell))
      }
    }
    for row in [header] + rows.map({ $0.map(plain) }) {
      let cells = row.enumerated().map { index, cell in
        index == row.count - 1
          ? cell : cell + String(repeating: " ", count: widths[index] - TextWidth.columns(cell))
      }
      out(cells.joined(separator: "  "))
    }
  }

  /// A JSON array of objects with the columns as keys; `null` for what is not there.
  static func json(_ keys: [String], _ rows: [[String?]]) {
    let objects = rows.map { row in
      let members = zip(keys, row).map { key, value in
        "\(JSONText.quoted(key)):\(value.map(JSONText.quoted) ?? "null")"
      }
      return "{" + members.joined(separator: ",") + "}"
    }
    out("[" + objects.joined(separator: ",") + "]")
  }
}
