// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import Testing

@testable import KarvanCLI

@Suite struct RecordTests {
  /// Every entity of the catalog has its verbs, and every one of them has help.
  @Test func everyEntityHasItsVerbs() async throws {
    let shell = try TestShell()
    for type in Catalog.entities {
      let name = type.about.name
      let help = await shell.run(name, "--help")
      #expect(help.status == 0)
      // What only workflows write is read like everything else.
      let isReadOnly = type is any OfficeEntity.Type || type is any LedgerEntity.Type
      for verb in isReadOnly ? ["list", "show"] : ["add", "set", "list", "show"] {
        #expect(help.out.contains("  \(verb)"), "\(name) \(verb)")
        let about = await shell.run(name, verb, "--help")
        #expect(about.status == 0, "\(name) \(verb): \(about.err)")
      }
      guard !isReadOnly else { continue }
      let set = await shell.run(name, "set", "--help")
      let entity = try Entity(type)
      for field in entity.fields where field.tag > 2 {
        #expect(set.out.contains(field.name), "\(name).\(field.name)")
      }
    }
  }

  @Test func helpIsPersianToo() async throws {
    let shell = try TestShell()
    let help = await shell.run("account", "set", "--help", "--lang", "fa")
    #expect(help.status == 0)
    #expect(help.out.contains("سقف اعتبار"))
    #expect(help.out.contains("فیلدها"))
  }

