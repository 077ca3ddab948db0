// SPDX-License-Identifier: Apache-2.0

/// The packed form of one commit within its replica's run (P-013).
///
/// Replica and sequence number are not written: a segment and a journal row know them.
public enum CommitCodec {
  static let office: UInt8 = 1
  static let creates: UInt8 = 1
  static let hasLife: UInt8 = 2
  static let deletes: UInt8 = 4
  static let set: UInt8 = 0
  static let add: UInt8 = 1
  static let remove: UInt8 = 2
  static let named: UInt8 = 4
}

extension ByteWriter {
  /// One commit.
  public mutating func commit(_ commit: Commit, _ table: inout ReplicaTable) {
    fixed(commit.time.raw)
    byte(commit.office ? CommitCodec.office : 0)
    unsigned(commit.basis)
    text(commit.operation)
    unsigned(UInt64(commit.changes.count))
    for index in commit.changes.indices { change(commit.changes[index], &table) }
  }

  private mutating func change(_ change: RecordChange, _ table: inout ReplicaTable) {
    unsigned(UInt64(change.entity))
    identifier(change.record)
    var flags: UInt8 = change.creates ? CommitCodec.creates : 0
    if let life = change.life {
      flags |= CommitCodec.hasLife | (life.isDeleted ? CommitCodec.deletes : 0)
    }
    byte(flags)
    unsigned(UInt64(change.writes.count))
    for index in change.writes.indices { write(change.writes[index], &table) }
    guard let life = change.life else { return }
    unsigned(UInt64(life.replaces.count))
    for dot in life.replaces { self.dot(dot, &table) }
    clock(life.seen, &table)
  }

  private mutating func write(_ write: GroupWrite, _ table: inout ReplicaTable) {
    unsigned(UInt64(write.group))
    let names: UInt8 =
      write.replaces.isEmpty && write.sweeps.isEmpty ? 0 : CommitCodec.named
    switch write.action {
    case .set(let values):
      byte(CommitCodec.set | names)
      self.values(values, of: write.group)
    case .add(let element):
      byte(CommitCodec.add | names)
      text(element)
    case .remove: byte(CommitCodec.remove | names)
    }
    guard names != 0 else { return }
    self.names(write.replaces, &table)
    self.names(write.sweeps, &table)
  }

  private mutating func names(_ names: [VersionName], _ table: inout ReplicaTable) {
    unsigned(UInt64(names.count))
    for name in names {
      dot(name.dot, &table)
      text(name.element ?? "")
    }
  }
}

extension ByteReader {
  /// Reads the commit with this dot.
  public mutating func commit(
    _ dot: Dot, _ table: ReplicaTable
  ) throws(DecodingFailure) -> Commit {
    // Its author's number is known, whoever is named.
    if naming.named == 0, table.replica(0) == dot.replica { naming.named = 1 }
    let time = HybridTime(raw: try fixed())
    let flags = try byte()
    guard flags <= CommitCodec.office else { throw failure("known flags") }
    let basis = try unsigned()
    let operation = try text()
    guard operation.utf8.count <= CommitLimits.operationBytes else {
      throw failure("an operation of at most \(CommitLimits.operationBytes) bytes")
    }
    let count = try count(limit: CommitLimits.records, bytesEach: 19)
    var changes: [RecordChange] = []
    changes.reserveCapacity(count)
    var records: Set<RecordName> = []
    for _ in 0..<count {
      let change = try change(table)
      guard count == 1 || records.insert(RecordName(change)).inserted else {
        throw failure("each record once")
      }
      changes.append(change)
    }
    return Commit(
      replica: dot.replica, sequence: dot.sequence, time: time,
      office: flags == CommitCodec.office, basis: basis, operation: operation, changes: changes)
  }

