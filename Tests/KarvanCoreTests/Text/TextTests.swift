// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import TestSupport
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("a\tb\u{1B}", 2), ("é", 1), ("e\u{301}", 1), ("سلام", 4),
    ("می\u{200C}خواهم", 7), ("مُحَمَّد", 4), ("\u{200F}لا\u{202C}", 2), ("漢字", 4), ("한글", 4),
    ("ｶﾅ", 2), ("Ａ", 2), ("😀", 2), ("👨\u{200D}👩\u{200D}👧", 2), ("👍🏽", 2), ("🇮🇷🇮🇷", 4),
    ("❤\u{FE0F}", 2), ("✓", 1), ("۱۲۳", 3), ("—", 1), ("\u{FEFF}a", 1),
  ])
  func columns(text: String, width: Int) {
    #expect(TextWidth.columns(text) == width)
  }

  @Test func digitsFoldBothWays() {
    #expect(Digits.toASCII("۰۱۲۳۴۵۶۷۸۹") == "0123456789")
    #expect(Digits.toASCII("٠١٢٣٤٥٦٧٨٩") == "0123456789")
    #expect(Digits.toASCII("１２") == "12")
    #expect(Digits.toASCII("۱۲٬۵۰۰٫۵ تومان") == "12,500.5 تومان")
    #expect(Digits.toPersian("12,500.5 a") == "۱۲,۵۰۰.۵ a")
    #expect(Digits.toASCII(Digits.toPersian("2025-03-20")) == "2025-03-20")
  }

  @Test func orderIsByBytes() throws {
    #expect(UTF8Order.precedes("a", "b"))
    #expect(UTF8Order.precedes("", "a"))
    #expect(UTF8Order.precedes("a", "aa"))
    #expect(!UTF8Order.precedes("a", "a"))
    // Equal for String, but not in bytes.
    #expect(UTF8Order.precedes("e\u{301}", "\u{E9}"))
    // In UTF-16 the surrogates of an emoji would come first.
    #expect(UTF8Order.precedes("\u{FFFD}", "\u{1F600}"))
    try forAllSeeds(200) { generator in
      let a = generator.text(maximumLength: 4, from: [0x61...0x62, 0x627...0x628])
      let b = generator.text(maximumLength: 4, from: [0x61...0x62, 0x627...0x628])
      try #require(!(UTF8Order.precedes(a, b) && UTF8Order.precedes(b, a)))
    }
  }
}
