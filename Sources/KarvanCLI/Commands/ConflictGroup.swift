// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan conflict`
struct ConflictGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "conflict", abstract: Tongue.say(.aboutConflict),
      subcommands: [ConflictList.self, ConflictShow.self, ConflictResolve.self],
      defaultSubcommand: ConflictList.self)
  }
}

/// `karvan conflict list`
struct ConflictList: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: Tongue.say(.aboutConflictList))
  }

  @Flag(help: .init(Tongue.say(.helpStrict))) var strict = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    var report = Report([
      Column("record", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("title", words(.title)), Column("field", words(.field)),
      Column("values", words(.values)), Column("next", words(.nextStep)),
    ])
    report.rows = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      return try reader.conflicts().map { try row($0.view, $0.group, cells) }
    }
    desk.show(report)
    if strict, !report.rows.isEmpty {
      throw CLIError(.openConflicts, words.number(report.rows.count))
    }
  }

  private func row(
    _ view: RecordView, _ group: FieldGroup?, _ cells: RecordCells
  ) throws -> [Cell] {
    let words = cells.desk.words
    guard let group else { return LifeQuestion(view: view).row(cells) }
    let versions = try VersionCells(cells: cells, view: view)
    let values = try view.view(of: group).shown.map { try versions.value($0, group) }
    return [
      Cell(.string("\(view.id)"), ShortID.of(view.id)),
      Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
      .text(RecordTitle.text(view, words)),
      Cell(.string(group.name), cells.label(group, in: view.entity)),
      Cell(.array(values.map(\.json)), values.map(\.text).joined(separator: " / ")),
      .text("karvan conflict show \(ShortID.of(view.id)).\(group.name)"),
    ]
  }
}

/// `karvan conflict show RECORD[.FIELD]`
struct ConflictShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutConflictShow))
  }

  @Argument(help: .init(Tongue.say(.helpRecordField), valueName: "record[.field]"))
  var field: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let report = try desk.replica().read { reader in
      if let question = try LifeQuestion(field, at: desk, reader: reader) {
        return try question.report(RecordCells(desk: desk, reader: reader))
      }
      let name = try GroupName(field, at: desk, reader: reader, orOnly: true)
      var report = try Why.report(name, desk: desk, reader: reader)
      let record = "\(ShortID.of(name.view.id)).\(name.group.name)"
      report.notes = [desk.words(.resolveNext, "karvan conflict resolve \(record) --keep 1")]
      return report
    }
    desk.show(report)
  }
}

/// `karvan conflict resolve RECORD[.FIELD] --keep N | --value TEXT | FIELD=VALUE …`, or for many
/// records at once `--where FIELD=VALUE --keep latest`.
struct ConflictResolve: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "resolve", abstract: Tongue.say(.aboutConflictResolve),
      discussion: Tongue.say(.resolveForms))
  }

  @Argument(help: .init(Tongue.say(.helpRecordField), valueName: "record[.field]"))
  var field: String?
  @Option(help: .init(Tongue.say(.helpKeep), valueName: "n")) var keep: String?
  @Option(help: .init(Tongue.say(.helpValue))) var value: String?
  @Argument(help: .init(Tongue.say(.helpAssignments), valueName: "field=value"))
  var assignments: [String] = []
  @OptionGroup var bulk: ConflictBulk
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let field else {
      guard value == nil else { throw CLIError(.conflictingOptions, "--value, --where") }
      return try bulk.run(keep: keep, at: desk)
    }
    if let option = bulk.given { throw CLIError(.conflictingOptions, "\(field), \(option)") }
    let ways = (keep == nil ? 0 : 1) + (value == nil ? 0 : 1) + (assignments.isEmpty ? 0 : 1)
    guard ways == 1 else { throw CLIError(.conflictingOptions, "--keep, --value, field=value") }
    var target: (EntityTag, RecordID)?
    let commit = try desk.commit { context in
      if let keep,
        let question = try LifeQuestion(field, at: desk, reader: try desk.reader(of: context))
      {
        target = (question.view.entity.tag, question.view.id)
        return try question.answer(keep, in: context)
      }
      let name = try GroupName(
        field, at: desk, reader: try desk.reader(of: context), orOnly: true)
      target = (name.view.entity.tag, name.view.id)
      return try ConflictOperations.resolve(
        name.view, group: name.group, keep: try choice(name, field, desk, context), in: context)
    }
    guard let (entity, id) = target else { return }
    try desk.showChange(commit, entity, id, saying: .resolved)
  }

  private func choice(
    _ name: GroupName, _ field: String, _ desk: Desk, _ context: OperationContext
  ) throws -> ConflictOperations.Choice {
    let numbered = VersionCells.numbered(name.view, name.group)
    if let keep {
      guard let number = Typed.number(keep, as: Int.self), numbered.indices.contains(number - 1)
      else {
        let numbers = numbered.indices.map { "\($0 + 1)" }.joined(separator: ", ")
        throw CLIError(.badChoice, "--keep", keep, numbers)
      }
      return .version(numbered[number - 1].1.name)
    }
    var edits = assignments
    if let value {
      guard name.group.fields.count == 1, let only = name.view.entity.field(name.group.tag) else {
        let fields = name.group.fields.compactMap { name.view.entity.field($0)?.name }
        throw CLIError(.missingValue, fields.map { "\($0)=…" }.joined(separator: " "))
      }
      edits = ["\(only.name)=\(value)"]
    }
    let edit = try desk.edit(edits, of: name.view.entity, before: name.view, in: context)
    let values = name.group.fields.map { tag in
      FieldValue(tag, edit.values[tag] ?? name.view[tag])
    }
    if let other = edit.values.keys.first(where: { !name.group.fields.contains($0) }) {
      throw CLIError(
        .unknownField, name.group.name, name.view.entity.field(other)?.name ?? "",
        name.group.fields.compactMap { name.view.entity.field($0)?.name }.joined(separator: " "))
    }
    guard let made = GroupValue(values) else { throw CLIError(.missingValue, field) }
    return .value(made)
  }
}
