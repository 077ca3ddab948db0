// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// Declares, lists, changes and retires fields of the workspace's own.
struct FieldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "field", abstract: "Declare fields of your own for accounts, orders and others.",
    discussion: """
      A declared field reaches every device with its next sync; the server goes on as
      it is. From there on it is a field like any other: shown, set with KEY=VALUE,
      found, filtered, imported and exported, merged by its rule.

        karvan-server field add account shelf_space --type decimal --rule max \\
          --label "Shelf space" --label-fa "متراژ قفسه"
        karvan-server field add account channel --type choice \\
          --label Channel --label-fa "کانال" \\
          --choices horeca=Horeca=هورکا,retail=Retail=خرده‌فروشی
      """,
    subcommands: [List.self, Add.self, Change.self, Retire.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List declared fields.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The entity, such as account; all if it is left out.")
    var entity: String?
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let lines = try Office.open(home.folder).fields(of: entity)
      let header = [
        "entity", "key", "type", "rule", "label", "label_fa", "choices", "searched", "retired",
        "number", "records",
      ]
      let rows = lines.map { line in
        let field = line.field
        return [
          field.entity, field.key, field.kind.typed, line.rule, field.label.english,
          field.label.persian, field.choices.map(\.code).joined(separator: " "),
          field.isSearched ? "yes" : "no", field.isRetired ? "yes" : "no", "\(field.tag)",
          "\(line.values)",
        ]
      }
      if json { return Console.json(header, rows) }
      if rows.isEmpty {
        return Console.note("no field was declared; see: karvan-server field add --help")
      }
      Console.table(header, rows)
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Declare a field.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: FieldTarget
    @Option(
      help: "What it holds: \(DeclaredField.Kind.allCases.map(\.typed).joined(separator: ", ")).")
    var type: String
    @Option(help: "What is shown of concurrent values; lastWriter, or addWins for a set.")
    var rule: String?
    @Option(help: "What people read in English.")
    var label: String
    @Option(help: "What people read in Persian; the English label if it is left out.")
    var labelFa: String?
    @Option(help: .init(ChoiceText.help, valueName: "code=english=persian,…"))
    var choices: [String] = []
    @Flag(help: "Let find look into it: texts, whole numbers and sets.")
    var searchable = false

    func run() throws {
      let kinds = DeclaredField.Kind.allCases
      guard let kind = kinds.first(where: { $0.typed == type || $0.rawValue == type }) else {
        throw ServerError(
          .usage,
          "--type: “\(type)” is none of \(kinds.map(\.typed).joined(separator: ", "))")
      }
      try Office.open(home.folder).declare(
        FieldOperations.Declaration(
          key: target.key, kind: kind, rule: rule, label: label, labelFa: labelFa,
          choices: try ChoiceText.read(choices), isSearched: searchable),
        for: target.entity, now: wallClock())
      Console.note(
        "\(target.entity) \(target.key): declared; devices have it after their next sync")
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change labels, add choices, let find look into a field or not.",
      discussion: "Key, type and the choices that are there stay; for the rule see: rules set.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: FieldTarget
    @Option(help: "What people read in English.")
    var label: String?
    @Option(help: "What people read in Persian.")
    var labelFa: String?
    @Option(help: .init(ChoiceText.help, valueName: "code=english=persian,…"))
    var choices: [String] = []
    @Flag(inversion: .prefixedNo, help: "Whether find looks into it.")
    var searchable: Bool?

    func run() throws {
      let change = FieldOperations.Change(
        label: label, labelFa: labelFa, choices: try ChoiceText.read(choices),
        isSearched: searchable)
      guard label != nil || labelFa != nil || !choices.isEmpty || searchable != nil else {
        throw ServerError(
          .usage, "nothing to change: give --label, --label-fa, --choices or --searchable")
      }
      let isNew = try Office.open(home.folder).change(
        target.key, of: target.entity, change, now: wallClock())
      Console.note("\(target.entity) \(target.key): " + (isNew ? "changed" : "was so already"))
    }
  }

  struct Retire: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take no new values of a field; those that are there stay.")

    @OptionGroup var home: HomeOption
    @OptionGroup var target: FieldTarget
    @Flag(help: "Take new values again.")
    var undo = false

    func run() throws {
      let isNew = try Office.open(home.folder).change(
        target.key, of: target.entity, FieldOperations.Change(isRetired: !undo), now: wallClock())
      let state = undo ? "takes new values" : "retired; its values stay"
      Console.note("\(target.entity) \(target.key): " + (isNew ? "" : "already ") + state)
    }
  }
}

/// A field of an entity, by the names of both.
struct FieldTarget: ParsableArguments {
  @Argument(help: "The entity, such as account.")
  var entity: String
  @Argument(help: "The name in commands and files: a-z, 0-9 and _, such as shelf_space.")
  var key: String
}

/// Choices as an administrator types them.
enum ChoiceText {
  static let help = """
    What it can be: codes, each with a label in English and one in Persian if it has others; can be \
    repeated.
    """

  /// Reads `code=English=Persian` and its shorter forms, separated by commas.
  static func read(_ arguments: [String]) throws(ServerError) -> [Choice] {
    var choices: [Choice] = []
    for text in arguments.flatMap({ $0.split(whereSeparator: { $0 == "," || $0 == "،" }) }) {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false).map {
        String($0.trimmingPrefix(while: \.isWhitespace))
      }
      guard (1...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
        throw ServerError(.usage, "--choices: “\(text)” is not code=English=Persian")
      }
      let english = parts.count > 1 ? parts[1] : parts[0]
      let choice = Choice(parts[0], english, parts.count > 2 ? parts[2] : english)
      guard !choices.contains(where: { $0.code == choice.code }) else {
        throw ServerError(.usage, "--choices: “\(choice.code)” is there twice")
      }
      choices.append(choice)
    }
    return choices
  }
}

extension DeclaredField.Kind {
  /// The name as it is typed.
  fileprivate var typed: String { rawValue.replacing("_", with: "-") }
}
