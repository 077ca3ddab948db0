// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

extension OfficeReader {
  private static let quarantine =
    "SELECT replica, seq, payload, reason, schema_version, marked_at, at FROM karvan_quarantine"

  /// The commits in quarantine in the order in which they are taken: by replica and number.
  public func quarantined() throws -> [QuarantinedCommit] {
    try session.statement("\(Self.quarantine) ORDER BY replica, seq").all(QuarantineRow.init)
      .map(quarantined)
  }

  /// A commit in quarantine; nil where it is not.
  public func quarantined(_ dot: Dot) throws -> QuarantinedCommit? {
    guard let replica = try session.knownNumber(of: dot.replica) else { return nil }
    let select = try session.statement("\(Self.quarantine) WHERE replica = ? AND seq = ?")
    select.bind(1, replica)
    select.bind(2, dot.sequence)
    return try select.first(QuarantineRow.init).map(quarantined)
  }

  private func quarantined(_ row: QuarantineRow) throws -> QuarantinedCommit {
    QuarantinedCommit(
      commit: try Self.commit(
        row.payload, Dot(try session.replica(row.replica), row.sequence),
        "karvan_quarantine \(row.replica)/\(row.sequence)"),
      reason: QuarantineReason(rawValue: row.reason) ?? .other,
      schemaVersion: UInt32(truncatingIfNeeded: row.version), markedAt: row.markedAt, at: row.at)
  }

  /// The same, by their names.
  public func quarantinedDots() throws -> [Dot] {
    try dots(session.statement("SELECT replica, seq FROM karvan_quarantine ORDER BY replica, seq"))
  }

  /// The commits of one replica in quarantine, in order.
  public func quarantinedDots(of replica: ReplicaID) throws -> [Dot] {
    guard let number = try session.knownNumber(of: replica) else { return [] }
    let select = try session.statement(
      "SELECT seq FROM karvan_quarantine WHERE replica = ? ORDER BY seq")
    select.bind(1, number)
    return try select.all { Dot(replica, $0.unsigned(0)) }
  }

  /// How much of a replica is in quarantine.
  public func quarantineSize(of replica: ReplicaID) throws -> QuarantineSize {
    guard let number = try session.knownNumber(of: replica) else {
      return QuarantineSize(commits: 0, bytes: 0)
    }
    let select = try session.statement(
      "SELECT COUNT(*), COALESCE(SUM(LENGTH(payload)), 0) FROM karvan_quarantine WHERE replica = ?")
    select.bind(1, number)
    return try select.first {
      QuarantineSize(commits: Int($0.integer(0)), bytes: Int($0.integer(1)))
    } ?? QuarantineSize(commits: 0, bytes: 0)
  }

  /// Whether any commit in quarantine waits for something or until some time.
  public func hasRetrials() throws -> Bool {
    try session.statement("SELECT 1 FROM karvan_retrial LIMIT 1").first { _ in true } ?? false
  }

  /// The commits that wait for something.
  public func waiting(for awaited: Awaited) throws -> [Dot] {
    let select = try session.statement(
      "SELECT replica, seq FROM karvan_retrial WHERE awaited = ? ORDER BY replica, seq")
    select.bind(1, awaited.key)
    return try dots(select)
  }

  /// The commits that wait for one of a run of a replica's.
  public func waiting(
    forCommitsOf replica: ReplicaID, _ run: ClosedRange<UInt64>
  ) throws -> [Dot] {
    let select = try session.statement(
      "SELECT replica, seq FROM karvan_retrial WHERE awaited BETWEEN ? AND ?"
        + " ORDER BY replica, seq")
    select.bind(1, Awaited.commit(Dot(replica, run.lowerBound)).key)
    select.bind(2, Awaited.commit(Dot(replica, run.upperBound)).key)
    return try dots(select)
  }

  /// The commits that are to be judged again by now, those first that are due for longest; none of
  /// a replica that has to be heard before.
  public func waiting(until milliseconds: Int64, limit: Int) throws -> [Dot] {
    let select = try session.statement(
      "SELECT replica, seq FROM karvan_retrial WHERE due <= ?"
        + " AND replica NOT IN (SELECT replica FROM karvan_unheard) ORDER BY due LIMIT ?")
    select.bind(1, milliseconds)
    select.bind(2, Int64(limit))
    return try dots(select)
  }

  private func dots(_ select: SQLStatement) throws -> [Dot] {
    try select.all { ($0.unsigned(0), $0.unsigned(1)) }
      .map { Dot(try session.replica($0.0), $0.1) }
  }

  /// Whether a replica has commits in quarantine, and has not said yet what a lost life of this
  /// database had decided about them.
  public func isUnheard(_ replica: ReplicaID) throws -> Bool {
    guard let number = try session.knownNumber(of: replica) else { return false }
    let select = try session.statement("SELECT 1 FROM karvan_unheard WHERE replica = ?")
    select.bind(1, number)
    return try select.first { _ in true } ?? false
  }

  /// What is known here of the journal of a replica that was given up (P-102).
  ///
  /// - Parameter runs: The most runs of commits that it names; the first ones.
  public func formerLife(_ account: ReplicaAccount, runs: Int) throws -> FormerLife {
    guard let number = try session.knownNumber(of: account.replica) else {
      return FormerLife(replica: account.replica, sequence: account.journal.sequence)
    }
    let select = try session.statement(
      "SELECT seq FROM karvan_rejection WHERE replica = ?1"
        + " UNION SELECT seq FROM karvan_quarantine WHERE replica = ?1 ORDER BY seq")
    select.bind(1, number)
    return FormerLife(
      replica: account.replica, sequence: account.journal.sequence,
      untaken: Array(SequenceRun.joining(try select.all { $0.unsigned(0) }).prefix(runs)))
  }

  /// When this life of the database began, in milliseconds since 1970; nil for the first.
  public func lifeBegan() throws -> Int64? {
    try session.statement("SELECT at FROM karvan_incarnation ORDER BY number DESC LIMIT 1").first {
      $0.integer(0)
    }
  }
}

/// A row of the quarantine.
private struct QuarantineRow {
  let replica: UInt64
  let sequence: UInt64
  let payload: [UInt8]
  let reason: String
  let version: UInt64
  let markedAt: Int64?
  let at: Int64

  init(_ row: SQLStatement) {
    replica = row.unsigned(0)
    sequence = row.unsigned(1)
    payload = row.bytes(2)
    reason = row.text(3)
    version = row.unsigned(4)
    markedAt = row.isNull(5) ? nil : row.integer(5)
    at = row.integer(6)
  }
}
