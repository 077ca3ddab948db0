// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// Where a device stands in its conversation with the server.
public struct ReplicaStanding: Hashable, Sendable {
  /// The replica.
  public var replica: ReplicaID
  /// The last exchange that was answered; the next request carries one more.
  public var exchangeNumber: UInt64
  /// The life of the server's database that answered it.
  public var incarnation: IncarnationID?
  /// What the server said it has.
  public var acknowledged: Acknowledgement?
  /// The newest segment that was sealed, whether sent or not.
  public var journal: JournalHead
  /// The newest commit that was written.
  public var lastCommit: UInt64
  /// The first sealed segment that the server has not answered for; one past the newest for none.
  public var firstUnansweredSegment: UInt64
  /// The scopes that are held, with their cursors.
  public var cursors: [ScopeCursor]
  /// Up to where the present round of pages is staged; 0 when no round is under way.
  public var stagedPosition: UInt64
  /// The version of the schema that the file was written under.
  public var schemaVersion: UInt32
  /// Own commits whose end the server is asked for: those that it keeps in quarantine, and, since it
  /// was restored, those that another life of it accepted; in order.
  public var waiting: [SequenceRun] = []
  /// Own commits that another life of the server rejected, which it is told and asked about since it
  /// was restored.
  public var withdrawing: [UInt64] = []
  /// The sync points that unanswered commits were written on, as the server marked them.
  public var marks: [SyncMark] = []
  /// The snapshot that it has begun to fetch; nil when it fetches none.
  public var snapshot: SnapshotOffer?

  /// Gathers a standing.
  public init(
    replica: ReplicaID, exchangeNumber: UInt64, incarnation: IncarnationID?,
    acknowledged: Acknowledgement?, journal: JournalHead, lastCommit: UInt64,
    firstUnansweredSegment: UInt64,
    cursors: [ScopeCursor], stagedPosition: UInt64, schemaVersion: UInt32,
    snapshot: SnapshotOffer? = nil
  ) {
    self.replica = replica
    self.exchangeNumber = exchangeNumber
    self.incarnation = incarnation
    self.acknowledged = acknowledged
    self.journal = journal
    self.lastCommit = lastCommit
    self.firstUnansweredSegment = firstUnansweredSegment
    self.cursors = cursors
    self.stagedPosition = stagedPosition
    self.schemaVersion = schemaVersion
    self.snapshot = snapshot
  }

  /// Whether an answer comes from another life of the server's database than the last one.
  func isOtherLife(_ header: AnswerHeader) -> Bool {
    incarnation != nil && incarnation != header.incarnation
  }

  /// Whether it has nothing yet and is in the middle of nothing: a snapshot would do.
  public var isFirstSync: Bool {
    stagedPosition == 0 && cursors.allSatisfy { $0.sequence == 0 }
  }
}

/// What one exchange changed on a device: the parts of the one-glance summary.
public struct Intake: Hashable, Sendable {
  /// Commits that the server took.
  public var accepted = 0
  /// Commits that it rejected.
  public var rejected = 0
  /// Commits that it keeps in quarantine until it can judge them.
  public var quarantined = 0
  /// Own values that another's value now hides.
  public var lostEdits = 0
  /// Conflicts that became open.
  public var conflicts = 0
  /// Records that arrived or changed.
  public var arrived = 0
  /// Records that left the device's scopes.
  public var left = 0
  /// Scopes and entities whose digests differ from the server's.
  public var divergent: [String] = []
  /// Whether a sync point was reached.
  public var reachedHead = false

  /// Nothing yet.
  public init() {}

  /// Adds up two exchanges of one sync.
  public mutating func add(_ other: Intake) {
    accepted += other.accepted
    rejected += other.rejected
    quarantined += other.quarantined
    lostEdits += other.lostEdits
    conflicts += other.conflicts
    arrived += other.arrived
    left += other.left
    divergent += other.divergent
    reachedHead = other.reachedHead
  }
}

/// What a sync needs of a device's database; each call is one transaction.
public protocol ReplicaStorage {
  /// Where the device stands.
  func standing() throws -> ReplicaStanding
  /// Seals every commit that is in no segment yet, durably, before anything is sent.
  func sealJournal(_ sealing: any SegmentSealing) throws
  /// Sealed segments from a number on, as many as fit; at least one if there is one.
  func segments(from number: UInt64, maximumBytes: Int) throws -> [SealedSegment]
  /// The first sealed segment from which on all are kept; one past the newest for none.
  func firstKeptSegment() throws -> UInt64
  /// The sealed segment of the first commit that a server which was restored is asked about (P-063);
  /// nil for none.
  func firstAskedSegment() throws -> UInt64?
  /// The commits of a range that the server rejected in this life of ours or one before, in order;
  /// at most ``SyncLimits/withdrawnPerRequest``.
  func rejected(from first: UInt64, through last: UInt64) throws -> [UInt64]
  /// Follows the server into another life of its database (P-063): what that life has not of our
  /// journal waits again, and cursors beyond what both lives share begin anew. Nothing leaves the
  /// screen before the first sync point of that life.
  func begin(_ header: AnswerHeader) throws
  /// Takes an answer: results, acknowledgement, and the page, which is staged or, at the head,
  /// installed. An answer to another exchange or from other cursors changes nothing and is refused.
  func take(_ header: AnswerHeader, _ body: AnswerBody) throws -> Intake
  /// Installs the snapshot that was taken note of, from its first page to its last: one sync
  /// point, whole or not at all; what is unsent stays.
  ///
  /// - Parameter next: The next page, nil after the last.
  func install(_ snapshot: SnapshotOffer, next: () throws -> Page?) throws -> Intake
  /// Forgets the snapshot that was begun: it is gone.
  func dropSnapshot() throws
}
