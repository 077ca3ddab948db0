// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// The versions of the exchange that this build speaks.
public enum ProtocolVersion {
  /// The only one so far.
  public static let current: UInt32 = 1
}

/// The newest of a replica's own commits, and the chain of segments that carries them.
public struct JournalHead: Hashable, Sendable {
  /// The newest commit that is in a segment; 0 for none.
  public let sequence: UInt64
  /// The number of the newest segment; 0 for none.
  public let segment: UInt64
  /// The chain value of that segment; the genesis value when there is none.
  public let chain: [UInt8]

  /// Names a head.
  public init(sequence: UInt64, segment: UInt64, chain: [UInt8]) {
    self.sequence = sequence
    self.segment = segment
    self.chain = chain
  }
}

/// What the server said it has of a replica, with a MAC by which it knows its own word again.
public struct Acknowledgement: Hashable, Sendable {
  /// The greatest commit that the server has an answer for.
  public let sequence: UInt64
  /// The server's MAC over replica, sequence and incarnation.
  public let mac: [UInt8]

  /// Takes an acknowledgement.
  public init(sequence: UInt64, mac: [UInt8]) {
    self.sequence = sequence
    self.mac = mac
  }
}

/// What travels in the first handshake message of an exchange (P-032).
public struct RequestHeader: Hashable, Sendable {
  /// One above the last that the server took; the same again is a retry.
  public var exchangeNumber: UInt64
  /// The challenge of the previous answer, echoed; empty for none.
  public var challengeEcho: [UInt8]
  /// The device's wall clock, in milliseconds since 1970.
  public var deviceTime: Int64
  /// The replica that speaks.
  public var replica: ReplicaID
  /// The protocol that it speaks.
  public var protocolVersion: UInt32
  /// The version of its schema.
  public var schemaVersion: UInt32
  /// The journal up to which this request's segments reach.
  public var journal: JournalHead
  /// The greatest acknowledgement that it holds; nil before the first.
  public var acknowledged: Acknowledgement?
  /// The life of the server's database that it last spoke to; nil before the first.
  public var incarnation: IncarnationID?
  /// How many segments are in the body.
  public var segmentCount: UInt32
  /// What the device says of its keys.
  public var keys: KeyState
  /// What a database that was told that it is a copy would go on as; nil in every other request.
  public var newLife: NewLife?
  /// Commits of this request's segments, or that the server has in quarantine, which were rejected
  /// before and stay so, in order.
  public var withdrawn: [UInt64]

  /// Gathers a header.
  public init(
    exchangeNumber: UInt64, challengeEcho: [UInt8] = [], deviceTime: Int64, replica: ReplicaID,
    protocolVersion: UInt32 = ProtocolVersion.current, schemaVersion: UInt32,
    journal: JournalHead, acknowledged: Acknowledgement?, incarnation: IncarnationID?,
    segmentCount: UInt32, keys: KeyState = KeyState(), newLife: NewLife? = nil,
    withdrawn: [UInt64] = []
  ) {
    self.exchangeNumber = exchangeNumber
    self.challengeEcho = challengeEcho
    self.deviceTime = deviceTime
    self.replica = replica
    self.protocolVersion = protocolVersion
    self.schemaVersion = schemaVersion
    self.journal = journal
    self.acknowledged = acknowledged
    self.incarnation = incarnation
    self.segmentCount = segmentCount
    self.keys = keys
    self.newLife = newLife
    self.withdrawn = withdrawn
  }
}

extension RequestHeader {
  /// A request outside of any journal: it names no exchange, so that it changes nothing but what
  /// `keys` says.
  public static func asking(
    as replica: ReplicaID, schemaVersion: UInt32 = 0, keys: KeyState = KeyState(), now: Int64
  ) -> RequestHeader {
    RequestHeader(
      exchangeNumber: 0, deviceTime: now, replica: replica, schemaVersion: schemaVersion,
      journal: JournalHead(sequence: 0, segment: 0, chain: [UInt8](repeating: 0, count: 32)),
      acknowledged: nil, incarnation: nil, segmentCount: 0, keys: keys)
  }
}

/// How far a device has taken one scope.
public struct ScopeCursor: Hashable, Sendable {
  /// The scope.
  public let scope: Scope
  /// The server sequence of the last sync point that was taken whole; 0 for none.
  public let sequence: UInt64

