// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What the server decided about a request as a whole.
public enum Verdict: Hashable, Sendable {
  /// It was carried out.
  case done
  /// It looks like an old request, a copy or a restore: send it again with this echoed.
  case challenge([UInt8])
  /// The device was revoked.
  case revoked
  /// The device was retired: what it sent was taken, and nothing follows.
  case retired
  /// This life of the replica continues from a state that another life has left.
  case clone
  /// The same, and this is what it goes on as.
  case newLife(LifeGrant)
  /// The server is older or newer: the first schema version that it cannot read.
  case upgrade(serverSchema: UInt32, serverProtocol: UInt32)
  /// A predecessor of the first segment is missing; send from this segment number on.
  case missing(segment: UInt64)
  /// The server is busy or stopping: try again after so many seconds.
  case later(seconds: UInt32)
}

/// What travels in the second handshake message of an exchange (P-032).
public struct AnswerHeader: Hashable, Sendable {
  /// What was decided.
  public var verdict: Verdict
  /// The number of the exchange that it answers.
  public var exchangeNumber: UInt64
  /// The life of the server's database.
  public var incarnation: IncarnationID
  /// The server's wall clock, in milliseconds since 1970.
  public var serverTime: Int64
  /// What the server has of this replica; nil before the first commit.
  public var acknowledged: Acknowledgement?
  /// What it brings for the device's keys.
  public var keys: KeyNews
  /// The right to be told that there is news (P-038); empty for none.
  public var wakeToken: [UInt8]
  /// The greatest commit of this replica that outlives a loss of the server's disk; 0 for none.
  public var durableSequence: UInt64
  /// The greatest server sequence that the life which the device knows has in common with this.
  public var commonSequence: UInt64
  /// In the answer that tells of another life: the commits of this replica that it has in quarantine.
  public var quarantined: [SequenceRun]

  /// For how many days the device keeps commits that a backup has (P-096); 0 for ever.
  public var journalDays: UInt32

  /// Gathers a header.
  public init(
    verdict: Verdict, exchangeNumber: UInt64, incarnation: IncarnationID, serverTime: Int64,
    acknowledged: Acknowledgement?, keys: KeyNews = KeyNews(), wakeToken: [UInt8] = [],
    durableSequence: UInt64 = 0, commonSequence: UInt64 = 0, journalDays: UInt32 = 0,
    quarantined: [SequenceRun] = []
  ) {
    self.wakeToken = wakeToken
    self.verdict = verdict
    self.exchangeNumber = exchangeNumber
    self.incarnation = incarnation
    self.serverTime = serverTime
    self.acknowledged = acknowledged
    self.keys = keys
    self.durableSequence = durableSequence
    self.commonSequence = commonSequence
    self.journalDays = journalDays
    self.quarantined = quarantined
  }
}

/// The server's answer to one commit, stored under its dot; final unless it is quarantined.
public enum CommitResult: Hashable, Sendable {
  /// Published with this server sequence; the time is nil where the author's was kept.
  case accepted(serverSequence: UInt64, stamp: HybridTime?)
  /// Not published: kept, explained, amendable.
  case rejected(Failure)
  /// Neither yet: the server keeps it until it can say; the other two may follow.
  case quarantined(QuarantineReason)
}

/// The results of a run of commits of the asking replica.
public struct ResultRun: Hashable, Sendable {
  /// The first commit.
  public let first: UInt64
  /// One result a commit.
  public let results: [CommitResult]

  /// Gathers a run.
  public init(first: UInt64, results: [CommitResult]) {
    self.first = first
    self.results = results
  }
}

/// A record in a page: its newest state, and the scopes of the device that hold it.
public struct PageRecord: Hashable, Sendable {
  /// The newest state as it travels.
  public let carried: CarriedState
  /// Of a record that the device has, the groups that changed since its cursors, in order; nil
  /// when the state is whole.
  public let groups: [GroupTag]?
  /// The numbers, in the page's list of scopes, of those that hold it.
  public let scopes: [Int]

  /// Gathers a record.
  public init(_ carried: CarriedState, groups: [GroupTag]? = nil, scopes: [Int]) {
    self.carried = carried
    self.groups = groups
    self.scopes = scopes
  }

  /// Gathers a record of a decoded state.
  public init(state: RecordState, groups: [GroupTag]? = nil, scopes: [Int]) {
    self.init(.decoded(state), groups: groups, scopes: scopes)
  }

  /// The newest state; with `groups`, only the versions of those, but the whole clock and life.
  public var state: RecordState { carried.state }
}

