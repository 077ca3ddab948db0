// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

extension OfficeReader {
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

  /// The final results among those of some commits of a replica; the first of them, at most
  /// ``SyncLimits/waitingAnswered``.
  ///
  /// What the log keeps no more follows from what stays of it: each rejected commit is kept as such,
  /// and all others were taken, not later than now (P-063).
  public func results(
    of replica: ReplicaID, _ run: SequenceRun
  ) throws -> [(UInt64, CommitResult)] {
    guard let number = try session.knownNumber(of: replica), let last = run.last else { return [] }
    // The segments themselves are not read.
    let select = try session.statement(
      "SELECT first, results FROM karvan_segment WHERE replica = ?1 AND first <= ?2"
        + " AND first > ?3 AND first + count > ?4 ORDER BY first"
        + " LIMIT \(SyncLimits.quarantinedRuns)")
    select.bind(1, number)
    select.bind(2, last)
    let reach = UInt64(SyncLimits.commitsPerSegment)
    select.bind(3, max(run.first, reach) - reach)
    select.bind(4, run.first)
    let segments = try select.all { ($0.unsigned(0), $0.bytes(1)) }
    var results = try forgotten(of: replica, number, run.first...last)
    for (first, bytes) in segments {
      let stored = try ResultCodec.decode(bytes, place: "karvan_segment \(replica) \(first)")
      for (index, result) in stored.results.enumerated() {
        let sequence = first + UInt64(index)
        if case .quarantined = result { continue }
        guard run.first <= sequence, sequence <= last else { continue }
        guard results.count < SyncLimits.waitingAnswered else { return results }
        results.append((sequence, result))
      }
    }
    return results
  }

  /// The results of commits that were taken or refused before the log begins.
  private func forgotten(
    of replica: ReplicaID, _ number: UInt64, _ range: ClosedRange<UInt64>
  ) throws -> [(UInt64, CommitResult)] {
    let select = try session.statement(
      "SELECT COALESCE((SELECT MIN(first) - 1 FROM karvan_segment WHERE replica = ?1),"
        + " (SELECT seq FROM karvan_account WHERE replica = ?1), 0)")
    select.bind(1, number)
    let end = min(range.upperBound, try select.first { $0.unsigned(0) } ?? 0)
    guard range.lowerBound <= end else { return [] }
    let kept = try session.statement(
      "SELECT seq, failure FROM karvan_rejection WHERE replica = ? AND seq BETWEEN ? AND ?")
    kept.bind(1, number)
    kept.bind(2, range.lowerBound)
    kept.bind(3, end)
    var refused: [UInt64: Failure] = [:]
    for (sequence, failure) in try kept.all({ ($0.unsigned(0), $0.bytes(1)) }) {
      refused[sequence] = try FailureCodec.decode(failure, place: "karvan_rejection \(sequence)")
    }
    let head = try head()
    var results: [(UInt64, CommitResult)] = []
    for sequence in range.lowerBound...end where results.count < SyncLimits.waitingAnswered {
      if try isQuarantined(Dot(replica, sequence)) { continue }
      let result = refused[sequence].map { CommitResult.rejected($0) }
      results.append((sequence, result ?? .accepted(serverSequence: head, stamp: nil)))
    }
    return results
  }
}

extension OfficeReader {
  /// Whether a commit is in quarantine.
  public func isQuarantined(_ dot: Dot) throws -> Bool {
    guard let replica = try session.knownNumber(of: dot.replica) else { return false }
    let select = try session.statement(
      "SELECT 1 FROM karvan_quarantine WHERE replica = ? AND seq = ?")
    select.bind(1, replica)
    select.bind(2, dot.sequence)
    return try select.first { _ in true } ?? false
  }