  /// Pairs a scope and a cursor.
  public init(_ scope: Scope, _ sequence: UInt64) {
    self.scope = scope
    self.sequence = sequence
  }
}

/// What a device asks for.
public struct PullRequest: Hashable, Sendable {
  /// The scopes that it holds, with their cursors.
  public let cursors: [ScopeCursor]
  /// Everything up to here is already staged; 0 at the start of a round.
  public let position: UInt64
  /// The most bytes of states in one page.
  public let maximumBytes: Int
  /// Whether a snapshot will do in place of the first pages.
  public let snapshot: SnapshotWish

  /// Asks.
  public init(
    cursors: [ScopeCursor], position: UInt64, maximumBytes: Int, snapshot: SnapshotWish = .none
  ) {
    self.cursors = cursors
    self.position = position
    self.maximumBytes = maximumBytes
    self.snapshot = snapshot
  }

  /// The same, with pages of at most so many bytes.
  public func limited(to bytes: Int) -> PullRequest {
    PullRequest(
      cursors: cursors, position: position, maximumBytes: min(maximumBytes, bytes),
      snapshot: snapshot)
  }
}

/// What travels in the stream of a request.
public struct RequestBody: Hashable, Sendable {
  /// Sealed segments, in order of their numbers.
  public var segments: [[UInt8]]
  /// What the device asks for.
  public var pull: PullRequest
  /// Own commits that the server keeps in quarantine: the device asks what became of them.
  public var waiting: [SequenceRun]
  /// The sync points that unanswered commits were written on.
  public var marks: [SyncMark]
  /// What a request by file says of contents and asks for (P-105); nil over a network.
  public var contents: ContentRequest?

  /// Gathers a body.
  public init(
    segments: [[UInt8]], pull: PullRequest, waiting: [SequenceRun] = [], marks: [SyncMark] = [],
    contents: ContentRequest? = nil
  ) {
    self.segments = segments
    self.pull = pull
    self.waiting = waiting
    self.marks = marks
    self.contents = contents
  }
}

extension RequestBody {
  /// Brings segments at most, and asks for no page.
  public static func bringing(_ segments: [[UInt8]] = []) -> RequestBody {
    RequestBody(
      segments: segments, pull: PullRequest(cursors: [], position: 0, maximumBytes: 0))
  }
}

/// What bounds an exchange, beside the sizes of the frame.
public enum SyncLimits {
  /// The most commits in one segment.
  public static let commitsPerSegment = 1_000
  /// The most plain bytes in one segment.
  public static let bytesPerSegment = 1 << 20
  /// The most sealed bytes of segments in one request; leaves room for the rest of the frame.
  public static let segmentBytesPerRequest = 6 << 20
  /// The most bytes of states in one page.
  public static let bytesPerPage = 4 << 20
  /// The most segments in one request.
  public static let segmentsPerRequest = 256
  /// The most withdrawn commits that one request names.
  public static let withdrawnPerRequest = 4_000
  /// The most of them that are asked about after a restore (P-063); who names fewer has said all.
  public static let askedPerRequest = 2_000
  /// The most runs of waiting commits that one request asks about.
  public static let waitingRuns = 256
  /// The most commits of one replica that are in quarantine at once, but for the last of them.
  public static let quarantinedCommits = 2_000
  /// The most bytes of them.
  public static let quarantinedBytes = 8 << 20
  /// The most runs of commits in quarantine that one answer names.
  public static let quarantinedRuns = quarantinedCommits + 1
  /// The most waiting commits that one answer tells of.
  public static let waitingAnswered = 1_000
  /// The most marks of sync points in one request.
  public static let marks = 64
  /// The most stubs in one page.
  public static let stubsPerPage = 10_000
  /// How long commits are judged by the rights of the sync point that they were written on, unless
  /// the workspace says otherwise: a week, in milliseconds.
  public static let graceMilliseconds: Int64 = 604_800_000
  /// The most scopes that one device holds.
  public static let scopesPerDevice = 60
  /// How far ahead of the server's clock an author's time may lie before it is stamped, in
  /// milliseconds.
  public static let stampBoundMilliseconds: Int64 = 300_000
}
