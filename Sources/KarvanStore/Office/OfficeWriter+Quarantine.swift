// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

extension OfficeReader {
  /// The commits in quarantine in the order in which they are taken: by replica and number.
  public func quarantined() throws -> [QuarantinedCommit] {
    let rows = try session.statement(
      "SELECT replica, seq, payload, reason, schema_version, marked_at, at FROM karvan_quarantine"
        + " ORDER BY replica, seq"
    ).all { row in
      (
        row.unsigned(0), row.unsigned(1), row.bytes(2), row.text(3), row.unsigned(4),
        row.isNull(5) ? nil : row.integer(5), row.integer(6)
      )
    }
    return try rows.map { replica, sequence, payload, reason, version, markedAt, at in
      QuarantinedCommit(
        commit: try Self.commit(
          payload, Dot(try session.replica(replica), sequence),
          "karvan_quarantine \(replica)/\(sequence)"),
        reason: QuarantineReason(rawValue: reason) ?? .other,
        schemaVersion: UInt32(truncatingIfNeeded: version), markedAt: markedAt, at: at)
    }
  }

  /// How many commits are in quarantine for a reason.
  public func quarantinedCount(_ reason: QuarantineReason) throws -> Int {
    let select = try session.statement(
      "SELECT COUNT(*) FROM karvan_quarantine WHERE reason = ?")
    select.bind(1, reason.rawValue)
    return try select.first { Int($0.integer(0)) } ?? 0
  }

  /// The rejected work of a user on a record that they lost, which nobody has decided about yet, in
  /// order.
  public func lostWork(on subject: LostSubject, of user: RecordID) throws -> [OfficeRejection] {
    let select = try session.statement(
      "SELECT l.replica, l.seq, r.payload, r.failure, r.at FROM karvan_lost AS l"
        + " JOIN karvan_rejection AS r ON r.replica = l.replica AND r.seq = l.seq"
        + " WHERE l.record = ? AND l.entity = ? AND l.user = ? AND l.settled = 0"
        + " ORDER BY l.replica, l.seq")
    select.bind(1, subject.record)
    select.bind(2, Int64(subject.entity))
    select.bind(3, user)
    let rows = try select.all {
      ($0.unsigned(0), $0.unsigned(1), $0.bytes(2), $0.bytes(3), $0.integer(4))
    }
    return try rows.map { try rejection($0) }
  }

  /// The record that a rejected commit was lost work on, nil when it was not.
  public func lostSubject(_ dot: Dot) throws -> LostSubject? {
    guard let replica = try session.knownNumber(of: dot.replica) else { return nil }
    let select = try session.statement(
      "SELECT entity, record FROM karvan_lost WHERE replica = ? AND seq = ?")
    select.bind(1, replica)
    select.bind(2, dot.sequence)
    return try select.first {
      LostSubject(
        entity: EntityTag(truncatingIfNeeded: $0.integer(0)), record: try $0.identifier(1))
    }
  }

  /// The final results among those of some commits of a replica, as the log has them; the first of
  /// them, at most ``SyncLimits/waitingAnswered``.
  public func results(
    of replica: ReplicaID, _ run: SequenceRun
  ) throws -> [(UInt64, CommitResult)] {
    var results: [(UInt64, CommitResult)] = []
    guard let last = run.last else { return [] }
    var next = run.first
    while next <= last, results.count < SyncLimits.waitingAnswered,
      let stored = try segment(of: replica, having: next)
    {
      for sequence in next...min(last, stored.segment.last) {
        let result = stored.results.results[Int(sequence - stored.results.first)]
        if case .quarantined = result { continue }
        results.append((sequence, result))
      }
      next = stored.segment.last + 1
    }
    return results
  }
}

extension SequenceRun {
  /// The last of the run; nil where there is none.
  var last: UInt64? {
    let (end, isTooGreat) = first.addingReportingOverflow(count)
    return count == 0 || isTooGreat ? nil : end - 1
  }
}

