// SPDX-License-Identifier: Apache-2.0

/// The packed form of a record's state (P-014), for pages, bases and digests.
enum StateCodec {
  static let office: UInt8 = 1
  static let element: UInt8 = 2
  /// The version has the dot and time of the one before it.
  static let sameWrite: UInt8 = 4
  static let deleted: UInt8 = 1
}

extension ByteWriter {
  /// A whole state: entity, record, clock, then its content.
  public mutating func state(_ state: RecordState, _ table: inout ReplicaTable) {
    unsigned(UInt64(state.entity))
    identifier(state.id)
    clock(state.clock, &table)
    unsigned(UInt64(state.versions.count))
    var last: (dot: Dot, time: HybridTime)?
    for version in state.versions {
      let isSame = last.map { $0.dot == version.dot && $0.time == version.time } ?? false
      self.version(version, isSameWrite: isSame, &table)
      if !isSame { last = (version.dot, version.time) }
    }
    unsigned(UInt64(state.life.count))
    for mark in state.life { self.mark(mark, &table) }
  }

  private mutating func version(
    _ version: Version, isSameWrite same: Bool, _ table: inout ReplicaTable
  ) {
    unsigned(UInt64(version.group))
    byte(
      (version.office ? StateCodec.office : 0)
        | (version.element == nil ? 0 : StateCodec.element) | (same ? StateCodec.sameWrite : 0))
    if !same {
      dot(version.dot, &table)
      fixed(version.time.raw)
    }
    switch version.content {
    case .register(let values): self.values(values, of: version.group)
    case .element(let element): text(element)
    }
  }

  private mutating func mark(_ mark: LifeMark, _ table: inout ReplicaTable) {
    dot(mark.dot, &table)
    fixed(mark.time.raw)
    byte(mark.isDeleted ? StateCodec.deleted : 0)
    clock(mark.seen, &table)
  }

  /// What a digest is taken of (P-047): the content without the clock, replicas in full.
  public mutating func digestible(_ state: RecordState) {
    unsigned(UInt64(state.entity))
    identifier(state.id)
    unsigned(UInt64(state.versions.count))
    // Most versions of a record were written at once, so that their name and time are copied.
    var last: (dot: Dot, time: HybridTime)?
    var name: [UInt8] = []
    for index in state.versions.indices {
      let version = state.versions[index]
      unsigned(UInt64(version.group))
      if last?.dot == version.dot && last?.time == version.time {
        bytes.append(contentsOf: name)
      } else {
        let start = bytes.count
        identifier(version.dot.replica)
        unsigned(version.dot.sequence)
        fixed(version.time.raw)
        name = Array(bytes[start...])
        last = (version.dot, version.time)
      }
      byte((version.office ? 1 : 0) | (version.element == nil ? 0 : 2))
      switch version.content {
      case .register(let values): self.values(values, of: version.group)
      case .element(let element): text(element)
      }
    }
    unsigned(UInt64(state.life.count))
    for mark in state.life {
      identifier(mark.dot.replica)
      unsigned(mark.dot.sequence)
      fixed(mark.time.raw)
      byte(mark.isDeleted ? 1 : 0)
      unsigned(UInt64(mark.seen.entries.count))
      for entry in mark.seen.entries {
        identifier(entry.replica)
        unsigned(entry.sequence)
      }
    }
  }
}

extension ByteReader {
  /// The most versions that one record may have.
  static let versionLimit = 100_000

  /// Reads a whole state.
  public mutating func state(_ table: ReplicaTable) throws(DecodingFailure) -> RecordState {
    let entity = try tag()
    let id: RecordID = try identifier()
    let clock = try clock(table)
    let count = try count(limit: Self.versionLimit, bytesEach: 3)
    var versions: [Version] = []
    versions.reserveCapacity(count)
    for _ in 0..<count {
      let version = try version(after: versions.last, table)
      if let last = versions.last, !RecordState.precedes(last, version) {
        throw failure("versions in order")
      }
      versions.append(version)
    }
    let marks = try self.count(limit: Self.versionLimit, bytesEach: 11)
    var life: [LifeMark] = []
    for _ in 0..<marks {
      let mark = try mark(table)
      if let last = life.last, !(last.dot < mark.dot) { throw failure("life in order") }
      life.append(mark)
    }
    return RecordState(entity: entity, id: id, clock: clock, versions: versions, life: life)
  }

  private mutating func version(
    after last: Version?, _ table: ReplicaTable
  ) throws(DecodingFailure) -> Version {
    let group = try tag()
    let flags = try byte()
    guard flags <= 7 else { throw failure("known flags") }
    let dot: Dot
    let time: HybridTime
    if flags & StateCodec.sameWrite != 0 {
      guard let last else { throw failure("a version before") }
      (dot, time) = (last.dot, last.time)
    } else {
      dot = try self.dot(table)
      time = HybridTime(raw: try fixed())
      if last?.dot == dot && last?.time == time { throw failure("the mark of the same write") }
    }
    let content: Version.Content =
      flags & StateCodec.element != 0 ? .element(try element()) : .register(try values(of: group))
    return Version(
      group: group, dot: dot, time: time, office: flags & StateCodec.office != 0,
      content: content)
  }

  /// One element of a text set; never empty, as a name without an element is a register's.
  mutating func element() throws(DecodingFailure) -> String {
    let element = try text()
    if element.isEmpty { throw failure("an element") }
    return element
  }

  private mutating func mark(_ table: ReplicaTable) throws(DecodingFailure) -> LifeMark {
    let dot = try dot(table)
    let time = HybridTime(raw: try fixed())
    let flags = try byte()
    guard flags <= StateCodec.deleted else { throw failure("known flags") }
    return LifeMark(
      dot: dot, time: time, isDeleted: flags == StateCodec.deleted, seen: try clock(table))
  }
}
