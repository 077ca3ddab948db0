// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// From a lead to a deal, as people type it.
@Suite struct SellingTests {
  private func shop(_ environment: [String: String] = [:]) async throws -> TestShell {
    let shell = try TestShell(environment: environment)
    let made = await shell.run("init")
    guard made.status == 0 else { throw TestFailure(text: made.err) }
    return shell
  }

  private func ok(_ ran: Ran, _ place: SourceLocation = #_sourceLocation) -> Ran {
    #expect(ran.status == 0, "\(ran.err)", sourceLocation: place)
    return ran
  }

  @Test func aLeadBecomesACustomerOnce() async throws {
    let shell = try await shop()
    _ = ok(
      await shell.run(
        "lead", "add", "name=Nima Rad", "organisation=Alborz", "phone=09121234567",
        "source=exhibition", "budget=confirmed", "authority=decides", "need=Tea in bulk"))
    let score = await shell.run("lead", "score", "09121234567", "--json")
    #expect(score.object["score"] as? Int == 47 && score.object["grade"] as? String == "C")
    #expect((score.object["score_parts"] as? [[String: Any]])?.count == 6)
    _ = ok(await shell.run("lead", "qualify", "Nima"))
    let made = ok(await shell.run("lead", "convert", "Nima", "name=Spring order"))
    #expect(made.out.contains("Alborz") && made.out.contains("Spring order"))
    let shown = await shell.run("lead", "show", "Nima", "--json").object
    #expect(shown["status"] as? String == "converted")
    let account = try #require(shown["converted_account"] as? String)
    let again = ok(await shell.run("lead", "convert", "Nima", "--json"))
    #expect(again.object["converted_account"] as? String == account)
    #expect(again.err.contains("was converted before") && again.err.contains("Alborz"))
    #expect(await shell.run("account", "list", "--json").list.count == 1)
    #expect(await shell.run("opportunity", "list", "--json").list.count == 1)
    let refused = await shell.run("lead", "disqualify", "Nima", "spam")
    #expect(refused.status == 6 && refused.err.contains("final"))
    #expect(await shell.run("lead", "disqualify", "Nima", "colour").status == 6)
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func somebodyKnownIsOffered() async throws {
    let shell = try await shop()
    _ = ok(await shell.run("account", "open", "Alborz Foods", "--phone", "021-8877 6655"))
    _ = ok(await shell.run("lead", "add", "name=Nima", "phone=02188776655"))
    let offered = await shell.run("lead", "convert", "Nima")
    #expect(offered.status == 3 && offered.err.contains("Alborz Foods"))
    #expect(offered.err.contains("--account") && offered.err.contains("--new"))
    #expect(await shell.run("opportunity", "list", "--json").list.isEmpty)
    _ = ok(
      await shell.run("lead", "convert", "Nima", "--account", "Alborz", "--no-opportunity"))
    #expect(await shell.run("account", "list", "--json").list.count == 1)
    _ = ok(await shell.run("lead", "add", "name=Sara", "phone=02188776655"))
    _ = ok(await shell.run("lead", "convert", "Sara", "--new"))
    #expect(await shell.run("account", "list", "--json").list.count == 2)
    let both = await shell.run("lead", "convert", "Sara", "--new", "--account", "Alborz")
    #expect(both.status == 2)
  }

  @Test func aDealGoesItsWay() async throws {
    let shell = try await shop()
    _ = ok(await shell.run("account", "open", "Alborz"))
    _ = ok(await shell.run("contact", "add", "account=Alborz", "name=Sima", "part=decides"))
    _ = ok(await shell.run("opportunity", "new", "Alborz", "Tea for spring"))
    let visit = await shell.run("visit", "start", "Alborz", "--opportunity", "Tea for", "--json")
    #expect(visit.status == 0, "\(visit.err)")
    let met = await shell.run("visit", "show", "\(visit.object["id"] ?? "")", "--json")
    let deal = await shell.run("opportunity", "show", "Tea for", "--json").object["id"] as? String
    #expect(deal != nil && met.object["opportunity"] as? String == deal, "\(met.out)")
    let refused = await shell.run("opportunity", "move", "Tea for")
    #expect(refused.status == 6)
    #expect(refused.err.contains("Need") && refused.err.contains("Main contact"), "\(refused.err)")
    let direct = await shell.run("opportunity", "set", "Tea for", "stage=Proposal")
    #expect(direct.status == 6 && direct.err.contains("karvan opportunity move"))
    _ = ok(
      await shell.run(
        "opportunity", "set", "Tea for", "need=10 cartons", "contact=Sima", "amount=5000000r",
        "expected_close=1404/02/01", "next_step=Call", "next_action_at=1404/01/02 10:00"))
    _ = ok(await shell.run("opportunity", "move", "Tea for", "next"))
    shell.clock.pass(30 * 86_400_000)
    let stalled = await shell.run("opportunity", "stalled", "--json")
    #expect(stalled.list.first?["days"] as? Int == 30)
    let unchecked = await shell.run("opportunity", "move", "Tea for", "۳")
    #expect(unchecked.status == 6 && unchecked.err.contains("Decision maker is known"))
    _ = ok(await shell.run("opportunity", "check", "Tea for", "1"))
    let moved = ok(await shell.run("opportunity", "move", "Tea for", "propo"))
    #expect(moved.out.contains("Proposal"))
    let shown = await shell.run("opportunity", "show", "Tea for", "--json").object
    let course = try #require(shown["course"] as? [String: Any])
    #expect((course["worth"] as? [String: Any])?["amount"] as? Int == 5_000_000)
    #expect(course["open_checks"] as? [String] == ["Quote was sent"])
    #expect((course["playbook"] as? String)?.isEmpty == false)
    let stages = try #require(shown["stages"] as? [[String: Any]])
    #expect(stages.compactMap { $0["days"] as? Int } == [0, 30, 0])
    let board = await shell.run("opportunity", "board", "--json").list
    #expect(board.compactMap { $0["count"] as? Int } == [0, 0, 1, 0])
    let weighted = board.compactMap { ($0["weighted"] as? [String: Any])?["amount"] as? Int }
    #expect(weighted == [2_500_000])
    _ = ok(await shell.run("opportunity", "win", "Tea for", "--checked"))
    let again = await shell.run("opportunity", "lose", "Tea for", "price")
    #expect(again.status == 6 && again.err.contains("Open"))
    #expect(await shell.run("stage-change", "list", "--json").list.count == 3)
    #expect(await shell.run("undo").status != 0)
  }

  @Test func linesMakeTheWorth() async throws {
    let shell = try await TestShell.demo()
    _ = ok(await shell.run("opportunity", "new", "Alborz", "Bulk"))
    _ = ok(await shell.run("opportunity", "add", "Bulk", "TEA-100", "۱۰", "discount_percent=10"))
    let shown = await shell.run("opportunity", "show", "Bulk", "--json").object
    let course = try #require(shown["course"] as? [String: Any])
    #expect((course["worth"] as? [String: Any])?["amount"] as? Int == 8_550_000)
    let typed = await shell.run("opportunity", "set", "Bulk", "amount=5t")
    #expect(typed.status == 6 && typed.err.contains("sum of its lines"))
  }

  @Test func whatIsLostIsLearntFrom() async throws {
    let shell = try await shop()
    _ = ok(await shell.run("account", "open", "Alborz"))
    _ = ok(await shell.run("competitor", "add", "name=Damavand"))
    _ = ok(await shell.run("opportunity", "new", "Alborz", "Tea", "competitors=Damavand"))
    let shown = await shell.run("opportunity", "show", "Tea")
    #expect(shown.out.contains("Damavand"))
    #expect(await shell.run("opportunity", "lose", "Tea").status == 2)
    let lost = ok(
      await shell.run(
        "opportunity", "lose", "Tea", "قیمت", "--to", "Damavand", "--note", "Half the price",
        "--on", "1403/12/25"))
    #expect(lost.out.contains("Price"))
    let back = await shell.run("opportunity", "win-back", "--reason", "price", "--json").list
    #expect(back.first?["closing_note"] as? String == "Half the price")
    #expect(back.first?["close_date"] as? String == "2025-03-15")
    #expect(await shell.run("opportunity", "win-back", "--since", "1", "--json").list.isEmpty)
    _ = ok(await shell.run("opportunity", "new", "Alborz", "Tea again"))
    #expect(await shell.run("opportunity", "win-back", "--json").list.isEmpty)
    _ = ok(await shell.run("opportunity", "reopen", "Tea"))
    #expect(await shell.run("opportunity", "no-next-step", "--json").list.count == 2)
  }

  @Test func nothingPromisedIsForgotten() async throws {
    let shell = try await shop()
    _ = ok(
      await shell.run(
        "account", "open", "Alborz", "next_step=Visit", "next_action_at=1404/01/01 09:00"))
    _ = ok(
      await shell.run(
        "lead", "add", "name=Nima", "next_step=Call", "next_action_at=1404/01/01 20:00"))
    _ = ok(await shell.run("lead", "add", "name=Later", "next_action_at=1404/01/05"))
    let today = await shell.run("followups", "--json").list
    #expect(today.compactMap { $0["name"] as? String } == ["Alborz", "Nima"])
    #expect(today.compactMap { $0["overdue"] as? Bool } == [true, false])
    #expect(await shell.run("followups", "--days", "۷", "--json").list.count == 3)
    #expect(await shell.run("followups", "--days", "x").status == 2)
    let persian = await shell.run("followups", "--lang", "fa", "--calendar", "jalali")
    #expect(persian.out.contains("۱۴۰۴/۰۱/۰۱") && persian.out.contains("سرنخ"))
  }

  @Test func aPipelineOfOnesOwn() async throws {
    let shell = try await shop(["KARVAN_LANG": "fa"])
    let starter = await shell.run("stage", "list", "--json").list
    #expect(starter.compactMap { $0["name"] as? String }.contains("مذاکره"))
    let few = await shell.run("pipeline", "new", "مناقصه", "الف:۱۰", "ب:۵۰")
    #expect(few.status == 6 && few.err.contains("سه تا هفت"))
    _ = ok(await shell.run("pipeline", "new", "مناقصه", "الف:۱۰", "ب:۵۰٪", "ج:۸۰"))
    let shown = await shell.run("pipeline", "show", "مناقصه", "--json").object
    let stages = try #require(shown["stage"] as? [[String: Any]])
    #expect(stages.compactMap { $0["probability"] as? Int } == [10, 50, 80])
    #expect(shown["main"] as? Bool == false)
    _ = ok(await shell.run("stage", "set", "ب", "required_fields=مبلغ", "playbook=قیمت بدهید"))
    #expect(await shell.run("pipeline", "new", "بد", "الف", "ب:۵", "ج:۷").status == 2)
    _ = ok(await shell.run("account", "open", "البرز"))
    _ = ok(await shell.run("opportunity", "new", "البرز", "چای", "pipeline=مناقصه"))
    _ = ok(await shell.run("opportunity", "move", "چای", "بعدی"))
    let refused = await shell.run("opportunity", "move", "چای", "بعدی")
    #expect(refused.status == 6 && refused.err.contains("مبلغ"), "\(refused.err)")
    _ = ok(await shell.run("opportunity", "move", "چای", "قبلی"))
    let list = await shell.run("opportunity", "board", "--pipeline", "مناقصه")
    #expect(list.out.contains("الف"))
  }

  @Test func aContractFromDraftToTheNext() async throws {
    let shell = try await shop()
    _ = ok(await shell.run("account", "open", "Alborz"))
    let made = ok(
      await shell.run(
        "contract", "add", "account=Alborz", "title=Tea", "start_date=2024-04-01",
        "end_date=2025-03-31", "notice_days=5", "amount=100t", "--json"))
    let number = try #require(made.object["number"] as? String)
    #expect(await shell.run("contract", "ending", "30", "--json").list.isEmpty)
    _ = ok(await shell.run("contract", "sign", number, "--on", "2024-03-20"))
    let ending = await shell.run("contract", "ending", "30", "--json").list
    #expect(ending.first?["end"] as? String == "2025-03-31")
    #expect(ending.first?["notice_by"] as? String == "2025-03-26")
    let frozen = await shell.run("contract", "set", number, "amount=5t")
    #expect(frozen.status == 6 && frozen.err.contains("Signed"))
    let next = ok(await shell.run("contract", "renew", number, "--months", "6", "--json"))
    #expect(next.object["end_date"] as? String == "2025-09-30")
    let again = ok(await shell.run("contract", "renew", number, "--json"))
    #expect(again.object["number"] as? String == next.object["number"] as? String)
    #expect(await shell.run("contract", "ending", "30", "--json").list.isEmpty)
    let shown = await shell.run("contract", "show", number, "--json").object
    let term = try #require(shown["term"] as? [String: Any])
    #expect(term["standing"] as? String == "running")
    _ = ok(await shell.run("contract", "terminate", number, "Unpaid"))
    #expect(await shell.run("contract", "cancel", number).status == 6)
  }

  @Test func aTargetIsMeasured() async throws {
    let shell = try await TestShell.demo()
    let login = try #require(
      await shell.run("user", "list", "--json").list.first?["login"] as? String)
    for (metric, goal) in [("lead_count", "count=4"), ("order_amount", "amount=1000t")] {
      _ = ok(
        await shell.run(
          "target", "add", "rep=\(login)", "start_date=1404/01/01", "end_date=1404/01/31",
          "metric=\(metric)", goal))
    }
    for name in ["A", "B"] {
      _ = ok(await shell.run("lead", "add", "name=\(name)", "owner=\(login)"))
    }
    let progress = await shell.run("target", "progress", "--json").list
    #expect(progress.count == 2)
    let leads = try #require(progress.first { $0["metric"] as? String == "lead_count" })
    #expect(leads["reached"] as? Int == 2 && leads["share"] as? Int == 50)
    #expect(leads["on_course"] as? Bool == true)
    let person = await shell.run("target", "progress", "--lang", "fa")
    #expect(person.out.contains("٪") && person.out.contains("سرنخ‌های تازه"))
  }

