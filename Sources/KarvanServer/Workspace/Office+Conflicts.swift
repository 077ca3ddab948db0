// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Office {
  /// Which open conflicts are meant.
  struct ConflictFilter {
    var entity: String?
    var conditions: [String] = []
  }

  /// A group that waits for a person.
  struct ConflictLine {
    let record: RecordID
    let entity: String
    let title: String
    let group: String
    /// What competes, the displayed value first.
    let values: [String]
    /// The value that stands, or would.
    var kept: String?
    /// What came of it.
    var outcome = ""
  }

  /// So many records are settled in one transaction.
  private static let recordsPerTransaction = 200

  /// The open conflicts.
  func conflicts(_ filter: ConflictFilter) throws -> [ConflictLine] {
    try database.read { reader in
      try conflicted(filter, reader).flatMap { try lines(of: $0, OfficeRecords(reader: reader)) }
    }
  }

  /// Settles open conflicts, one commit a record; a refused one is said and holds up nothing.
  func resolve(
    _ filter: ConflictFilter, keep: ConflictKeep, isDryRun: Bool, now: Int64
  ) throws -> [ConflictLine] {
    let names = try database.read { reader in
      try conflicted(filter, reader).map { ($0.entity.tag, $0.id) }
    }
    var lines: [ConflictLine] = []
    for start in stride(from: 0, to: names.count, by: Self.recordsPerTransaction) {
      let part = names[start..<min(start + Self.recordsPerTransaction, names.count)]
      lines += try operate(now: now) { authoring, writer, author in
        try part.flatMap { entity, id -> [ConflictLine] in
          guard let view = try writer.record(entity, id) else { return [] }
          let records = OfficeRecords(reader: writer)
          let own = database.identity.replica
          var lines = try self.lines(of: view, records)
          for index in lines.indices {
            guard let group = view.entity.group(named: lines[index].group) else { continue }
            let kept = keep.choice(of: view.view(of: group).shown, group, in: view.entity, own: own)
            lines[index].kept = try kept.map { try records.text($0, group, of: view.entity) }
          }
          let outcome = try settle(view, keep, isDryRun, authoring, author)
          for index in lines.indices {
            lines[index].outcome = lines[index].kept == nil ? "left open" : outcome
          }
          return lines
        }
      }
    }
    return lines
  }

  private func settle(
    _ view: RecordView, _ keep: ConflictKeep, _ isDryRun: Bool, _ authoring: OfficeAuthoring,
    _ author: Author
  ) throws -> String {
    if isDryRun { return "would be kept" }
    do {
      let own = database.identity.replica
      let commit = try authoring.commit(by: author) { context in
        ConflictOperations.resolve(view, keeping: keep, own: own, in: context)
      }
      return commit == nil ? "left open" : "kept"
    } catch let failure as Failure {
      return "refused: " + FailureText.say(failure, schema: schema, language: .english)
    }
  }

  /// The records in which something is open, by entity and identifier.
  private func conflicted(
    _ filter: ConflictFilter, _ reader: OfficeReader
  ) throws -> [RecordView] {
    let records = OfficeRecords(reader: reader)
    let entities = try filter.entity.map { [try records.entity($0)] } ?? reader.schema.entities
    var isKnown = filter.conditions.isEmpty
    let found = try entities.flatMap { entity -> [RecordView] in
      let conditions = try filter.conditions.compactMap { try records.condition($0, of: entity) }
      // An entity without the field has no record that is meant.
      guard conditions.count == filter.conditions.count else { return [] }
      isKnown = true
      var query = RecordQuery(entity.tag, where: conditions)
      query.isInConflict = true
      return try reader.list(query)
    }
    guard isKnown else {
      throw ServerError(
        .usage, "no entity has the fields of: \(filter.conditions.joined(separator: ", "))")
    }
    return found
  }

  private func lines(of view: RecordView, _ records: OfficeRecords) throws -> [ConflictLine] {
    let question = ConflictLine(
      record: view.id, entity: view.entity.name, title: view.title, group: "life",
      values: ["deleted", "edited"])
    return try (view.life == .asked ? [question] : [])
      + view.conflicts.map { group in
        ConflictLine(
          record: view.id, entity: view.entity.name, title: view.title, group: group.name,
          values: try view.view(of: group).shown.map {
            try records.text($0, group, of: view.entity)
          })
      }
  }
}