extension OfficeWriter {
  /// Keeps a commit in quarantine; one that is there already keeps its place.
  public func quarantine(_ waiting: QuarantinedCommit) throws {
    let commit = waiting.commit
    let replica = try session.number(of: commit.replica)
    var payload = ByteWriter(reserving: 256)
    payload.journalled(commit)
    let insert = try session.statement(
      "INSERT INTO karvan_quarantine"
        + " (replica, seq, payload, reason, schema_version, marked_at, at)"
        + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        + " ON CONFLICT (replica, seq) DO UPDATE SET reason = ?4")
    insert.bind(1, replica)
    insert.bind(2, commit.sequence)
    insert.bind(3, payload.bytes)
    insert.bind(4, waiting.reason.rawValue)
    insert.bind(5, UInt64(waiting.schemaVersion))
    insert.bind(6, waiting.markedAt.map { .integer($0) } ?? .null)
    insert.bind(7, waiting.at)
    try insert.run()
    for change in commit.changes {
      let record = try session.statement(
        "INSERT OR IGNORE INTO karvan_quarantined_record (replica, record, seq, creates)"
          + " VALUES (?, ?, ?, ?)")
      record.bind(1, replica)
      record.bind(2, change.record)
      record.bind(3, commit.sequence)
      record.bind(4, Int64(change.creates ? 1 : 0))
      try record.run()
    }
  }

  /// Whether a commit is in quarantine.
  public func isQuarantined(_ dot: Dot) throws -> Bool {
    try isFound("SELECT 1 FROM karvan_quarantine WHERE replica = ? AND seq = ?", dot)
  }

  private func isFound(_ sql: String, _ dot: Dot) throws -> Bool {
    guard let replica = try session.knownNumber(of: dot.replica) else { return false }
    let select = try session.statement(sql)
    select.bind(1, replica)
    select.bind(2, dot.sequence)
    return try select.first { _ in true } ?? false
  }

  /// What earlier commits in quarantine of a commit's replica do to a record.
  public func quarantined(_ record: RecordID, before dot: Dot) throws -> QuarantinedWork {
    guard let replica = try session.knownNumber(of: dot.replica) else { return .none }
    let select = try session.statement(
      "SELECT MAX(creates) FROM karvan_quarantined_record"
        + " WHERE replica = ? AND record = ? AND seq < ?")
    select.bind(1, replica)
    select.bind(2, record)
    select.bind(3, dot.sequence)
    return try select.first {
      $0.isNull(0) ? .none : $0.integer(0) == 0 ? .writes : .creates
    } ?? .none
  }

  /// Takes a commit out of quarantine and stores its result in the log.
  public func release(_ dot: Dot, _ result: CommitResult) throws {
    let replica = try session.number(of: dot.replica)
    for table in ["karvan_quarantine", "karvan_quarantined_record"] {
      let delete = try session.statement("DELETE FROM \(table) WHERE replica = ? AND seq = ?")
      delete.bind(1, replica)
      delete.bind(2, dot.sequence)
      try delete.run()
    }
    guard let stored = try segment(of: dot.replica, having: dot.sequence) else {
      throw StoreError(.damaged, "no segment has the commit", place: "karvan_quarantine \(dot)")
    }
    var results = stored.results.results
    results[Int(dot.sequence - stored.results.first)] = result
    let update = try session.statement(
      "UPDATE karvan_segment SET results = ? WHERE replica = ? AND number = ?")
    update.bind(1, ResultCodec.encode(ResultRun(first: stored.results.first, results: results)))
    update.bind(2, replica)
    update.bind(3, stored.segment.number)
    try update.run()
  }

  // MARK: Lost work.

  /// Notes that a rejected commit is work on a record which its author lost; a person decides.
  public func keepLost(_ dot: Dot, on subject: LostSubject, of user: RecordID) throws {
    let insert = try session.statement(
      "INSERT OR IGNORE INTO karvan_lost (replica, seq, entity, record, user, settled)"
        + " VALUES (?, ?, ?, ?, ?, 0)")
    insert.bind(1, try session.number(of: dot.replica))
    insert.bind(2, dot.sequence)
    insert.bind(3, Int64(subject.entity))
    insert.bind(4, subject.record)
    insert.bind(5, user)
    try insert.run()
  }

  /// Notes that a person decided about a user's lost work on a record.
  public func settleLost(on subject: LostSubject, of user: RecordID) throws {
    let update = try session.statement(
      "UPDATE karvan_lost SET settled = 1 WHERE record = ? AND entity = ? AND user = ?")
    update.bind(1, subject.record)
    update.bind(2, Int64(subject.entity))
    update.bind(3, user)
    try update.run()
  }
}
