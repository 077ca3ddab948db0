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

  /// A table with a header line, its columns padded to their widths.
  static func table(_ header: [String], _ rows: [[String]]) {
    var widths = header.map { TextWidth.columns($0) }
    for row in rows {
      for (index, cell) in row.enumerated() {
        widths[index] = max(widths[index], TextWidth.columns(cell))
      }
    }
    for row in [header] + rows {
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
