// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import Testing

@Suite struct SearchKeyTests {
  @Test(arguments: [
    ("علي كريمى", "علی کریمی"),
    ("مدرسة", "مدرسه"),
    ("خانۀ ما", "خانه ما"),
    ("أحمد إبراهیم آقا ٱلله", "احمد ابراهیم اقا الله"),
    ("مسئول مؤمن", "مسیول مومن"),
    ("مُحَمَّد", "محمد"),
    ("کتـــاب", "کتاب"),
    ("می‌خواهم", "میخواهم"),
    ("۱۲۳ ٤٥٦ ７８９", "123 456 789"),
    ("\u{FEE3}\u{FEA4}\u{FEE4}\u{FEAA}", "محمد"),
    ("\u{FEB3}\u{FEFC}\u{FEE1}", "سلام"),
    ("ﷲ ﷼", "الله ریال"),
    ("Ｃａｆé", "cafe"),
    ("Cafe\u{301} ÜÑÇ Øl Straße Łódź Œuvre Æon", "cafe unc ol strasse lodz oeuvre aeon"),
    ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
    ("  a \t\n b\u{3000}c\u{A0} ", "a b c"),
    ("\u{202B}سلام\u{202C}\u{200F}", "سلام"),
    ("a\u{0}b\u{7F}", "ab"),
    ("Ёлка Йод", "елка иод"),
    ("ΣΟΦΌΣ", "σοφοσ"),
    ("", ""),
    ("\u{200C}", ""),
  ])
  func folds(text: String, key: String) {
    #expect(Array(SearchKey.normalize(text).utf8) == Array(key.utf8))
  }

  @Test(arguments: [("گل", "کل"), ("پدر", "بدر"), ("چای", "جای"), ("ژاله", "زاله")])
  func lettersWithAMeaningOfTheirOwnStayDifferent(a: String, b: String) {
    #expect(SearchKey.normalize(a) != SearchKey.normalize(b))
  }

  @Test func wordsAreRunsOfLettersAndDigits() {
    #expect(
      SearchKey.words("INV-12/2025, Ali's «کتاب» ۱۲") == [
        "inv", "12", "2025", "ali", "s", "کتاب", "12",
      ])
    #expect(SearchKey.words("می‌خواهم") == ["میخواهم"])
    #expect(SearchKey.words(" .,- ").isEmpty)
    #expect(SearchKey.words("हिन्दी") == ["हिन्दी"])
  }

  @Test func tokensHaveThePiecesAndTheJoinedForms() {
    #expect(SearchKey.tokens(for: "می‌خواهم") == ["می", "خواهم", "میخواهم"])
    #expect(SearchKey.tokens(for: "می خواهم") == ["می", "خواهم", "میخواهم"])
    #expect(SearchKey.tokens(for: "میخواهم") == ["میخواهم"])
    #expect(
      SearchKey.tokens(for: "نمی‌خواسته‌ام") == [
        "نمی", "خواسته", "ام", "نمیخواستهام", "خواستهام",
      ])
    #expect(SearchKey.tokens(for: "علی، می‌رود علی") == ["علی", "می", "رود", "میرود"])
    #expect(SearchKey.tokens(for: "Ali Baba ali") == ["ali", "baba"])
  }

  static let spellings = ["می‌خواهم", "می خواهم", "میخواهم", "مي\u{200C}خواهم"]

  @Test(arguments: spellings, spellings)
  func eachSpellingFindsEachOther(query: String, text: String) {
    #expect(finds("من \(query)", in: "من \(text) بروم"))
    #expect(finds(String(query.dropLast(2)), in: text))
  }

  @Test(arguments: ["کتاب‌های نو", "کتاب های نو", "کتابهای نو"])
  func anEndingIsFoundHoweverSpaced(text: String) {
    for query in ["کتاب", "کتاب ها", "کتاب‌های", "کتابهای", "كتاب هاي"] {
      #expect(finds(query, in: text), "\(query)")
    }
  }

  @Test func whatIsDocumentedAsNotFoundIsNot() {
    #expect(!finds("کتابخانه", in: "کتاب خانه"))
    #expect(!finds("خواهم", in: "میخواهم"))
    #expect(finds("کتابخانه", in: "کتاب‌خانه"))
    #expect(finds("خانه", in: "کتاب‌خانه"))
  }

  private func finds(_ query: String, in text: String) -> Bool {
    let tokens = SearchKey.tokens(for: text)
    return SearchKey.queryWords(query).allSatisfy { word in
      tokens.contains { $0.hasPrefix(word) }
    }
  }
}
