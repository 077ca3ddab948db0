// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension RowCodec {
  /// Splits a record into columns and metadata.
  static func encode(
    _ content: RowContent, _ layout: EntityLayout, _ numbering: any ReplicaNumbering
  ) throws -> EncodedRow {
    var encoder = RowEncoder(layout)
    encoder.sort(content.state)
    return EncodedRow(columns: encoder.columns, meta: try encoder.blob(content, numbering))
  }
}

private struct RowEncoder {
  let layout: EntityLayout
  var columns: [Value]
  private var entries: [RowEntry] = []
  private var row: Version?
  private var hasUnknown = false

  init(_ layout: EntityLayout) {
    self.layout = layout
    columns = [Value](repeating: .null, count: layout.columns.count)
  }

  /// Decides for each version whether it follows from the columns.
  mutating func sort(_ state: RecordState) {
    var start = state.versions.startIndex
    var place = 0
    while start < state.versions.endIndex {
      let tag = state.versions[start].group
      var end = start + 1
      while end < state.versions.endIndex, state.versions[end].group == tag { end += 1 }
      while place < layout.groups.count, layout.groups[place].group.tag < tag { place += 1 }
      if place < layout.groups.count, layout.groups[place].group.tag == tag {
        let isDone =
          end == start + 1 && sort(lone: state.versions[start], layout.groups[place])
        if !isDone { sort(state.versions[start..<end], layout.groups[place]) }
      } else {
        hasUnknown = true
        entries += state.versions[start..<end].map { RowEntry(version: $0, flags: 0) }
      }
      start = end
    }
  }

  /// A lone version of a group of one column, as most are; false where more has to be looked at.
  private mutating func sort(lone version: Version, _ group: GroupLayout) -> Bool {
    guard case .register(let values) = version.content, values.rest.isEmpty,
      group.columns.count == 1, group.columns[0].field == values.first.field,
      layout.columns[group.columns[0].index].kind.holds(values.first.value)
    else { return false }
    if let row {
      guard row.dot == version.dot, row.time == version.time, row.office == version.office else {
        return false
      }
    } else {
      row = version
    }
    columns[group.columns[0].index] = values.first.value
    return true
  }

  private mutating func sort(_ versions: ArraySlice<Version>, _ group: GroupLayout) {
    if group.group.rule.isSet {
      entries += versions.map { RowEntry(version: $0, flags: 0) }
      if let column = group.columns.first { columns[column.index] = .text(Self.json(versions)) }
      return
    }
    guard let displayed = group.group.rule.displayed(versions) else { return }
    let isExact = show(displayed, group)
    if !isExact {
      entries.append(RowEntry(version: displayed, flags: RowCodec.Entry.displayed))
    } else if let row,
      !(row.dot == displayed.dot && row.time == displayed.time
        && row.office == displayed.office)
    {
      entries.append(RowEntry(version: displayed, flags: RowCodec.Entry.columns))
    } else if row == nil {
      row = displayed
    }
    guard versions.count > 1 else { return }
    for version in versions where version.name != displayed.name {
      entries.append(RowEntry(version: version, flags: 0))
    }
  }

  /// Puts the values into the columns; false where they would not come out as they are.
  private mutating func show(_ version: Version, _ group: GroupLayout) -> Bool {
    guard let values = version.values else { return false }
    var isExact = values.rest.count < group.columns.count
    var place = 0
    for value in values.all {
      while place < group.columns.count, group.columns[place].field < value.field { place += 1 }
      guard place < group.columns.count, group.columns[place].field == value.field else {
        hasUnknown = true
        isExact = false
        continue
      }
      let index = group.columns[place].index
      if layout.columns[index].kind.holds(value.value) {
        columns[index] = value.value
      } else {
        isExact = false
      }
    }
    return isExact
  }

