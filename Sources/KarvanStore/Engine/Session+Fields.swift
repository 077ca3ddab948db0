// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

/// Declared fields are records that come and go; their columns follow in the same transaction.
///
/// A value whose declaration has not come yet is kept in the metadata of its row, like any of a newer
/// program, and moves into its column when the declaration comes; a value whose declaration left, as
/// when the server was restored to a time before it, moves back. No version is touched by either.
extension Session {
  /// The program's tables with the fields that records declare, and what tells these from others.
  func declaredLayout() throws -> (fields: Int64, layout: Layout) {
    guard base[SchemaTags.declaredField] != nil else { return (0, base) }
    let records = try list(RecordQuery(SchemaTags.declaredField))
    let declared = records.compactMap { DeclaredField($0.view) }
    guard !declared.isEmpty else { return (0, base) }
    let fields = Layout.hash(declared.map { $0.signature + "\u{1E}" })
    if fields == ruled.fields { return (fields, ruled.declared) }
    return (fields, Layout(base.schema.declaring(declared)))
  }

  /// Puts the fields that the file's records declare in force, before anything else is read of it.
  func adoptDeclarations() throws {
    let (fields, declared) = try declaredLayout()
    ruled = RuledLayout(text: "", fields: fields, declared: declared, [])
    forgetStatements()
  }

  /// Gives a table the columns of another layout of its entity, and its rows what belongs there.
  ///
  /// - Returns: how many conflicts became open.
  func reshape(_ old: EntityLayout, into new: EntityLayout) throws -> Int {
    let before = old.columns.map(\.name)
    let after = new.columns.map(\.name)
    guard before != after || old.searched != new.searched else { return 0 }
    let gone = old.columns.filter { !after.contains($0.name) }
    // First, as a row that gives up one value may show another.
    try addColumns(to: new)
    if !gone.isEmpty { try hide(gone, of: old, in: new) }
    let opened =
      before.contains { !after.contains($0) } || after.contains { !before.contains($0) }
      ? try showUnknown(new) : 0
    try reindex(old, as: new)
    return opened
  }

  /// Adds the columns that a table has not got yet.
  func addColumns(to entity: EntityLayout) throws {
    let present = try columns(of: entity)
    for column in entity.columns where !present.contains(column.name) {
      try db.execute(
        sql: "ALTER TABLE \(entity.table) ADD COLUMN \(column.sql) \(column.kind.declaration)")
      if let indexing = entity.indexing(column) { try db.execute(sql: indexing) }
    }
  }

  func columns(of entity: EntityLayout) throws -> Set<String> {
    Set(
      try String.fetchAll(
        db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [entity.entity.name]))
  }

  /// Takes the values of columns back into the metadata: what a column alone says would be lost.
  private func hide(_ gone: [Column], of old: EntityLayout, in new: EntityLayout) throws {
    let rows = try rows(of: old, mayShow: gone)
    let clear = try freshStatement(
      "UPDATE \(old.table) SET " + gone.map { "\($0.sql) = NULL" }.joined(separator: ", ")
        + " WHERE _row = ?")
    for row in rows {
      guard var record = try load(old, row: row) else { continue }
      clear.bind(1, row)
      try clear.run()
      record.columns = new.columns.map { column in
        old.columns.firstIndex { $0.name == column.name }.map { record.columns[$0] } ?? .null
      }
      try save(record.content, held: record.held, replacing: record, new, afresh: true)
    }
  }

  /// Gives values that came before their columns a place in them.
  ///
  /// - Returns: how many conflicts became open.
  @discardableResult
  func showUnknown(_ entity: EntityLayout) throws -> Int {
    var opened = 0
    try forEachRow(of: entity, where: RowCodec.hasUnknown) { row in
      guard let record = try load(entity, row: row) else { return }
      opened += try save(
        record.content, held: record.held, replacing: record, entity, afresh: true
      ).opened
    }
    return opened
  }

  /// The rows that may have a version of the group of one of these columns.
  private func rows(of entity: EntityLayout, mayShow columns: [Column]) throws -> [Int64] {
    let isShown = columns.map { "\($0.sql) IS NOT NULL" }.joined(separator: " OR ")
    return try freshStatement("SELECT _row, _meta, \(isShown) FROM \(entity.table)").all {
      $0.integer(2) != 0 || RowCodec.listsVersions($0.bytes(1)) ? $0.integer(0) : nil
    }.compactMap { $0 }
  }

  /// Looks for words in fields that are searched now and were not, or the other way round.
  private func reindex(_ old: EntityLayout, as new: EntityLayout) throws {
    guard old.searched != new.searched else { return }
    if old.searched.isEmpty || new.searched.isEmpty { return try reindex(new) }
    let changed = new.columns.filter {
      old.searched.contains($0.field.tag) != new.searched.contains($0.field.tag)
    }
    guard !changed.isEmpty else { return }
    for row in try rows(of: new, mayShow: changed) { try saveAfresh(row, new) }
  }

  /// Looks for the words of every record of an entity anew.
  func reindex(_ entity: EntityLayout) throws {
    try db.execute(
      sql: "DELETE FROM karvan_search WHERE (rowid & 65535) = \(entity.entity.tag)")
    if !entity.searched.isEmpty { try forEachRow(of: entity) { try saveAfresh($0, entity) } }
  }

  private func saveAfresh(_ row: Int64, _ entity: EntityLayout) throws {
    guard let record = try load(entity, row: row) else { return }
    try save(record.content, held: record.held, replacing: record, entity, afresh: true)
  }

  // MARK: What the search index was made of, for programs that look into other fields.

  private static let indexedKey = "searched"

  func noteIndexedFields() throws {
    let text = layout.entities.map { entity in
      "\(entity.entity.tag):" + entity.indexed.map { "\($0)" }.joined(separator: ",")
    }
    try setInfo(Self.indexedKey, .text(text.joined(separator: " ")))
  }

  /// Nothing of files that were made before this was noted.
  func indexedFields() throws -> [EntityTag: [FieldTag]] {
    var fields: [EntityTag: [FieldTag]] = [:]
    for word in (try info(Self.indexedKey).text ?? "").split(separator: " ") {
      let parts = word.split(separator: ":")
      guard let tag = parts.first.flatMap({ EntityTag($0) }) else { continue }
      fields[tag] =
        parts.count < 2 ? [] : parts[1].split(separator: ",").compactMap { FieldTag($0) }
    }
    return fields
  }
}
