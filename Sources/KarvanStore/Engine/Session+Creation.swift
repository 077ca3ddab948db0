// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// Writes a record that a commit starts, straight from the packed commit: the same row that
  /// `save` would write of the state.
  ///
  /// - Parameters:
  ///   - pending: Whether the base does not contain the commit yet.
  ///   - held: Which scopes hold it.
  /// - Returns: the row; nil where the record is here already, or where the columns alone can't say
  ///   what the commit wrote; then nothing was changed.
  func create(
    _ packed: PackedCreation, _ dot: Dot, pending: Bool, held: Value, _ layout: EntityLayout
  ) throws -> Int64? {
    let insert = try insertNew(layout)
    defer { insert.clear() }
    let isPlain = packed.forEachField { group, field, value in
      guard let column = layout.register(field, of: group) else { return false }
      return insert.bind(
        value, as: layout.columns[Int(column)].kind, at: column + EntityLayout.leading)
    }
    guard isPlain else { return nil }
    insert.bind(1, packed.record)
    insert.bind(2, RowCodec.meta(of: packed, dot, number: try number(of: dot.replica), pending))
    insert.bind(3, 0 as Int64)
    insert.bind(4, held)
    try insert.run()
    guard db.changesCount == 1 else { return nil }
    let row = db.lastInsertedRowID
    if packed.entity.bringsRules { hasNewRules = true }
    rememberPresent(RecordKey(entity: packed.entity, id: packed.record))
    if !layout.searched.isEmpty { try index(packed.searchText(layout), row: row, layout) }
    return row
  }
}

extension SQLStatement {
  /// Binds a value in place; false where it would not come out of the column as it went in.
  fileprivate func bind(
    _ value: PackedCreation.Value, as kind: ColumnKind, at index: Int32
  ) -> Bool {
    switch (kind, value) {
    case (.text, .text(let text)): bind(inPlace: text, at: index)
    case (.integer, .integer(let number)): bind(index, number)
    case (.bytes, .bytes(let bytes)): bind(bytesInPlace: bytes, at: index)
    default: return false
    }
    return true
  }
}

extension RowCodec {
  /// The metadata of a record of which everything follows from the one commit that started it.
  fileprivate static func meta(
    of packed: PackedCreation, _ dot: Dot, number: UInt64, _ isPending: Bool
  ) -> [UInt8] {
    var writer = ByteWriter(reserving: 32)
    writer.byte(format)
    writer.byte(
      Mark.rowWrite | Mark.clockIsRowWrite | (isPending ? Mark.pending : 0)
        | (packed.office ? Mark.office : 0))
    writer.unsigned(number)
    writer.unsigned(dot.sequence)
    writer.fixed(packed.time.raw)
    writer.unsigned(0)
    if isPending {
      writer.unsigned(1)
      writer.unsigned(dot.sequence)
    }
    return writer.bytes
  }
}

extension PackedCreation {
  /// What `find` looks into.
  fileprivate func searchText(_ layout: EntityLayout) -> String {
    var shown: [FieldTag: KarvanCore.Value] = [:]
    _ = forEachField { _, field, value in
      guard layout.searched.contains(field) else { return true }
      switch value {
      case .text(let text): shown[field] = .text(String(decoding: text, as: UTF8.self))
      case .integer(let number): shown[field] = .integer(number)
      case .null, .bytes: break
      }
      return true
    }
    return layout.entity.searchText(layout.searched, words: { _ in [] }) { tag in
      shown[tag] ?? layout.entity.field(tag)?.initial ?? .null
    }
  }
}
