// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension RowCodec {
  /// Puts a record together again from columns and metadata.
  ///
  /// - Parameter groups: Those whose versions are wanted, whose columns alone are looked at; nil for
  ///   all.
  static func decode(
    id: RecordID, columns: [Value], meta: [UInt8], _ layout: EntityLayout,
    _ numbering: any ReplicaNumbering, only groups: [GroupTag]? = nil
  ) throws -> RowContent {
    do {
      var decoder = RowDecoder(
        layout: layout, columns: columns, wanted: groups, numbering: numbering)
      return try decoder.content(id, ByteReader(meta))
    } catch let failure as DecodingFailure {
      throw StoreError(
        .damaged, "metadata: \(failure.expected) expected at byte \(failure.offset)",
        place: "\(layout.entity.name) \(id)")
    }
  }
}

private struct RowDecoder {
  let layout: EntityLayout
  let columns: [Value]
  /// The groups that are wanted; nil for all.
  let wanted: [GroupTag]?
  let numbering: any ReplicaNumbering
  private var row: (dot: Dot, time: HybridTime, office: Bool)?
  private var versions: [Version] = []
  /// Groups whose displayed version is listed.
  private var listed: [GroupTag] = []

  init(
    layout: EntityLayout, columns: [Value], wanted: [GroupTag]?, numbering: any ReplicaNumbering
  ) {
    self.layout = layout
    self.columns = columns
    self.wanted = wanted
    self.numbering = numbering
  }

  mutating func content(_ id: RecordID, _ bytes: ByteReader) throws -> RowContent {
    var reader = bytes
    guard try reader.byte() == RowCodec.format else { throw reader.failure("a known format") }
    let flags = try reader.byte()
    guard flags & ~RowCodec.Mark.all == 0 else { throw reader.failure("known marks") }
    if flags & RowCodec.Mark.rowWrite != 0 {
      let (dot, time) = try reader.write(numbering)
      row = (dot, time, flags & RowCodec.Mark.office != 0)
    }
    let clock: RecordClock
    if flags & RowCodec.Mark.clockIsRowWrite != 0 {
      guard let row else { throw reader.failure("a row write") }
      clock = RecordClock([row.dot])
    } else {
      clock = try reader.clock(numbering)
    }
    for _ in 0..<(try reader.count(limit: 200_000, bytesEach: 2)) { try entry(&reader) }
    try implied(&reader)
    let life = flags & RowCodec.Mark.life == 0 ? [] : try self.life(&reader)
    let pending = flags & RowCodec.Mark.pending == 0 ? [] : try self.pending(&reader)
    try reader.finish()
    let state = RecordState(
      entity: layout.entity.tag, id: id, clock: clock, versions: versions, life: life)
    return RowContent(state: state, pending: pending)
  }

  private mutating func entry(_ reader: inout ByteReader) throws {
    let tag = try reader.tag()
    let flags = try reader.byte()
    guard flags & ~RowCodec.Entry.all == 0 else { throw reader.failure("known marks") }
    let dot: Dot
    let time: HybridTime
    if flags & RowCodec.Entry.rowWrite != 0 {
      guard let row else { throw reader.failure("a row write") }
      (dot, time) = (row.dot, row.time)
    } else {
      (dot, time) = try reader.write(numbering)
    }
    let content: Version.Content
    if flags & RowCodec.Entry.columns != 0 {
      guard isWanted(tag) else { return listed.append(tag) }
      guard let values = values(of: tag) else {
        throw reader.failure("columns of group \(tag)")
      }
      content = .register(values)
    } else if flags & RowCodec.Entry.element != 0 {
      content = .element(try reader.text())
    } else {
      content = .register(try reader.values(of: tag))
    }
    if flags & (RowCodec.Entry.columns | RowCodec.Entry.displayed) != 0 { listed.append(tag) }
    guard isWanted(tag) else { return }
    versions.append(
      Version(
        group: tag, dot: dot, time: time, office: flags & RowCodec.Entry.office != 0,
        content: content))
  }

  private func isWanted(_ group: GroupTag) -> Bool { wanted?.contains(group) ?? true }

  /// The groups of which only the columns speak were written by the row's write.
  private mutating func implied(_ reader: inout ByteReader) throws {
    let places = layout.registerColumns
    var index = 0
    while index < places.count {
      let tag = places[index].group
      if !listed.contains(tag), isWanted(tag), let values = values(from: index) {
        guard let row else { throw reader.failure("a row write") }
        versions.append(
          Version(
            group: tag, dot: row.dot, time: row.time, office: row.office,
            content: .register(values)))
      }
      repeat { index += 1 } while index < places.count && places[index].group == tag
    }
  }

  private func values(of group: GroupTag) -> GroupValue? {
    layout.registerColumns.firstIndex { $0.group == group }.flatMap { values(from: $0) }
  }

  /// The values of the group whose columns begin at a place.
  private func values(from start: Int) -> GroupValue? {
    let places = layout.registerColumns
    let tag = places[start].group
    var first: FieldValue?
    var all: [FieldValue] = []
    var index = start
    while index < places.count, places[index].group == tag {
      let value = columns[Int(places[index].place - EntityLayout.leading)]
      if !value.isNull {
        let field = FieldValue(places[index].field, value)
        if let first, all.isEmpty { all.append(first) }
        if first == nil { first = field } else { all.append(field) }
      }
      index += 1
    }
    return all.isEmpty ? first.map { GroupValue($0) } : GroupValue(all)
  }

  private func life(_ reader: inout ByteReader) throws -> [LifeMark] {
    let count = try reader.count(limit: 100_000, bytesEach: 12)
    return try (0..<count).map { _ in
      let (dot, time) = try reader.write(numbering)
      let isDeleted = try reader.byte() != 0
      return LifeMark(
        dot: dot, time: time, isDeleted: isDeleted, seen: try reader.clock(numbering))
    }
  }

  private func pending(_ reader: inout ByteReader) throws -> [UInt64] {
    var last: UInt64 = 0
    return try (0..<(try reader.count(limit: 10_000_000))).map { _ in
      let (next, isTooGreat) = last.addingReportingOverflow(try reader.unsigned())
      guard next > last, !isTooGreat else { throw reader.failure("sequence numbers in order") }
      last = next
      return next
    }
  }
}

extension ByteReader {
  fileprivate mutating func dot(_ numbering: any ReplicaNumbering) throws -> Dot {
    Dot(try numbering.replica(try unsigned()), try unsigned())
  }

  fileprivate mutating func write(_ numbering: any ReplicaNumbering) throws -> (Dot, HybridTime) {
    (try dot(numbering), HybridTime(raw: try fixed()))
  }

  fileprivate mutating func clock(_ numbering: any ReplicaNumbering) throws -> RecordClock {
    let count = try count(limit: ReplicaTable.limit, bytesEach: 2)
    var dots: [Dot] = []
    dots.reserveCapacity(count)
    for _ in 0..<count { dots.append(try dot(numbering)) }
    return RecordClock(dots)
  }
}
