// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync

/// A commit of the journal with the server's answer.
public struct JournalEntry: Hashable, Sendable {
  /// How it stands.
  public enum Status: Hashable, Sendable {
    /// The server has not answered yet.
    case pending
    /// The server published it with this sequence; the time is nil where the author's was kept.
    case accepted(serverSequence: UInt64, stamp: HybridTime?)
    /// The server said no.
    case rejected(Failure)
    /// The server has it, and keeps it until it can say.
    case waiting(QuarantineReason)
  }

  /// The commit.
  public let commit: Commit
  /// How it stands.
  public let status: Status
}

/// What a person did about a rejection.
public enum RejectionSettlement: Hashable, Sendable {
  /// Gave it up.
  case discarded
  /// Wrote another commit in its place.
  case resentAs(UInt64)
}

/// A commit that the server rejected: kept until somebody settles it, and after.
public struct RejectedCommit: Hashable, Sendable {
  /// The commit.
  public let commit: Commit
  /// Why.
  public let failure: Failure
  /// What was done about it; nil while it waits.
  public let settlement: RejectionSettlement?
}

/// A commit that the server has and keeps in quarantine: not lost, and shown as written here.
public struct WaitingCommit: Hashable, Sendable {
  /// The commit.
  public let commit: Commit
  /// What it waits for.
  public let reason: QuarantineReason
}

/// Reads a device's database as one transaction sees it; of use only inside of its closure.
public final class ReplicaReader: StoreReader {
  /// The setting of a workspace that stands alone: its only replica is its office.
  public static let standAlone = "stand_alone"

  /// Whether a replica is the office's own: that of a workspace that stands alone is.
  public override func isOffice(_ replica: ReplicaID) -> Bool {
    replica == identity.replica && ((try? setting(Self.standAlone)) ?? nil) != nil
  }

  let identity: ReplicaIdentity

  init(_ session: Session, _ identity: ReplicaIdentity) {
    self.identity = identity
    super.init(session)
  }

  /// Own commits from a number on, oldest first.
  public func journal(from sequence: UInt64 = 1, limit: Int = 1_000) throws -> [JournalEntry] {
    let select = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal WHERE seq >= ? ORDER BY seq LIMIT ?")
    select.bind(1, sequence)
    select.bind(2, Int64(limit))
    return try select.all { try entry(JournalRow($0)) }
  }

  /// Own commits that wrote a record, oldest first.
  public func journal(of entity: EntityTag, _ id: RecordID) throws -> [JournalEntry] {
    // The identifier stands in a commit as it is, so that most rows need not be decoded.
    let select = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal WHERE instr(payload, ?) > 0 ORDER BY seq")
    select.bind(1, id)
    let own = try select.all { try entry(JournalRow($0)) }
    return try (former(naming: id) + own).filter { entry in
      entry.commit.changes.contains { $0.entity == entity && $0.record == id }
    }
  }

  /// The replicas that this database was before, of which it keeps commits, oldest first.
  public func formerLives() throws -> [ReplicaID] {
    try session.statement("SELECT DISTINCT life FROM karvan_former ORDER BY life").all {
      $0.unsigned(0)
    }.map { try session.replica($0) }
  }

  /// The answered commits of former lives of this database that name a record.
  private func former(naming id: RecordID) throws -> [JournalEntry] {
    let select = try session.statement(
      "SELECT \(JournalRow.columns), life FROM karvan_former WHERE instr(payload, ?) > 0"
        + " ORDER BY time, life, seq")
    select.bind(1, id)
    let rows = try select.all { (JournalRow($0), $0.unsigned(7)) }
    return try rows.map { try entry($0, of: session.replica($1)) }
  }

  /// How many own commits the server has not answered yet.
  public func pendingCount() throws -> Int {
    let count = try session.statement(
      "SELECT COUNT(*) FROM karvan_journal WHERE seq > ? AND state = 0")
    count.bind(1, try session.settledUpTo())
    return try count.first { Int($0.integer(0)) } ?? 0
  }

  /// The commits that the server keeps in quarantine, oldest first, with what they wait for.
  public func waiting() throws -> [WaitingCommit] {
    let rows = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal WHERE state = 4 ORDER BY seq"
    ).all(JournalRow.init)
    return try rows.map {
      WaitingCommit(commit: try $0.commit(identity.replica), reason: $0.waitsFor)
    }
  }

  /// How many own commits the server keeps in quarantine.
  public func waitingCount() throws -> Int {
    try session.statement("SELECT COUNT(*) FROM karvan_journal WHERE state = 4").first {
      Int($0.integer(0))
    } ?? 0
  }

  /// The rejected commits, oldest first; those that nobody settled, or all.
  public func rejected(includingSettled: Bool = false) throws -> [RejectedCommit] {
    let filter = includingSettled ? "" : " AND settled IS NULL"
    let rows = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal WHERE state = 3\(filter) ORDER BY seq"
    ).all(JournalRow.init)
    return try rows.map { row in
      RejectedCommit(
        commit: try row.commit(identity.replica),
        failure: try FailureCodec.decode(row.failure, place: "karvan_journal \(row.sequence)"),
        settlement: row.settled.map { $0 == 0 ? .discarded : .resentAs($0) })
    }
  }

  /// Whether a record has own commits that the newest state from the server does not contain.
  public func isPending(_ entity: EntityTag, _ id: RecordID) throws -> Bool {
    try session.load(session.layout.require(entity), id)?.pending.isEmpty == false
  }

  /// The newest state from the server, nil where there is none.
  public func base(_ entity: EntityTag, _ id: RecordID) throws -> RecordState? {
    let layout = try session.layout.require(entity)
    guard let record = try session.load(layout, id) else { return nil }
    return record.pending.isEmpty ? record.state : try session.base(layout, row: record.row)
  }

  /// The scopes of this device that hold a record.
  public func scopes(of entity: EntityTag, _ id: RecordID) throws -> [Scope] {
    guard let record = try session.load(session.layout.require(entity), id) else { return [] }
    let mask = record.held.integer ?? 0
    return try session.heldScopes().filter { $0.bit & mask != 0 }.map(\.scope)
  }

  /// The title of a record that is not here but that something here names; nil where it is not
  /// known.
  public func stub(_ entity: EntityTag, _ id: RecordID) throws -> String? {
    try session.stub(RecordKey(entity: entity, id: id))
  }

  /// The server sequence of the last sync point, 0 before the first.
  public func basis() throws -> UInt64 { try session.unsignedInfo("basis") }

  private func entry(_ row: JournalRow, of replica: ReplicaID? = nil) throws -> JournalEntry {
    let status: JournalEntry.Status =
      switch row.state {
      case JournalState.pending: .pending
      case JournalState.rejected:
        .rejected(try FailureCodec.decode(row.failure, place: "karvan_journal \(row.sequence)"))
      case JournalState.waiting: .waiting(row.waitsFor)
      default: .accepted(serverSequence: row.serverSequence ?? 0, stamp: row.stamp)
      }
    return JournalEntry(
      commit: try row.commit(replica ?? identity.replica), status: status)
  }
}
