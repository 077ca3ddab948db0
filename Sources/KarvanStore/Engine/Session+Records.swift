// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// A record by its identifier, nil when it is not here.
  func load(_ layout: EntityLayout, _ id: RecordID) throws -> StoredRecord? {
    let key = RecordKey(entity: layout.entity.tag, id: id)
    if let record = cached(key) { return record }
    if isKnownAbsent(key) { return nil }
    let select = try select(layout)
    select.bind(1, id)
    guard let record = try select.first({ try read($0, layout) }) else {
      rememberAbsent(key)
      return nil
    }
    remember(record, key)
    return record
  }

  /// A record by its row.
  func load(_ layout: EntityLayout, row: Int64) throws -> StoredRecord? {
    let select = try selectByRow(layout)
    select.bind(1, row)
    return try select.first { try read($0, layout) }
  }

  /// Reads the columns of `selectByID`.
  func read(_ row: SQLStatement, _ layout: EntityLayout) throws -> StoredRecord {
    let columns = layout.columns.indices.map { row.value(EntityLayout.leading + Int32($0)) }
    let meta = row.bytes(2)
    var content = try RowCodec.decode(
      id: try row.identifier(1), columns: columns, meta: meta, layout, self)
    if !content.pending.isEmpty {
      let settled = try settledUpTo()
      content.pending.removeAll { $0 <= settled }
    }
    return StoredRecord(
      row: row.integer(0), content: content, columns: columns, meta: meta, life: row.integer(3),
      held: row.value(4))
  }

  /// Reads of a row only the versions of some groups, with the whole clock and life.
  func read(
    _ row: SQLStatement, _ layout: EntityLayout, only groups: [GroupTag]
  ) throws -> RecordState {
    var columns = [Value](repeating: .null, count: layout.columns.count)
    for column in layout.registerColumns where groups.contains(column.group) {
      columns[Int(column.place - EntityLayout.leading)] = row.value(column.place)
    }
    return try RowCodec.decode(
      id: try row.identifier(1), columns: columns, meta: row.bytes(2), layout, self, only: groups
    ).state
  }

  /// Writes a record with its search tokens and open conflicts.
  ///
  /// - Parameter afresh: Whether nothing follows from what was shown before, because another rule
  ///   showed it.
  /// - Returns: the record as stored, and how many conflicts became open.
  @discardableResult
  func save(
    _ content: RowContent, held: Value, replacing old: StoredRecord?, _ layout: EntityLayout,
    afresh: Bool = false
  ) throws -> (record: StoredRecord, opened: Int) {
    let encoded = try RowCodec.encode(content, layout, self)
    let view = RecordView(entity: layout.entity, state: content.state)
    var record = StoredRecord(
      row: old?.row ?? 0, content: content, columns: encoded.columns, meta: encoded.meta,
      life: view.storedLife, held: held)
    if let old {
      try update(record, replacing: old, layout)
    } else {
      record.row = try add(record, layout)
    }
    try index(record, view, replacing: old, layout, afresh: afresh)
    let opened = try noteConflicts(record, view, replacing: old, layout, afresh: afresh)
    if layout.entity.tag.bringsRules { hasNewRules = true }
    remember(record, RecordKey(entity: layout.entity.tag, id: content.state.id))
    return (record, opened)
  }

  private func add(_ record: StoredRecord, _ layout: EntityLayout) throws -> Int64 {
    let insert = try insert(layout)
    insert.bind(1, record.state.id)
    insert.bind(2, record.meta)
    insert.bind(3, record.life)
    insert.bind(4, record.held)
    for index in record.columns.indices {
      insert.bind(Int32(index) + EntityLayout.leading, record.columns[index])
    }
    try insert.run()
    return db.lastInsertedRowID
  }

  /// Writes only what changed, so that indexes of other columns are left alone.
  private func update(
    _ record: StoredRecord, replacing old: StoredRecord, _ layout: EntityLayout
  ) throws {
    var changed = ChangedColumns()
    if record.meta != old.meta { changed.insert(ChangedColumns.meta) }
    if record.life != old.life { changed.insert(ChangedColumns.life) }
    if record.held != old.held { changed.insert(ChangedColumns.held) }
    for index in record.columns.indices where record.columns[index] != old.columns[index] {
      changed.insert(ChangedColumns.leading + index)
    }
    guard !changed.isEmpty else { return }
    let update = try self.update(changed, layout)
    var place: Int32 = 1
    changed.forEach { column in
      switch column {
      case ChangedColumns.meta: update.bind(place, record.meta)
      case ChangedColumns.life: update.bind(place, record.life)
      case ChangedColumns.held: update.bind(place, record.held)
      default: update.bind(place, record.columns[column - ChangedColumns.leading])
      }
      place += 1
    }
    update.bind(place, record.row)
    try update.run()
  }

  /// The statement that changes these columns; its text is made once a transaction.
  private func update(_ changed: ChangedColumns, _ layout: EntityLayout) throws -> SQLStatement {
    let key = UpdateKey(layout.index, changed)
    let isCurrent = isCurrent(layout)
    if isCurrent, let known = updates[key] { return known }
    var names: [String] = []
    changed.forEach { column in
      switch column {
      case ChangedColumns.meta: names.append("_meta = ?")
      case ChangedColumns.life: names.append("_life = ?")
      case ChangedColumns.held: names.append("_held = ?")
      default: names.append("\(layout.columns[column - ChangedColumns.leading].sql) = ?")
      }
    }
    let update = try statement(
      "UPDATE \(layout.table) SET \(names.joined(separator: ", ")) WHERE _row = ?")
    if isCurrent { updates[key] = update }
    return update
  }

  /// Takes a record out of the file: it left, or it never was.
  func remove(_ record: StoredRecord, _ layout: EntityLayout) throws {
    let delete = try statement("DELETE FROM \(layout.table) WHERE _row = ?")
    delete.bind(1, record.row)
    try delete.run()
    forget(RecordKey(entity: layout.entity.tag, id: record.state.id))
    if !layout.searched.isEmpty && record.life != 1 { try unindex(record.row, layout) }
    if record.mayConflict { try deleteConflicts(record.row, layout) }
    if layout.entity.tag.bringsRules { hasNewRules = true }
  }

  // MARK: Open conflicts.

  private func noteConflicts(
    _ record: StoredRecord, _ view: RecordView, replacing old: StoredRecord?,
    _ layout: EntityLayout, afresh: Bool
  ) throws -> Int {
    guard record.mayConflict || old?.mayConflict == true else { return 0 }
    var before: [GroupTag] = []
    if afresh {
      before = try notedConflicts(record.row, layout)
    } else if let old, old.mayConflict {
      before = RecordView(entity: layout.entity, state: old.state).openConflicts
    }
    let after = view.openConflicts
    guard before != after else { return 0 }
    try deleteConflicts(record.row, layout)
    let insert = try statement(
      "INSERT INTO karvan_conflict (entity, record, field_group) VALUES (?, ?, ?)")
    for group in after {
      insert.bind(1, Int64(layout.entity.tag))
      insert.bind(2, record.row)
      insert.bind(3, Int64(group))
      try insert.run()
    }
    return after.filter { !before.contains($0) }.count
  }

  private func notedConflicts(_ row: Int64, _ layout: EntityLayout) throws -> [GroupTag] {
    let select = try statement(
      "SELECT field_group FROM karvan_conflict WHERE entity = ? AND record = ?"
        + " ORDER BY field_group")
    select.bind(1, Int64(layout.entity.tag))
    select.bind(2, row)
    return try select.all { GroupTag(truncatingIfNeeded: $0.integer(0)) }
  }

  private func deleteConflicts(_ row: Int64, _ layout: EntityLayout) throws {
    let delete = try statement("DELETE FROM karvan_conflict WHERE entity = ? AND record = ?")
    delete.bind(1, Int64(layout.entity.tag))
    delete.bind(2, row)
    try delete.run()
  }
}

