// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import KarvanCLI

/// What something on the way to the server says, when it is shown to a person.
@Suite struct ForeignLineTests {
  @Test(
    "Nothing of it steers a terminal",
    arguments: [
      ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[2J\u{1B}[1;1Hempty", "empty"),
      ("\u{1B}]0;title\u{7}shown", "shown"), ("\u{1B}]8;;http://x\u{1B}\\link", "link"),
      ("\u{1B}P+q544e\u{1B}\\after", "after"), ("\u{9B}31mred", "red"),
      ("\u{9D}0;title\u{9C}shown", "shown"), ("a\u{8}\u{8}b\u{7F}c", "abc"),
      ("one\ttwo\rthree\nfour", "one two"), ("\u{202E}desrever\u{202C}", "desrever"),
      ("\u{2066}isolated\u{2069}", "isolated"), ("\u{1B}(0line\u{1B}c", "line"),
      ("\u{1B}[31", ""), ("\u{1B}]0;never ended", ""), ("\u{1B}", ""), ("", ""),
      ("\n \r\n\u{1B}[m\nthe second", "the second"), ("درگاه  ورود", "درگاه  ورود"),
    ])
  func plain(_ text: String, _ line: String) {
    #expect(ForeignLine.first(of: text) == line)
  }

  @Test("It is short, however much one character is made of")
  func short() {
    let long = ForeignLine.first(of: String(repeating: "x", count: 4_096))
    #expect(long.unicodeScalars.count == ForeignLine.limit)
    let tall = ForeignLine.first(of: "e" + String(repeating: "\u{301}", count: 4_000))
    #expect(tall.unicodeScalars.count == ForeignLine.limit)
  }

  @Test("Random scalars leave nothing behind that does something else than being read")
  func noise() throws {
    try forAllSeeds(500) { generator in
      var text = String.UnicodeScalarView()
      for _ in 0..<60 {
        let most: UInt32 = generator.element(of: [0x1F, 0x9F, 0x206F])
        if let scalar = Unicode.Scalar(generator.integer(in: 0...most)) { text.append(scalar) }
      }
      let line = ForeignLine.first(of: String(text))
      try #require(!line.unicodeScalars.contains { Printable.steers($0) }, "\(Array(text))")
    }
  }
}
