// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

/// What the selling day needs beside its main road: packs in one word, offers for deals, papers of
/// every document, easier terms.
@Suite struct SellingMoreTests {
  private func shop() async throws -> TestShell {
    let shell = try await TestShell.demo()
    let pack = await shell.run(
      "product-unit", "add", "product=TEA-100", "unit=carton", "content=12")
    #expect(pack.status == 0, "\(pack.err)")
    return shell
  }

  @Test func packsAreOrderedInOneWord() async throws {
    let shell = try await shop()
    for word in ["TEA-100x2carton", "۲ کارتن×TEA-100"] {
      let order = await shell.run("order", "quick", "Alborz Foods", word, "--json")
      #expect(order.status == 0, "\(word): \(order.err)")
      let line = (order.object["order_line"] as? [[String: Any]])?.first
      #expect(line?["quantity"] as? Double == 24 && line?["entered_unit"] as? String == "carton")
      shell.clock.pass(1)
    }
    let again = await shell.run("order", "repeat", "Alborz Foods", "--json")
    let line = (again.object["order_line"] as? [[String: Any]])?.first
    #expect(line?["entered_quantity"] as? Double == 2, "\(again)")
    #expect(await shell.run("order", "quick", "Alborz Foods", "TEA-100x2kg").status == 6)
  }

  @Test func aDealBecomesAQuoteWithPacksAndPapers() async throws {
    let shell = try await shop()
    let made = await shell.run("opportunity", "new", "Alborz Foods", "name=Autumn", "--json")
    #expect(made.status == 0, "\(made.err)")
    let added = await shell.run("opportunity", "add", "Autumn", "TEA-100", "5")
    #expect(added.status == 0, "\(added.err)")
    let quote = await shell.run("opportunity", "quote", "Autumn", "--json")
    #expect(quote.status == 0, "\(quote.err)")
    #expect((quote.object["quote_line"] as? [Any])?.count == 1, "\(quote.out)")
    let number = try #require(quote.object["number"] as? String)
    let packs = await shell.run(
      "quote", "add", number, "TEA-100", "2", "--pack", "carton", "--json")
    let lines = packs.object["quote_line"] as? [[String: Any]] ?? []
    #expect(lines.last?["entered_unit"] as? String == "carton", "\(packs)")
    let path = try shell.write("a paper", to: "paper.txt")
    let attached = await shell.run("attach", number, path)
    #expect(attached.status == 0, "\(attached.err)")
    let listed = await shell.run("attachments", number, "--json")
    #expect(listed.list.count == 1, "\(listed)")
  }

  @Test func whoBoughtEnoughGetsEasierTerms() async throws {
    let shell = try await shop()
    let rule = await shell.run(
      "terms-rule", "add", "name=Gold", "threshold=1000r", "basis=ordered", "payment_terms=net_90")
    #expect(rule.status == 0, "\(rule.err)")
    let before = await shell.run("account", "terms", "Alborz Foods", "--json")
    #expect(before.list.first?["rule"] as? String == "Gold", "\(before)")
    let order = await shell.run("order", "quick", "Alborz Foods", "TEA-100x5", "--submit")
    #expect(order.status == 0, "\(order.err)")
    let reached = await shell.run("account", "terms", "Alborz Foods", "--json")
    #expect(reached.list.first?["state"] as? String == "reached", "\(reached)")
    let claimed = await shell.run("account", "terms", "Alborz Foods", "--claim", "--json")
    #expect(claimed.status == 0 && claimed.err.contains("Gold"), "\(claimed)")
    // Who has the office's authority decides at once.
    #expect(claimed.list.first?["state"] as? String == "has", "\(claimed.out)")
    let account = await shell.run("account", "show", "Alborz Foods", "--json")
    #expect(account.object["payment_terms"] as? String == "net_90")
    let persian = await shell.run("account", "terms", "Alborz Foods", "--lang", "fa")
    #expect(persian.out.contains("دارد"), "\(persian.out)")
  }
}