  /// The displayed elements in order, each once.
  private static func json(_ versions: ArraySlice<Version>) -> String {
    let elements = versions.compactMap(\.element).sorted(by: UTF8Order.precedes)
    var text = "["
    var last: String?
    for element in elements {
      if let last, last.utf8.elementsEqual(element.utf8) { continue }
      if last != nil { text.append(",") }
      text.append("\"")
      for scalar in element.unicodeScalars { append(scalar, to: &text) }
      text.append("\"")
      last = element
    }
    return text + "]"
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "\"", "\\":
      text.append("\\")
      text.unicodeScalars.append(scalar)
    case _ where scalar.value < 0x20:
      text.append("\\u00" + Hexadecimal.text(of: UInt8(scalar.value)))
    default: text.unicodeScalars.append(scalar)
    }
  }

  // MARK: The blob.

  func blob(_ content: RowContent, _ numbering: any ReplicaNumbering) throws -> [UInt8] {
    let state = content.state
    var writer = ByteWriter(reserving: 64)
    writer.byte(RowCodec.format)
    let isPlain =
      row.map { state.clock.entries.count == 1 && state.clock.entries[0] == $0.dot }
      ?? false
    writer.byte(flags(content, clockIsRowWrite: isPlain))
    if let row { try writer.write(row.dot, row.time, numbering) }
    if !isPlain { try writer.clock(state.clock, numbering) }
    writer.unsigned(UInt64(entries.count))
    for entry in entries { try write(entry, to: &writer, numbering) }
    if !state.life.isEmpty {
      writer.unsigned(UInt64(state.life.count))
      for mark in state.life {
        try writer.write(mark.dot, mark.time, numbering)
        writer.byte(mark.isDeleted ? 1 : 0)
        try writer.clock(mark.seen, numbering)
      }
    }
    if !content.pending.isEmpty {
      writer.unsigned(UInt64(content.pending.count))
      var last: UInt64 = 0
      for sequence in content.pending {
        writer.unsigned(sequence - last)
        last = sequence
      }
    }
    return writer.bytes
  }

  private func flags(_ content: RowContent, clockIsRowWrite: Bool) -> UInt8 {
    (hasUnknown ? RowCodec.Mark.unknown : 0)
      | (row == nil ? 0 : RowCodec.Mark.rowWrite)
      | (clockIsRowWrite ? RowCodec.Mark.clockIsRowWrite : 0)
      | (content.state.life.isEmpty ? 0 : RowCodec.Mark.life)
      | (content.pending.isEmpty ? 0 : RowCodec.Mark.pending)
      | (row?.office == true ? RowCodec.Mark.office : 0)
  }

  private func write(
    _ entry: RowEntry, to writer: inout ByteWriter, _ numbering: any ReplicaNumbering
  ) throws {
    let version = entry.version
    let isRow = row.map { $0.dot == version.dot && $0.time == version.time } ?? false
    writer.unsigned(UInt64(version.group))
    writer.byte(
      entry.flags | (version.office ? RowCodec.Entry.office : 0)
        | (version.element == nil ? 0 : RowCodec.Entry.element)
        | (isRow ? RowCodec.Entry.rowWrite : 0))
    if !isRow { try writer.write(version.dot, version.time, numbering) }
    if entry.flags & RowCodec.Entry.columns != 0 { return }
    switch version.content {
    case .register(let values): writer.values(values, of: version.group)
    case .element(let element): writer.text(element)
    }
  }
}

extension ByteWriter {
  fileprivate mutating func dot(_ dot: Dot, _ numbering: any ReplicaNumbering) throws {
    unsigned(try numbering.number(of: dot.replica))
    unsigned(dot.sequence)
  }

  fileprivate mutating func write(
    _ dot: Dot, _ time: HybridTime, _ numbering: any ReplicaNumbering
  ) throws {
    try self.dot(dot, numbering)
    fixed(time.raw)
  }

  fileprivate mutating func clock(
    _ clock: RecordClock, _ numbering: any ReplicaNumbering
  ) throws {
    unsigned(UInt64(clock.entries.count))
    for entry in clock.entries { try dot(entry, numbering) }
  }
}
