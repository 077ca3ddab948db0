// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Testing

@testable import KarvanCLI

@Suite struct SavedFilterTests {
  private func names(_ ran: Ran) -> [String] { ran.list.compactMap { $0["name"] as? String } }

  @Test func aListIsSavedUsedAndChanged() async throws {
    let shell = try TestShell()
    await shell.run("init")
    for (name, priority) in [("Alpha", "A"), ("Beta", "B"), ("Gamma", "A")] {
      await shell.run("account", "add", "name=\(name)", "priority=\(priority)")
    }
    let saved = await shell.run(
      "account", "list", "--filter", "priority=A", "--sort", "-name", "--save", "Best of all",
      "--json")
    #expect(saved.status == 0, "\(saved.err)")
    #expect(names(saved) == ["Gamma", "Alpha"])
    #expect(
      names(await shell.run("account", "list", "--saved", "best of ALL", "--json")) == [
        "Gamma", "Alpha",
      ])
    let narrowed = await shell.run(
      "account", "list", "--saved", "Best of all", "--filter", "name~lph", "--json")
    #expect(names(narrowed) == ["Alpha"])
    await shell.run("account", "list", "--filter", "priority=B", "--save", "Best of all")
    #expect(
      names(await shell.run("account", "list", "--saved", "Best of all", "--json")) == ["Beta"])
    #expect(await shell.run("saved_filter", "list", "--json").list.count == 1)
  }

  @Test func whatDoesNotWorkIsNotSaved() async throws {
    let shell = try TestShell()
    await shell.run("init")
    #expect(await shell.run("account", "list", "--filter", "nothing=1", "--save", "x").status == 2)
    #expect(await shell.run("saved_filter", "list", "--json").list.isEmpty)
    #expect(await shell.run("account", "list", "--saved", "x").status == 3)
    #expect(await shell.run("account", "list", "--saved", "x", "--save", "y").status == 2)
    await shell.run("account", "list", "--save", "x")
    #expect(await shell.run("order", "list", "--saved", "x").status == 3)
  }

  /// It follows its owner to every device, and those with whom it is shared.
  @Test func filtersTravel() async throws {
    let office = try TestOffice(clock: TestClock())
    let one = try TestShell(link: { _ in office })
    let two = try TestShell(link: { _ in office })
    for shell in [one, two] {
      let code = try office.invite("dara").exposedCode
      await shell.run("enroll", "--server", "https://office.example", input: code)
    }
    await one.run("account", "add", "name=پرتقال")
    await one.run("account", "list", "--filter", "name~پرتقال", "--save", "میوه‌ها")
    await one.run("sync")
    await two.run("sync")
    #expect(names(await two.run("account", "list", "--saved", "ميوه‌ها", "--json")) == ["پرتقال"])
  }
}
