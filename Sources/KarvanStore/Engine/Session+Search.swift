// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// Writes the tokens of a record where they changed; a deleted record has none.
  func index(
    _ record: StoredRecord, _ view: RecordView, replacing old: StoredRecord?,
    _ layout: EntityLayout, afresh: Bool
  ) throws {
    guard !layout.searched.isEmpty else { return }
    let after = record.life == 1 ? "" : view.searchText(layout.searched)
    var before = ""
    if let old, old.life != 1 {
      before = RecordView(entity: layout.entity, state: old.state).searchText(layout.searched)
    }
    guard afresh || before != after else { return }
    if afresh || !before.isEmpty { try unindex(record.row, layout) }
    try index(after, row: record.row, layout)
  }

  /// Writes the tokens of a record that has none.
  func index(_ text: String, row: Int64, _ layout: EntityLayout) throws {
    guard !text.isEmpty else { return }
    let insert = try statement("INSERT INTO karvan_search (rowid, tokens) VALUES (?, ?)")
    insert.bind(1, Self.searchKey(row, layout))
    insert.bind(2, SearchKey.tokens(for: text).joined(separator: " "))
    try insert.run()
  }

  func unindex(_ row: Int64, _ layout: EntityLayout) throws {
    let delete = try statement("DELETE FROM karvan_search WHERE rowid = ?")
    delete.bind(1, Self.searchKey(row, layout))
    try delete.run()
  }

  static func searchKey(_ row: Int64, _ layout: EntityLayout) -> Int64 {
    row << 16 | Int64(layout.entity.tag)
  }

  /// The living records in which every word of a text begins a token.
  func search(_ text: String, entities: [EntityTag], limit: Int) throws -> [StoredRecordView] {
    let words = SearchKey.queryWords(text)
    guard !words.isEmpty, limit > 0 else { return [] }
    let list = entities.map { "\($0)" }.joined(separator: ", ")
    let filter = entities.isEmpty ? "" : " AND (rowid & 65535) IN (\(list))"
    let select = try freshStatement(
      "SELECT rowid FROM karvan_search WHERE karvan_search MATCH ?\(filter) ORDER BY rowid LIMIT ?")
    select.bind(1, words.map { "\"\($0.doubling("\""))\"*" }.joined(separator: " AND "))
    select.bind(2, Int64(limit))
    return try select.all { $0.integer(0) }.compactMap { key in
      guard let layout = self.layout[EntityTag(truncatingIfNeeded: key & 0xFFFF)],
        let record = try load(layout, row: key >> 16)
      else { return nil }
      return StoredRecordView(layout: layout, record: record)
    }
  }
}

extension Session {
  /// The living records of an entity that have all of these tokens, given as the index asks for them.
  func search(
    marked tokens: [String], _ entity: EntityTag, limit: Int
  ) throws -> [StoredRecordView] {
    guard !tokens.isEmpty, limit > 0 else { return [] }
    let layout = try layout.require(entity)
    let select = try freshStatement(
      "SELECT rowid FROM karvan_search WHERE karvan_search MATCH ? AND (rowid & 65535) = \(entity)"
        + " ORDER BY rowid LIMIT ?")
    select.bind(1, tokens.joined(separator: " AND "))
    select.bind(2, Int64(limit))
    return try select.all { $0.integer(0) }.compactMap { key in
      try load(layout, row: key >> 16).map { StoredRecordView(layout: layout, record: $0) }
    }
  }

  /// Shows columns of every living record of an entity.
  func forEach(
    _ layout: EntityLayout, showing fields: [FieldTag],
    _ body: (RecordID, [Value]) throws -> Void
  ) throws {
    let columns = try fields.map { tag in
      guard let column = layout.column(tag) else {
        throw StoreError(.inconsistent, "there is no field \(tag)", place: layout.entity.name)
      }
      return layout.expression(column)
    }
    let select = try freshStatement(
      "SELECT " + (["id"] + columns).joined(separator: ", ")
        + " FROM \(layout.table) WHERE _life <> 1 ORDER BY id")
    let rows: [(RecordID, [Value])] = try select.all { row in
      (try row.identifier(0), fields.indices.map { row.value(Int32($0) + 1) })
    }
    for row in rows { try body(row.0, row.1) }
  }
}

/// A stored record with the layout of its entity.
struct StoredRecordView {
  let layout: EntityLayout
  let record: StoredRecord
  var view: RecordView { RecordView(entity: layout.entity, state: record.state) }
}

extension RecordView {
  /// What `find` looks into: the displayed texts, one a line, so that words of two never join.
  func searchText(_ fields: [FieldTag]) -> String {
    entity.searchText(fields, words: { words($0) }, value: { self[$0] })
  }
}

extension Entity {
  /// The same for displayed values that come from elsewhere.
  func searchText(
    _ fields: [FieldTag], words: (Field) -> [String], value: (FieldTag) -> Value
  ) -> String {
    var lines: [String] = []
    for tag in fields {
      guard let field = field(tag) else { continue }
      if field.kind == .words {
        lines += words(field)
        continue
      }
      switch value(tag) {
      case .text(let text) where !text.isEmpty: lines.append(text)
      case .integer(let number): lines.append("\(number)")
      default: continue
      }
    }
    for case .text(let name) in about.names.map(value) where !name.isEmpty {
      lines += NameForm(name).marks
    }
    return lines.joined(separator: " | ")
  }
}
