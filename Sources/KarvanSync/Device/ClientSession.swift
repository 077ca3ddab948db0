// SPDX-License-Identifier: Apache-2.0

/// Why a sync ended without reaching a sync point; what was done so far stays done.
public enum SyncStop: Error, Hashable, Sendable {
  /// The administrator revoked this device.
  case revoked
  /// The administrator retired this device: what it had was taken, and nothing follows.
  case retired
  /// This database is a copy, or was restored from one; its unsent work is kept.
  case clone
  /// The server can't read this device's schema or protocol.
  case upgrade(serverSchema: UInt32, serverProtocol: UInt32)
  /// The server asks to try again after so many seconds.
  case later(seconds: UInt32)
  /// The server's answer does not fit what was asked.
  case confused(String)
}

/// One sync of a device, from the first request to a sync point; it does no input or output itself.
///
/// The shell sends what `start` and `handle` ask for, and hands back what it was answered. Each
/// request pushes what fits and pulls one page.
public struct ClientSession {
  /// What the shell has to do next.
  public enum Action {
    /// Send this request and hand its answer to `handle`.
    case send(RequestHeader, RequestBody)
    /// Fetch this snapshot, or the rest of it; then call `install`, or `snapshotIsGone`.
    case fetch(SnapshotOffer)
    /// A snapshot is being made: wait so many seconds, then call `start`.
    case wait(seconds: UInt32)
    /// The sync reached a sync point with everything sent.
    case finish(Intake)
  }

  /// What was done so far.
  public private(set) var intake = Intake()
  private let storage: any ReplicaStorage
  private let sealing: any SegmentSealing
  private let schemaVersion: UInt32
  private let carriage: Carriage
  private let epoch: UInt32
  private var challengeEcho: [UInt8] = []
  private var nextSegment: UInt64
  private var sentUpTo: UInt64 = 0
  private var lastMissing: UInt64?
  private var otherLives = 0
  private var requests = 0
  private var takesSnapshots: Bool
  private var hasLostSnapshot = false

  /// The most requests of one sync; a full replica of a million records takes some hundreds.
  public static let requestLimit = 100_000
  /// The most lives of the server's database that one sync follows into.
  static let otherLifeLimit = 3

  /// Prepares a sync: everything that was written is sealed, durably.
  ///
  /// - Parameters:
  ///   - takesSnapshots: Whether the shell can fetch a first sync as a file.
  ///   - epoch: The epoch of the key that `sealing` has; 0 to say nothing of it.
  public init(
    storage: any ReplicaStorage, sealing: any SegmentSealing, schemaVersion: UInt32,
    carriage: Carriage = .network, takesSnapshots: Bool = false, epoch: UInt32 = 0
  ) throws {
    self.takesSnapshots = takesSnapshots
    self.storage = storage
    self.sealing = sealing
    self.schemaVersion = schemaVersion
    self.carriage = carriage
    self.epoch = epoch
    try storage.sealJournal(sealing)
    nextSegment = try storage.standing().firstUnansweredSegment
  }

  /// The first request.
  public mutating func start(now: Int64) throws -> Action { try request(now: now) }

  /// Takes an answer and says what to do next.
  ///
  /// - Throws: ``SyncStop`` when the sync can't go on; errors of the storage.
  public mutating func handle(
    _ header: AnswerHeader, _ body: AnswerBody?, now: Int64
  ) throws -> Action {
    switch header.verdict {
    case .done, .retired:
      guard let body else { throw SyncStop.confused("no body") }
      return try proceed(header, body, now: now)
    case .challenge(let token):
      guard challengeEcho.isEmpty else { throw SyncStop.confused("challenged twice") }
      challengeEcho = token
      return try request(now: now)
    case .missing(let segment) where try storage.standing().isOtherLife(header):
      return try offerAgain(from: segment, header, now: now)
    case .missing(let segment):
      // Asked for the same twice, it will not be satisfied by sending it again.
      guard segment > 0, segment <= max(sentUpTo + 1, nextSegment), segment != lastMissing else {
        throw SyncStop.confused("missing")
      }
      lastMissing = segment
      nextSegment = segment
      return try request(now: now)
    case .revoked: throw SyncStop.revoked
    case .clone, .newLife: throw SyncStop.clone
    case .upgrade(let schema, let version):
      throw SyncStop.upgrade(serverSchema: schema, serverProtocol: version)
    case .later(let seconds): throw SyncStop.later(seconds: seconds)
    }
  }

  /// The server's database was restored: what it lost of our journal is offered again (P-063).
  private mutating func offerAgain(
    from segment: UInt64, _ header: AnswerHeader, now: Int64
  ) throws -> Action {
    otherLives += 1
    guard otherLives <= Self.otherLifeLimit, segment > 0 else {
      throw SyncStop.confused("incarnation")
    }
    try storage.begin(header)
    let standing = try storage.standing()
    challengeEcho = []
    lastMissing = nil
    // A server that has more of this journal than there is here will say that this is a copy; it
    // speaks of its present life only with those who know it. What it has, but was never heard of,
    // is sent again for its answer: no page is made of commits whose results are not known.
    sentUpTo = min(segment, standing.journal.segment + 1, standing.firstUnansweredSegment) - 1
    nextSegment = sentUpTo + 1
    return try request(now: now)
  }

