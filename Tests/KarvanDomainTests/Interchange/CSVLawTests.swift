// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import TestSupport
import Testing

@Suite struct CSVLawTests {
  /// Letters of several scripts, and everything that CSV and spreadsheets treat specially.
  private static let alphabet = [
    "a", "b", "é", "ش", "\u{200C}", "7", " ", ",", ";", "\t", "\"", "\n", "\r", "\r\n", "'", "=",
    "+", "-", "@", ".", "\\", "\u{301}", "\u{FEFF}", "sep=", "",
  ]

  private static func field(_ generator: inout SeededGenerator) -> String {
    (0..<generator.integer(in: 0...6)).map { _ in generator.element(of: alphabet) }.joined()
  }

  private static func rows(_ generator: inout SeededGenerator) -> [[String]] {
    let columns = generator.integer(in: 1...5)
    // A header decides the delimiter, so that it has none of the others.
    let header = (1...columns).map { "c\($0)" }
    return [header]
      + (0..<generator.integer(in: 0...8)).map { _ in
        (0..<columns).map { _ in field(&generator) }
      }
  }

  private static func read(
    _ bytes: [UInt8], _ reader: CSVReader, _ generator: inout SeededGenerator
  ) -> [CSVRow] {
    var reader = reader
    var rows: [CSVRow] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = generator.integer(in: 1...max(1, min(rest.count, 20)))
      rows += reader.push(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return rows + reader.finish()
  }

  @Test func whatIsWrittenIsReadBackInAnyChunks() throws {
    try forAllSeeds(300) { generator in
      let rows = Self.rows(&generator)
      let delimiter = generator.element(of: CSVDelimiter.allCases)
      let guards = generator.integer(in: 0...1) == 1
      let writer = CSVWriter(delimiter: delimiter, guardsFormulas: guards)
      let mark = generator.integer(in: 0...1) == 1 ? CSVWriter.byteOrderMark : []
      let bytes = mark + rows.flatMap { writer.row($0).utf8 }
      // One column has no delimiter to be found.
      let given = rows[0].count == 1 || generator.integer(in: 0...1) == 1 ? delimiter : nil
      let read = Self.read(
        bytes, CSVReader(delimiter: given, stripsGuards: guards), &generator)
      let bytesRead = read.map { $0.fields.map { Array($0.utf8) } }
      try #require(bytesRead == rows.map { $0.map { Array($0.utf8) } })
      try #require(read.allSatisfy { $0.problem == nil })
    }
  }

  @Test func guardingIsUndoneExactly() throws {
    try forAllSeeds(500) { generator in
      let text = Self.field(&generator)
      try #require(Array(FormulaGuard.strip(FormulaGuard.apply(text)).utf8) == Array(text.utf8))
      let first = FormulaGuard.apply(text).utf8.first
      let isNumber = Double(text) != nil
      try #require(isNumber || !Set("=+-@\t\r".utf8).contains(first ?? 0))
    }
  }

  @Test func anyBytesGiveRowsAndTheChunksDoNotMatter() throws {
    try forAllSeeds(300) { generator in
      let likely = Array("a,\"\n\r;\t'=\u{E9}".utf8) + [0xFF, 0xC3, 0x00, 0xEF, 0xBB, 0xBF]
      let bytes = (0..<generator.integer(in: 0...200)).map { _ in
        generator.element(of: likely)
      }
      let limits = CSVLimits(fieldBytes: 20, columns: 6, rowBytes: 60)
      var whole = CSVReader(limits: limits)
      let rows = whole.push(bytes) + whole.finish()
      try #require(Self.read(bytes, CSVReader(limits: limits), &generator) == rows)
      try #require(
        rows.allSatisfy { row in
          row.fields.count <= 6 && row.fields.allSatisfy { $0.utf8.count <= 3 * 21 }
        })
      try #require(zip(rows, rows.dropFirst()).allSatisfy { $0.line < $1.line })
    }
  }
}
