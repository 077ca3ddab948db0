// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import TestSupport
import Testing

/// What holds for the lines of cards and calendars, whatever is in them.
@Suite struct ContentLawTests {
  /// Letters of several scripts, and everything that the formats treat specially.
  static let alphabet = [
    "a", "é", "ش", "‌", "ن", "ه", "7", "۷", " ", ",", ";", ":", "\\", "\"", "\n", "\r\n", "\r", "=",
    "^", "'", "\u{301}", "\t", "👨‍👩‍👧", "\\n", "", "-", "BEGIN:VCARD", "N", "n",
  ]

  static func text(_ generator: inout SeededGenerator, _ most: Int = 60) -> String {
    (0..<generator.integer(in: 0...most)).map { _ in generator.element(of: alphabet) }.joined()
  }

  /// The only component of a text.
  private static func read(_ bytes: [UInt8]) throws -> ContentComponent {
    let file = ContentFile(bytes)
    try #require(file.components.count == 1 && file.problems.isEmpty, "\(file.problems)")
    return file.components[0]
  }

  @Test func whatIsEscapedIsReadBackButForControls() throws {
    try forAllSeeds(300) { generator in
      let text = Self.text(&generator)
      let settled = ContentText.settled(text)
      try #require(ContentText.settled(settled) == settled)
      // By bytes: a return before a return and a line feed is an end of line of its own.
      let bytes = Array(text.utf8)
      let expected = bytes.indices.compactMap { index -> UInt8? in
        let isSecond = index > 0 && bytes[index] == 0x0A && bytes[index - 1] == 0x0D
        return isSecond ? nil : bytes[index] == 0x0D ? 0x0A : bytes[index]
      }
      try #require(Array(settled.utf8) == expected)
      let fields = (0..<4).map { _ in Self.text(&generator, 5) }
      let joined = fields.map { ContentText.escape($0) }.joined(separator: ";")
      let again = ContentText.split(joined, at: ";").map { ContentText.unescape($0) }
      try #require(again == fields.map { ContentText.settled($0) })
    }
  }

  @Test func linesAreFoldedBetweenLettersAndUnfoldedWithAnyEndOfLine() throws {
    try forAllSeeds(300) { generator in
      let text = Self.text(&generator, 200)
      let label = ContentText.settled(Self.text(&generator, 8))
        .filter { !$0.isNewline && $0 != "\t" }
      let written = ContentLineWriter.text(
        "NOTE", text, parameters: [ContentLine.Parameter("X-L", ["a", label])], group: "item1")
      for line in written.replacing("\r\n", with: "\u{1}").split(separator: "\u{1}") {
        try #require(line.utf8.count <= 75)
        // A mark that begins a line would join its letter no more.
        let second = line.unicodeScalars.dropFirst().first
        try #require(
          !line.hasPrefix(" ") || second?.properties.canonicalCombiningClass.rawValue == 0)
      }
      let whole = "BEGIN:VCARD\r\n" + written + "END:VCARD\r\n"
      let end = generator.element(of: ["\r\n", "\n", "\r"])
      let marks: [UInt8] = generator.integer(in: 0...1) == 1 ? [0xEF, 0xBB, 0xBF] : []
      let bytes = marks + Array(whole.replacing("\r\n", with: end).utf8)
      let card = try Self.read(bytes)
      let line = try #require(card.lines.first)
      try #require(Array(line.text.utf8) == Array(ContentText.settled(text).utf8))
      try #require(line.group == "item1" && line.values(of: "X-L") == ["a", label])
      try #require(card.problems.isEmpty, "\(card.problems)")
      let units = whole.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      let wide: [UInt8] = [0xFF, 0xFE] + units
      try #require(try Self.read(wide).lines.first?.value == line.value)
    }
  }

  @Test func aFoldInTheMiddleOfALetterIsUndone() throws {
    try forAllSeeds(100) { generator in
      let bytes = Array("NOTE:نامهٔ فروشگاه‌های شمال".utf8)
      let place = generator.integer(in: 5...bytes.count - 1)
      let folded =
        Array("BEGIN:VCARD\n".utf8) + bytes[..<place] + [0x0A, 0x20] + bytes[place...]
        + Array("\nEND:VCARD".utf8)
      let card = try Self.read(folded)
      try #require(card.first("NOTE")?.text == "نامهٔ فروشگاه‌های شمال")
    }
  }

  @Test func anyBytesAreReadAndBoundedAndStandWhereTheyAre() throws {
    let pieces =
      [
        "BEGIN:VCARD\r\n", "END:VCARD\n", "BEGIN:VEVENT\n", "END:VEVENT\r", "VERSION:2.1\n",
        "AGENT:\n",
        "N;ENCODING=QUOTED-PRINTABLE:=D8=\n", "TEL;HOME;VOICE:", "PHOTO;ENCODING=b:AAAA\n", "\n ",
        "=",
        ":", ";", "\"", "\u{0}", "AAAA\n", "BDAY:--0", "۱", ".", "item1.",
      ].map { Array($0.utf8) } + [[0xFF], [0xC7, 0xE3], [0xFE, 0xFF], [0x80]]
    try forAllSeeds(400) { generator in
      let bytes = (0..<generator.integer(in: 0...60)).flatMap { _ in generator.element(of: pieces) }
      let file = ContentFile(bytes)
      func check(_ component: ContentComponent, _ depth: Int) throws {
        try #require(depth <= ContentFile.depth)
        try #require(component.bytes.upperBound <= file.content.count)
        for part in component.parts { try check(part, depth + 1) }
        _ = CardReader(component)
      }
      for component in file.components { try check(component, 1) }
    }
  }
}
