// SPDX-License-Identifier: Apache-2.0

/// Blanks comments and the text of string literals, line breaks kept, interpolations kept.
///
/// It knows line comments, nested block comments, plain, multi-line and raw strings. It doesn't know
/// regular-expression literals: write those with a string, or with balanced quotes.
struct CodeView {
  private let input: [UInt8]
  private var output: [UInt8] = []
  private var at = 0

  static func of(_ text: String) -> String {
    var view = CodeView(input: Array(text.utf8))
    view.code(untilParenthesis: false)
    return String(decoding: view.output, as: UTF8.self)
  }

  private init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  private func sees(_ text: StaticString, ahead: Int = 0) -> Bool {
    text.withUTF8Buffer { input[min(at + ahead, input.count)...].starts(with: $0) }
  }

  private mutating func keep() {
    output.append(input[at])
    at += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where at < input.count {
      output.append(input[at] == UInt8(ascii: "\n") ? input[at] : UInt8(ascii: " "))
      at += 1
    }
  }

  /// Reads code up to the end, or up to the parenthesis that closes an interpolation.
  private mutating func code(untilParenthesis: Bool) {
    var depth = 0
    while at < input.count {
      if sees("//") {
        while at < input.count, !sees("\n") { blank() }
      } else if sees("/*") {
        blockComment()
      } else if let hashes = hashesBeforeQuote() {
        string(hashes: hashes)
      } else if untilParenthesis, depth == 0, sees(")") {
        return
      } else {
        if sees("(") { depth += 1 } else if sees(")") { depth -= 1 }
        keep()
      }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        blank(2)
      } else if sees("*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && at < input.count
  }

  /// The number of `#` before a quote that opens a string here, or nil where none opens.
  private func hashesBeforeQuote() -> Int? {
    var hashes = 0
    while sees("#", ahead: hashes) { hashes += 1 }
    return sees("\"", ahead: hashes) ? hashes : nil
  }

  private mutating func string(hashes: Int) {
    let quotes = sees("\"\"\"", ahead: hashes) ? 3 : 1
    blank(hashes + quotes)
    while at < input.count {
      if closes(quotes: quotes, hashes: hashes) {
        return blank(quotes + hashes)
      } else if sees("\\"), followed(byHashes: hashes, after: 1) {
        blank(1 + hashes)
        if sees("(") {
          keep()
          code(untilParenthesis: true)
          if at < input.count { keep() }
        } else {
          blank()
        }
      } else {
        blank()
      }
    }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    (quotes == 3 ? sees("\"\"\"") : sees("\"")) && followed(byHashes: hashes, after: quotes)
  }

  private func followed(byHashes hashes: Int, after: Int) -> Bool {
    (0..<hashes).allSatisfy { sees("#", ahead: after + $0) }
  }
}
