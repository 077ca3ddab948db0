// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Settling many conflicts at once: which, and how; one commit a record.
struct ConflictBulk: ParsableArguments {
  @Option(
    name: .customLong("where"), help: .init(Tongue.say(.helpWhere), valueName: "field=value"))
  var conditions: [String] = []
  @Option(help: .init(Tongue.say(.helpConflictEntity))) var entity: String?
  @Flag(help: .init(Tongue.say(.helpAllConflicts))) var all = false
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false

  /// The first of these options that was given.
  var given: String? {
    if !conditions.isEmpty { return "--where" }
    if entity != nil { return "--entity" }
    if all { return "--all" }
    return dryRun ? "--dry-run" : nil
  }

  /// Settles, or says what would be settled.
  func run(keep typed: String?, at desk: Desk) throws {
    guard all || entity != nil || !conditions.isEmpty else {
      throw CLIError(.missingValue, "RECORD | --where | --entity | --all")
    }
    let names = ConflictKeep.allCases.map(\.rawValue).joined(separator: ", ")
    guard let typed else { throw CLIError(.missingValue, "--keep \(names)") }
    guard let keep = ConflictKeep(rawValue: typed) else {
      throw CLIError(.badChoice, "--keep", typed, names)
    }
    let found = try desk.replica().read { try records($0, at: desk) }
    var command: UInt64?
    let outcomes = try found.map { try settle($0, keep, at: desk, &command) }
    let (report, settled) = try desk.replica().read { reader in
      try table(found, outcomes, keep, RecordCells(desk: desk, reader: reader))
    }
    desk.show(report)
    guard !report.rows.isEmpty else { return }
    let total = desk.words.number(report.rows.count)
    desk.note(desk.words(dryRun ? .bulkPlanned : .bulkDone, desk.words.number(settled), total))
  }

  /// What came of a record; nil where nothing of it is meant.
  private func settle(
    _ view: RecordView, _ keep: ConflictKeep, at desk: Desk, _ command: inout UInt64?
  ) throws -> String? {
    let words = desk.words
    let own = try desk.replica().identity.replica
    do {
      guard !dryRun else {
        let isMeant = view.conflicts.contains { choice(keep, view, $0, own) != nil }
        return isMeant ? words(.wouldKeep) : nil
      }
      let commit = try desk.commit(in: &command) { context in
        // What the person was shown a moment ago may have changed since.
        let shown = try context.reader.record(view.entity.tag, view.id) ?? view
        return ConflictOperations.resolve(shown, keeping: keep, own: own, in: context)
      }
      return commit.map { _ in words(.wasKept) }
    } catch let failure as Failure {
      return words(.wasRefused, ErrorText.say(failure, words: words, schema: try desk.schema()))
    }
  }

  private func choice(
    _ keep: ConflictKeep, _ view: RecordView, _ group: FieldGroup, _ own: ReplicaID
  ) -> Version? {
    keep.choice(of: view.view(of: group).shown, group, in: view.entity, own: own)
  }

  private func table(
    _ found: [RecordView], _ outcomes: [String?], _ keep: ConflictKeep, _ cells: RecordCells
  ) throws -> (Report, settled: Int) {
    let words = cells.desk.words
    let own = try cells.desk.replica().identity.replica
    let done = words(dryRun ? .wouldKeep : .wasKept)
    var settled = 0
    var report = Report([
      Column("record", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("title", words(.title)), Column("field", words(.field)),
      Column("values", words(.values)), Column("keep", words(.keptValue)),
      Column("outcome", words(.outcome)),
    ])
    for (view, outcome) in zip(found, outcomes) {
      let versions = try VersionCells(cells: cells, view: view)
      if view.life == .asked {
        report.rows.append(
          LifeQuestion(view: view).row(cells).dropLast() + [.empty, .text(words(.leftOpen))])
      }
      for group in view.conflicts {
        let values = try view.view(of: group).shown.map { try versions.value($0, group) }
        let kept = try choice(keep, view, group, own).map { try versions.value($0, group) }
        let said = kept == nil ? nil : outcome
        if said == done { settled += 1 }
        report.rows.append([
          Cell(.string("\(view.id)"), ShortID.of(view.id)),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
          .text(RecordTitle.text(view, words)),
          Cell(.string(group.name), cells.label(group, in: view.entity)),
          Cell(.array(values.map(\.json)), values.map(\.text).joined(separator: " / ")),
          kept ?? .empty, .text(said ?? words(.leftOpen)),
        ])
      }
    }
    return (report, settled)
  }

  /// The records in which something is open.
  private func records(_ reader: ReplicaReader, at desk: Desk) throws -> [RecordView] {
    let schema = reader.schema
    var entities = schema.entities
    if let entity {
      guard let named = schema[entity.replacing("-", with: "_")] else {
        throw CLIError(
          .badChoice, "--entity", entity, entities.map(\.name).joined(separator: ", "))
      }
      entities = [named]
    }
    // An entity without the field has no record that is meant; a field that none has is a mistake.
    let fields = try conditions.map { text in
      guard let typed = ConditionText(text) else { throw CLIError(.badFilter, text) }
      return typed.field
    }
    let meant = entities.filter { entity in
      fields.allSatisfy { (try? RecordCells.field($0, in: entity)) != nil }
    }
    if meant.isEmpty, let first = entities.first, let name = fields.first {
      _ = try RecordCells.field(name, in: first)
    }
    return try meant.flatMap { entity in
      let filter = RecordFilter(desk: desk, reader: reader, entity: entity)
      var query = RecordQuery(entity.tag, where: try conditions.map { try filter.condition($0) })
      query.isInConflict = true
      return try reader.list(query)
    }
  }
}
