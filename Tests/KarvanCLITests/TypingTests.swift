// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// What is said while typing, of numbers and names that are there already.
@Suite struct TypingTests {
  @Test func aNumberThatSomebodyHasIsNamedAtOnce() async throws {
    let shell = try await TestShell.demo()
    func said(_ arguments: String...) async -> String {
      let ran = await shell.run(arguments)
      #expect(ran.status == 0, "\(ran.err)")
      return ran.err
    }
    #expect(await said("account", "open", "کافه یاس", "--phone", "02188776655") == "")
    let other = await said("account", "open", "Whatever Ltd", "--phone", "021-8877 6655")
    #expect(other.contains("کافه یاس"), "\(other)")
    #expect(await said("account", "open", "Third Party") == "")
    let point = await said(
      "contact-point", "add", "account=Third Party", "kind=phone", "value=۰۲۱۸۸۷۷۶۶۵۵")
    #expect(point.contains("کافه یاس") && point.contains("Whatever"), "\(point)")
    let lead = await said("lead", "add", "name=Somebody", "phone=02188776655", "--lang", "fa")
    #expect(lead.contains("کافه یاس"), "\(lead)")
    #expect(await said("lead", "set", "Somebody", "need=Tea") == "")
    #expect(
      await said(
        "contact-point", "add", "account=Third Party", "kind=phone",
        "value=02177770001") == "")
  }

  @Test func daysAreNamedFromToday() async throws {
    let shell = try await TestShell.demo()
    var due: Set<String> = []
    for (subject, day) in [("One", "tomorrow"), ("Two", "فردا"), ("Three", "+1")] {
      let added = await shell.run("task", "add", "subject=\(subject)", "due=\(day) 10:00")
      #expect(added.status == 0, "\(added.err)")
      let shown = await shell.run("task", "show", subject, "--json")
      due.insert("\(shown.object["due"] ?? "")")
    }
    #expect(due.count == 1 && due != [""], "\(due)")
    #expect(await shell.run("task", "add", "subject=Four", "due=someday").status == 6)
    let route = await shell.run("route", "--date", "tomorrow")
    #expect(route.status == 0 || route.status == 3, "\(route.err)")
  }

  @Test func namesMeetAcrossScripts() async throws {
    let shell = try TestShell()
    #expect(await shell.run("init").status == 0)
    for name in ["کافه یاس", "داروخانه یاس", "Yasaman Trading", "کافه نیکا"] {
      _ = await shell.run("account", "open", name)
    }
    let found = await shell.run("find", "Cafe Yas", "--json")
    #expect(found.list.compactMap { $0["title"] as? String } == ["کافه یاس"], "\(found)")
    let persian = await shell.run("find", "یاسمن", "--json")
    #expect(persian.list.compactMap { $0["title"] as? String } == ["Yasaman Trading"])
    #expect(await shell.run("find", "Cafe Rose").status == 3)
    let doubled = await shell.run("account", "open", "Cafe Yas")
    #expect(doubled.status == 0 && doubled.err.contains("کافه یاس"), "\(doubled)")
  }
}