  @Test func fieldNamesAndChoicesComplete() {
    let names = FieldHelp.completions(of: Account.self, [], 0, "")
    #expect(names.contains("kind=") && !names.contains("created_at="))
    #expect(FieldHelp.completions(of: Account.self, [], 0, "kind=").contains("kind=outlet"))
    #expect(
      FieldHelp.completions(of: Account.self, ["kind", "=", ""], 2, "") == [
        "company", "outlet", "person",
      ])
  }

  /// As the scripts of shells ask: which argument, which word, where in it, and the line.
  @Test func namesOfRecordsComplete() async throws {
    let shell = try await TestShell.demo()
    func offered(_ command: [String], _ argument: String, _ word: String) async -> [String] {
      let line = ["karvan"] + command + [word]
      let asked = await shell.run(
        ["---completion"] + command + [
          "--", argument, "\(line.count - 1)", "\(word.count)",
        ] + line)
      #expect(asked.status == 0, "\(asked.err)")
      return asked.out.split(separator: "\n").map(String.init)
    }
    let all = await offered(["visit", "start"], "positional@0", "")
    #expect(all.count > 5 && all.count <= RecordNames.most)
    #expect(await offered(["visit", "start"], "positional@0", "Alb") == ["Alborz Foods"])
    #expect(await offered(["order", "quick"], "positional@0", "كافه").contains("کافه نیکا"))
    #expect(await offered(["account", "show"], "positional@0", "Foods") == [])
    #expect(await offered(["product", "show"], "positional@0", "TEA-1") == ["TEA-100"])
    let nowhere = try TestShell()
    let none = await nowhere.run(
      "---completion", "visit", "start", "--", "positional@0", "3", "0", "karvan", "visit",
      "start", "")
    #expect(none.status == 0 && none.out.isEmpty, "\(none.err)")
  }

  @Test func completionScriptsAreMade() async throws {
    let shell = try TestShell()
    for name in ["bash", "zsh", "fish"] {
      let made = await shell.run("--generate-completion-script", name)
      #expect(made.status == 0)
      #expect(made.out.contains("karvan"))
    }
  }

  @Test func addSetShowListDelete() async throws {
    let shell = try await TestShell.demo()
    let added = await shell.run(
      "account", "add", "name=Golden Fig", "kind=outlet", "credit_limit=1500000t", "tags=vip,new",
      "territory=تهران مركز", "--json")
    #expect(added.status == 0, "\(added.err)")
    #expect(added.object["name"] as? String == "Golden Fig")
    let limit = added.object["credit_limit"] as? [String: Any]
    #expect(limit?["amount"] as? Int == 15_000_000)
    #expect(limit?["currency"] as? String == "IRR")
    #expect(added.object["pending"] as? Bool == true)
    let set = await shell.run(
      "account", "set", "golden fig", "tags-=new", "priority=الف (بالاترین)", "note=")
    #expect(set.status == 0, "\(set.err)")
    #expect(set.out.contains("Golden Fig"))
    let again = await shell.run("account", "set", "golden fig", "priority=A", "--json")
    #expect(again.err.isEmpty && again.status == 0)
    #expect(again.object["tags"] as? [String] == ["vip"])
    #expect(again.object["priority"] as? String == "A")
    let listed = await shell.run(
      "account", "list", "--filter", "tags=vip", "--fields", "name,priority", "--json")
    #expect(listed.list.count == 1)
    #expect(listed.list.first?.keys.sorted() == ["id", "name", "priority"])
    let refused = await shell.run("account", "delete", "Golden Fig")
    #expect(refused.status == 2 && refused.err.contains("--yes"))
    let dry = await shell.run("account", "delete", "Golden Fig", "--dry-run")
    #expect(dry.status == 0)
    #expect(await shell.run("account", "show", "Golden Fig").status == 0)
    #expect(await shell.run("account", "delete", "Golden Fig", "--yes").status == 0)
    #expect(await shell.run("account", "show", "Golden Fig").status == 3)
    let id = try #require(added.object["id"] as? String)
    #expect(await shell.run("account", "undelete", id).status == 0)
    #expect(await shell.run("account", "show", "Golden Fig").status == 0)
  }

  @Test func listsSortFilterAndLimit() async throws {
    let shell = try await TestShell.demo()
    let sorted = await shell.run(
      "product", "list", "--sort", "-list_price", "--limit", "۲", "--fields", "sku,list_price",
      "--json")
    #expect(sorted.list.compactMap { $0["sku"] as? String } == ["CAR-12", "RICE-10"])
    let cheap = await shell.run(
      "product", "list", "--filter", "list_price<=1150000r", "--filter", "vat_class=standard",
      "--sort", "list_price", "--json")
    #expect(cheap.list.compactMap { $0["sku"] as? String } == ["TEA-100", "ROSE-1"])
    let named = await shell.run("account", "list", "--filter", "name~Café", "--format", "ndjson")
    #expect(named.out.split(separator: "\n").count == 1)
    let table = await shell.run("account", "list", "--format", "csv", "--limit", "3")
    #expect(table.out.hasPrefix("id,created_at,created_by,name"))
    #expect(table.out.split(separator: "\r\n").count == 4)
    #expect(await shell.run("account", "list", "--filter", "nonsense").status == 2)
    #expect(await shell.run("account", "list", "--filter", "colour=red").status == 2)
    #expect(await shell.run("account", "list", "--limit", "many").status == 2)
  }

  /// Standard output is one document in every command that has a result.
  @Test(arguments: [
    ["today"], ["account", "list"], ["order", "show", "D1-1"], ["find", "چای"],
    ["history", "Alborz Foods"], ["why", "Alborz Foods.name"], ["sync", "status"],
    ["sync", "rejected"], ["conflict", "list"], ["review", "list"], ["doctor"],
    ["visit", "start", "Alborz Foods"], ["order", "new", "Alborz Foods"],
  ])
  func outputIsOneDocument(_ command: [String]) async throws {
    let shell = try await TestShell.demo()
    let ran = await shell.run(command + ["--json"])
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.json != nil, "\(ran.out)")
    let lines = await shell.run(
      command.first == "visit"
        ? ["today", "--format", "ndjson"] : command + ["--format", "ndjson"])
    for line in lines.out.split(separator: "\n") {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil)
    }
  }

  @Test func failuresLeaveStandardOutputEmpty() async throws {
    let shell = try await TestShell.demo()
    for (command, status) in [
      (["account", "add", "--json"], 6), (["account", "add", "kind=castle", "name=x"], 6),
      (["account", "set", "Alborz Foods", "colour=red"], 2), (["account", "show", "nobody"], 3),
      (["account", "show", "caf"], 0), (["bogus"], 2), (["account", "list", "--format", "xml"], 2),
      (["product", "set", "TEA-100", "sku=NEW"], 6), (["order", "submit", "D1-2"], 6),
      (["order", "add", "D1-1", "TEA-100", "-5"], 2), (["sync", "discard", "77", "--yes"], 3),
      (["account", "list", "--json", "--format", "csv"], 2),
    ] as [([String], Int32)] {
      let ran = await shell.run(command)
      #expect(ran.status == status, "\(command): \(ran.err)")
      if status != 0 { #expect(ran.out.isEmpty && !ran.err.isEmpty, "\(command)") }
      #expect(!ran.err.contains("Sources/") && !ran.err.contains("Fatal"))
    }
  }
}
