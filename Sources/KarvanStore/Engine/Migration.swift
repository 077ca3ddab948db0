// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// Adds the tables, columns and indexes that the schema has and the file has not; drops nothing.
  func migrate(_ kind: StoreKind) throws {
    for statement in FixedTables.additions(kind) { try db.execute(sql: statement) }
    try setInfo("additions", .integer(Int64(FixedTables.additions(kind).count)))
    let indexed = try indexedFields()
    // First of all the declarations: the columns of declared fields are known by them alone.
    if let declarations = base[SchemaTags.declaredField] { try migrate(declarations, kind) }
    try adoptDeclarations()
    for entity in layout.entities where entity.entity.tag != SchemaTags.declaredField {
      try migrate(entity, kind)
      let before = indexed[entity.entity.tag] ?? base[entity.entity.tag]?.searched
      if before != entity.indexed { try reindex(entity) }
    }
    // This program may show by rules that the one before it did not know, or declare others.
    try enforceRules(all: true)
    try noteIndexedFields()
    try setInfo("layout", .integer(base.fingerprint))
    try setInfo("schema_version", .integer(Int64(base.schema.version)))
    try setInfo("format", .integer(StoreFile.format))
  }

  private func migrate(_ entity: EntityLayout, _ kind: StoreKind) throws {
    let present = try columns(of: entity)
    if present.isEmpty {
      for statement in entity.creation { try db.execute(sql: statement) }
      if kind == .replica { try showAside(entity) }
      return
    }
    try addColumns(to: entity)
    for statement in entity.retiredIndexes + entity.columns.compactMap(entity.indexing) {
      try db.execute(sql: statement)
    }
    if entity.columns.contains(where: { !present.contains($0.name) }) { try showUnknown(entity) }
  }
}
