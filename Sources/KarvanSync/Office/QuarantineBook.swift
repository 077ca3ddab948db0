// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A commit that the server can neither take nor refuse yet.
public struct QuarantinedCommit: Hashable, Sendable {
  /// The commit.
  public let commit: Commit
  /// Why it waits.
  public let reason: QuarantineReason
  /// The version of the schema that it was written under.
  public let schemaVersion: UInt32
  /// When the server gave the sync point that it was written on; nil where that is not proven.
  public let markedAt: Int64?
  /// When it came, in milliseconds since 1970: its rights are judged as of then.
  public let at: Int64

  /// Describes a commit in quarantine.
  public init(
    commit: Commit, reason: QuarantineReason, schemaVersion: UInt32, markedAt: Int64?, at: Int64
  ) {
    self.commit = commit
    self.reason = reason
    self.schemaVersion = schemaVersion
    self.markedAt = markedAt
    self.at = at
  }
}

/// The first thing that a commit in quarantine waits for: until it comes, or is decided, there is
/// no use in judging the commit again.
public enum Awaited: Hashable, Sendable {
  /// That a record is created.
  case record(RecordID)
  /// A commit, of the same or of another replica.
  case commit(Dot)

  /// A name by which it is found; commits of one replica follow one another.
  public var key: [UInt8] {
    switch self {
    case .record(let id): id.bytes
    case .commit(let dot):
      dot.replica.bytes
        + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: dot.sequence >> $0) }
    }
  }
}

/// When a commit in quarantine is to be judged again.
public struct Retrial: Hashable, Sendable {
  /// When this comes or is decided; nil where nobody can say what is missing.
  public let awaited: Awaited?
  /// At this time in any case, in milliseconds since 1970; nil for never.
  public let due: Int64?

  /// Says when.
  public init(awaited: Awaited?, due: Int64?) {
    self.awaited = awaited
    self.due = due
  }
}

/// How much of a replica is in quarantine.
public struct QuarantineSize: Hashable, Sendable {
  /// Commits.
  public var commits: Int
  /// Bytes of them.
  public var bytes: Int

  /// Counts.
  public init(commits: Int, bytes: Int) {
    self.commits = commits
    self.bytes = bytes
  }

  /// Whether nothing more of the replica is kept.
  var isFull: Bool {
    commits >= SyncLimits.quarantinedCommits || bytes >= SyncLimits.quarantinedBytes
  }
}

/// What the server keeps of commits that it can neither take nor refuse yet.
public protocol QuarantineBook {
  /// Keeps a commit in quarantine; one that is there already keeps its place.
  ///
  /// - Parameter retrial: When it is judged again; nil for only when everything is.
  /// - Returns: its size in bytes.
  @discardableResult
  func quarantine(_ commit: QuarantinedCommit, until retrial: Retrial?) throws -> Int
  /// Takes a commit out of quarantine; its result is written by ``settle(_:of:)``.
  func release(_ commit: Commit) throws
  /// Writes the results of commits that were in quarantine into the log.
  ///
  /// - Parameter results: By ascending sequence.
  func settle(_ results: [(UInt64, CommitResult)], of replica: ReplicaID) throws

  /// A commit in quarantine; nil where it is not.
  func quarantined(_ dot: Dot) throws -> QuarantinedCommit?
  /// The commits in quarantine in the order in which they are taken: by replica and number.
  func quarantinedDots() throws -> [Dot]
  /// The commits of one replica in quarantine, in order.
  func quarantinedDots(of replica: ReplicaID) throws -> [Dot]
  /// How much of a replica is in quarantine.
  func quarantineSize(of replica: ReplicaID) throws -> QuarantineSize
  /// Whether a commit is in quarantine.
  func isQuarantined(_ dot: Dot) throws -> Bool
  /// The last commit in quarantine of a commit's replica before it that writes a record.
  ///
  /// - Parameter creates: Whether only one that creates it counts.
  func quarantined(_ record: RecordID, before dot: Dot, creates: Bool) throws -> Dot?

  /// Whether any commit in quarantine waits for something or until some time.
  func hasRetrials() throws -> Bool
  /// The commits that wait for something.
  func waiting(for awaited: Awaited) throws -> [Dot]
  /// The commits that wait for one of a run of another replica's.
  func waiting(forCommitsOf replica: ReplicaID, _ run: ClosedRange<UInt64>) throws -> [Dot]
  /// The commits that are to be judged again by now, but for those of replicas that have to be heard
  /// before; at most so many.
  func waiting(until milliseconds: Int64, limit: Int) throws -> [Dot]

  /// Whether a replica has commits in quarantine, and has not said yet what a lost life of this
  /// database had decided about them.
  func isUnheard(_ replica: ReplicaID) throws -> Bool
  /// Notes that it has.
  func noteHeard(_ replica: ReplicaID) throws
  /// When this life of the database began, in milliseconds since 1970; nil for the first.
  func lifeBegan() throws -> Int64?

  /// The final results among those of some commits of a replica, as the log has them; the first of
  /// them, at most ``SyncLimits/waitingAnswered``.
  func results(of replica: ReplicaID, _ run: SequenceRun) throws -> [(UInt64, CommitResult)]
}
