// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// One history of a customer, from the first word with a lead to the money.
@Suite struct HistoryDayTests {
  private func ok(_ ran: Ran, _ place: SourceLocation = #_sourceLocation) -> Ran {
    #expect(ran.status == 0, "\(ran.err)", sourceLocation: place)
    return ran
  }

  private func kinds(_ ran: Ran) -> [String] { ran.list.compactMap { $0["entity"] as? String } }
  private func said(_ ran: Ran) -> String {
    ran.list.compactMap { $0["said"] as? String }.joined(separator: "\n")
  }

  @Test func whatWasSaidToALeadIsTheCustomersHistory() async throws {
    let shell = try TestShell()
    _ = ok(await shell.run("init"))
    _ = ok(
      await shell.run("lead", "add", "name=Nima Rad", "organisation=Alborz", "phone=09121234567"))
    shell.clock.pass(1)
    _ = ok(await shell.run("lead", "log", "Nima", "wants", "tea", "--channel", "phone", "--in"))
    shell.clock.pass(1)
    _ = ok(await shell.run("log", "Alborz", "sent a catalogue"))
    _ = ok(await shell.run("task", "add", "subject=Call Nima back", "lead=Nima"))
    shell.clock.pass(1)
    _ = ok(await shell.run("task", "done", "Call Nima"))
    shell.clock.pass(1)
    let before = ok(await shell.run("lead", "timeline", "Nima", "--json"))
    #expect(kinds(before) == ["task", "interaction", "interaction", "lead"], "\(before.out)")
    _ = ok(await shell.run("lead", "convert", "Nima", "name=Spring order"))
    shell.clock.pass(1)
    _ = ok(await shell.run("opportunity", "log", "Spring", "sent an offer", "--channel", "email"))
    shell.clock.pass(1)
    _ = ok(await shell.run("log", "Alborz", "visited us"))
    let account = ok(await shell.run("timeline", "Alborz", "--json"))
    #expect(
      kinds(account) == [
        "interaction", "interaction", "opportunity", "task", "interaction", "interaction", "lead",
      ], "\(account.out)")
    #expect(said(account).contains("wants tea") && said(account).contains("sent an offer"))
    // A converted lead of the same name hides nothing: the customer is meant.
    #expect(said(account).contains("visited us"))
    let deal = ok(await shell.run("opportunity", "timeline", "Spring", "--json"))
    #expect(said(deal).contains("wants tea") && !said(deal).contains("visited us"))
    let persian = ok(await shell.run("timeline", "opportunity:Spring", "--lang", "fa"))
    #expect(persian.out.contains("سرنخ"), "\(persian.out)")
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func theHistoryOfACustomerIsWhole() async throws {
    let shell = try await TestShell.demo()
    func step(_ arguments: String...) async {
      _ = ok(await shell.run(arguments))
      shell.clock.pass(1)
    }
    await step("account", "open", "Golden Fig", "--phone", "+982188776655")
    await step("opportunity", "new", "Golden Fig", "Figs", "need=figs", "amount=5000000r")
    await step("opportunity", "lose", "Figs", "price")
    await step("quote", "new", "Golden Fig")
    await step("order", "quick", "Golden Fig", "TEA-100x2", "--submit")
    let orders = await shell.run("order", "list", "--filter", "account=Golden Fig", "--json")
    let order = try #require(orders.list.first?["number"] as? String, "\(orders)")
    await step("order", "deliver", order)
    await step("order", "invoice", order)
    let invoices = await shell.run("invoice", "list", "--filter", "account=Golden Fig", "--json")
    await step("invoice", "issue", try #require(invoices.list.first?["number"] as? String))
    await step("payment", "take", "Golden Fig", "100000r", "--method", "cash")
    await step("visit", "start", "Golden Fig")
    let photo = try shell.write("a shelf", to: "shelf.txt")
    await step("visit", "photo", photo)
    await step("visit", "end", "--outcome", "no_order", "--reason", "stocked")
    let all = ok(await shell.run("timeline", "Golden Fig", "--json"))
    #expect(
      Set(kinds(all)) == [
        "opportunity", "stage_change", "quote", "order", "delivery", "invoice", "payment", "visit",
        "attachment",
      ], "\(all.out)")
    #expect(all.list.count == Set(all.list.compactMap { $0["id"] as? String }).count)
    let money = ok(await shell.run("timeline", "Golden Fig", "--kind", "payment", "--json"))
    #expect(kinds(money) == ["payment"])
    let two = ok(await shell.run("timeline", "Golden Fig", "-n", "2", "--json"))
    #expect(
      two.list.compactMap { $0["id"] as? String }
        == all.list.prefix(2).compactMap { $0["id"] as? String })
    let later = ok(await shell.run("timeline", "Golden Fig", "--since", "1404/01/02", "--json"))
    #expect(later.list.isEmpty, "\(later.out)")
    let upTo = ok(await shell.run("timeline", "Golden Fig", "--until", "2025-03-21", "--json"))
    #expect(upTo.list.count == all.list.count)
    let caller = ok(await shell.run("lookup", "02188776655", "--json"))
    let owes = try #require(caller.object["owes"] as? [String: Any], "\(caller.out)")
    let statement = await shell.run("account", "statement", "Golden Fig", "--json")
    let closing = (statement.object["closing"] as? [String: Any])?["amount"] as? Int
    #expect(owes["amount"] as? Int == closing && closing != nil, "\(statement.out)")
  }

  @Test func aNumberIsKnownBeforeItsCustomer() async throws {
    let shell = try TestShell()
    _ = ok(await shell.run("init"))
    _ = ok(
      await shell.run("call", "log", "021-7777 8888", "--in", "--disposition", "missed", "--json"))
    shell.clock.pass(60_000)
    _ = ok(await shell.run("call", "log", "۰۲۱۷۷۷۷۸۸۸۸", "--in", "--disposition", "بی‌پاسخ"))
    shell.clock.pass(60_000)
    let missed = ok(await shell.run("call", "missed", "--json"))
    #expect(missed.list.first?["times"] as? Int == 2 && missed.list.count == 1, "\(missed.out)")
    #expect(missed.list.first?["who"] is NSNull)
    _ = ok(await shell.run("lead", "add", "name=Nima", "phone=02177778888"))
    let lead = ok(await shell.run("lookup", "02177778888", "--json"))
    #expect(lead.object["account"] as? String == "Nima", "\(lead.out)")
    #expect(lead.object["entity"] as? String == "lead")
    let story = ok(await shell.run("lead", "timeline", "Nima", "--only", "call", "--json"))
    #expect(story.list.count == 2)
    shell.clock.pass(600_000)
    _ = ok(await shell.run("call", "log", "Nima", "--minutes", "5"))
    #expect(ok(await shell.run("call", "missed", "--json")).list.isEmpty)
    #expect(ok(await shell.run("call", "missed", "--all", "--json")).list.count == 1)
    _ = ok(await shell.run("account", "open", "Late Shop", "--phone", "02177770000"))
    shell.clock.pass(1)
    _ = ok(await shell.run("call", "log", "02166665555", "--minutes", "3"))
    _ = ok(
      await shell.run(
        "contact-point", "add", "account=Late Shop", "kind=phone", "value=021 6666 5555"))
    let calls = ok(await shell.run("timeline", "Late Shop", "--kind", "call", "--json"))
    #expect(calls.list.count == 1, "\(calls.out)")
    #expect(await shell.run("call", "log", "Late Shop", "--minutes", "x").status == 2)
    #expect(await shell.run("call", "log", "Nobody Here").status == 3)
  }
}