  private mutating func change(_ table: ReplicaTable) throws(DecodingFailure) -> RecordChange {
    let entity = try tag()
    let record: RecordID = try identifier()
    let flags = try byte()
    guard flags <= 7, flags & 6 != CommitCodec.deletes else { throw failure("known flags") }
    let count = try count(limit: CommitLimits.writesPerRecord, bytesEach: 2)
    var writes: [GroupWrite] = []
    writes.reserveCapacity(count)
    for _ in 0..<count {
      let write = try write(table)
      let end = writes.count - 1
      if end >= 0 && writes[end].group >= write.group {
        if writes[end].group > write.group { throw failure("groups in order") }
        if write.repeats(oneOf: writes) { throw failure("each version once") }
      }
      writes.append(write)
    }
    let life =
      flags & CommitCodec.hasLife == 0
      ? nil : try life(isDeleted: flags & CommitCodec.deletes != 0, table)
    return RecordChange(
      entity: entity, record: record, creates: flags & CommitCodec.creates != 0, writes: writes,
      life: life)
  }

  private mutating func life(
    isDeleted: Bool, _ table: ReplicaTable
  ) throws(DecodingFailure) -> LifeWrite {
    let count = try count(limit: CommitLimits.namedVersions, bytesEach: 2)
    var dots: [Dot] = []
    for _ in 0..<count {
      let dot = try dot(table)
      if let last = dots.last, !(last < dot) { throw failure("dots in order") }
      dots.append(dot)
    }
    return LifeWrite(isDeleted: isDeleted, replaces: dots, seen: try clock(table))
  }

  private mutating func write(_ table: ReplicaTable) throws(DecodingFailure) -> GroupWrite {
    let group = try tag()
    let code = try byte()
    let action: GroupWrite.Action
    switch code & ~CommitCodec.named {
    case CommitCodec.set: action = .set(try values(of: group))
    case CommitCodec.add: action = .add(try element())
    case CommitCodec.remove: action = .remove
    default: throw failure("a kind of write")
    }
    guard code & CommitCodec.named != 0 else { return GroupWrite(group: group, action: action) }
    let replaces = try names(table)
    let sweeps = try names(table)
    if replaces.isEmpty && sweeps.isEmpty { throw failure("a named version") }
    return GroupWrite(group: group, action: action, replaces: replaces, sweeps: sweeps)
  }

  private mutating func names(_ table: ReplicaTable) throws(DecodingFailure) -> [VersionName] {
    let count = try count(limit: CommitLimits.namedVersions, bytesEach: 3)
    var names: [VersionName] = []
    names.reserveCapacity(count)
    for _ in 0..<count {
      let dot = try dot(table)
      let element = try text()
      let name = VersionName(dot, element: element.isEmpty ? nil : element)
      if let last = names.last, !(last < name) { throw failure("names in order") }
      names.append(name)
    }
    return names
  }
}

extension ByteWriter {
  /// One commit that can be read from its dot alone: the other replicas that it names, then itself.
  ///
  /// A journal row and a segment hold these same bytes, so that sending writes nothing anew.
  public mutating func journalled(_ commit: Commit) {
    var table = ReplicaTable(commit.replica)
    let start = bytes.count
    // Most commits name no other replica.
    unsigned(0)
    self.commit(commit, &table)
    guard table.replicas.count > 1 else { return }
    var others = ByteWriter(reserving: 16 * table.replicas.count)
    others.unsigned(UInt64(table.replicas.count - 1))
    for replica in table.replicas.dropFirst() { others.identifier(replica) }
    replace(start..<start + 1, by: others.bytes)
  }
}

extension ByteReader {
  /// Reads a commit in its journal form; nothing may follow.
  public mutating func journalled(_ dot: Dot) throws(DecodingFailure) -> Commit {
    let others = try count(limit: ReplicaTable.limit, bytesEach: 16)
    var table = ReplicaTable(dot.replica)
    for _ in 0..<others { _ = table.number(of: try identifier()) }
    guard table.replicas.count == others + 1 else { throw failure("each replica once") }
    naming = (listed: others + 1, named: 1)
    let commit = try commit(dot, table)
    try finish()
    return commit
  }
}
