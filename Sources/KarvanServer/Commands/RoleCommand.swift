// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain

/// Brings the roles of a workspace up to what this program knows.
struct RoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Bring roles up to what this program knows.",
    subcommands: [Upgrade.self])

  struct Upgrade: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Grant what is new to the default roles that nobody changed.",
      discussion: """
        A workspace that was made by an older program has roles that know nothing of what came
        since. Roles that were changed by hand are left alone: what they lack is told, and can be
        granted with: karvan role set ROLE grants+=GRANT. A workspace without any pipeline gets the
        one that new workspaces start with.
        """)

    @OptionGroup var home: HomeOption
    @Flag(help: "Say what would be granted, and change nothing.")
    var dryRun = false
    @Option(help: "The language of the first pipeline: en or fa.")
    var lang = "en"
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      guard let language = ["en": TextLanguage.english, "fa": .persian][lang] else {
        throw ServerError(.usage, "--lang is en or fa")
      }
      let found = try Office.open(home.folder).upgradeRoles(
        dryRun: dryRun, language: language, now: wallClock())
      let rows = found.upgrades.map { upgrade in
        let outcome =
          switch upgrade.outcome {
          case .current: "has everything"
          case .upgraded: dryRun ? "would be granted" : "granted"
          case .changedByHand: "left alone: changed by hand"
          }
        return [upgrade.code, outcome, upgrade.missing.joined(separator: " ")]
      }
      let header = ["role", "outcome", "grants"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
      if found.addsPipeline {
        Console.note(dryRun ? "the first pipeline would be added" : "the first pipeline was added")
      }
    }
  }
}
