// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// A field group of a record, as `RECORD.FIELD`.
struct GroupName {
  let view: RecordView
  let group: FieldGroup

  /// Finds the record and the group; with `orOnly`, `RECORD` alone names its only open conflict.
  init(_ text: String, at desk: Desk, reader: ReplicaReader, orOnly: Bool = false) throws {
    let entities = try desk.schema().entities
    let finder = desk.finder(reader)
    if let dot = text.lastIndex(of: "."), dot > text.startIndex,
      let view = try Self.record(String(text[..<dot]), finder, entities)
    {
      self.view = view
      group = try Self.group(String(text[text.index(after: dot)...]), in: view.entity)
      return
    }
    guard orOnly else { throw CLIError(.missingValue, text) }
    view = try finder.find(text, in: entities)
    let open = view.conflicts
    guard open.count == 1 else {
      throw CLIError(
        open.isEmpty ? .nothingThere : .missingValue,
        open.isEmpty ? text : "\(text).{\(open.map(\.name).joined(separator: ","))}")
    }
    group = open[0]
  }

  private static func record(
    _ name: String, _ finder: RecordFinder, _ entities: [Entity]
  ) throws -> RecordView? { try finder.find(name, in: entities) }

  /// A group by its own name or by one of its fields.
  static func group(_ name: String, in entity: Entity) throws -> FieldGroup {
    if let group = entity.group(named: Typed.trim(name)) { return group }
    let field = try RecordCells.field(name, in: entity)
    guard let group = entity.group(of: field.tag) else {
      throw CLIError(.unknownField, entity.name, name, "")
    }
    return group
  }
}

/// `karvan why RECORD.FIELD`: the rule, and every version that is there.
struct Why: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "why", abstract: Tongue.say(.aboutWhy))
  }

  @Argument(help: .init(Tongue.say(.helpRecordField), valueName: "record.field")) var field: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let report = try desk.replica().read { reader in
      // What ends like a field is looked for as one first: no record is searched for in vain.
      if try Self.endsLikeField(field, desk),
        let name = try? GroupName(field, at: desk, reader: reader)
      {
        return try Self.report(name, desk: desk, reader: reader)
      }
      if let view = try? desk.finder(reader).find(field, in: try desk.schema().entities) {
        return try overview(view, desk: desk, reader: reader)
      }
      let name = try GroupName(field, at: desk, reader: reader)
      return try Self.report(name, desk: desk, reader: reader)
    }
    desk.show(report)
  }

  private static func endsLikeField(_ text: String, _ desk: Desk) throws -> Bool {
    guard let dot = text.lastIndex(of: ".") else { return false }
    let name = Typed.trim(text[text.index(after: dot)...])
    return try desk.schema().entities.contains {
      $0.group(named: name) != nil || $0.field(named: name) != nil
    }
  }

  /// The fields of a record that have several versions, or all that can be asked for.
  private func overview(_ view: RecordView, desk: Desk, reader: ReplicaReader) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let several = view.entity.groups.filter { group in
      !group.rule.isSet && VersionCells.numbered(view, group).count > 1
    }
    guard !several.isEmpty else {
      let names = view.entity.groups.map(\.name).joined(separator: " ")
      throw CLIError(.missingValue, "\(field).FIELD (\(names))")
    }
    var report = Report([
      Column("field", words(.field)), Column("name", words(.title)),
      Column("versions", words(.versions), isNumber: true),
      Column("conflict", words(.status)), Column("next", words(.nextStep)),
    ])
    report.rows = several.map { group in
      let count = VersionCells.numbered(view, group).count
      let isConflict = group.rule.isConflict(view.view(of: group))
      return [
        .text(group.name), .text(cells.label(group, in: view.entity)),
        Cell(.count(count), words.number(count)),
        Cell(.bool(isConflict), words(isConflict ? .needsDecision : .settledByRule)),
        .text("karvan why \(ShortID.of(view.id)).\(group.name)"),
      ]
    }
    return report
  }

  /// What is known of a group: shared with `conflict show`.
  static func report(_ name: GroupName, desk: Desk, reader: ReplicaReader) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let versions = try VersionCells(cells: cells, view: name.view)
    let isConflict = name.group.rule.isConflict(name.view.view(of: name.group))
    var list = Report(VersionCells.columns(words))
    list.rows = try versions.rows(name.group)
    let view = name.view
    let status: Message =
      isConflict ? .needsDecision : (list.rows.count > 1 ? .settledByRule : .oneVersion)
    return .single(
      [
        (
          Column("record", words(.record)),
          Cell(
            .string("\(view.id)"), "\(RecordTitle.text(view, words)) (\(ShortID.of(view.id)))")
        ),
        (
          Column("entity", words(.kindOfRecord)),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language))
        ),
        (
          Column("field", words(.field)),
          Cell(.string(name.group.name), cells.label(name.group, in: view.entity))
        ),
        (
          Column("rule", words(.rule)),
          Cell(.string(name.group.rule.name), VersionCells.explain(name.group, words))
        ),
        (Column("conflict", words(.status)), Cell(.bool(isConflict), words(status))),
      ],
      parts: [Report.Part("versions", words(.versions), list)])
  }
}
