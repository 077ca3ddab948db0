// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

/// A line of the merge history with the time at which it was written.
public struct HistoryLine: Hashable, Sendable {
  /// The line.
  public let note: MergeNote
  /// When the server wrote it, in milliseconds since 1970.
  public let at: Int64
}

/// A rejected commit as the server keeps it.
public struct OfficeRejection: Hashable, Sendable {
  /// The commit; without changes where its bytes could not be read.
  public let commit: Commit
  /// Why.
  public let failure: Failure
  /// When, in milliseconds since 1970.
  public let at: Int64
}

/// What an operator watches.
public struct OfficeMetrics: Hashable, Sendable {
  /// Commits that were taken, rejected ones too.
  public var commits: UInt64
  /// Commits that were rejected.
  public var rejections: UInt64
  /// Commits that are in quarantine.
  public var quarantined: UInt64
  /// Devices that may speak.
  public var devices: UInt64
  /// Devices that were revoked.
  public var revokedDevices: UInt64
  /// Devices that began as copies of others.
  public var copiedDevices: UInt64
  /// The greatest server sequence.
  public var head: UInt64
  /// Conflicts that wait for a person.
  public var openConflicts: UInt64
  /// Records, deleted ones too.
  public var records: UInt64
}

/// Reads the server's database as one transaction sees it; of use only inside of its closure.
public class OfficeReader: StoreReader {
  /// The greatest server sequence that was published; 1 is that of the founding.
  public func head() throws -> UInt64 { try session.head() }

  /// The scopes that hold a record.
  public func scopes(of entity: EntityTag, _ record: RecordID) throws -> Set<Scope> {
    let layout = try session.layout.require(entity)
    guard let stored = try session.load(layout, record) else { return [] }
    return Set(try session.holdings(stored).here.map { try session.scope($0) })
  }

