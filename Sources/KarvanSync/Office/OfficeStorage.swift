// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What the server keeps of one replica's conversation.
public struct ReplicaAccount: Hashable, Sendable {
  /// The replica.
  public var replica: ReplicaID
  /// The device that it lives on.
  public var device: DeviceID
  /// The last exchange that was taken.
  public var exchangeNumber: UInt64
  /// What has been taken of its journal.
  public var journal: JournalHead
  /// The newest sync point that a commit of it was proven to be written on; older ones count no
  /// more for those that follow.
  public var basis: UInt64
  /// Whether commits of it may be in quarantine, or its device may not know yet what became of
  /// those that were.
  public var mayWait: Bool

  /// Gathers an account.
  public init(
    replica: ReplicaID, device: DeviceID, exchangeNumber: UInt64, journal: JournalHead,
    basis: UInt64 = 0, mayWait: Bool = false
  ) {
    self.replica = replica
    self.device = device
    self.exchangeNumber = exchangeNumber
    self.journal = journal
    self.basis = basis
    self.mayWait = mayWait
  }
}

/// An enrolled device, as the server judges it.
public struct DeviceAccount: Hashable, Sendable {
  /// The device.
  public var id: DeviceID
  /// The user who works on it.
  public var user: RecordID
  /// The short code that begins its document numbers, such as `A7`.
  public var code: String
  /// What people call it.
  public var name: String
  /// Its X25519 key: how the exchange knows it.
  public var exchangeKey: [UInt8]
  /// Its Ed25519 key: what its signatures are checked with.
  public var verifyKey: [UInt8]
  /// When it was revoked, in milliseconds since 1970; nil while it is welcome.
  public var revokedAt: Int64?
  /// When it was enrolled, in milliseconds since 1970.
  public var enrolledAt: Int64
  /// When it last spoke, in milliseconds since 1970; nil before the first exchange.
  public var lastSeenAt: Int64?

  /// Gathers an account.
  public init(
    id: DeviceID, user: RecordID, code: String, name: String, exchangeKey: [UInt8],
    verifyKey: [UInt8], revokedAt: Int64? = nil, enrolledAt: Int64, lastSeenAt: Int64? = nil
  ) {
    self.id = id
    self.user = user
    self.code = code
    self.name = name
    self.exchangeKey = exchangeKey
    self.verifyKey = verifyKey
    self.revokedAt = revokedAt
    self.enrolledAt = enrolledAt
    self.lastSeenAt = lastSeenAt
  }
}

/// A segment as the server keeps it, with its results.
public struct StoredSegment: Hashable, Sendable {
  /// The sealed bytes as they came.
  public let segment: SealedSegment
  /// One result a commit.
  public let results: ResultRun

  /// Pairs a segment and its results.
  public init(segment: SealedSegment, results: ResultRun) {
    self.segment = segment
    self.results = results
  }
}

/// A line of the merge history: a value that is not shown any more although its writer meant it.
public struct MergeNote: Hashable, Sendable {
  /// Why it is not shown.
  public enum Reason: String, Hashable, Sendable {
    /// A later write named it among the losers that its author had not been shown.
    case swept
    /// The rule shows another version.
    case hidden
    /// The record is deleted, although this was written without knowledge of the delete.
    case deleted
  }

  /// The entity.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// The value that is not shown.
  public let version: Version
  /// Why.
  public let reason: Reason
  /// The commit that brought it about.
  public let by: Dot
  /// The rule of the group.
  public let rule: String

  /// Writes a line.
  public init(
    entity: EntityTag, record: RecordID, version: Version, reason: Reason, by: Dot, rule: String
  ) {
    self.entity = entity
    self.record = record
    self.version = version
    self.reason = reason
    self.by = by
    self.rule = rule
  }
}

/// How a record is published.
public struct Publication: Hashable, Sendable {
  /// The server sequence that it becomes visible with.
  public let sequence: UInt64
  /// The scopes that hold it.
  public let scopes: Set<Scope>
  /// The replica that can make this state from its own commit, so that it need not be sent back;
  /// nil when every device must be sent it.
  public let echo: ReplicaID?

  /// Describes a publication.
  public init(sequence: UInt64, scopes: Set<Scope>, echo: ReplicaID?) {
    self.sequence = sequence
    self.scopes = scopes
    self.echo = echo
  }
}

/// A record that somebody's unsent work is about although they lost it.
public struct LostSubject: Hashable, Sendable {
  /// The entity.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID

  /// Names a record.
  public init(entity: EntityTag, record: RecordID) {
    self.entity = entity
    self.record = record
  }
}

/// One write transaction on the server's store: nothing of it is seen before it ends well.
public protocol OfficeTransaction: RecordReader, CustodyBook, QuarantineBook {
  /// The schema under the rules in force at this moment of the transaction.
  var schema: Schema { get }

  /// Runs a body whose changes are all undone if it throws.
  func savepoint<T>(_ body: () throws -> T) throws -> T

  /// This life of the database.
  func incarnation() throws -> IncarnationID
  /// The greatest server sequence that an earlier life has in common with this one; 0 where
  /// nothing is known of it.
  func commonSequence(with incarnation: IncarnationID) throws -> UInt64
  /// Whether there was a life of this database before this one, which may have had more.
  func isRestored() throws -> Bool
  /// The greatest commit of a replica that outlives a loss of this disk; 0 for none.
  func durableSequence(of replica: ReplicaID) throws -> UInt64
  /// For how many days devices keep commits that a backup has; 0 for ever.
  func journalDays() throws -> UInt32

