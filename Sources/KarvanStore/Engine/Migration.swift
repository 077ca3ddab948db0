// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// Adds the tables, columns and indexes that the schema has and the file has not; drops nothing.
  func migrate(_ kind: StoreKind) throws {
    for statement in FixedTables.additions(kind) { try db.execute(sql: statement) }
    try setInfo("additions", .integer(Int64(FixedTables.additions(kind).count)))
    for entity in layout.entities {
      let present = try columns(of: entity)
      if present.isEmpty {
        for statement in entity.creation { try db.execute(sql: statement) }
        if kind == .replica { try showAside(entity) }
        continue
      }
      let missing = entity.columns.filter { !present.contains($0.name) }
      for column in missing {
        try db.execute(
          sql: "ALTER TABLE \(entity.table) ADD COLUMN \(column.sql) \(column.kind.declaration)")
      }
      for statement in entity.retiredIndexes + entity.columns.compactMap(entity.indexing) {
        try db.execute(sql: statement)
      }
      if !missing.isEmpty { try showUnknown(entity) }
    }
    // This program may show by rules that the one before it did not know, or declare others.
    try enforceRules(all: true)
    try setInfo("layout", .integer(layout.fingerprint))
    try setInfo("schema_version", .integer(Int64(layout.schema.version)))
    try setInfo("format", .integer(StoreFile.format))
  }

  private func columns(of entity: EntityLayout) throws -> Set<String> {
    Set(
      try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [entity.entity.name]))
  }

  /// Gives values that came before their columns a place in them.
  private func showUnknown(_ entity: EntityLayout) throws {
    let rows = try freshStatement("SELECT _row, _meta FROM \(entity.table)").all {
      RowCodec.hasUnknown($0.bytes(1)) ? $0.integer(0) : nil
    }
    for row in rows.compactMap({ $0 }) {
      guard let record = try load(entity, row: row) else { continue }
      try save(record.content, held: record.held, replacing: record, entity)
    }
  }
}