  /// The sums of a scope that are not of nothing.
  public func digests(of scope: Scope) throws -> [EntityTag: DigestSum] {
    guard let number = try session.knownNumber(of: scope) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: try session.digests(ofScope: number).map { ($0.entity, $0.sum) })
  }

  // MARK: Replicas and devices.

  /// A replica's account, nil when it never spoke.
  public func account(of replica: ReplicaID) throws -> ReplicaAccount? {
    guard let number = try session.knownNumber(of: replica) else { return nil }
    let select = try session.statement(
      "SELECT device, exchange_number, seq, segment, chain, basis, may_wait FROM karvan_account"
        + " WHERE replica = ?")
    select.bind(1, number)
    return try select.first { row in
      ReplicaAccount(
        replica: replica, device: try row.identifier(0), exchangeNumber: row.unsigned(1),
        journal: JournalHead(
          sequence: row.unsigned(2), segment: row.unsigned(3), chain: row.bytes(4)),
        basis: row.unsigned(5), mayWait: row.integer(6) != 0)
    }
  }

  /// The replica that a device writes with now: the last that it began.
  public func replica(of device: DeviceID) throws -> ReplicaID? {
    let select = try session.statement(
      "SELECT replica FROM karvan_account WHERE device = ? ORDER BY replica DESC LIMIT 1")
    select.bind(1, device)
    return try select.first { $0.unsigned(0) }.map { try session.replica($0) }
  }

  /// How a replica stands: shut out with its device, or because the device began another life.
  public override func standing(of replica: ReplicaID) throws -> HolderStanding? {
    guard let account = try account(of: replica) else {
      return HolderStanding(isShutOut: false, taken: 0)
    }
    let device = try device(account.device)
    let isOld = try device != nil && self.replica(of: account.device) != replica
    return HolderStanding(
      isShutOut: isOld || device?.revokedAt != nil, taken: account.journal.sequence)
  }

  /// A device's account.
  public func device(_ id: DeviceID) throws -> DeviceAccount? {
    let select = try session.statement("\(Self.devices) WHERE id = ?")
    select.bind(1, id)
    return try select.first(Self.device)
  }

  /// The device that a code belongs to.
  public func device(code: String) throws -> DeviceAccount? {
    let select = try session.statement("\(Self.devices) WHERE code = ?")
    select.bind(1, code)
    return try select.first(Self.device)
  }

  /// The device whose exchange key this is.
  public func device(exchangeKey: [UInt8]) throws -> DeviceAccount? {
    let select = try session.statement("\(Self.devices) WHERE exchange_key = ?")
    select.bind(1, exchangeKey)
    return try select.first(Self.device)
  }

  /// All devices, in the order of their enrolment.
  public func devices() throws -> [DeviceAccount] {
    try session.statement("\(Self.devices) ORDER BY enrolled_at, id").all(Self.device)
  }

  private static let devices =
    "SELECT id, user, code, name, exchange_key, verify_key, revoked_at, enrolled_at, last_seen_at"
    + " FROM karvan_device"

  private static func device(_ row: SQLStatement) throws -> DeviceAccount {
    DeviceAccount(
      id: try row.identifier(0), user: try row.identifier(1), code: row.text(2),
      name: row.text(3), exchangeKey: row.bytes(4), verifyKey: row.bytes(5),
      revokedAt: row.isNull(6) ? nil : row.integer(6), enrolledAt: row.integer(7),
      lastSeenAt: row.isNull(8) ? nil : row.integer(8))
  }

  // MARK: The log.

  /// A segment with its results.
  public func segment(of replica: ReplicaID, number: UInt64) throws -> StoredSegment? {
    guard let replicaNumber = try session.knownNumber(of: replica) else { return nil }
    let select = try session.statement("\(Self.segments) WHERE replica = ? AND number = ?")
    select.bind(1, replicaNumber)
    select.bind(2, number)
    return try select.first(Self.segment)
  }

  /// The segment that has a commit.
  public func segment(of replica: ReplicaID, having sequence: UInt64) throws -> StoredSegment? {
    guard let number = try session.knownNumber(of: replica) else { return nil }
    let select = try session.statement(
      "\(Self.segments) WHERE replica = ? AND first <= ? ORDER BY first DESC LIMIT 1")
    select.bind(1, number)
    select.bind(2, sequence)
    guard let found = try select.first(Self.segment), found.segment.last >= sequence else {
      return nil
    }
    return found
  }

  private static let segments =
    "SELECT number, first, count, bytes, chain, results FROM karvan_segment"

  private static func segment(_ row: SQLStatement) throws -> StoredSegment {
    let segment = SealedSegment(
      number: row.unsigned(0), first: row.unsigned(1), count: Int(row.integer(2)),
      bytes: row.bytes(3), chain: row.bytes(4))
    return StoredSegment(
      segment: segment,
      results: try ResultCodec.decode(
        row.bytes(5), place: "karvan_segment \(segment.number)"))
  }

  /// The rejected commits, the newest first.
  public func rejections(limit: Int = 100) throws -> [OfficeRejection] {
    let select = try session.statement(
      "SELECT replica, seq, payload, failure, at FROM karvan_rejection ORDER BY at DESC, rowid DESC"
        + " LIMIT ?")
    select.bind(1, Int64(limit))
    let rows = try select.all {
      ($0.unsigned(0), $0.unsigned(1), $0.bytes(2), $0.bytes(3), $0.integer(4))
    }
    return try rows.map { try rejection($0) }
  }

  func rejection(
    _ row: (replica: UInt64, sequence: UInt64, payload: [UInt8], failure: [UInt8], at: Int64)
  ) throws -> OfficeRejection {
    let place = "karvan_rejection \(row.replica)/\(row.sequence)"
    return OfficeRejection(
      commit: try Self.commit(
        row.payload, Dot(session.replica(row.replica), row.sequence), place),
      failure: try FailureCodec.decode(row.failure, place: place), at: row.at)
  }

  static func commit(_ payload: [UInt8], _ dot: Dot, _ place: String) throws -> Commit {
    do {
      var reader = ByteReader(payload)
      return try reader.journalled(dot)
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)", place: place)
    }
  }

  /// The merge history of a record, oldest first.
  public func history(of entity: EntityTag, _ id: RecordID) throws -> [HistoryLine] {
    let select = try session.statement(
      "SELECT reason, rule, by_replica, by_seq, at, version FROM karvan_history"
        + " WHERE record = ? AND entity = ? ORDER BY at, rowid")
    select.bind(1, id)
    select.bind(2, Int64(entity))
    let rows = try select.all {
      ($0.text(0), $0.text(1), $0.unsigned(2), $0.unsigned(3), $0.integer(4), $0.bytes(5))
    }
    return try rows.compactMap { reason, rule, replica, sequence, at, version in
      let place = "karvan_history \(id)"
      guard let reason = MergeNote.Reason(rawValue: reason),
        let version = try PackedState.decode(version, place: place).versions.first
      else { throw StoreError(.damaged, "a line that can't be read", place: place) }
      return HistoryLine(
        note: MergeNote(
          entity: entity, record: id, version: version, reason: reason,
          by: Dot(try session.replica(replica), sequence), rule: rule),
        at: at)
    }
  }

  /// What an operator watches, in a few indexed counts.
  public func metrics() throws -> OfficeMetrics {
    func number(_ sql: String) throws -> UInt64 {
      try session.statement(sql).first { $0.unsigned(0) } ?? 0
    }
    // The newest row of a table is never pruned, so that rows are not numbered twice.
    let pruned = try session.unsignedInfo("pruned")
    let records = try session.layout.entities.reduce(UInt64(0)) { sum, entity in
      sum + (try number("SELECT COALESCE(MAX(_row), 0) FROM \(entity.table)"))
    }
    return OfficeMetrics(
      commits: try number("SELECT COALESCE(SUM(seq), 0) FROM karvan_account"),
      rejections: try number("SELECT COUNT(*) FROM karvan_rejection"),
      quarantined: try number("SELECT COUNT(*) FROM karvan_quarantine"),
      devices: try number("SELECT COUNT(*) FROM karvan_device WHERE revoked_at IS NULL"),
      revokedDevices: try number(
        "SELECT COUNT(*) FROM karvan_device WHERE revoked_at IS NOT NULL"),
      copiedDevices: try number("SELECT COUNT(*) FROM karvan_life"), head: try head(),
      openConflicts: try number("SELECT COUNT(*) FROM karvan_conflict"),
      records: records - min(records, pruned))
  }
}
