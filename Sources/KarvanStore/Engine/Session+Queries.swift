// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// The records of a list.
  func list(_ query: RecordQuery) throws -> [StoredRecordView] {
    let layout = try self.layout.require(query.entity)
    let text = try QueryText(query, layout, others: self.layout)
    var order = try query.order.map { order in
      guard let column = layout.column(order.field) else {
        throw StoreError(
          .inconsistent, "there is no field \(order.field)", place: layout.entity.name)
      }
      return layout.expression(column) + (order.isDescending ? " DESC" : "")
    }
    order.append("id")
    let select = try freshStatement(
      Self.selection(layout) + text.filter + " ORDER BY " + order.joined(separator: ", ")
        + " LIMIT ? OFFSET ?")
    var index: Int32 = 1
    for value in text.values {
      select.bind(index, value)
      index += 1
    }
    select.bind(index, Int64(query.limit ?? -1))
    select.bind(index + 1, Int64(max(query.offset, 0)))
    return try views(select, layout)
  }

  /// How many records a list has, without its limit and offset.
  func count(_ query: RecordQuery) throws -> Int {
    let layout = try self.layout.require(query.entity)
    let text = try QueryText(query, layout, others: self.layout)
    let select = try freshStatement("SELECT COUNT(*) FROM \(layout.table)\(text.filter)")
    for (index, value) in text.values.enumerated() { select.bind(Int32(index) + 1, value) }
    return Int(try select.first { $0.integer(0) } ?? 0)
  }

  /// The living records whose displayed value of a field is this one, by identifier.
  func records(
    _ layout: EntityLayout, where field: FieldTag, is value: Value
  ) throws -> [StoredRecordView] {
    guard let column = layout.column(field) else { return [] }
    let select = try statement(
      "\(Self.selection(layout)) WHERE \(layout.expression(column)) IS ? AND _life <> 1 ORDER BY id"
    )
    select.bind(1, value)
    return try views(select, layout)
  }

  /// The records whose identifier begins with these hexadecimal digits, by identifier.
  func records(
    _ layout: EntityLayout, idPrefix: String, limit: Int
  ) throws -> [StoredRecordView] {
    let digits = idPrefix.filter { $0 != "-" }
    let rest = 32 - digits.utf8.count
    guard rest >= 0,
      let low = Hexadecimal.bytes(of: digits + String(repeating: "0", count: rest)),
      let high = Hexadecimal.bytes(of: digits + String(repeating: "f", count: rest))
    else { return [] }
    let select = try statement(
      "\(Self.selection(layout)) WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?")
    select.bind(1, low)
    select.bind(2, high)
    select.bind(3, Int64(limit))
    return try views(select, layout)
  }

  /// The records whose identifier ends with these hexadecimal digits, by identifier.
  ///
  /// Where there are many records an index of the last four bytes answers; otherwise, and for fewer
  /// digits, every identifier is looked at, in the index of them.
  func records(
    _ layout: EntityLayout, idSuffix: String, limit: Int
  ) throws -> [StoredRecordView] {
    let digits = idSuffix.filter { $0 != "-" }.lowercased()
    let whole = digits.utf8.count / 2
    guard whole > 0, digits.utf8.count <= 32,
      let bytes = Hexadecimal.bytes(of: digits.suffix(2 * whole)),
      digits.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil })
    else { return [] }
    if whole >= EntityLayout.endBytes {
      return try ending(layout, digits, bytes.suffix(EntityLayout.endBytes), limit: limit)
    }
    // The whole bytes first, as that is quicker; then all digits, which may be an odd number.
    let select = try statement(
      "\(Self.selection(layout)) WHERE _row IN (SELECT _row FROM \(layout.table)"
        + " WHERE substr(id, ?) = ? AND substr(lower(hex(id)), ?) = ?) ORDER BY id LIMIT ?")
    select.bind(1, -Int64(whole))
    select.bind(2, bytes)
    select.bind(3, -Int64(digits.utf8.count))
    select.bind(4, digits)
    select.bind(5, Int64(limit))
    return try views(select, layout)
  }

  private func ending(
    _ layout: EntityLayout, _ digits: String, _ end: ArraySlice<UInt8>, limit: Int
  ) throws -> [StoredRecordView] {
    // Written as in the index, or it is not used.
    let select = try statement(
      "\(Self.selection(layout)) WHERE \(EntityLayout.end) = ?"
        + " AND substr(lower(hex(id)), ?) = ? ORDER BY id LIMIT ?")
    select.bind(1, Array(end))
    select.bind(2, -Int64(digits.utf8.count))
    select.bind(3, digits)
    select.bind(4, Int64(limit))
    return try views(select, layout)
  }

  /// Indexes the ends of identifiers where an entity has many records and has no such index yet.
  ///
  /// It costs twenty bytes and a microsecond a record, which a small replica is better without.
  ///
  /// - Returns: how many indexes were made.
  func indexEnds(atLeast least: Int64) throws -> Int {
    // This is asked after every sync, and a question about each table costs more to compile than to
    // answer. Each table and index has a page at least: where all others, and the two of one entity,
    // are too few for so many identifiers, there is no question.
    let room = try statement(
      "SELECT (page_count + 2 - (SELECT COUNT(*) FROM sqlite_master WHERE rootpage > 0)) * page_size"
        + " FROM pragma_page_count, pragma_page_size"
    ).first { $0.integer(0) }
    guard room ?? 0 >= least * Int64(2 * MemoryLayout<RecordID>.size) else { return 0 }
    let counts = layout.entities.indices.map { place in
      "SELECT \(place) FROM (SELECT COALESCE(MAX(_row), 0) AS last"
        + " FROM \(layout.entities[place].table)) WHERE last >= ?1"
    }
    let large = try statement(counts.joined(separator: " UNION ALL "))
    large.bind(1, least)
    var made = 0
    for place in try large.all({ Int($0.integer(0)) }) {
      let entity = layout.entities[place]
      let known = try statement("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?")
      known.bind(1, entity.endIndex)
      if try known.first({ _ in true }) != nil { continue }
      try db.execute(sql: entity.indexingEnds)
      made += 1
    }
    return made
  }

  /// The living records that refer to a record, by another field than who created them: that one
  /// has no index.
  func children(of id: RecordID, in layout: EntityLayout) throws -> [StoredRecordView] {
    let columns = layout.columns.filter {
      $0.kind == .bytes && $0.field.tag != CreationFields.by.tag
    }
    guard !columns.isEmpty else { return [] }
    let any = columns.map { "\($0.sql) = ?1" }.joined(separator: " OR ")
    let select = try statement(
      "\(Self.selection(layout)) WHERE (\(any)) AND _life <> 1 ORDER BY id")
    select.bind(1, id)
    return try views(select, layout)
  }

  /// The record and group of each open conflict; no group where its life is the question.
  func conflicts(limit: Int) throws -> [(StoredRecordView, FieldGroup?)] {
    let select = try statement(
      "SELECT entity, record, field_group FROM karvan_conflict ORDER BY entity, record, field_group"
        + " LIMIT ?")
    select.bind(1, Int64(limit))
    let rows = try select.all {
      (EntityTag(truncatingIfNeeded: $0.integer(0)), $0.integer(1), $0.integer(2))
    }
    return try rows.compactMap { tag, row, group in
      guard let layout = self.layout[tag], let record = try load(layout, row: row) else {
        return nil
      }
      let tag = GroupTag(truncatingIfNeeded: group)
      let group = layout.entity.group(tag)
      guard group != nil || tag == FieldGroup.life else { return nil }
      return (StoredRecordView(layout: layout, record: record), group)
    }
  }

  /// `SELECT` of all columns, without a condition.
  static func selection(_ layout: EntityLayout) -> String {
    String(layout.selectByRow.dropLast(" WHERE _row = ?".count))
  }

  private func views(_ select: SQLStatement, _ layout: EntityLayout) throws -> [StoredRecordView] {
    try select.all { StoredRecordView(layout: layout, record: try read($0, layout)) }
  }
}
