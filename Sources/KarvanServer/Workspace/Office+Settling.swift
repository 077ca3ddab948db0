// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Office {
  /// What settling did, or would do.
  struct Settled {
    /// The records and versions of one group of an entity.
    struct Line {
      let entity: String
      let group: String
      let rule: String
      var records = 0
      var versions = 0
    }

    var lines: [Line] = []
    var commits = 0
    /// Records that a law kept from being touched, with the reason.
    var refused: [String] = []
  }

  /// Sweeps what automatic rules have hidden since before a moment into the merge history; open
  /// conflicts are left alone.
  func settle(
    before milliseconds: Int64, entity name: String?, isDryRun: Bool, now: Int64
  ) throws -> Settled {
    var settled = Settled()
    let entities = try database.read { reader in
      try name.map { [try OfficeRecords(reader: reader).entity($0)] } ?? reader.schema.entities
    }
    for entity in entities {
      var ids = try database.read { reader in
        var ids: [RecordID] = []
        try reader.forEachWithSiblings(entity.tag) { view in
          let hidden = SettlingOperations.hidden(in: view, before: milliseconds)
          if !hidden.isEmpty { ids.append(view.id) }
          for (group, versions) in hidden {
            settled.count(versions.count, group, of: entity)
          }
        }
        return ids
      }
      while !isDryRun, !ids.isEmpty {
        let part = ids.prefix(SettlingOperations.recordsPerCommit)
        ids.removeFirst(part.count)
        try settle(Array(part), entity, before: milliseconds, now: now, &settled)
      }
    }
    return settled
  }

  /// One commit; a record that a law keeps as it is is left out and named.
  private func settle(
    _ ids: [RecordID], _ entity: Entity, before milliseconds: Int64, now: Int64,
    _ settled: inout Settled
  ) throws {
    var ids = ids
    while !ids.isEmpty {
      do {
        let commit = try operate(now: now) { authoring, writer, author in
          try authoring.commit(by: author) { context in
            let records = try ids.compactMap { try writer.record(entity.tag, $0) }
            return SettlingOperations.settle(records, before: milliseconds, in: context)
          }
        }
        settled.commits += commit == nil ? 0 : 1
        return
      } catch let failure as Failure {
        guard let record = failure.record, let place = ids.firstIndex(of: record) else {
          throw failure
        }
        ids.remove(at: place)
        settled.refused.append(
          "\(record): " + FailureText.say(failure, schema: schema, language: .english))
      }
    }
  }
}

extension Office.Settled {
  fileprivate mutating func count(_ versions: Int, _ group: FieldGroup, of entity: Entity) {
    let place =
      lines.firstIndex { $0.entity == entity.name && $0.group == group.name } ?? lines.count
    if place == lines.count {
      lines.append(Line(entity: entity.name, group: group.name, rule: group.rule.name))
    }
    lines[place].records += 1
    lines[place].versions += versions
  }
}