/// A record's membership changed although its state need not be sent.
public struct PageMembership: Hashable, Sendable {
  /// The entity.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// The numbers of the scopes that hold it now; empty: it left, evict it. That is not a delete.
  public let scopes: [Int]

  /// Names a record and its scopes.
  public init(entity: EntityTag, record: RecordID, scopes: [Int]) {
    self.entity = entity
    self.record = record
    self.scopes = scopes
  }
}

/// Says of the records that the asking replica's own commits of a run of server sequences created,
/// and that the round does not name otherwise, which scopes hold them.
public struct PageCreations: Hashable, Sendable {
  /// The first server sequence.
  public let first: UInt64
  /// The last.
  public let last: UInt64
  /// The numbers, in the page's list of scopes, of those that hold them.
  public let scopes: [Int]

  /// Gathers a run.
  public init(first: UInt64, last: UInt64, scopes: [Int]) {
    self.first = first
    self.last = last
    self.scopes = scopes
  }
}

/// A sum of record digests over one scope and entity.
public struct ScopeDigest: Hashable, Sendable {
  /// The number of the scope in the page's list.
  public let scope: Int
  /// The entity.
  public let entity: EntityTag
  /// The sum.
  public let sum: DigestSum

  /// Names a sum.
  public init(scope: Int, entity: EntityTag, sum: DigestSum) {
    self.scope = scope
    self.entity = entity
    self.sum = sum
  }
}

/// A run of what changed above the device's cursors, in the order of server sequences.
public struct Page: Hashable, Sendable {
  /// The scopes that the device's user holds now; others are evicted.
  public var scopes: [Scope]
  /// The cursors that it starts from, as asked; an answer to other cursors is ignored.
  public var cursors: [ScopeCursor]
  /// The position that it continues from, as asked.
  public var from: UInt64
  /// Everything up to here is in it or before it.
  public var position: UInt64
  /// Whether `position` was the server's head: the page ends in a sync point.
  public var isHead: Bool
  /// New and changed records.
  public var records: [PageRecord]
  /// Records that left, or are held for other reasons than before.
  public var memberships: [PageMembership]
  /// Where records of the device's own making belong, by server sequence.
  public var creations: [PageCreations]
  /// At the head: what the device should have then, per scope and entity.
  public var digests: [ScopeDigest]
  /// Nothing is told any more of what changed at or below it (P-076); 0 for none.
  public var floor: UInt64
  /// At the head: proof of the sync point, for the rights of what is written on it.
  public var mark: SyncMark?
  /// What the records refer to outside of the device's scopes.
  public var stubs: [Stub] = []

  /// Gathers a page.
  public init(
    scopes: [Scope], cursors: [ScopeCursor], from: UInt64, position: UInt64, isHead: Bool,
    records: [PageRecord], memberships: [PageMembership], creations: [PageCreations] = [],
    digests: [ScopeDigest], floor: UInt64 = 0
  ) {
    self.scopes = scopes
    self.cursors = cursors
    self.from = from
    self.position = position
    self.isHead = isHead
    self.records = records
    self.memberships = memberships
    self.creations = creations
    self.digests = digests
    self.floor = floor
  }

  /// A page of nothing, for answers that carry something else.
  static let empty = Page(
    scopes: [], cursors: [], from: 0, position: 0, isHead: false, records: [], memberships: [],
    digests: [])
}

extension Page {
  /// A page that changes nothing, for a device that is given nothing any more, or not before it was
  /// answered for all that was taken of it.
  public static func nothing(for pull: PullRequest) -> Page {
    Page(
      scopes: [], cursors: pull.cursors, from: pull.position, position: pull.position,
      isHead: false, records: [], memberships: [], digests: [])
  }

  /// Whether it is a page that changes nothing.
  public var saysNothing: Bool {
    !isHead && position == from && scopes.isEmpty && records.isEmpty && memberships.isEmpty
      && digests.isEmpty
  }
}

/// What travels in the stream of an answer whose verdict is `done` or `retired`.
public struct AnswerBody: Hashable, Sendable {
  /// Results, in order; of commits that were answered before, the stored ones.
  public var results: [ResultRun]
  /// What the device asked for.
  public var page: Page
  /// A snapshot in place of the page; nil where pages are shorter.
  public var snapshot: SnapshotAnswer?
  /// What became of the contents of a request by file (P-105).
  public var contents: ContentAnswer?

  /// Gathers a body.
  public init(
    results: [ResultRun], page: Page, snapshot: SnapshotAnswer? = nil,
    contents: ContentAnswer? = nil
  ) {
    self.results = results
    self.page = page
    self.snapshot = snapshot
    self.contents = contents
  }
}
