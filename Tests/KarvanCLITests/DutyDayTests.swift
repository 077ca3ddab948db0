// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// What today says beside the road: what was promised, what waits for a decision.
@Suite struct DutyDayTests {
  private func ok(_ ran: Ran, _ place: SourceLocation = #_sourceLocation) -> Ran {
    #expect(ran.status == 0, "\(ran.err)", sourceLocation: place)
    return ran
  }

  @Test func todayTellsWhatWasPromisedAndWhatWaits() async throws {
    let shell = try await TestShell.demo()
    func step(_ arguments: String...) async {
      _ = ok(await shell.run(arguments))
      shell.clock.pass(1)
    }
    let before = ok(await shell.run("today", "--json")).object
    func more(_ part: String) async -> [[String: Any]] {
      let now = await shell.run("today", "--json").object
      let known = (before[part] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
      return (now[part] as? [[String: Any]] ?? [])
        .filter { !known.contains($0["id"] as? String ?? "") }
    }
    await step(
      "lead", "add", "name=Nima", "next_step=Call", "next_action_at=1404/01/01 20:00")
    await step("lead", "add", "name=Later", "next_action_at=1404/01/05")
    await step("lead", "add", "name=Forgotten")
    #expect(await more("followups").compactMap { $0["name"] as? String } == ["Nima"])
    let none = ok(await shell.run("lead", "no-next-step", "--json")).list
    let names = none.compactMap { $0["name"] as? String }
    #expect(names.contains("Forgotten") && !names.contains("Nima"), "\(names)")
    await step(
      "task", "add", "subject=Bring samples", "due=1404/01/03 10:00", "reminders=1w", "lead=Nima")
    await step("task", "add", "subject=Quiet", "due=1404/01/03 10:00", "reminders=1h")
    #expect(await more("reminders").compactMap { $0["subject"] as? String } == ["Bring samples"])
    await step("account", "open", "Held Shop", "credit_hold=yes")
    await step("order", "quick", "Held Shop", "TEA-100x2", "--submit")
    await step("absence", "add", "starts_on=1404/01/10", "ends_on=1404/01/12")
    let waiting = await more("approvals")
    #expect(
      waiting.compactMap { $0["entity"] as? String } == ["order", "absence"], "\(waiting)")
    #expect((waiting.first?["approval_reasons"] as? [String])?.isEmpty == false)
    await step("call", "log", "02177778888", "--in", "--disposition", "missed")
    let told = ok(await shell.run("today", "--lang", "fa"))
    #expect((told.out + told.err).contains("call missed"), "\(told)")
    #expect(told.out.contains("در انتظار تأیید شما") && told.out.contains("پیگیری‌ها"))
  }

  @Test func rulesOfWorkBringTasksAlong() async throws {
    let shell = try await TestShell.demo()
    _ = ok(
      await shell.run(
        "work-rule", "add", "name=Win back", "entity=order", "trigger=becomes", "field=status",
        "value=cancelled", "subject=Ask why {title} was cancelled", "due_days=3"))
    let made = ok(await shell.run("order", "quick", "Alborz", "TEA-100x2", "--submit", "--json"))
    let number = try #require(made.object["number"] as? String)
    let cancelled = ok(await shell.run("order", "cancel", number, "--reason", "too dear"))
    #expect(cancelled.err.contains("Ask why \(number) was cancelled"), "\(cancelled.err)")
    let tasks = ok(await shell.run("tasks", "--json")).list
    #expect(tasks.contains { $0["subject"] as? String == "Ask why \(number) was cancelled" })
    // What comes in by a file brings none.
    _ = ok(
      await shell.run("work-rule", "add", "name=Greet", "entity=account", "subject=Greet {title}"))
    let file = shell.folder + "/accounts.csv"
    try "name\nNeu One\nNeu Two\n".write(toFile: file, atomically: true, encoding: .utf8)
    _ = ok(await shell.run("import", "csv", file, "--entity", "account"))
    #expect(ok(await shell.run("task", "list", "--filter", "subject~Greet", "--json")).list.isEmpty)
    _ = ok(await shell.run("account", "open", "Neu Three"))
    let greet = ok(await shell.run("task", "list", "--filter", "subject~Greet", "--json")).list
    #expect(greet.count == 1)
    let wrong = await shell.run(
      "work-rule", "add", "name=x", "entity=product", "subject=y", "--lang", "fa")
    #expect(wrong.status == 6 && wrong.err.contains("قاعده"), "\(wrong.err)")
  }
}