  /// The greatest server sequence that was published; 1 is that of the founding.
  func head() throws -> UInt64
  /// Takes the next server sequence.
  func nextSequence() throws -> UInt64

  /// Takes notice of the time of a commit, so that what the office writes about it is later.
  func observe(_ time: HybridTime, now: Int64) throws

  /// Writes a record's new state with its rows, memberships, digests and open conflicts.
  func publish(_ state: RecordState, replacing old: RecordState?, _ publication: Publication) throws
  /// Changes only which scopes hold a record; digests and memberships follow.
  func move(_ state: RecordState, _ publication: Publication) throws
  /// The scopes that hold a record.
  func scopes(of entity: EntityTag, _ record: RecordID) throws -> Set<Scope>

  /// The scopes that held a record at an earlier server sequence; nil when it was not there then.
  func scopes(
    of entity: EntityTag, _ record: RecordID, at sequence: UInt64
  ) throws -> Set<Scope>?

  /// How long commits are judged by the rights of the sync point that they were written on, in
  /// milliseconds.
  func grace() throws -> Int64
  /// The rights that a user had at an earlier server sequence; nil where they are those of now.
  func rights(of user: RecordID, at sequence: UInt64) throws -> Author?
  /// Keeps the rights that a user had until a server sequence, for as long as they may count.
  func keepRights(_ rights: Author, until sequence: UInt64, at milliseconds: Int64) throws
  /// The users who have a device.
  func usersOfDevices() throws -> [RecordID]

  /// Puts the rules in force that the override records name, and decides anew what is present.
  ///
  /// - Parameter each: Called, when all is decided, with each record whose versions of a group under
  ///   another rule are several, as it was shown and as it is shown now.
  func enforceRules(_ each: (RecordView, RecordView) throws -> Void) throws

  /// All records of an entity that refer to another by this field, deleted ones too.
  func parts(
    _ entity: EntityTag, where field: FieldTag, is parent: RecordID
  ) throws -> [RecordView]

  /// A replica's account, nil when it never spoke.
  func account(of replica: ReplicaID) throws -> ReplicaAccount?
  /// Writes a replica's account.
  func save(_ account: ReplicaAccount) throws
  /// A device's account.
  func device(_ id: DeviceID) throws -> DeviceAccount?
  /// Writes a device's account.
  func save(_ device: DeviceAccount) throws

  /// A segment with its results.
  func segment(of replica: ReplicaID, number: UInt64) throws -> StoredSegment?
  /// The segment that has a commit.
  func segment(of replica: ReplicaID, having sequence: UInt64) throws -> StoredSegment?
  /// Appends a segment with its results to the log.
  func append(_ segment: StoredSegment, of replica: ReplicaID) throws

  /// Keeps a rejected commit with its reason.
  func keepRejected(_ commit: Commit, _ failure: Failure, at milliseconds: Int64) throws
  /// Whether a commit was rejected.
  func isRejected(_ dot: Dot) throws -> Bool
  /// The rejected commit that would have created a record, nil when there is none.
  func rejectedCreator(of record: RecordID) throws -> Dot?

  /// Notes what a replica has of the server, by its own word (P-076).
  ///
  /// - Parameters:
  ///   - least: Up to where it has everything of the scopes that it has at all; 0 for nothing.
  ///   - sequence: The greatest of its own commits whose results it has.
  func noteProgress(
    of replica: ReplicaID, least: UInt64, sequence: UInt64, at milliseconds: Int64) throws
  /// Whether a record was deleted so long ago that it is forgotten; its identifier stays taken.
  func wasPruned(_ record: RecordID) throws -> Bool

  /// Notes that a rejected commit is work on a record which its author lost; a person decides.
  func keepLost(_ dot: Dot, on subject: LostSubject, of user: RecordID) throws
  /// The record that a rejected commit was lost work on, nil when it was not.
  func lostSubject(_ dot: Dot) throws -> LostSubject?

  /// Adds a line to the merge history; the same line twice is one.
  func note(_ note: MergeNote, at milliseconds: Int64) throws

  /// Replaces the claims of a record on one name; nil withdraws them.
  ///
  /// - Returns: some of the records that claimed the same key before, by identifier; at most 8.
  func claim(
    _ name: String, key: String?, entity: EntityTag, record: RecordID
  ) throws -> [RecordID]
  /// Some of the records that claim a key, by identifier; at most 8.
  func claimants(_ name: String, key: String, entity: EntityTag) throws -> [RecordID]
}

/// The server's store; SQLite is the embedded implementation.
public protocol OfficeStorage: Sendable {
  /// Runs one write transaction; writers wait for one another.
  ///
  /// - Parameter isDurable: Whether it must survive a power cut once this returns. Otherwise the
  ///   next one that is durable makes it so; what was before it can't be lost without it.
  func write<T>(isDurable: Bool, _ body: (any OfficeTransaction) throws -> T) throws -> T
  /// Makes one page in a read transaction of its own, which also reads who holds what.
  func page(
    for replica: ReplicaID, scopes: (any RecordReader) throws -> [Scope], _ request: PullRequest
  ) throws -> Page
  /// The scopes that a reader finds, how many records they hold, counted no further than a limit,
  /// and the floor of pruning, as one read transaction sees them.
  func size(
    of scopes: (any RecordReader) throws -> [Scope], atMost limit: Int
  ) throws -> (scopes: [Scope], records: Int, floor: UInt64)
  /// This life of the database.
  func incarnation() throws -> IncarnationID
  /// The device whose exchange key this is.
  func device(exchangeKey: [UInt8]) throws -> DeviceAccount?
}
