// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

extension OfficeWriter {
  /// Writes a replica's account.
  public func save(_ account: ReplicaAccount) throws {
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_account"
        + " (replica, device, exchange_number, seq, segment, chain, basis, may_wait)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    insert.bind(1, try session.number(of: account.replica))
    insert.bind(2, account.device)
    insert.bind(3, account.exchangeNumber)
    insert.bind(4, account.journal.sequence)
    insert.bind(5, account.journal.segment)
    insert.bind(6, account.journal.chain)
    insert.bind(7, account.basis)
    insert.bind(8, Int64(account.mayWait ? 1 : 0))
    try insert.run()
  }

  /// Writes a device's account.
  ///
  /// - Throws: ``StoreError`` when another device has the code or the key.
  public func save(_ device: DeviceAccount) throws {
    let columns =
      "user, code, name, exchange_key, verify_key, revoked_at, enrolled_at, last_seen_at"
    let updates = columns.split(separator: ", ").map { "\($0) = excluded.\($0)" }
    let insert = try session.statement(
      "INSERT INTO karvan_device (id, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        + " ON CONFLICT (id) DO UPDATE SET " + updates.joined(separator: ", "))
    insert.bind(1, device.id)
    insert.bind(2, device.user)
    insert.bind(3, device.code)
    insert.bind(4, device.name)
    insert.bind(5, device.exchangeKey)
    insert.bind(6, device.verifyKey)
    insert.bind(7, device.revokedAt.map { .integer($0) } ?? .null)
    insert.bind(8, device.enrolledAt)
    insert.bind(9, device.lastSeenAt.map { .integer($0) } ?? .null)
    try insert.run()
  }

  /// Shuts a device out; one that was revoked before keeps its time.
  ///
  /// - Throws: ``StoreError`` `missing` when there is no such device.
  public func revoke(_ device: DeviceID, at milliseconds: Int64) throws {
    guard var account = try self.device(device) else {
      throw StoreError(.missing, "there is no device \(device)", place: "karvan_device")
    }
    guard account.revokedAt == nil else { return }
    account.revokedAt = milliseconds
    try save(account)
  }

  /// Appends a segment with its results to the log.
  public func append(_ segment: StoredSegment, of replica: ReplicaID) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_segment (replica, number, first, count, bytes, chain, results)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
    insert.bind(1, try session.number(of: replica))
    insert.bind(2, segment.segment.number)
    insert.bind(3, segment.segment.first)
    insert.bind(4, Int64(segment.segment.count))
    insert.bind(5, segment.segment.bytes)
    insert.bind(6, segment.segment.chain)
    insert.bind(7, ResultCodec.encode(segment.results))
    try insert.run()
  }

  /// Keeps a rejected commit with its reason.
  public func keepRejected(
    _ commit: Commit, _ failure: Failure, at milliseconds: Int64
  ) throws {
    let replica = try session.number(of: commit.replica)
    var payload = ByteWriter(reserving: 256)
    payload.journalled(commit)
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_rejection (replica, seq, payload, failure, at)"
        + " VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, replica)
    insert.bind(2, commit.sequence)
    insert.bind(3, payload.bytes)
    insert.bind(4, FailureCodec.encode(failure))
    insert.bind(5, milliseconds)
    try insert.run()
    for change in commit.changes where change.creates {
      let record = try session.statement(
        "INSERT OR IGNORE INTO karvan_rejected_record (record, replica, seq) VALUES (?, ?, ?)")
      record.bind(1, change.record)
      record.bind(2, replica)
      record.bind(3, commit.sequence)
      try record.run()
    }
    session.memory.rejectedReplicas?.insert(replica)
  }

  /// Whether a commit was rejected.
  public func isRejected(_ dot: Dot) throws -> Bool {
    guard let replica = try session.knownNumber(of: dot.replica),
      try rejectedReplicas().contains(replica)
    else { return false }
    let select = try session.statement(
      "SELECT 1 FROM karvan_rejection WHERE replica = ? AND seq = ?")
    select.bind(1, replica)
    select.bind(2, dot.sequence)
    return try select.first { _ in true } ?? false
  }

  /// Most replicas never had a rejection, so that most questions need no look at the table.
  private func rejectedReplicas() throws -> Set<UInt64> {
    if let known = session.memory.rejectedReplicas { return known }
    let replicas = Set(
      try session.statement("SELECT DISTINCT replica FROM karvan_rejection").all {
        $0.unsigned(0)
      })
    session.memory.rejectedReplicas = replicas
    return replicas
  }

  /// The rejected commit that would have created a record, nil when there is none.
  public func rejectedCreator(of record: RecordID) throws -> Dot? {
    let select = try session.statement(
      "SELECT replica, seq FROM karvan_rejected_record WHERE record = ?"
        + " ORDER BY replica, seq LIMIT 1")
    select.bind(1, record)
    guard let (replica, sequence) = try select.first({ ($0.unsigned(0), $0.unsigned(1)) })
    else { return nil }
    return Dot(try session.replica(replica), sequence)
  }

  /// Adds a line to the merge history; the same line twice is one.
  public func note(_ note: MergeNote, at milliseconds: Int64) throws {
    let insert = try session.statement(
      "INSERT OR IGNORE INTO karvan_history"
        + " (entity, record, reason, rule, by_replica, by_seq, at, version)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    insert.bind(1, Int64(note.entity))
    insert.bind(2, note.record)
    insert.bind(3, note.reason.rawValue)
    insert.bind(4, note.rule)
    insert.bind(5, try session.number(of: note.by.replica))
    insert.bind(6, note.by.sequence)
    insert.bind(7, milliseconds)
    insert.bind(
      8,
      PackedState.encode(
        RecordState(
          entity: note.entity, id: note.record, clock: RecordClock(), versions: [note.version],
          life: [])))
    try insert.run()
  }

  /// Replaces the claims of a record on one name; nil withdraws them.
  ///
  /// - Returns: the records that claimed the same key before, by identifier.
  public func claim(
    _ name: String, key: String?, entity: EntityTag, record: RecordID
  ) throws -> [RecordID] {
    guard let key else {
      let delete = try session.statement(
        "DELETE FROM karvan_claim WHERE entity = ? AND name = ? AND record = ?")
      delete.bind(1, Int64(entity))
      delete.bind(2, name)
      delete.bind(3, record)
      try delete.run()
      return []
    }
    let insert = try session.statement(
      "INSERT INTO karvan_claim (entity, name, record, key) VALUES (?1, ?2, ?3, ?4)"
        + " ON CONFLICT (entity, name, record) DO UPDATE SET key = ?4 WHERE key <> ?4")
    insert.bind(1, Int64(entity))
    insert.bind(2, name)
    insert.bind(3, record)
    insert.bind(4, key)
    try insert.run()
    let select = try session.statement(
      "SELECT record FROM karvan_claim WHERE entity = ? AND name = ? AND key = ? AND record <> ?"
        + " ORDER BY record LIMIT 8")
    select.bind(1, Int64(entity))
    select.bind(2, name)
    select.bind(3, key)
    select.bind(4, record)
    return try select.all { try $0.identifier(0) }
  }

  /// Some of the records that claim a key, by identifier; at most 8.
  public func claimants(
    _ name: String, key: String, entity: EntityTag
  ) throws -> [RecordID] {
    let select = try session.statement(
      "SELECT record FROM karvan_claim WHERE entity = ? AND name = ? AND key = ?"
        + " ORDER BY record LIMIT 8")
    select.bind(1, Int64(entity))
    select.bind(2, name)
    select.bind(3, key)
    return try select.all { try $0.identifier(0) }
  }
}