extension RecordView {
  /// The life as the column has it: 0 live, 1 deleted, 2 revived, 3 asked.
  var storedLife: Int64 {
    switch life {
    case .live: 0
    case .deleted: 1
    case .revived: 2
    case .asked: StoredRecord.asked
    }
  }

  /// The groups of a living record in which a person has to decide.
  var openConflicts: [GroupTag] {
    switch life {
    case .deleted: []
    case .asked: [FieldGroup.life] + conflicts.map(\.tag)
    case .live, .revived: conflicts.map(\.tag)
    }
  }
}

extension RecordState {
  /// Whether a register has more than one version.
  var hasSiblings: Bool {
    var last: GroupTag?
    for index in versions.indices {
      let group = versions[index].group
      if group == last, versions[index].element == nil { return true }
      last = group
    }
    return false
  }
}

/// Columns of a table by their places, with what every table has before them.
struct ChangedColumns: Hashable {
  static let meta = 0
  static let life = 1
  static let held = 2
  static let leading = 3

  private var first: UInt64 = 0
  /// Those from the 64th on, ascending.
  private var rest: [Int] = []

  var isEmpty: Bool { first == 0 && rest.isEmpty }

  /// Adds a column; they come in order.
  mutating func insert(_ column: Int) {
    if column < 64 { first |= 1 << UInt64(column) } else { rest.append(column) }
  }

  func forEach(_ body: (Int) -> Void) {
    var bits = first
    while bits != 0 {
      body(bits.trailingZeroBitCount)
      bits &= bits - 1
    }
    for column in rest { body(column) }
  }
}

/// Which statement changes which columns of which table.
struct UpdateKey: Hashable {
  let table: Int
  let columns: ChangedColumns

  init(_ table: Int, _ columns: ChangedColumns) {
    self.table = table
    self.columns = columns
  }
}
