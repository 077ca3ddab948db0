// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What kept commits wrote, also to records that are not here any longer.
struct ChangeCells {
  let cells: RecordCells
  /// What the commits themselves say of the records that they wrote.
  private let told: [RecordID: RecordView]

  private var words: Words { cells.desk.words }

  init(cells: RecordCells, commits: [Commit]) {
    self.cells = cells
    var written: [RecordID: (EntityTag, [Version])] = [:]
    for commit in commits {
      for change in commit.changes {
        let versions = change.writes.compactMap { write -> Version? in
          guard case .set(let value) = write.action else { return nil }
          return Version(
            group: write.group, dot: commit.dot, time: commit.time, office: commit.office,
            content: .register(value))
        }
        let known = written[change.record]?.1 ?? []
        let groups = Set(versions.map(\.group))
        written[change.record] = (
          change.entity, known.filter { !groups.contains($0.group) } + versions
        )
      }
    }
    told = written.reduce(into: [:]) { told, entry in
      let (tag, versions) = entry.value
      guard let entity = try? cells.desk.entity(tag) else { return }
      told[entry.key] = RecordView(
        entity: entity,
        state: RecordState(
          entity: tag, id: entry.key, clock: RecordClock(), versions: versions, life: []))
    }
  }

  /// The name of a record where it is here, else as the commits say it.
  private func title(_ entity: EntityTag, _ id: RecordID) throws -> String {
    if try cells.reader.record(entity, id) == nil, let view = told[id] {
      return RecordTitle.text(view, words)
    }
    return try cells.title(entity, id)
  }

  /// The records of a commit: identifiers for programs, names for people.
  func records(_ commit: Commit) throws -> Cell {
    let names = try commit.changes.prefix(3).map { change in
      "\(try label(change)) \(try title(change.entity, change.record))"
    }
    return Cell(
      .array(commit.changes.map { .string("\($0.record)") }),
      words.list(names + (commit.changes.count > 3 ? ["…"] : [])))
  }

  private func label(_ change: RecordChange) throws -> String {
    try cells.desk.entity(change.entity).about.label.text(in: words.language)
  }

  /// Everything that a commit wrote, with the name of each record.
  func changes(_ commit: Commit) throws -> Cell {
    let isOne = commit.changes.count == 1
    var texts: [String] = []
    var documents: [JSON] = []
    for change in commit.changes {
      let entity = try cells.desk.entity(change.entity)
      let values = try change.writes.flatMap { try self.values($0, change, entity) }
      let title = try title(change.entity, change.record)
      let said = values.map(\.text) + life(change)
      let body = said.joined(separator: "; ")
      texts.append(isOne ? body : "\(try label(change)) \(title): \(body)")
      documents.append(
        .object([
          ("record", .string("\(change.record)")), ("entity", .string(entity.name)),
          ("title", .string(title)), ("creates", .bool(change.creates)),
          ("deletes", change.life.map { .bool($0.isDeleted) } ?? .null),
          ("fields", .object(values.map { ($0.name, $0.json) })),
        ]))
    }
    return Cell(.array(documents), texts.joined(separator: " | "))
  }

  private func life(_ change: RecordChange) -> [String] {
    change.life.map { $0.isDeleted ? [words(.isDeleted)] : [] } ?? []
  }

  private struct Written {
    let name: String
    let json: JSON
    let text: String
  }

  private func values(
    _ write: GroupWrite, _ change: RecordChange, _ entity: Entity
  ) throws -> [Written] {
    switch write.action {
    case .set(let value):
      return try value.all.compactMap { written in
        guard let field = entity.field(written.field) else { return nil }
        let cell = try cell(written.value, field, change)
        let label = field.label.text(in: words.language)
        return Written(name: field.name, json: cell.json, text: "\(label): \(cell.text)")
      }
    case .add(let element):
      let (name, label) = names(of: write.group, in: entity)
      return [Written(name: name + "+", json: .string(element), text: "\(label) + \(element)")]
    case .remove:
      let (name, label) = names(of: write.group, in: entity)
      return [Written(name: name + "-", json: .null, text: "\(label) −")]
    }
  }

  private func names(of tag: GroupTag, in entity: Entity) -> (String, String) {
    guard let group = entity.groups.first(where: { $0.tag == tag }) else { return ("\(tag)", "") }
    return (group.name, cells.label(group, in: entity))
  }

  private func cell(_ value: Value, _ field: Field, _ change: RecordChange) throws -> Cell {
    if case .reference(let entity) = field.kind, let id = value.reference {
      return Cell(.string("\(id)"), try title(entity, id))
    }
    guard let view = try cells.reader.record(change.entity, change.record) ?? told[change.record]
    else { return Cell(RecordCells.json(value, field), "") }
    return try cells.cell(value, field: field, of: view)
  }
}