  private mutating func proceed(
    _ header: AnswerHeader, _ body: AnswerBody, now: Int64
  ) throws -> Action {
    challengeEcho = []
    intake.add(try storage.take(header, body))
    let standing = try storage.standing()
    // What was sent may have been sent by a process before this one, as a file.
    nextSegment = max(nextSegment, sentUpTo + 1, standing.firstUnansweredSegment)
    if header.verdict == .retired && nextSegment > standing.journal.segment {
      throw SyncStop.retired
    }
    // Pages are held back only until the last segment was sent.
    if header.verdict == .done && body.page.saysNothing && body.snapshot == nil
      && nextSegment > standing.journal.segment
    {
      throw SyncStop.confused("no page")
    }
    switch body.snapshot {
    case .ready(let offer) where standing.snapshot == offer: return .fetch(offer)
    case .wait(let seconds) where takesSnapshots: return .wait(seconds: seconds)
    // One that this device can't use: pages it is.
    case .ready, .wait: takesSnapshots = false
    case nil: break
    }
    if intake.reachedHead && nextSegment > standing.journal.segment { return .finish(intake) }
    return try request(now: now)
  }

  /// Installs a snapshot that was fetched whole, and asks for what came after it; one that turns
  /// out to be wrong is given up.
  ///
  /// - Parameter next: The next page, nil after the last.
  public mutating func install(
    _ snapshot: SnapshotOffer, now: Int64, next: () throws -> Page?
  ) throws -> Action {
    let installed: Intake
    do {
      installed = try storage.install(snapshot, next: next)
    } catch is SyncStop {
      return try giveUpSnapshot(now: now)
    }
    intake.add(installed)
    // What it left differs from the office: the same snapshot would leave the same again.
    if !installed.divergent.isEmpty { takesSnapshots = false }
    return try request(now: now)
  }

  /// The snapshot is of no use: for the rest of this sync there are only pages.
  public mutating func giveUpSnapshot(now: Int64) throws -> Action {
    try storage.dropSnapshot()
    takesSnapshots = false
    return try request(now: now)
  }

  /// The server does not have the snapshot any longer: it is asked for another.
  public mutating func snapshotIsGone(now: Int64) throws -> Action {
    try storage.dropSnapshot()
    // Once is bad luck; a server that never has what it offers is asked for pages.
    if hasLostSnapshot { takesSnapshots = false }
    hasLostSnapshot = true
    return try request(now: now)
  }

  private func wish(_ standing: ReplicaStanding) -> SnapshotWish {
    guard takesSnapshots, standing.isFirstSync else { return .none }
    return standing.snapshot.map { .resuming($0.id) } ?? .any
  }

  private mutating func request(now: Int64) throws -> Action {
    requests += 1
    guard requests <= Self.requestLimit else { throw SyncStop.confused("no end") }
    let standing = try storage.standing()
    let (segments, rejected) = try fitting(
      storage.segments(from: nextSegment, maximumBytes: carriage.segmentBytes),
      names: SyncLimits.withdrawnPerRequest - standing.withdrawing.count)
    let withdrawn = Set(standing.withdrawing + rejected).sorted()
    sentUpTo = segments.last?.number ?? sentUpTo
    let journal = segments.last.map {
      JournalHead(sequence: $0.last, segment: $0.number, chain: $0.chain)
    }
    let header = RequestHeader(
      exchangeNumber: standing.exchangeNumber + 1, challengeEcho: challengeEcho, deviceTime: now,
      replica: standing.replica, schemaVersion: schemaVersion,
      journal: journal ?? standing.journal, acknowledged: standing.acknowledged,
      incarnation: standing.incarnation, segmentCount: UInt32(segments.count),
      keys: KeyState(epoch: epoch, newestSegment: standing.journal.segment),
      withdrawn: withdrawn)
    let pull = PullRequest(
      cursors: standing.cursors, position: standing.stagedPosition,
      maximumBytes: carriage.pageBytes, snapshot: wish(standing))
    let body = RequestBody(
      segments: segments.map(\.bytes), pull: pull, waiting: standing.waiting,
      marks: segments.isEmpty ? [] : standing.marks)
    return .send(header, body)
  }

  /// The first segments whose rejections one request can name, and those: what was rejected stays
  /// so when it is offered again, since it may have been sent anew meanwhile.
  private func fitting(
    _ segments: [SealedSegment], names: Int
  ) throws -> (segments: [SealedSegment], withdrawn: [UInt64]) {
    guard let first = segments.first, let last = segments.last else { return ([], []) }
    let all = try storage.rejected(from: first.first, through: last.last)
    guard all.count >= names else { return (segments, all) }
    var withdrawn = try storage.rejected(from: first.first, through: first.last)
    var fitting = [first]
    for segment in segments.dropFirst() {
      let more = try storage.rejected(from: segment.first, through: segment.last)
      guard withdrawn.count + more.count <= names else { break }
      withdrawn += more
      fitting.append(segment)
    }
    return (fitting, withdrawn)
  }
}
