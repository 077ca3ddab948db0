// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import Testing

@testable import KarvanCLI

@Suite struct OutputTests {
  @Test func jsonKeepsOrderAndEscapes() throws {
    let json = JSON.object([
      ("b", .string("quote \" slash \\ line\n tab\t bell\u{7} سلام")), ("a", .integer(-5)),
      ("c", .array([])), ("d", .object([JSON.Member]())), ("e", .decimal("2.5")),
      ("f", .bool(true)),
    ])
    #expect(
      json.compact
        == #"{"b":"quote \" slash \\ line\n tab\t bell\u0007 سلام","a":-5,"c":[],"d":{},"e":2.5,"f":true}"#
    )
    let parsed = try JSONSerialization.jsonObject(with: Data(json.pretty.utf8))
    #expect((parsed as? [String: Any])?["e"] as? Double == 2.5)
  }

  @Test func csvQuotesAndDisarms() {
    #expect(CSVText.field("a,b") == "\"a,b\"")
    #expect(CSVText.field("say \"x\"") == "\"say \"\"x\"\"\"")
    #expect(CSVText.field("=1+1") == "'=1+1")
    #expect(CSVText.field("-12.5") == "-12.5")
    #expect(CSVText.field("+98912") == "+98912")
    #expect(CSVText.field("@x") == "'@x")
  }

  private func table(_ rows: [[String]], isTerminal: Bool = false, width: Int? = nil) -> String {
    var report = Report([Column("a", "نام"), Column("b", "Number", isNumber: true)])
    report.rows = rows.map { $0.map { .text($0) } }
    return TableText(
      width: width, isTerminal: isTerminal, usesColour: false, words: Words(.english)
    ).render(report)
  }

  /// Columns line up by what a terminal shows, not by scalars.
  @Test func widthsCountWhatIsSeen() {
    let text = table([["می‌خوش", "1"], ["Café", "22"], ["語", "333"]])
    let widths = text.split(separator: "\n").map { TextWidth.columns(String($0)) }
    #expect(Set(widths).count == 1, "\(text)")
  }

  @Test func rightToLeftIsIsolatedOnATerminalOnly() {
    #expect(table([["سلام", "1"]], isTerminal: true).contains("\u{2068}سلام\u{2069}"))
    #expect(!table([["سلام", "1"]]).contains("\u{2068}"))
    #expect(!table([["abc", "1"]], isTerminal: true).contains("\u{2068}abc"))
  }

  @Test func valuesCannotSteerATerminal() {
    let text = table([["a\u{1B}[31mb\u{202E}c", "1\n2"]], isTerminal: true)
    #expect(!text.contains("\u{1B}"))
    #expect(!text.contains("\u{202E}"))
    #expect(text.split(separator: "\n").count == 2)
  }

  @Test func longCellsAreCutToTheTerminal() {
    let text = table([[String(repeating: "x", count: 200), "1"]], width: 40)
    for line in text.split(separator: "\n") {
      #expect(TextWidth.columns(String(line)) <= 40)
    }
    #expect(text.contains("…"))
  }

  @Test func positionsAreExact() {
    #expect(PositionOption.millionths("35.6892") == 35_689_200)
    #expect(PositionOption.millionths("-0.000001") == -1)
    #expect(PositionOption.millionths("51") == 51_000_000)
    #expect(PositionOption.millionths("5x") == nil)
    #expect(PositionOption.millionths("1.2.3") == nil)
  }

  @Test func serversAreAddresses() throws {
    #expect(
      try ServerAddress.canonical(" https://crm.example:8443/base/ ")
        == "https://crm.example:8443/base")
    for wrong in [
      "", "crm.example", "ftp://x", "https://", "https:///x", "http://a b", "http://x?y",
    ] {
      #expect(throws: CLIError.self, "\(wrong)") { try ServerAddress.canonical(wrong) }
    }
  }
}