  /// The last commit in quarantine of a commit's replica before it that writes a record.
  public func quarantined(_ record: RecordID, before dot: Dot, creates: Bool) throws -> Dot? {
    guard let replica = try session.knownNumber(of: dot.replica) else { return nil }
    let select = try session.statement(
      "SELECT seq FROM karvan_quarantined_record WHERE replica = ? AND record = ? AND seq < ?"
        + " AND creates >= ? ORDER BY seq DESC LIMIT 1")
    select.bind(1, replica)
    select.bind(2, record)
    select.bind(3, dot.sequence)
    select.bind(4, Int64(creates ? 1 : 0))
    return try select.first { Dot(dot.replica, $0.unsigned(0)) }
  }
}

extension OfficeWriter {
  /// Keeps a commit in quarantine; one that is there already keeps its place.
  ///
  /// - Returns: its size in bytes.
  @discardableResult
  public func quarantine(_ waiting: QuarantinedCommit, until retrial: Retrial?) throws -> Int {
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
    try note(retrial, of: commit.sequence, replica)
    return payload.bytes.count
  }

  private func note(_ retrial: Retrial?, of sequence: UInt64, _ replica: UInt64) throws {
    guard let retrial else {
      return try delete(from: ["karvan_retrial"], replica, sequence)
    }
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_retrial (replica, seq, awaited, due) VALUES (?, ?, ?, ?)")
    insert.bind(1, replica)
    insert.bind(2, sequence)
    insert.bind(3, retrial.awaited.map { .bytes($0.key) } ?? .null)
    insert.bind(4, retrial.due.map { .integer($0) } ?? .null)
    try insert.run()
  }

  /// Takes a commit out of quarantine; its result is written by ``settle(_:of:)``.
  public func release(_ commit: Commit) throws {
    let replica = try session.number(of: commit.replica)
    try delete(from: ["karvan_quarantine", "karvan_retrial"], replica, commit.sequence)
    let forget = try session.statement(
      "DELETE FROM karvan_quarantined_record WHERE replica = ? AND record = ? AND seq = ?")
    for change in commit.changes {
      forget.bind(1, replica)
      forget.bind(2, change.record)
      forget.bind(3, commit.sequence)
      try forget.run()
    }
  }

  private func delete(from tables: [String], _ replica: UInt64, _ sequence: UInt64) throws {
    for table in tables {
      let delete = try session.statement("DELETE FROM \(table) WHERE replica = ? AND seq = ?")
      delete.bind(1, replica)
      delete.bind(2, sequence)
      try delete.run()
    }
  }

  /// Writes the results of commits that were in quarantine into the log, a segment at once.
  public func settle(_ results: [(UInt64, CommitResult)], of replica: ReplicaID) throws {
    let number = try session.number(of: replica)
    var open = results[...]
    while let (sequence, _) = open.first {
      let select = try session.statement(
        "SELECT number, first, count, results FROM karvan_segment"
          + " WHERE replica = ? AND first <= ? ORDER BY first DESC LIMIT 1")
      select.bind(1, number)
      select.bind(2, sequence)
      let place = "karvan_quarantine \(replica) \(sequence)"
      guard
        let (segment, first, count, bytes) = try select.first({
          ($0.unsigned(0), $0.unsigned(1), $0.unsigned(2), $0.bytes(3))
        }), sequence - first < count
      else { throw StoreError(.damaged, "no segment has the commit", place: place) }
      var run = try ResultCodec.decode(bytes, place: place).results
      while let (sequence, result) = open.first, sequence - first < count {
        run[Int(sequence - first)] = result
        open.removeFirst()
      }
      let update = try session.statement(
        "UPDATE karvan_segment SET results = ? WHERE replica = ? AND number = ?")
      update.bind(1, ResultCodec.encode(ResultRun(first: first, results: run)))
      update.bind(2, number)
      update.bind(3, segment)
      try update.run()
    }
  }

  /// Notes that a replica has said what a lost life of this database had decided about its commits.
  public func noteHeard(_ replica: ReplicaID) throws {
    let delete = try session.statement("DELETE FROM karvan_unheard WHERE replica = ?")
    delete.bind(1, try session.number(of: replica))
    try delete.run()
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
