// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import Testing

@testable import KarvanCLI

/// Taking commands back as people do.
@Suite struct UndoTests {
  private func note(_ shell: TestShell, _ name: String) async -> String? {
    await shell.run("account", "show", name, "--json").object["note"] as? String
  }

  @Test func anEditIsTakenBackAndDoneAgain() async throws {
    let shell = try await TestShell.demo()
    _ = await shell.run("account", "add", "name=Golden Fig", "note=first")
    _ = await shell.run("account", "set", "Golden Fig", "note=second", "tags=vip")
    let looked = await shell.run("undo", "--dry-run")
    #expect(looked.status == 0 && looked.err.contains("nothing was changed"), "\(looked)")
    #expect(await note(shell, "Golden Fig") == "second")
    let undone = await shell.run("undo", "--json")
    #expect(undone.status == 0, "\(undone.err)")
    #expect(undone.object["operation"] as? String == "account edit")
    #expect(undone.object["restored"] as? Int == 2)
    #expect(await note(shell, "Golden Fig") == "first")
    let again = await shell.run("undo")
    #expect(again.status == 0 && again.out.contains("second"), "\(again.out)\(again.err)")
    #expect(await note(shell, "Golden Fig") == "second")
    let history = await shell.run("history", "Golden Fig", "--json")
    let commits = history.object["commits"] as? [[String: Any]] ?? []
    #expect(
      commits.compactMap { $0["operation"] as? String } == [
        "account add", "account edit", "undo account edit", "redo account edit",
      ])
    let list = await shell.run("undo", "--list", "--json")
    #expect(list.list.first?["operation"] as? String == "redo account edit")
    #expect(list.list.dropFirst().first?["undone_by"] as? Int != nil)
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func whatWasAddedAndDeletedIsTakenBackWithItsParts() async throws {
    let shell = try await TestShell.demo()
    let opened = await shell.run("account", "open", "name=Red Door", "--phone", "+982188776655")
    #expect(opened.status == 0, "\(opened.err)")
    #expect(await shell.run("undo").status == 0)
    #expect(await shell.run("account", "show", "Red Door").status == 3)
    #expect(await shell.run("undo").status == 0)
    #expect(await shell.run("account", "show", "+982188776655").out.contains("Red Door"))
    #expect(await shell.run("account", "delete", "Red Door", "--yes").status == 0)
    #expect(await shell.run("account", "show", "Red Door").status == 3)
    #expect(await shell.run("undo").status == 0)
    let shown = await shell.run("account", "show", "Red Door")
    #expect(shown.status == 0 && shown.out.contains("21"), "\(shown.out)")
    #expect(await shell.run("doctor").status == 0)
  }

