// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

/// Prices and promotions as the office sets them and a rep uses them.
@Suite struct PricingTests {
  private func amount(_ object: [String: Any], _ name: String) -> Int? {
    (object[name] as? [String: Any])?["amount"] as? Int
  }

  /// The demonstration company with a standard list, a carton of twelve and a customer group.
  private func shop() async throws -> TestShell {
    let shell = try await TestShell.demo()
    for command in [
      ["price-list", "add", "code=STD", "name=Standard", "standard=yes"],
      ["price-list", "price", "STD", "TEA-100", "900000r"],
      ["price-list", "price", "STD", "TEA-100", "800000r", "--min", "24"],
      ["product-unit", "add", "product=TEA-100", "unit=carton", "content=12", "barcode=6260001"],
      ["customer-group", "add", "code=A", "name=Best"],
      ["price-list", "price", "STD", "TEA-100", "700000r", "--group", "A"],
    ] {
      let ran = await shell.run(command)
      #expect(ran.status == 0, "\(command): \(ran.err)")
    }
    return shell
  }

  @Test func aPriceIsExplained() async throws {
    let shell = try await shop()
    let one = await shell.run("price", "Alborz Foods", "TEA-100", "--json")
    #expect(one.status == 0, "\(one.err)")
    #expect(amount(one.object, "price") == 900_000)
    #expect(one.object["list"] as? String == "STD" && one.object["edition"] as? Int == 4)
    let others = try #require(one.object["others"] as? [[String: Any]])
    #expect(
      Set(others.compactMap { $0["reason"] as? String }) == ["needsMore", "notThisCustomer"])
    let two = await shell.run("price", "Alborz Foods", "TEA-100", "۲ کارتن", "--json")
    #expect(amount(two.object, "price") == 800_000)
    #expect(amount(two.object, "gross") == 800_000 * 24)
    await shell.run("account", "set", "Alborz Foods", "customer_group=A")
    let best = await shell.run("price", "Alborz Foods", "TEA-100", "--lang", "fa")
    #expect(best.out.contains("۷۰٬۰۰۰ تومان") || best.out.contains("۷۰۰٬۰۰۰ ریال"), "\(best.out)")
    let table = await shell.run("price", "Alborz Foods", "SAF-1")
    #expect(table.out.contains("the product's list price"), "\(table.out)")
    let wrong = await shell.run("price", "Alborz Foods", "TEA-100", "2 kg")
    #expect(wrong.status == 6 && wrong.err.contains("not sold in this pack"), "\(wrong.err)")
    #expect(await shell.run("price", "Alborz Foods", "TEA-100", "2 barrels").status == 6)
  }

  @Test func anOrderTakesPacksPricesAndPromotions() async throws {
    let shell = try await shop()
    let new = await shell.run("order", "new", "Alborz Foods", "--json")
    let number = try #require(new.object["number"] as? String)
    let add = await shell.run("order", "add", number, "6260001", "3", "--json")
    #expect(add.status == 0, "\(add.err)")
    let lines = try #require(add.object["order_line"] as? [[String: Any]])
    #expect(lines.first?["quantity"] as? Double == 36)
    #expect(lines.first?["entered_unit"] as? String == "carton")
    #expect(amount(lines.first ?? [:], "unit_price") == 800_000)
    let promotion = await shell.run(
      "promotion", "add", "code=TENTH", "name=Ten and one", "kind=buy_get", "product=TEA-100",
      "min_quantity=10", "get_quantity=1", "max_times=2")
    #expect(promotion.status == 0, "\(promotion.err)")
    let tried = await shell.run("order", "promote", number, "--dry-run", "--json")
    #expect(amount(tried.object, "worth") == 1_600_000, "\(tried.err)")
    let before = await shell.run("order", "show", number, "--json").object
    #expect((before["order_line"] as? [Any])?.count == 1)
    let given = await shell.run("order", "promote", number)
    #expect(given.status == 0 && given.out.contains("TENTH"), "\(given.out) \(given.err)")
    let after = await shell.run("order", "show", number, "--json").object
    let all = try #require(after["order_line"] as? [[String: Any]])
    #expect(all.count == 2 && all.last?["free"] as? Bool == true)
    let totals = try #require(after["totals"] as? [String: Any])
    #expect(amount(totals, "discount") == 1_600_000)
    #expect(amount(totals, "payable") == 36 * 880_000)
    // Nothing is given for what is not bought any more.
    #expect(await shell.run("order", "quantity", number, "1", "1").status == 0)
    let stale = await shell.run("order", "submit", number)
    #expect(stale.status == 6 && stale.err.contains("karvan order promote"), "\(stale.err)")
    #expect(await shell.run("order", "promote", number).status == 0)
    #expect(await shell.run("order", "submit", number).status == 0)
  }

  @Test func submittingGivesWhatPromotionsGive() async throws {
    let shell = try await shop()
    let promotion = await shell.run(
      "promotion", "add", "code=TENTH", "name=Ten and one", "kind=buy_get", "product=TEA-100",
      "min_quantity=10", "get_quantity=1", "max_times=2")
    #expect(promotion.status == 0, "\(promotion.err)")
    func lines(submitting options: [String]) async throws -> (free: [Bool], said: String) {
      let new = await shell.run("order", "new", "Alborz Foods", "--json")
      let number = try #require(new.object["number"] as? String)
      await shell.run("order", "add", number, "6260001", "3")
      let submitted = await shell.run(["order", "submit", number] + options)
      #expect(submitted.status == 0, "\(submitted.err)")
      let shown = await shell.run("order", "show", number, "--json").object
      let lines = try #require(shown["order_line"] as? [[String: Any]])
      return (lines.map { $0["free"] as? Bool ?? false }, submitted.err + submitted.out)
    }
    let given = try await lines(submitting: [])
    #expect(given.free == [false, true])
    #expect(given.said.contains("1,600,000"), "\(given.said)")
    #expect(try await lines(submitting: ["--no-promotions"]).free == [false])
  }

  @Test func staleAndOwnPricesAreSaid() async throws {
    let shell = try await shop()
    let new = await shell.run("order", "new", "Alborz Foods", "--json")
    let number = try #require(new.object["number"] as? String)
    await shell.run("order", "add", number, "TEA-100", "1")
    await shell.run("order", "add", number, "TEA-100", "1", "--price", "850000r")
    await shell.run("discount-policy", "add", "name=Reps", "max_percent=5%")
    // Of two prices of one day the later holds, which their identifiers say by the millisecond.
    shell.clock.pass(1)
    await shell.run("price-list", "price", "STD", "TEA-100", "950000r")
    let compared = await shell.run("order", "prices", number, "--json")
    #expect(compared.list.map { $0["stale"] as? Bool } == [true, true], "\(compared.err)")
    #expect(compared.list.map { $0["own"] as? Bool } == [false, true])
    let said = await shell.run("order", "prices", number)
    #expect(said.out.contains("--refresh") && said.out.contains("the office decides"))
    let taken = await shell.run("order", "prices", number, "--refresh", "--json")
    #expect(taken.list.map { amount($0, "agreed") } == [950_000, 850_000])
  }

  @Test func moneyIsConvertedByTheRateOfTheDay() async throws {
    let shell = try await TestShell.demo()
    let none = await shell.run("exchange-rate", "convert", "100", "USD")
    #expect(none.status == 6 && none.err.contains("exchange-rate add"))
    let added = await shell.run(
      "exchange-rate", "add", "currency=USD", "rate=650000.5", "valid_from=1404/01/01")
    #expect(added.status == 0, "\(added.err)")
    let there = await shell.run("exchange-rate", "convert", "100", "usd", "--json")
    #expect(amount(there.object, "result") == 65_000_050, "\(there.err)")
    let back = await shell.run("exchange-rate", "convert", "65000050r", "IRR", "USD", "--json")
    #expect(amount(back.object, "result") == 10_000)
    let early = await shell.run(
      "exchange-rate", "convert", "1", "USD", "--date", "1403/12/30", "--lang", "fa")
    #expect(early.status == 6 && early.err.contains("نرخی ثبت نشده"))
  }
}
