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
        karvan-server field add account supplier --type reference --to account --required \\
          --label Supplier --label-fa "تامین‌کننده"
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
        "entity", "key", "type", "rule", "label", "label_fa", "choices", "refers_to", "searched",
        "required", "retired", "number", "records", "without",
      ]
      let rows = lines.map { line in
        let field = line.field
        return [
          field.entity, field.key, field.kind.typed, line.rule, field.label.english,
          field.label.persian, field.choices.map(\.code).joined(separator: " "),
          field.target ?? "", field.isSearched ? "yes" : "no", field.isRequired ? "yes" : "no",
          field.isRetired ? "yes" : "no", "\(field.tag)", "\(line.values)",
          "\(line.without)",
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
    @Flag(help: .init(FieldTarget.requiredHelp))
    var required = false
    @Option(help: "What a reference refers to: account, contact, product, user, …")
    var to: String?

    func run() throws {
      guard let kind = DeclaredField.Kind(typed: type) else {
        let kinds = DeclaredField.Kind.allCases.map(\.typed).joined(separator: ", ")
        throw ServerError(.usage, "--type: “\(type)” is none of \(kinds)")
      }
      try Office.open(home.folder).declare(
        FieldOperations.Declaration(
          key: target.key, kind: kind, rule: rule, label: label, labelFa: labelFa,
          choices: try ChoiceText.choices(choices), isSearched: searchable, isRequired: required,
          target: to),
        for: target.entity, now: wallClock())
      Console.note(
        "\(target.entity) \(target.key): declared; devices have it after their next sync")
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change labels, add choices, ask for a field or not, let find look into it.",
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
    @Flag(inversion: .prefixedNo, help: .init(FieldTarget.requiredHelp))
    var required: Bool?

    func run() throws {
      let change = FieldOperations.Change(
        label: label, labelFa: labelFa, choices: try ChoiceText.choices(choices),
        isSearched: searchable, isRequired: required)
      guard
        label != nil || labelFa != nil || !choices.isEmpty || searchable != nil || required != nil
      else {
        throw ServerError(
          .usage,
          "nothing to change: give --label, --label-fa, --choices, --searchable or --required")
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

  static let requiredHelp = """
    Ask for it: who adds or imports a record has to give it, and nobody can clear it. Records that \
    have none stay as they are, and so does what is written by who does not know yet.
    """
}

/// Choices as an administrator types them.
extension ChoiceText {
  static let help = """
    What it can be: codes, each with a label in English and one in Persian if it has others; can be \
    repeated.
    """

  /// Reads them; says which is wrong.
  static func choices(_ arguments: [String]) throws(ServerError) -> [Choice] {
    do {
      return try read(arguments)
    } catch {
      throw ServerError(
        .usage,
        error.isTwice
          ? "--choices: “\(error.text)” is there twice"
          : "--choices: “\(error.text)” is not code=English=Persian")
    }
  }
}
