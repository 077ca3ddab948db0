// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import Testing

@testable import KarvanCLI

/// Talking with customers, as people do from the command line.
@Suite struct ContactDayTests {
  private func shop(_ shell: TestShell) async {
    let made = await shell.run("account", "open", "Golden Fig", "--phone", "+982188776655")
    #expect(made.status == 0, "\(made.err)")
    let contact = await shell.run("contact", "add", "name=Mina Rad", "account=Golden Fig")
    #expect(contact.status == 0, "\(contact.err)")
  }

  @Test func whatWasSaidIsWrittenDownCorrectedAndTold() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    let first = await shell.run(
      "log", "Golden Fig", "asks", "for", "figs", "--channel", "phone", "--in", "--json")
    #expect(first.status == 0, "\(first.err)")
    #expect(first.object["direction"] as? String == "in")
    let id = try #require(first.object["id"] as? String)
    let answer = await shell.run(
      "log", "Golden Fig", "price sent", "--channel", "email", "--thread", id)
    #expect(answer.status == 0 && answer.out.contains("price sent"), "\(answer)")
    let thread = await shell.run("interaction", "thread", id, "--json")
    #expect(thread.list.count == 2, "\(thread)")
    let corrected = await shell.run("interaction", "correct", id, "asks for dates")
    #expect(corrected.status == 0, "\(corrected.err)")
    let timeline = await shell.run("timeline", "Golden Fig", "--json")
    let said = timeline.list.compactMap { $0["said"] as? String }
    #expect(
      said.contains { $0.contains("dates") } && !said.contains { $0.contains("asks for figs") })
    let persian = await shell.run("timeline", "Golden Fig", "--lang", "fa", "--calendar", "jalali")
    #expect(persian.out.contains("تعامل") && persian.out.contains("۱۴۰۴/۰۱/۰۱"), "\(persian.out)")
    #expect(await shell.run("log", "Golden Fig", "x", "--channel", "pigeon").status == 6)
    #expect(await shell.run("log", "Nobody at all", "x").status == 3)
    #expect(await shell.run("interaction", "set", id, "summary=other").status != 0)
  }

  @Test func aNumberSaysWhoIsCalling() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    _ = await shell.run("log", "Golden Fig", "asks for figs", "--channel", "phone", "--in")
    _ = await shell.run("task", "add", "subject=Send figs", "account=Golden Fig")
    let found = await shell.run("lookup", "۰۲۱", "۸۸۷۷۶۶۵۵", "--json")
    #expect(found.status == 0, "\(found.err)")
    #expect(found.object["account"] as? String == "Golden Fig")
    #expect(found.object["open_tasks"] as? Int == 1)
    #expect((found.object["timeline"] as? [Any])?.count == 1)
    #expect(await shell.run("lookup", "02100000009").status == 3)
    #expect(await shell.run("lookup", "hello").status == 6)
  }

  @Test func tasksAreListedPutOffHandedOnAndDone() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    _ = await shell.run("task", "add", "subject=Later", "due=2025-04-01 10:00")
    _ = await shell.run(
      "task", "add", "subject=Sooner", "due=2025-03-20 10:00", "every=week", "account=Golden Fig",
      "priority=high")
    let list = await shell.run("tasks", "--json")
    #expect(list.list.compactMap { $0["subject"] as? String } == ["Sooner", "Later"], "\(list)")
    #expect(list.list.compactMap { $0["overdue"] as? Bool } == [true, false])
    let snoozed = await shell.run("task", "snooze", "Later", "+2d", "--json")
    #expect(snoozed.object["due"] as? String == "2025-03-23T08:00:00.000Z", "\(snoozed)")
    let done = await shell.run("task", "done", "Sooner")
    #expect(done.status == 0 && done.err.contains("comes back"), "\(done)")
    let after = await shell.run("tasks", "--json")
    #expect(after.list.count == 2 && !after.list.contains { $0["overdue"] as? Bool == true })
    let refused = await shell.run("task", "reopen", "Later")
    #expect(refused.status == 6, "\(refused)")
    #expect(await shell.run("task", "snooze", "Later", "soon").status == 6)
    #expect(await shell.run("task", "cancel", "Later").status == 0)
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func birthdaysComeUpInTheirOwnCalendar() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    let set = await shell.run("contact", "set", "Mina Rad", "birth_date=1370/01/05")
    #expect(set.status == 0, "\(set.err)")
    let added = await shell.run(
      "occasion", "add", "account=Golden Fig", "kind=founding", "date=2015-03-23",
      "greeting=Ten years!")
    #expect(added.status == 0, "\(added.err)")
    let coming = await shell.run("occasions", "--days", "7", "--json")
    #expect(coming.list.compactMap { $0["day"] as? String } == ["2025-03-23", "2025-03-25"])
    #expect(coming.list.compactMap { $0["years"] as? Int } == [10, 34])
    #expect(coming.list.compactMap { $0["due"] as? Bool } == [true, false])
    #expect(await shell.run("occasions", "--days=-1").status == 2)
  }

  @Test func callsOfAnExchangeAreBroughtInOnce() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    let file = shell.folder + "/cdr.csv"
    let text = """
      uniqueid,src,dst,start,duration,disposition
      1.1,02188776655,101,2025-03-20 10:00:00,60,ANSWERED
      1.2,02100000009,101,2025-03-20 11:00:00,5,NO ANSWER
      1.3,02100000009,101,soon,5,NO ANSWER
      """
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let looked = await shell.run("import", "calls", file, "--dry-run", "--json")
    #expect(looked.object["imported"] as? Int == 2, "\(looked)")
    let first = await shell.run("import", "calls", file, "--json")
    #expect(first.status == 6 && first.object["imported"] as? Int == 2, "\(first)")
    #expect(first.object["without_customer"] as? Int == 1)
    let again = await shell.run("import", "calls", file, "--json")
    #expect(again.object["imported"] as? Int == 0 && again.object["known"] as? Int == 2)
    let timeline = await shell.run("timeline", "Golden Fig", "--only", "call", "--json")
    #expect(timeline.list.count == 1, "\(timeline)")
    #expect(await shell.run("import", "calls", shell.folder + "/none.csv").status != 0)
  }

  @Test func aCallThatIsRefusedKeepsNoOtherOut() async throws {
    let shell = try await TestShell.demo()
    let long = String(repeating: "9", count: 300)
    let path = try shell.write(
      """
      uniqueid,src,dst,start,duration,disposition,queue
      \(long),02188776655,101,2025-03-20 10:00:00,60,ANSWERED,a
      1.2,02188776655,101,2025-03-20 11:00:00,60,ANSWERED,\(String(repeating: "ف", count: 200))
      1.3,02188776655,101,2025-03-20 12:00:00,60,ANSWERED,a
      """, to: "long.csv")
    let ran = await shell.run("import", "calls", path, "--json")
    #expect(ran.status == 6 && ran.object["imported"] as? Int == 2, "\(ran)")
    #expect(ran.object["rejected"] as? Int == 1, "\(ran)")
    let reasons = ran.object["reasons"] as? [[String: Any]] ?? []
    #expect(reasons.compactMap { $0["line"] as? Int } == [2], "\(ran)")
  }

  @Test func aDocumentKeepsEveryVersionOfItself() async throws {
    let shell = try await TestShell.demo()
    await shop(shell)
    let added = await shell.run(
      "document", "add", "title=Frame contract", "kind=contract", "account=Golden Fig",
      "valid_from=2025-03-21", "valid_until=2026-03-20")
    #expect(added.status == 0, "\(added.err)")
    for version in ["v1", "v2"] {
      let file = shell.folder + "/\(version).txt"
      try version.write(toFile: file, atomically: true, encoding: .utf8)
      let attached = await shell.run("attach", "Frame contract", file)
      #expect(attached.status == 0, "\(attached.err)")
    }
    let versions = await shell.run("attachments", "Frame contract", "--json")
    #expect(versions.list.compactMap { $0["name"] as? String }.sorted() == ["v1.txt", "v2.txt"])
    let wrong = await shell.run(
      "document", "set", "Frame contract", "valid_until=2020-01-01")
    #expect(wrong.status == 6 && wrong.err.contains("end"), "\(wrong)")
  }
}