  @Test func aBookIsHandedOver() async throws {
    let shell = try await shop()
    let role = try #require(
      await shell.run("role", "list", "--filter", "code=rep", "--json").list.first?["id"] as? String
    )
    for name in ["reza", "mina"] {
      _ = ok(await shell.run("user", "add", "name=\(name)", "login=\(name)", "role=\(role)"))
    }
    for name in ["One", "Two"] {
      _ = ok(await shell.run("account", "open", name, "owner=reza"))
    }
    _ = ok(await shell.run("account", "open", "Shared", "participants=reza"))
    _ = ok(await shell.run("lead", "add", "name=Nima", "owner=reza"))
    _ = ok(await shell.run("opportunity", "new", "One", "Tea", "owner=reza"))
    _ = ok(await shell.run("visit", "add", "account=One", "rep=reza", "planned_at=1404/01/02"))
    let plan = ok(await shell.run("user", "reassign", "reza", "mina", "--dry-run"))
    #expect(plan.out.contains("6 records") && plan.out.contains("nothing was changed"))
    #expect(await shell.run("user", "reassign", "reza", "mina").status == 2)
    #expect(await shell.run("user", "reassign", "reza", "reza", "--yes").status == 6)
    let done = ok(await shell.run("user", "reassign", "reza", "mina", "--deactivate", "--yes"))
    #expect(done.out.contains("6 records"))
    #expect(
      await shell.run("account", "list", "--filter", "owner=mina", "--json").list.count == 2)
    #expect(await shell.run("visit", "list", "--filter", "rep=mina", "--json").list.count == 1)
    let leaver = await shell.run("user", "show", "reza", "--json").object
    #expect(leaver["active"] as? Bool == false)
    let again = ok(await shell.run("user", "reassign", "reza", "mina", "--yes", "--json"))
    #expect(again.list.allSatisfy { $0["owned"] as? Int == 0 && $0["shared"] as? Int == 0 })
    let history = await shell.run("history", "account:One", "--json")
    #expect(history.out.contains("user reassign"))
  }

  @Test func relationsAreSeenFromBothSides() async throws {
    let shell = try await shop()
    for name in ["Holding", "Branch"] { _ = ok(await shell.run("account", "open", name)) }
    _ = ok(await shell.run("relation", "add", "from=Holding", "to=Branch", "kind=parent"))
    let down = await shell.run("account", "relations", "Holding")
    #expect(down.out.contains("Parent of") && down.out.contains("Branch"))
    let upward = await shell.run("account", "relations", "Branch", "--lang", "fa")
    #expect(upward.out.contains("زیرمجموعه") && upward.out.contains("Holding"))
    #expect(
      await shell.run("relation", "add", "from=Holding", "to=Holding", "kind=partner").status == 6)
  }
}
