// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

/// From the quote to the money, as people type it.
@Suite struct MoneyDayTests {
  private func amount(_ object: Any?) -> Int? { (object as? [String: Any])?["amount"] as? Int }

  @Test func fromTheQuoteToTheMoney() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("quote", "new", "Alborz", "terms=30 days", "--json")
    #expect(new.status == 0, "\(new.err)")
    let quote = try #require(new.object["number"] as? String)
    #expect(new.object["valid_until"] as? String == "2025-04-04")
    #expect(await shell.run("quote", "send", quote).status == 6)
    #expect(await shell.run("quote", "add", quote, "TEA-100", "۱۰", "--discount", "5%").status == 0)
    #expect(await shell.run("quote", "add", quote, "SAF-1", "2").status == 0)
    #expect(await shell.run("quote", "quantity", quote, "2", "3").status == 0)
    #expect(await shell.run("quote", "send", quote).status == 0)
    let shown = await shell.run("quote", "show", quote, "--json").object
    let quoted = try #require(amount((shown["totals"] as? [String: Any])?["payable"]))
    let order = await shell.run("quote", "convert", quote, "--json")
    #expect(order.status == 0, "\(order.err)")
    let number = try #require(order.object["number"] as? String)
    // Asked again, it is the same order.
    let again = await shell.run("quote", "convert", quote, "--json")
    #expect(again.object["number"] as? String == number)
    #expect(await shell.run("order", "submit", number).status == 0)
    #expect(await shell.run("order", "deliver", number, "1=4", "--received-by", "رضا").status == 0)
    let more = await shell.run("order", "deliver", number, "1=7")
    #expect(more.status == 6 && more.err.contains("6"), "\(more.err)")
    #expect(await shell.run("order", "deliver", number).status == 0)
    #expect(await shell.run("order", "return", number, "SAF-1=1", "--cause", "damaged").status == 0)
    let order2 = await shell.run("order", "show", number, "--json").object
    let fulfilment = try #require(order2["fulfilment"] as? [String: Any])
    #expect(fulfilment["delivery"] as? String == "done")
    #expect(fulfilment["invoicing"] as? String == "none")
    let drafted = await shell.run("order", "invoice", number, "--json")
    let invoice = try #require(drafted.object["number"] as? String)
    #expect(await shell.run("invoice", "issue", invoice).status == 0)
    let issued = await shell.run("invoice", "show", invoice, "--json").object
    let owed = try #require(amount((issued["settlement"] as? [String: Any])?["left"]))
    // One of three of the second line came back before it was invoiced.
    #expect(owed < quoted && owed == quoted - 2_850_000)
    let packet = await shell.run("invoice", "moadian", invoice, "--json").object
    #expect(packet["tbill"] as? Int == owed && packet["ins"] as? String == "1")
    #expect((packet["body"] as? [[String: Any]])?.count == 2)
    #expect(packet["tins"] is NSNull)
    let told = await shell.run("company", "set", "Sepidar", "legal_id=10380284790")
    #expect(told.status == 0, "\(told.err)")
    let legal = await shell.run("invoice", "moadian", invoice, "--json").object
    #expect(legal["tins"] as? String == "10380284790")
    await shell.run("company", "set", "Sepidar", "economic_code=411111111111")
    let coded = await shell.run("invoice", "moadian", invoice, "--json").object
    #expect(coded["tins"] as? String == "411111111111")
    let paid = await shell.run("payment", "take", "Alborz", "1000000t", "--json")
    #expect(paid.status == 0, "\(paid.err)")
    let statement = await shell.run("account", "statement", "Alborz", "--json").object
    #expect(amount(statement["closing"]) == owed - 10_000_000)
    #expect((statement["entries"] as? [[String: Any]])?.count == 2)
    let credit = await shell.run("invoice", "credit", invoice, "1=1", "--json")
    let note = try #require(credit.object["number"] as? String)
    #expect(await shell.run("invoice", "issue", note).status == 0)
    let left = await shell.run("invoice", "show", invoice, "--json").object
    #expect((amount((left["settlement"] as? [String: Any])?["left"]) ?? 0) < owed - 10_000_000)
  }

  @Test func aChequeInPersian() async throws {
    let shell = try await TestShell.demo(environment: ["KARVAN_LANG": "fa"])
    let new = await shell.run("invoice", "new", "Alborz", "--json")
    let invoice = try #require(new.object["number"] as? String)
    #expect(await shell.run("invoice", "add", invoice, "SAF-1", "۱").status == 0)
    #expect(await shell.run("invoice", "issue", invoice).status == 0)
    let cheque = await shell.run(
      "payment", "take", "Alborz", "۲۸۵۰۰۰ تومان", "--sayad", "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶", "--due",
      "۱۴۰۴/۰۳/۰۱", "--bank", "ملت", "--json")
    #expect(cheque.status == 0, "\(cheque.err)")
    let number = try #require(cheque.object["number"] as? String)
    #expect(cheque.object["method"] as? String == "cheque")
    #expect(cheque.object["due_date"] as? String == "2025-05-22")
    let before = await shell.run("account", "credit", "Alborz", "--json").object
    #expect(amount(before["uncleared_cheques"]) == 2_850_000)
    #expect(amount(before["open_invoices"]) == 0)
    for state in ["واگذارشده", "bounced"] {
      let moved = await shell.run("payment", "cheque", number, state, "--reason", "کسر موجودی")
      #expect(moved.status == 0, "\(moved.err)")
    }
    let statement = await shell.run("account", "statement", "Alborz", "--calendar", "jalali")
    #expect(statement.out.contains("برگشت چک") && statement.out.contains("۱۴۰۴/۰۱/۰۱"))
    #expect(statement.out.contains("۲٬۸۵۰٬۰۰۰ ریال"), "\(statement.out)")
    let wrong = await shell.run("payment", "cheque", number, "وصول‌شده")
    #expect(wrong.status == 6 && wrong.err.contains("برگشتی"), "\(wrong.err)")
    let void = await shell.run("payment", "void", number)
    #expect(void.status == 6)
  }

  @Test func creditIsExplainedAndKeptOnTheOrder() async throws {
    let shell = try await TestShell.demo()
    await shell.run("account", "set", "Alborz Foods", "credit_limit=1000000r")
    let new = await shell.run("order", "new", "Alborz", "--json")
    let order = try #require(new.object["number"] as? String)
    await shell.run("order", "add", order, "SAF-1", "1")
    let asked = await shell.run(
      "account", "credit", "Alborz", "--order", order, "--json"
    ).object
    #expect(asked["outcome"] as? String == "needs_approval")
    #expect((asked["reasons"] as? [String])?.contains("credit_limit") == true)
    let submitted = await shell.run("order", "submit", order)
    #expect(submitted.status == 0 && submitted.err.contains("over the credit limit"))
    let refused = await shell.run("order", "deliver", order)
    #expect(refused.status == 6 && refused.err.contains("approv"), "\(refused.err)")
    let shown = await shell.run("order", "show", order, "--json").object
    #expect(shown["approval_reasons"] as? [String] == ["credit_limit"])
    #expect(await shell.run("order", "approve", order).status == 0)
    #expect(await shell.run("order", "deliver", order).status == 0)
    let text = await shell.run("order", "show", order)
    #expect(text.out.contains("over the credit limit") && text.out.contains("complete"))
  }

  @Test func goodsMoneyAndMistakesWithoutAnOrder() async throws {
    let shell = try await TestShell.demo()
    let back = await shell.run(
      "delivery", "move", "Alborz", "--back", "TEA-100=2", "--out", "SAF-1=1", "--cause",
      "expired", "--json")
    #expect(back.status == 0, "\(back.err)")
    #expect(back.object["kind"] as? String == "exchange")
    let number = try #require(back.object["number"] as? String)
    #expect(await shell.run("delivery", "reverse", number).status == 0)
    #expect(await shell.run("delivery", "reverse", number).status == 6)
    #expect(await shell.run("delivery", "move", "Alborz", "--out", "TEA-100").status == 2)
    let paid = await shell.run("payment", "take", "Alborz", "5000r", "--method", "card", "--json")
    let payment = try #require(paid.object["number"] as? String)
    #expect(await shell.run("payment", "void", payment).status == 0)
    #expect(await shell.run("payment", "take", "Alborz", "5000").status == 6)
    #expect(
      await shell.run("payment", "take", "Alborz", "5r", "--for", "D9-9", "--unallocated").status
        == 2)
    let empty = await shell.run("account", "statement", "Alborz", "--json").object
    #expect((empty["entries"] as? [[String: Any]])?.isEmpty == true)
  }

  /// A revision from the keyboard, and what people read of it.
  @Test func aRevisionOfAQuote() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("quote", "new", "Alborz", "discount_percent=10%", "--json")
    let quote = try #require(new.object["number"] as? String)
    await shell.run("quote", "add", quote, "TEA-100", "4")
    await shell.run("quote", "send", quote)
    #expect(await shell.run("quote", "reject", quote, "--reason", "too dear").status == 0)
    let revised = await shell.run("quote", "revise", quote, "--json")
    #expect(revised.status == 0, "\(revised.err)")
    #expect(revised.object["revision"] as? Int == 2)
    #expect((revised.object["quote_line"] as? [[String: Any]])?.count == 1)
    let old = await shell.run("quote", "show", quote)
    #expect(old.out.contains("Superseded"))
    let accept = await shell.run("quote", "accept", quote)
    #expect(accept.status == 6 && accept.err.contains("final"), "\(accept.err)")
    let late = try #require(revised.object["number"] as? String)
    await shell.run("quote", "send", late)
    let lapsed = await shell.run("quote", "accept", late, "--on", "1404/02/01")
    #expect(lapsed.status == 6 && lapsed.err.contains("Revise"), "\(lapsed.err)")
    #expect(await shell.run("quote", "expire", late).status == 0)
  }

  /// A page in both directions, in which nothing that people wrote is markup.
  @Test func aPageToPrint() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run(
      "quote", "new", "Alborz", "note=<script>alert('x')</script> & more", "--json")
    let quote = try #require(new.object["number"] as? String)
    await shell.run("quote", "add", quote, "SAF-1", "2")
    let english = await shell.run("quote", "print", quote)
    #expect(english.status == 0, "\(english.err)")
    #expect(english.out.hasPrefix("<!doctype html>") && english.out.contains("dir=\"ltr\""))
    #expect(english.out.contains("5,700,000 rial"))
    // The unit of money stands once at the head of the lines; both parties are named.
    #expect(english.out.contains("(rial)</th>") && english.out.contains(">2,850,000</td>"))
    #expect(english.out.contains(">Seller</th>") && english.out.contains("Sepidar"))
    #expect(english.out.contains(">Buyer</th>") && english.out.contains("Alborz"))
    #expect(!english.out.contains("<script>") && english.out.contains("&lt;script&gt;"))
    let file = shell.folder + "/quote.html"
    let persian = await shell.run("quote", "print", quote, "--lang", "fa", "-o", file)
    #expect(persian.status == 0 && persian.out.isEmpty)
    let page = try String(contentsOfFile: file, encoding: .utf8)
    #expect(page.contains("dir=\"rtl\"") && page.contains("پیش‌فاکتور"))
    #expect(page.contains("۵٬۷۰۰٬۰۰۰ ریال") && page.contains("مهر و امضای خریدار"))
    // Who reads Persian finds Persian days.
    #expect(page.contains("۱۴۰۴/۰۱/۰۱") && !page.contains("۲۰۲۵"))
    let changed = await shell.run(
      "company", "set", "Sepidar", "legal_id=10380284790", "economic_code=411111111111",
      "sheba=58 0540 1051 8002 1273 1130 07", "card_number=۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳")
    #expect(changed.status == 0, "\(changed.err)")
    let told = await shell.run("quote", "print", quote, "--lang", "fa")
    #expect(told.out.contains("۱۰۳۸۰۲۸۴۷۹۰"))
    #expect(told.out.contains("شماره شبا: <bdi dir=\"ltr\">IR58 0540 1051 8002 1273 1130 07</bdi>"))
    #expect(told.out.contains("<bdi dir=\"ltr\">6037 9912 3456 7893</bdi>"))
    let wrong = await shell.run("account", "set", "Alborz", "sheba=IR580540105180021273113070")
    #expect(wrong.status == 6 && wrong.err.contains("check digits"), "\(wrong.err)")
  }

  /// Who pays gets a receipt, who gets goods signs for them; in both languages, without amounts of
  /// the order.
  @Test func receiptsToSign() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("order", "quick", "Alborz", "TEA-100x4", "--json")
    let order = try #require(new.object["number"] as? String)
    await shell.run("order", "submit", order)
    let delivered = await shell.run(
      "order", "deliver", order, "--received-by", "<b>رضا</b>", "--json")
    let delivery = try #require(delivered.object["number"] as? String, "\(delivered)")
    let note = await shell.run("delivery", "print", delivery)
    #expect(note.status == 0, "\(note.err)")
    #expect(note.out.contains("<h1>Delivery note \(delivery)</h1>"))
    #expect(note.out.contains("&lt;b&gt;رضا") && !note.out.contains("<b>"))
    #expect(note.out.contains("Sepidar") && note.out.contains("Alborz"))
    #expect(note.out.contains(order) && !note.out.contains("rial"))
    #expect(await shell.run("delivery", "reverse", delivery).status == 0)
    #expect(await shell.run("delivery", "print", delivery).out.contains(">Reversed</p>"))

    let drafted = await shell.run("order", "invoice", order, "--json")
    let invoice = try #require(drafted.object["number"] as? String, "\(drafted.err)")
    #expect(await shell.run("invoice", "issue", invoice).status == 0)
    let paid = await shell.run(
      "payment", "take", "Alborz", "50000t", "--sayad", "1234567890123456", "--due", "1404/03/01",
      "--json")
    let payment = try #require(paid.object["number"] as? String, "\(paid.err)")
    let receipt = await shell.run("payment", "print", payment, "--lang", "fa")
    #expect(receipt.status == 0, "\(receipt.err)")
    #expect(receipt.out.contains("رسید دریافت") && receipt.out.contains("dir=\"rtl\""))
    #expect(receipt.out.contains("۵۰۰٬۰۰۰ ریال") && receipt.out.contains("<h2>بابت</h2>"))
    #expect(receipt.out.contains("1234567890123456") && receipt.out.contains("۱۴۰۴/۰۳/۰۱"))
    #expect(receipt.out.contains(invoice) && !receipt.out.contains("class=\"mark\""))
    await shell.run("payment", "void", payment, "--reason", "mistake")
    #expect(await shell.run("payment", "print", payment).out.contains(">Void</p>"))
  }

  @Test("Who owes is listed, the oldest debt first, until it is paid")
  func owing() async throws {
    let shell = try await TestShell.demo()
    func invoice(_ customer: String, _ quantity: String, _ terms: String) async throws -> Int {
      let new = await shell.run("invoice", "new", customer, terms, "--json")
      let number = try #require(new.object["number"] as? String, "\(new.err)")
      #expect(await shell.run("invoice", "add", number, "SAF-1", quantity).status == 0)
      #expect(await shell.run("invoice", "issue", number).status == 0)
      let shown = await shell.run("invoice", "show", number, "--json").object
      return try #require(amount((shown["settlement"] as? [String: Any])?["left"]))
    }
    #expect(await shell.run("account", "owing").out.contains("Nobody"))
    let late = try await invoice("Alborz", "1", "due_date=2025-01-01")
    let later = try await invoice("Alborz", "2", "due_date=2027-01-01")
    let other = try await invoice("Caspian Hotel", "3", "due_date=2027-01-01")
    let all = await shell.run("account", "owing", "--json").object
    #expect(amount(all["owed"]) == late + later + other && amount(all["overdue"]) == late)
    let rows = try #require(all["accounts"] as? [[String: Any]])
    #expect(rows.map { amount($0["owed"]) } == [late + later, other])
    #expect(amount(rows[0]["not_due"]) == later && (rows[0]["days_late"] as? Int ?? 0) > 30)
    let overdue = await shell.run("account", "owing", "--overdue", "--json").object
    #expect((overdue["accounts"] as? [[String: Any]])?.count == 1)
    let mine = await shell.run("account", "owing", "--owner", "me", "--lang", "fa")
    #expect(mine.status == 0 && mine.out.contains("بدهی"), "\(mine.out)\(mine.err)")
    let paid = await shell.run("payment", "take", "Caspian Hotel", "\(other)r", "--json")
    #expect(paid.status == 0, "\(paid.err)")
    let after = await shell.run("account", "owing", "--json").object
    #expect(amount(after["owed"]) == late + later)
  }

  @Test("What was collected is handed in once, and what is missing is said")
  func handIn() async throws {
    let shell = try await TestShell.demo()
    #expect(await shell.run("payment", "hand-in").out.contains("Nothing"))
    #expect(await shell.run("payment", "hand-in", "1000r").status == 6)
    for amount in ["300000r", "200000r"] {
      #expect(await shell.run("payment", "take", "Alborz", amount).status == 0)
      shell.clock.pass(1)
    }
    #expect(await shell.run("payment", "back", "Alborz", "50000r", "--unallocated").status == 0)
    #expect(await shell.run("payment", "take", "Alborz", "70000r", "--method", "card").status == 0)
    let cheque = await shell.run(
      "payment", "take", "Alborz", "900000r", "--sayad", "1234567890123456", "--due",
      "2025-06-01")
    #expect(cheque.status == 0, "\(cheque.err)")
    let hand = await shell.run("payment", "hand-in", "--json").object
    #expect(amount(hand["cash"]) == 450_000 && amount(hand["cheques"]) == 900_000)
    #expect((hand["payments"] as? [[String: Any]])?.count == 4)
    let summary = await shell.run("workday", "summary", "--json").object
    #expect(amount(summary["received_cash"]) == 450_000)
    #expect(amount(summary["received_card"]) == 70_000)
    #expect(amount(summary["cash_in_hand"]) == 450_000)
    let given = await shell.run("payment", "hand-in", "440000r", "--to", "Zahra", "--json")
    #expect(given.status == 0, "\(given.err)")
    let collected = given.object["collected"] as? [String: Any]
    #expect(amount(collected?["cash"]) == 450_000)
    #expect(amount(collected?["difference"]) == -10_000)
    #expect(await shell.run("payment", "hand-in", "--json").object["payments"] as? [Int] == [])
    #expect(await shell.run("payment", "hand-in", "1r").status == 6)
    let number = try #require(given.object["number"] as? String)
    let put = await shell.run("cash-hand-in", "set", number, "counted=450000r", "--json")
    #expect(put.status == 0, "\(put.err)")
    let shown = await shell.run("cash-hand-in", "show", number, "--lang", "fa")
    #expect(shown.out.contains("اختلاف"), "\(shown.out)")
  }
}
