// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

@Suite struct DayTests {
  @Test func anOrderFromStartToEnd() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("order", "new", "Alborz", "delivery_date=1404/01/15", "--json")
    #expect(new.status == 0, "\(new.err)")
    let number = try #require(new.object["number"] as? String)
    #expect(new.object["delivery_date"] as? String == "2025-04-04")
    #expect(new.object["order_date"] as? String == "2025-03-21")
    #expect(await shell.run("order", "submit", number).status == 6)
    #expect(
      await shell.run("order", "add", number, "TEA-100", "۱۲", "--discount", "10%").status == 0)
    #expect(
      await shell.run("order", "add", number, "SAF-1", "2.5", "--discount", "50000t").status == 0)
    #expect(await shell.run("order", "quantity", number, "2", "3").status == 0)
    let shown = await shell.run("order", "show", number, "--json")
    let lines = try #require(shown.object["order_line"] as? [[String: Any]])
    #expect(lines.compactMap { $0["quantity"] as? Double } == [12, 3])
    let totals = try #require(shown.object["totals"] as? [String: Any])
    let total = try #require(totals["payable"] as? [String: Any])
    // 12 × 950,000 − 10 % = 10,260,000 + 10 % VAT; 3 × 2,850,000 − 500,000 exempt.
    #expect(total["amount"] as? Int == 11_286_000 + 8_050_000)
    #expect(await shell.run("order", "submit", number).status == 0)
    let frozen = await shell.run("order", "add", number, "TEA-500", "1")
    #expect(frozen.status == 6)
    #expect(await shell.run("order", "approve", number).status == 0)
    #expect(await shell.run("order", "cancel", number, "--reason", "closed shop").status == 0)
    let end = await shell.run("order", "show", number)
    #expect(end.out.contains("Cancelled") && end.out.contains("closed shop"))
  }

  @Test func aVisitFromStartToEnd() async throws {
    let shell = try await TestShell.demo()
    #expect(await shell.run("visit", "end").status == 6)
    let start = await shell.run(
      "visit", "start", "Yazd Sweet", "--at", "31.8974,54.3569,8", "--json")
    #expect(start.status == 0, "\(start.err)")
    #expect(start.object["check_in_latitude"] as? Int == 31_897_400)
    let twice = await shell.run("visit", "start", "Alborz")
    #expect(twice.status == 6)
    let today = await shell.run("today", "--json")
    #expect((today.object["open_visits"] as? [[String: Any]])?.count == 1)
    shell.clock.pass(1_800_000)
    let end = await shell.run("visit", "end", "--outcome", "no_order", "--reason", "قیمت", "--json")
    #expect(end.status == 0, "\(end.err)")
    #expect(end.object["status"] as? String == "done")
    #expect(end.object["no_order_reason"] as? String == "price")
    #expect(end.object["check_out_at"] as? String == "2025-03-21T08:30:00.000Z")
  }

  /// Starting a visit at an account that is planned for today starts the planned one.
  @Test func aPlannedVisitIsTakenUp() async throws {
    let shell = try await TestShell.demo()
    let before = await shell.run("today", "--json").object
    let planned = try #require(before["planned_visits"] as? [[String: Any]])
    #expect(planned.count == 2)
    let account = try #require(planned.first?["account"] as? String)
    let start = await shell.run("visit", "start", account, "--json")
    #expect(start.object["id"] as? String == planned.first?["id"] as? String)
    let after = await shell.run("today", "--json").object
    #expect((after["planned_visits"] as? [[String: Any]])?.count == 1)
  }

  @Test func todayInPersian() async throws {
    let shell = try await TestShell.demo(environment: ["KARVAN_LANG": "fa"])
    let ran = await shell.run("today", "--calendar", "jalali")
    #expect(ran.out.contains("جمعه ۱ فروردین ۱۴۰۴"), "\(ran.out)")
    #expect(ran.out.contains("ویزیت‌های امروز"))
    #expect(ran.out.contains("۱۴۰۴/۰۱/۰۱"))
    #expect(!ran.out.contains("\u{2068}"))
  }

  @Test func persianErrorsAndLabels() async throws {
    let shell = try await TestShell.demo(environment: ["LANG": "fa_IR.UTF-8"])
    let missing = await shell.run("account", "show", "هیچ‌کس")
    #expect(missing.status == 3 && missing.err.contains("اینجا حساب «هیچ‌کس» نیست"))
    let wrong = await shell.run("order", "submit", "D1-2")
    #expect(wrong.status == 6 && wrong.err.contains("سفارش"))
    let list = await shell.run("account", "list", "--limit", "1")
    #expect(list.out.contains("نام") && list.out.contains("شناسه"))
    let english = await shell.run("account", "list", "--limit", "1", "--lang", "en")
    #expect(english.out.contains("Name"))
  }

  @Test func historyAndWhyExplain() async throws {
    let shell = try await TestShell.demo()
    await shell.run("account", "set", "Alborz Foods", "note=first")
    let history = await shell.run("history", "Alborz Foods", "--json")
    #expect(history.err.contains("office has the full history"))
    let commits = try #require(history.object["commits"] as? [[String: Any]])
    #expect(commits.compactMap { $0["operation"] as? String } == ["account open", "account edit"])
    let why = await shell.run("why", "Alborz Foods.یادداشت", "--json")
    #expect(why.object["rule"] as? String == "lastWriter")
    #expect(why.object["conflict"] as? Bool == false)
    let versions = try #require(why.object["versions"] as? [[String: Any]])
    #expect(versions.first?["value"] as? String == "first")
    #expect((versions.first?["by"] as? [String: Any])?["name"] as? String == "Maryam Ahmadi")
    #expect(await shell.run("why", "Alborz Foods").status == 2)
    #expect(await shell.run("why", "Alborz Foods.colour").status == 2)
  }

  @Test func findSearchesEverything() async throws {
    let shell = try await TestShell.demo()
    let found = await shell.run("find", "زعفران", "--json")
    #expect(found.list.contains { $0["entity"] as? String == "product" })
    #expect(await shell.run("find", "zzzz").status == 3)
    let only = await shell.run("find", "چای", "--entity", "product", "--json")
    #expect(only.list.allSatisfy { $0["entity"] as? String == "product" } && only.list.count == 2)
  }
}
