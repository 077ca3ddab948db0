// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Shows, tries and changes the rules that decide between concurrent values.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Show and change what is shown of concurrent values.",
    discussion: """
      A rule only says which of several concurrent values is shown; none is ever thrown away. A
      change reaches every device with its next sync and decides anew what is there.
      """,
    subcommands: [List.self, Preview.self, Set.self, Clear.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List rules that were changed.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Every field group whose rule can be changed.")
    var all = false
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let lines = try Office.open(home.folder).rules(all: all)
      let header = ["entity", "group", "rule", "declared", "possible"]
      let rows = lines.map {
        [$0.entity, $0.group, $0.rule, $0.declared, $0.choices.joined(separator: " ")]
      }
      if json { return Console.json(header, rows) }
      if rows.isEmpty { return Console.note("no rule was changed; see them: rules list --all") }
      Console.table(header, rows)
    }
  }

  struct Preview: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a rule would decide otherwise; changes nothing.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: Target
    @Argument(help: "The rule, such as authority, max or manual.")
    var rule: String
    @Option(help: "List at most so many records.")
    var limit = 50
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      guard limit >= 0 else { throw ServerError(.usage, "--limit: 0 or more, not \(limit)") }
      let preview = try Office.open(home.folder).preview(
        rule, for: target.group, of: target.entity, limit: limit)
      let header = ["record", "title", "shown", "would_show", "open_conflict"]
      let rows = preview.lines.map {
        ["\($0.record)", $0.title, $0.shown, $0.wouldShow, $0.isConflict ? "yes" : "no"]
      }
      if json {
        Console.json(header, rows)
      } else if !rows.isEmpty {
        Console.table(header, rows)
      }
      Console.note(
        "\(preview.count) records would be decided otherwise, \(preview.conflicts) of them left"
          + " open; to do it: karvan-server rules set \(target.entity) \(target.group) \(rule)")
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a rule in force; see rules preview first.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: Target
    @Argument(help: "The rule, such as authority, max or manual.")
    var rule: String

    func run() throws {
      let isNew = try Office.open(home.folder).setRule(
        rule, for: target.group, of: target.entity, now: wallClock())
      Console.note(
        "\(target.entity) \(target.group): \(rule) "
          + (isNew ? "decides from now on" : "decided already"))
    }
  }

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put the declared rule back in force.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: Target

    func run() throws {
      let declared = try Office.open(home.folder).clearRule(
        for: target.group, of: target.entity, now: wallClock())
      Console.note(
        "\(target.entity) \(target.group): "
          + (declared.map { "\($0) decides from now on" } ?? "the declared rule decided already"))
    }
  }

  /// A field group of an entity.
  struct Target: ParsableArguments {
    @Argument(help: "The entity, such as account.")
    var entity: String
    @Argument(help: "The field, or the group of fields that are decided together.")
    var group: String
  }
}
