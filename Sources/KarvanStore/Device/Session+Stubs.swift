// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// Titles of records that are not here but that something here names (P-069).
extension Session {
  /// The title of a record that is not here; nil where it is not known.
  func stub(_ key: RecordKey) throws -> String? {
    let select = try statement("SELECT title FROM karvan_stub WHERE entity = ? AND id = ?")
    select.bind(1, Int64(key.entity))
    select.bind(2, key.id)
    return try select.first { $0.text(0) }
  }

  func keep(_ stub: Stub) throws {
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_stub (entity, id, title) VALUES (?, ?, ?)")
    insert.bind(1, Int64(stub.entity))
    insert.bind(2, stub.record)
    insert.bind(3, stub.title)
    try insert.run()
  }

  /// Keeps the title of a record that is about to leave, where something that stays names it.
  func keepStub(of record: StoredRecord, _ layout: EntityLayout) throws {
    let key = RecordKey(entity: layout.entity.tag, id: record.state.id)
    guard try isNamed(key) else { return }
    try keep(
      Stub(
        entity: key.entity, record: key.id,
        title: RecordView(entity: layout.entity, state: record.state).stubTitle))
  }

  /// Forgets the titles of records that came, and of those that nothing names any more.
  func pruneStubs() throws {
    let keys = try statement("SELECT entity, id FROM karvan_stub ORDER BY entity, id").all {
      RecordKey(entity: EntityTag(truncatingIfNeeded: $0.integer(0)), id: try $0.identifier(1))
    }
    for key in keys {
      let isHere = try layout[key.entity].map { try load($0, key.id) != nil } ?? false
      if try !isHere && isNamed(key) { continue }
      let delete = try statement("DELETE FROM karvan_stub WHERE entity = ? AND id = ?")
      delete.bind(1, Int64(key.entity))
      delete.bind(2, key.id)
      try delete.run()
    }
  }

  /// Whether a record here refers to another, or a rejection that waits is about it.
  private func isNamed(_ key: RecordKey) throws -> Bool {
    for entity in layout.entities {
      for reference in layout.openReferences(of: entity.entity.tag)
      where reference.target == key.entity {
        guard let column = entity.column(reference.field) else { continue }
        let select = try statement(
          "SELECT 1 FROM \(entity.table) WHERE \(column.sql) = ? LIMIT 1")
        select.bind(1, key.id)
        if try select.first({ _ in true }) ?? false { return true }
      }
    }
    let rejected = try statement(
      "SELECT 1 FROM karvan_journal WHERE state = 3 AND settled IS NULL"
        + " AND instr(payload, ?) > 0 LIMIT 1")
    rejected.bind(1, key.id)
    return try rejected.first { _ in true } ?? false
  }
}

extension RecordView {
  /// The title as a stub has it, within its limit.
  var stubTitle: String {
    var title = title
    while title.utf8.count > Stub.titleBytes { title.removeLast() }
    return title
  }
}