  /// Totals come back with the lines; what a state machine forbids is refused with what to do.
  @Test func anOrderGoesBackUntilItIsSubmitted() async throws {
    let shell = try await TestShell.demo()
    _ = await shell.run("account", "add", "name=Blue Shop")
    let made = await shell.run("order", "new", "Blue Shop", "--json")
    let number = try #require(made.object["number"] as? String, "\(made.err)")
    let products = await shell.run("product", "list", "--json", "--filter", "active=yes")
    let product = try #require(products.list.first?["sku"] as? String)
    #expect(await shell.run("order", "add", number, product, "3").status == 0)
    func total() async -> String {
      let shown = await shell.run("order", "show", number, "--json")
      // A dictionary that is printed has no order.
      let totals = try? JSONSerialization.data(
        withJSONObject: shown.object["totals"] ?? [:], options: .sortedKeys)
      return String(decoding: totals ?? Data(), as: UTF8.self)
    }
    let before = await total()
    #expect(await shell.run("order", "add", number, product, "2").status == 0)
    #expect(await total() != before)
    #expect(await shell.run("undo").status == 0)
    #expect(await total() == before)
    #expect(await shell.run("order", "submit", number).status == 0)
    let refused = await shell.run("undo")
    #expect(refused.status == 6, "\(refused)")
    #expect(refused.err.contains("karvan order cancel"), "\(refused.err)")
    #expect(await total() == before)
    // The order is in use by its line, so that its creation stays.
    let list = await shell.run("undo", "--list", "--json").list
    let creation = try #require(
      list.first { $0["operation"] as? String == "order new" }?["sequence"] as? Int)
    let left = await shell.run("undo", "\(creation)")
    #expect(left.status == 6 && left.out.contains("left as it is"), "\(left)")
  }

  /// Whoever takes back means the last command, and nothing before it.
  @Test func whatCannotBeTakenBackIsRefusedAndNothingOlderGoes() async throws {
    let shell = try await TestShell.demo()
    _ = await shell.run("account", "add", "name=Golden Fig")
    shell.clock.pass(1)
    _ = await shell.run("account", "set", "Golden Fig", "note=important")
    shell.clock.pass(1)
    let logged = await shell.run("log", "Golden Fig", "talked")
    #expect(logged.status == 0, "\(logged.err)")
    let refused = await shell.run("undo")
    #expect(refused.status == 6 && refused.err.contains("karvan undo --list"), "\(refused)")
    #expect(await note(shell, "Golden Fig") == "important")
    let paid = await shell.run("payment", "take", "Golden Fig", "1000t")
    #expect(paid.status == 0, "\(paid.err)")
    let payment = await shell.run("undo")
    #expect(payment.status == 6 && payment.err.contains("karvan payment void"), "\(payment)")
    #expect(await note(shell, "Golden Fig") == "important")
  }

  @Test func anImportIsTakenBackWhole() async throws {
    let shell = try await TestShell.demo()
    var rows = "name,note\n"
    for index in 0..<620 { rows += "Imported \(index),n\(index)\n" }
    let path = try shell.write(rows, to: "a.csv")
    func count() async -> Int {
      let list = await shell.run(
        "account", "list", "--filter", "name~Imported", "--limit", "2000", "--json")
      return list.list.count
    }
    let ran = await shell.run("import", "csv", path, "--entity", "account")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(await count() == 620)
    _ = await shell.run("account", "set", "Imported 7", "note=since")
    let list = await shell.run("undo", "--list", "--json").list
    let name = try #require(list.first { $0["commits"] as? Int == 620 }?["sequence"] as? Int)
    let undone = await shell.run("undo", "\(name)", "--json")
    #expect(undone.status == 0, "\(undone.err)")
    #expect(undone.object["commits"] as? Int == 619)
    #expect(undone.object["left"] as? Int == 1)
    #expect(await count() == 1)
    // One command did it, so that one command does it again.
    #expect(await shell.run("undo").status == 0)
    #expect(await count() == 620)
    let again = await shell.run("undo", "\(name)", "--json")
    #expect(again.object["commits"] as? Int == 619, "\(again.err)")
    _ = await shell.run("account", "delete", "Imported 7", "--yes")
    let done = await shell.run("undo", "\(name)")
    #expect(done.status == 6, "\(done)")
    #expect(await shell.run("undo").status == 0)
    #expect(await shell.run("undo", "\(again.object["sequence"] ?? "")").status == 0)
    #expect(await count() == 620)
    #expect(await shell.run("undo", "\(name + 3)").status == 0)
    #expect(await count() == 619)
    #expect(await shell.run("doctor").status == 0)
  }

  /// Together with what it filled in; where it closed a finding as well, the way is named.
  @Test func aMergerIsTakenBackOrTheWayIsNamed() async throws {
    let shell = try await TestShell.demo()
    _ = await shell.run("account", "add", "name=Old Fig", "note=kept")
    shell.clock.pass(1)
    _ = await shell.run("account", "add", "name=New Fig", "industry=Tea")
    func names() async -> [String] {
      await shell.run("account", "list", "--filter", "name~Fig", "--json").list
        .compactMap { $0["name"] as? String }.sorted()
    }
    #expect(await shell.run("account", "merge", "Old Fig", "New Fig", "--yes").status == 0)
    #expect(await names() == ["Old Fig"])
    #expect(await shell.run("undo").status == 0)
    #expect(await names() == ["New Fig", "Old Fig"])
    let old = await shell.run("account", "show", "Old Fig", "--json").object
    #expect(old["industry"] as? String == nil && old["note"] as? String == "kept", "\(old)")
    // A decision about a finding stands, whatever is taken back.
    let (one, two) = (old["id"] as? String ?? "", "New Fig")
    let about = await shell.run("account", "show", two, "--json").object["id"] as? String ?? ""
    let item = await shell.run(
      "review-item", "add", "kind=duplicate", "subject_entity=account",
      "subject_record=\(one)", "other_record=\(about)", "details=Fig", "--json")
    try #require(item.status == 0, "\(item.err)")
    #expect(await shell.run("account", "merge", "Old Fig", "New Fig", "--yes").status == 0)
    let refused = await shell.run("undo")
    #expect(refused.status == 6 && refused.err.contains("karvan account unmerge"), "\(refused)")
    let persian = await shell.run("undo", "--lang", "fa")
    #expect(persian.err.contains("karvan account unmerge"), "\(persian.err)")
    #expect(await shell.run("account", "unmerge", about).status == 0)
    #expect(await names() == ["New Fig", "Old Fig"])
  }

  @Test func aSettledConflictSaysWhyItStaysSettled() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("sara")
    var shells: [TestShell] = []
    for login in ["dara", "sara"] {
      let shell = try TestShell(clock: clock, link: { _ in office })
      _ = await shell.run(
        "enroll", "--server", "https://office.example",
        input: try office.invite(login).exposedCode)
      shells.append(shell)
    }
    let (dara, sara) = (shells[0], shells[1])
    _ = await sara.run("account", "add", "name=Blue Shop")
    for shell in [sara, dara] { _ = await shell.run("sync") }
    _ = await dara.run("account", "set", "Blue Shop", "national_id=0499370899")
    clock.pass(1_000)
    _ = await sara.run("account", "set", "Blue Shop", "national_id=0790419904")
    for shell in [dara, sara, dara] { _ = await shell.run("sync") }
    func value() async -> String? {
      await dara.run("account", "show", "Blue Shop", "--json").object["national_id"] as? String
    }
    let displayed = await value()
    let conflicts = await dara.run("conflict", "list", "--json").list
    #expect(conflicts.count == 1)
    let settled = await dara.run("conflict", "resolve", "Blue Shop", "--keep", "2")
    #expect(settled.status == 0, "\(settled.err)")
    #expect(await value() != displayed)
    let undone = await dara.run("undo")
    #expect(undone.status == 0 && undone.out.contains("can't be opened again"), "\(undone)")
    #expect(undone.out.contains("karvan put-back"), "\(undone.out)")
    #expect(await value() == displayed)
    let persian = await dara.run("undo", "--lang", "fa", "--dry-run")
    #expect(persian.status == 0, "\(persian.err)")
  }

  @Test func whatSomebodyElseChangedIsNamed() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    try office.addRep("sara")
    var shells: [TestShell] = []
    for login in ["dara", "sara"] {
      let shell = try TestShell(clock: clock, link: { _ in office })
      let ran = await shell.run(
        "enroll", "--server", "https://office.example",
        input: try office.invite(login).exposedCode)
      #expect(ran.status == 0, "\(ran.err)")
      shells.append(shell)
    }
    let (dara, sara) = (shells[0], shells[1])
    _ = await sara.run("account", "add", "name=Blue Shop", "note=one", "priority=B")
    for shell in [sara, dara] { _ = await shell.run("sync") }
    #expect(await dara.run("account", "set", "Blue Shop", "note=two", "priority=A").status == 0)
    for shell in [dara, sara] { _ = await shell.run("sync") }
    #expect(await sara.run("account", "set", "Blue Shop", "note=three").status == 0)
    for shell in [sara, dara] { _ = await shell.run("sync") }
    let undone = await dara.run("undo")
    #expect(undone.status == 0, "\(undone)")
    #expect(undone.out.contains("was changed since by Sara"), "\(undone.out)")
    for shell in [dara, sara, dara] { #expect(await shell.run("sync", "--strict").status == 0) }
    for shell in [dara, sara] {
      let shown = await shell.run("account", "show", "Blue Shop", "--json").object
      #expect(shown["note"] as? String == "three")
      #expect(shown["priority"] as? String == "B")
    }
    let nothing = await dara.run("undo", "1", "--lang", "fa")
    #expect(nothing.status != 0)
  }
}
