// SPDX-License-Identifier: Apache-2.0

/// What somebody unknown wrote, such as a portal before the server, as it may be shown and kept: one
/// short line that steers no terminal.
enum ForeignLine {
  /// The most scalars of it: a character may be of any number of them.
  static let limit = 120

  /// The first line of a text that says something; without escape sequences, control characters and
  /// what turns the direction of reading.
  static func first(of text: String) -> String {
    for line in text.split(whereSeparator: \.isNewline) {
      let said = plain(line.unicodeScalars)
      if !said.isEmpty { return said }
    }
    return ""
  }

  private static func plain(_ scalars: Substring.UnicodeScalarView) -> String {
    var result = String.UnicodeScalarView()
    var rest = scalars
    while result.count < limit, let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}": skipEscape(&rest)
      case "\u{9B}": skipControlSequence(&rest)
      case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}": skipString(&rest)
      case "\t": result.append(" ")
      case _ where Printable.steers(scalar): continue
      default: result.append(scalar)
      }
    }
    return Typed.trim(String(result))
  }

  /// Goes past what belongs to an escape character (ECMA-48).
  private static func skipEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.first {
    case "[":
      rest.removeFirst()
      skipControlSequence(&rest)
    case "]", "P", "X", "^", "_": skipString(&rest)
    default:
      while let scalar = rest.first, (0x20...0x2F).contains(scalar.value) { rest.removeFirst() }
      if let scalar = rest.first, (0x30...0x7E).contains(scalar.value) { rest.removeFirst() }
    }
  }

  private static func skipControlSequence(
    _ rest: inout Substring.UnicodeScalarView
  ) {
    while let scalar = rest.first, (0x20...0x3F).contains(scalar.value) { rest.removeFirst() }
    if let scalar = rest.first, (0x40...0x7E).contains(scalar.value) { rest.removeFirst() }
  }

  /// Goes past a string for the terminal, up to its end or that of the line.
  private static func skipString(_ rest: inout Substring.UnicodeScalarView) {
    while let scalar = rest.popFirst() {
      if scalar == "\u{7}" || scalar == "\u{9C}" { return }
      guard scalar == "\u{1B}" else { continue }
      if rest.first == "\\" { rest.removeFirst() }
      return
    }
  }
}
