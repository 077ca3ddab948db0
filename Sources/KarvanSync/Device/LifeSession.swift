// SPDX-License-Identifier: Apache-2.0

/// How a database that was told that it is a copy asks for a life of its own (P-060).
///
/// It shows the server what it has not been answered for, so that what another life has sent
/// already is recognised and not written again; and before that the last of what it was answered
/// for, or something from before that, which a server that was restored may lack, since the other
/// life goes on there with its own. It does no input or output and changes nothing;
/// `ReplicaStorage` takes over what it was granted.
public struct LifeSession {
  /// What the shell has to do next.
  public enum Action {
    /// Send this request and hand its answer to `handle`.
    case send(RequestHeader, RequestBody)
    /// The server allotted a life; these are the commits that it has from another one, and the
    /// first that it lacks, whether a life of its own had answered it or not; nil where nobody can
    /// say.
    case granted(LifeGrant, known: [ResultRun], lacks: UInt64?)
  }

  private let storage: any ReplicaStorage
  private let proposal: NewLife
  private let schemaVersion: UInt32
  private var challengeEcho: [UInt8] = []
  private var nextSegment: UInt64 = 0
  private var shown: [SealedSegment] = []
  private var known: [ResultRun] = []
  private var grant: LifeGrant?
  private var firstUnanswered: UInt64 = 0
  private var firstKept: UInt64 = 0
  /// Whether it looks for an answered segment that the server has, and how far it goes back next.
  private var isProbing = false
  private var step: UInt64 = 1
  /// The first commit that the server may lack; nil while it has all that was shown.
  private var lacks: UInt64?
  private var otherLives = 0

  /// Prepares to ask.
  public init(
    storage: any ReplicaStorage, proposal: NewLife, schemaVersion: UInt32
  ) throws {
    self.storage = storage
    self.proposal = proposal
    self.schemaVersion = schemaVersion
  }

  /// The first request.
  public mutating func start(now: Int64) throws -> Action {
    // What another life of the server answered is as good as unanswered while it is asked about.
    firstUnanswered = min(
      try storage.standing().firstUnansweredSegment, try storage.firstAskedSegment() ?? .max)
    firstKept = try storage.firstKeptSegment()
    isProbing = firstKept < firstUnanswered
    nextSegment = isProbing ? firstUnanswered - 1 : firstUnanswered
    return try request(now: now)
  }

  /// Takes an answer and says what to do next.
  ///
  /// - Throws: ``SyncStop`` when no life is allotted; errors of the storage.
  public mutating func handle(
    _ header: AnswerHeader, _ body: AnswerBody?, now: Int64
  ) throws -> Action {
    switch header.verdict {
    case .challenge(let token):
      // A new one is asked for where a portion took longer than the last one was good for.
      guard challengeEcho != token else { throw SyncStop.confused("challenged twice") }
      challengeEcho = token
      return try request(now: now)
    case .newLife(let grant):
      guard self.grant == nil || self.grant == grant else { throw SyncStop.confused("two lives") }
      self.grant = grant
      return try proceed(grant, body?.results ?? [], now: now)
    case .revoked, .retired: throw SyncStop.revoked
    case .upgrade(let schema, let version):
      throw SyncStop.upgrade(serverSchema: schema, serverProtocol: version)
    case .later(let seconds): throw SyncStop.later(seconds: seconds)
    case .missing:
      guard try storage.standing().isOtherLife(header) else { throw SyncStop.clone }
      return try follow(header, now: now)
    case .done, .clone: throw SyncStop.clone
    }
  }

  /// The server was restored since this database was told to ask: of what that life of it shares
  /// with the one before, other segments may be unanswered (P-063).
  private mutating func follow(_ header: AnswerHeader, now: Int64) throws -> Action {
    otherLives += 1
    guard grant == nil, otherLives <= ClientSession.otherLifeLimit else { throw SyncStop.clone }
    try storage.begin(header)
    challengeEcho = []
    return try start(now: now)
  }

  /// The commits of a journal are known up to one, and none after it.
  private mutating func proceed(
    _ grant: LifeGrant, _ results: [ResultRun], now: Int64
  ) throws -> Action {
    let answered = results.reduce(0) { $0 + $1.results.count }
    guard answered <= shown.reduce(0, { $0 + $1.count }) else {
      throw SyncStop.confused("more commits than were shown")
    }
    let (end, isWhole) = reach(of: results)
    if isProbing {
      goBack(isRooted: !results.isEmpty, isWhole: isWhole)
      return try request(now: now)
    }
    known += results
    // What it was answered for may be beyond that even where the rest of a segment was not.
    if lacks != nil || !isWhole, let end { lacks = end }
    if !isWhole || shown.isEmpty { return .granted(grant, known: known, lacks: lacks) }
    nextSegment += UInt64(shown.count)
    return try request(now: now)
  }

  /// The first shown commit that the server has not, and whether it has all. An empty run is a
  /// segment that it keeps no more, so that nobody can say.
  private func reach(of results: [ResultRun]) -> (end: UInt64?, isWhole: Bool) {
    var end = shown.first?.first
    for segment in shown {
      guard let run = results.first(where: { $0.first == segment.first }) else {
        return (end, false)
      }
      let count = run.results.isEmpty ? segment.count : run.results.count
      end = segment.first + UInt64(count)
      if count < segment.count { return (end, false) }
    }
    return (end, true)
  }

  /// Shows from here what comes after, or looks further back for what the server has.
  private mutating func goBack(isRooted: Bool, isWhole: Bool) {
    if isRooted && isWhole && nextSegment + 1 == firstUnanswered {
      nextSegment = firstUnanswered
      isProbing = false
    } else if isRooted || nextSegment == firstKept {
      lacks = shown.first?.first
      isProbing = false
    } else {
      nextSegment = max(firstKept, nextSegment - min(step, nextSegment))
      step *= 2
    }
  }

  private mutating func request(now: Int64) throws -> Action {
    let standing = try storage.standing()
    shown = try kept()
    let header = RequestHeader(
      exchangeNumber: standing.exchangeNumber + 1, challengeEcho: challengeEcho, deviceTime: now,
      replica: standing.replica, schemaVersion: schemaVersion, journal: standing.journal,
      acknowledged: standing.acknowledged, incarnation: standing.incarnation,
      segmentCount: UInt32(shown.count), newLife: proposal)
    return .send(header, .bringing(shown.map(\.bytes)))
  }

  /// What is kept of the segments from the next on, one while it looks for a known one; nothing where
  /// their bytes are gone, since the server was restored to a state from before all that is kept:
  /// then all that waits is written again.
  private func kept() throws -> [SealedSegment] {
    do {
      return try storage.segments(
        from: nextSegment, maximumBytes: isProbing ? 1 : SyncLimits.segmentBytesPerRequest)
    } catch SyncStop.clone {
      return []
    }
  }
}
