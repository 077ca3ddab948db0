// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import Testing

@testable import KarvanCLI

/// What a command of its own leads to is no value that somebody enters.
@Suite("States are changed by their commands")
struct StateCommandTests {
  /// The command that words lead to, from the root.
  private func command(_ words: [Substring]) -> (any ParsableCommand.Type)? {
    words.reduce(Karvan.self as (any ParsableCommand.Type)?) { group, word in
      group?.configuration.subcommands.first { $0.configuration.commandName == String(word) }
        ?? group?.configuration.groupedSubcommands.lazy.flatMap(\.subcommands).first {
          $0.configuration.commandName == String(word)
        }
    }
  }

  /// States that nobody's work hangs on, and that no command leads to.
  private let entered = [
    "absence cancelled", "contract draft", "lead new", "visit planned", "review_item open",
    "allocation reclaiming",
  ]

  @Test("every state of every machine is reached by a command that there is")
  func commandsExist() throws {
    for entity in try Catalog.schema().entities {
      for group in entity.groups {
        guard let ranking = group.declaredRule.ranking, let moves = ranking.moves else { continue }
        #expect(ranking.verbs.keys.allSatisfy { ranking.ranks[$0] != nil }, "\(entity.name)")
        for (state, verb) in ranking.verbs {
          #expect(command(verb.split(separator: " ")) != nil, "\(entity.name) \(state): \(verb)")
        }
        for state in moves.values.reduce(Set<String>(), { $0.union($1) }) {
          let isNamed = ranking.verbs[state] != nil || entered.contains("\(entity.name) \(state)")
          #expect(isNamed, "\(entity.name) \(state) has no command")
        }
      }
    }
  }

  @Test("an order is not submitted, approved or delivered by setting its status")
  func orders() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("order", "new", "Alborz", "--json")
    let order = try #require(new.object["number"] as? String, "\(new.err)")
    #expect(await shell.run("order", "add", order, "TEA-100", "2").status == 0)
    let refused = await shell.run("order", "set", order, "status=submitted")
    #expect(refused.status == 6 && refused.err.contains("karvan order submit"), "\(refused.err)")
    #expect(await shell.run("order", "new", "Alborz", "status=approved").status == 6)
    // What it is already may be said again.
    #expect(await shell.run("order", "set", order, "status=draft", "note=Soon").status == 0)
    #expect(await shell.run("order", "submit", order).status == 0)
    for state in ["approved", "delivered", "cancelled"] {
      let second = await shell.run("order", "set", order, "status=\(state)")
      #expect(second.status == 6 && second.err.contains("karvan order"), "\(second.err)")
    }
    let shown = await shell.run("order", "show", order, "--json")
    #expect(shown.object["status"] as? String == "submitted")
    let file = try shell.write("number,status\n\(order),approved\n", to: "orders.csv")
    let imported = await shell.run("import", "csv", file, "--entity", "order", "--key", "number")
    #expect(imported.status != 0)
    let kept = await shell.run("order", "show", order, "--json")
    #expect(kept.object["status"] as? String == "submitted")
  }

  @Test("the error is said in Persian too, for every kind of record")
  func persian() async throws {
    let shell = try await TestShell.demo(environment: ["KARVAN_LANG": "fa"])
    let new = await shell.run("quote", "new", "Alborz", "--json")
    let quote = try #require(new.object["number"] as? String)
    let refused = await shell.run("quote", "set", quote, "status=accepted")
    #expect(refused.status == 6 && refused.err.contains("karvan quote accept"), "\(refused.err)")
    #expect(refused.err.contains("دستوری هست"), "\(refused.err)")
    #expect(await shell.run("task", "add", "subject=Call", "status=done").status == 6)
  }

  @Test("to advance an order to submitted is to submit it")
  func advanced() async throws {
    let shell = try await TestShell.demo()
    let new = await shell.run("order", "new", "Alborz", "--json")
    let order = try #require(new.object["number"] as? String)
    #expect(await shell.run("order", "advance", order, "submitted").status == 6)
    #expect(await shell.run("order", "add", order, "TEA-100", "2").status == 0)
    #expect(await shell.run("account", "set", "Alborz", "credit_hold=yes").status == 0)
    #expect(await shell.run("order", "advance", order, "submitted").status == 0)
    let shown = await shell.run("order", "show", order, "--json").object
    #expect(shown["approval_reasons"] as? [String] == ["credit_hold"])
  }
}
