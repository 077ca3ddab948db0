// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan field`: the fields that a workspace has of its own.
struct FieldCommands: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "field", abstract: Tongue.say(FieldMessage.aboutField),
      discussion: Tongue.say(FieldMessage.aboutFieldMore),
      subcommands: [FieldList.self, FieldAdd.self, FieldChange.self, FieldRetire.self],
      defaultSubcommand: FieldList.self)
  }
}

/// `karvan field list [ENTITY]`
struct FieldList: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: Tongue.say(FieldMessage.aboutFieldList))
  }

  @Argument(help: .init(Tongue.say(FieldMessage.helpFieldEntity))) var entity: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    let wanted = try entity.map { try desk.entity(named: $0).name }
    var report = Report([
      Column("entity", words(.kindOfRecord)), Column("key", words(FieldMessage.key)),
      Column("type", words(ContentMessage.type)), Column("refers_to", words(FieldMessage.refersTo)),
      Column("label", words(FieldMessage.label)), Column("label_fa", words(FieldMessage.labelFa)),
      Column("choices", words(FieldMessage.choices)),
      Column("required", words(FieldMessage.required)),
      Column("retired", words(FieldMessage.retired)),
    ])
    let declared = try desk.replica().read { reader in
      try reader.list(RecordQuery(CustomField.tag)).compactMap { DeclaredField($0) }
    }
    let sorted = declared.sorted { ($0.entity, $0.tag) < ($1.entity, $1.tag) }
    report.rows = sorted.filter { wanted == nil || $0.entity == wanted }.map { field in
      [
        .text(field.entity), .text(field.key), .text(field.kind.typed), .text(field.target ?? ""),
        .text(field.label.english), .text(field.label.persian),
        Cell(
          .array(field.choices.map { .string($0.code) }), words.list(field.choices.map(\.code))),
        Self.truth(field.isRequired, words), Self.truth(field.isRetired, words),
      ]
    }
    desk.show(report)
  }

  private static func truth(_ value: Bool, _ words: Words) -> Cell {
    Cell(.bool(value), words(value ? FieldMessage.isSo : .isNot))
  }
}

/// A field of an entity, by the names of both.
struct FieldNames: ParsableArguments {
  @Argument(
    help: .init(Tongue.say(FieldMessage.helpFieldEntity)),
    completion: .list(CustomField.entities.compactMap { Catalog.type(of: $0)?.about.name }))
  var entity: String
  @Argument(help: .init(Tongue.say(FieldMessage.helpKey))) var key: String
}

/// `karvan field add ENTITY KEY --type TYPE --label LABEL`
struct FieldAdd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: Tongue.say(FieldMessage.aboutFieldAdd),
      discussion: Tongue.say(FieldMessage.addForms))
  }

  @OptionGroup var names: FieldNames
  @Option(
    help: .init(
      Tongue.say(FieldMessage.helpType) + " "
        + DeclaredField.Kind.allCases.map(\.typed).joined(separator: ", ")),
    completion: .list(DeclaredField.Kind.allCases.map(\.typed)))
  var type: String
  @Option(help: .init(Tongue.say(FieldMessage.helpTarget), valueName: "entity")) var to: String?
  @Option(help: .init(Tongue.say(FieldMessage.helpRule))) var rule: String?
  @Option(help: .init(Tongue.say(FieldMessage.helpLabel))) var label: String
  @Option(help: .init(Tongue.say(FieldMessage.helpLabelFa))) var labelFa: String?
  @Option(help: .init(Tongue.say(FieldMessage.helpChoices), valueName: "code=english=persian,…"))
  var choices: [String] = []
  @Flag(help: .init(Tongue.say(FieldMessage.helpSearchable))) var searchable = false
  @Flag(help: .init(Tongue.say(FieldMessage.helpRequired))) var required = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let kind = DeclaredField.Kind(typed: type) else {
      let kinds = DeclaredField.Kind.allCases.map(\.typed).joined(separator: ", ")
      throw CLIError(.badChoice, "--type", type, kinds)
    }
    let declaration = FieldOperations.Declaration(
      key: names.key, kind: kind, rule: rule, label: label, labelFa: labelFa,
      choices: try desk.choices(choices), isSearched: searchable, isRequired: required, target: to)
    let entity = try desk.declaringEntity(names.entity)
    try desk.commit { context in
      try FieldOperations.declare(declaration, for: entity, lives: [], in: context)
    }
    desk.note(desk.words(.declared, entity, names.key))
  }
}

/// `karvan field change ENTITY KEY`
struct FieldChange: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "change", abstract: Tongue.say(FieldMessage.aboutChange))
  }

  @OptionGroup var names: FieldNames
  @Option(help: .init(Tongue.say(FieldMessage.helpLabel))) var label: String?
  @Option(help: .init(Tongue.say(FieldMessage.helpLabelFa))) var labelFa: String?
  @Option(help: .init(Tongue.say(FieldMessage.helpChoices), valueName: "code=english=persian,…"))
  var choices: [String] = []
  @Flag(inversion: .prefixedNo, help: .init(Tongue.say(FieldMessage.helpSearchable)))
  var searchable: Bool?
  @Flag(inversion: .prefixedNo, help: .init(Tongue.say(FieldMessage.helpRequired)))
  var required: Bool?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard
      label != nil || labelFa != nil || !choices.isEmpty || searchable != nil || required != nil
    else {
      throw CLIError(
        .missingValue, "--label, --label-fa, --choices, --searchable, --required")
    }
    try desk.change(
      names,
      FieldOperations.Change(
        label: label, labelFa: labelFa, choices: try desk.choices(choices),
        isSearched: searchable, isRequired: required))
  }
}

/// `karvan field retire ENTITY KEY`
struct FieldRetire: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "retire", abstract: Tongue.say(FieldMessage.aboutRetire))
  }

  @OptionGroup var names: FieldNames
  @Flag(help: .init(Tongue.say(FieldMessage.helpUnretire))) var undo = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try desk.change(names, FieldOperations.Change(isRetired: !undo))
  }
}

extension Desk {
  /// The name of the entity that a field is declared for; where the office declares, it is said.
  fileprivate func declaringEntity(_ name: String) throws -> String {
    guard try replica().number(.standAlone) != nil else {
      throw Failure(DomainLaw.fieldAtOffice, entity: CustomField.about.name)
    }
    return try entity(named: name).name
  }

  fileprivate func choices(_ arguments: [String]) throws -> [Choice] {
    do {
      return try ChoiceText.read(arguments)
    } catch {
      throw CLIError(.badChoice, "--choices", error.text, "code=English=Persian")
    }
  }

  fileprivate func change(_ names: FieldNames, _ change: FieldOperations.Change) throws {
    let entity = try declaringEntity(names.entity)
    let shape = CustomField.shape
    let commit = try commit { context in
      let declared = try context.reader.records(
        CustomField.tag, where: shape.entity.tag, is: .text(entity))
      guard let shown = declared.first(where: { $0[shape.key] == .text(names.key) }) else {
        throw CLIError(
          .badChoice, "KEY", names.key,
          declared.compactMap { $0[shape.key].text }.sorted().joined(separator: ", "))
      }
      return try FieldOperations.change(shown, change, in: context)
    }
    note(commit == nil ? words(.nothingChanged) : words(.fieldChanged, entity, names.key))
  }
}
