// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@testable import KarvanDomain

/// What the office is told is said in the language of whoever reads it.
@Suite struct OfficeFindingTests {
  private let facts = [
    OfficeFact(.text("Tea\tgreen"), .quantity(2_500), .number(3)),
    OfficeFact(.money(-1_000, "IRR"), .reason(.overdue), .state("delivered")),
    OfficeFact(.difference("lost")),
  ]

  @Test func factsComeBackAsTheyWere() {
    let text = OfficeFact.text(of: facts)
    let back = OfficeFact.all(in: text)
    #expect(back.count == 3 && OfficeFact.text(of: back) == text)
    #expect(back[0].parts == [.text("Tea green"), .quantity(2_500), .number(3)])
    #expect(back[1] == facts[1])
    // What a newer program wrote, and what is too long, is left out and never an error.
    #expect(OfficeFact.all(in: "z:new\tt:Tea\nm:1\n\n").first?.parts == [.text("Tea")])
    let many = Array(repeating: facts[0], count: 1_000)
    #expect(OfficeFact.text(of: many).utf8.count <= 1_000)
  }

  @Test func everyFindingIsSaidInBothLanguages() {
    var marks: Set<String> = []
    for finding in OfficeFinding.allCases {
      let english = finding.say([], in: .english)
      let persian = finding.say([], in: .persian)
      #expect(english != persian && english.contains(": ") && persian.contains(": "))
      #expect(english.utf8.allSatisfy { $0 < 0x80 })
      #expect(!persian.unicodeScalars.contains { ("a"..."z").contains($0) })
      #expect(marks.insert(finding.mark).inserted, "\(finding)")
      #expect(finding.rawValue.utf8.count <= 60)
      let said = finding.say(facts, in: .persian)
      #expect(said.contains("۲٫۵") && said.contains("سررسید") && said.contains("تحویل‌شده"))
      #expect(said.contains("گم‌شده"))
    }
  }
}
