// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore

extension Session {
  /// The state of a row as it travels: where one commit wrote all of it, its values go from the
  /// columns into the packed form without becoming values of their own.
  func carriedState(_ row: SQLStatement, _ layout: EntityLayout) throws -> CarriedState {
    if let plain = try plainState(row, layout) { return .plain(plain) }
    return .decoded(try read(row, layout).state)
  }

  /// The same where one commit wrote all of the row; nil for any other, and for one that can only
  /// be explained by decoding it.
  func plainState(_ row: SQLStatement, _ layout: EntityLayout) throws -> PlainState? {
    guard let write = row.withBytes(2, { RowCodec.loneWrite($0) }) else { return nil }
    let columns = layout.registerColumns
    var groups = 0
    var size = 0
    var last: GroupTag = 0
    for column in columns where !row.isNull(column.place) {
      if column.group != last { groups += 1 }
      last = column.group
      size += row.size(column.place) + 6
    }
    var writer = PlainStateWriter(
      layout.entity.tag, try row.identifier(1), Dot(try replica(write.replica), write.sequence),
      write.time, office: write.office, groups: groups, reserving: size)
    var index = 0
    while index < columns.count {
      let group = columns[index].group
      var end = index
      var values = 0
      var first: FieldTag = 0
      while end < columns.count, columns[end].group == group {
        if !row.isNull(columns[end].place) {
          if values == 0 { first = columns[end].field }
          values += 1
        }
        end += 1
      }
      if values > 0 {
        let isLone = values == 1 && first == group
        writer.group(group, values: values, isLone: isLone)
        for column in columns[index..<end] where !row.isNull(column.place) {
          if !isLone { writer.field(column.field) }
          row.append(column.place, to: &writer)
        }
      }
      index = end
    }
    return writer.finish()
  }
}

extension RowCodec {
  /// The one write that made a row on a server; nil where the metadata says more.
  static func loneWrite(
    _ meta: UnsafeRawBufferPointer
  ) -> (replica: UInt64, sequence: UInt64, time: HybridTime, office: Bool)? {
    var reader = RawReader(meta)
    guard reader.byte() == format else { return nil }
    let flags = reader.byte()
    guard flags & ~Mark.office == Mark.rowWrite | Mark.clockIsRowWrite else { return nil }
    let replica = reader.unsigned()
    let sequence = reader.unsigned()
    let time = HybridTime(raw: reader.fixed())
    guard reader.unsigned() == 0, reader.isAtEnd, !reader.isBroken else { return nil }
    return (replica, sequence, time, flags & Mark.office != 0)
  }
}
