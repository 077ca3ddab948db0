// SPDX-License-Identifier: Apache-2.0

/// How a database that was told that it is a copy asks for a life of its own (P-060).
///
/// It shows the server what it has not been answered for, so that what another life has sent
/// already is recognised and not written again. It does no input or output and changes nothing;
/// `ReplicaStorage` takes over what it was granted.
public struct LifeSession {
  /// What the shell has to do next.
  public enum Action {
    /// Send this request and hand its answer to `handle`.
    case send(RequestHeader, RequestBody)
    /// The server allotted a life; these are the commits that it has from another one.
    case granted(LifeGrant, known: [ResultRun])
  }

  private let storage: any ReplicaStorage
  private let proposal: NewLife
  private let schemaVersion: UInt32
  private var challengeEcho: [UInt8] = []
  private var nextSegment: UInt64
  private var shown: [SealedSegment] = []
  private var known: [ResultRun] = []
  private var grant: LifeGrant?

  /// Prepares to ask.
  public init(
    storage: any ReplicaStorage, proposal: NewLife, schemaVersion: UInt32
  ) throws {
    self.storage = storage
    self.proposal = proposal
    self.schemaVersion = schemaVersion
    nextSegment = try storage.standing().firstUnansweredSegment
  }

  /// The first request.
  public mutating func start(now: Int64) throws -> Action { try request(now: now) }

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
    case .done, .missing, .clone: throw SyncStop.clone
    }
  }

  /// The commits of a journal are known up to one, and none after it.
  private mutating func proceed(
    _ grant: LifeGrant, _ results: [ResultRun], now: Int64
  ) throws -> Action {
    known += results
    let answered = results.reduce(0) { $0 + $1.results.count }
    let asked = shown.reduce(0) { $0 + $1.count }
    guard answered <= asked else { throw SyncStop.confused("more commits than were shown") }
    if answered < asked || shown.isEmpty { return .granted(grant, known: known) }
    nextSegment += UInt64(shown.count)
    return try request(now: now)
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

  /// What is kept of the unanswered segments; nothing where their bytes are gone, since the server
  /// was restored to a state from before all that is kept: then all that waits is written again.
  private func kept() throws -> [SealedSegment] {
    do {
      return try storage.segments(
        from: nextSegment, maximumBytes: SyncLimits.segmentBytesPerRequest)
    } catch SyncStop.clone {
      return []
    }
  }
}
