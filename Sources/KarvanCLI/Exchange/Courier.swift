// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

/// An exchange that travels as two files: a request that is brought to the office, and its answer.
struct Courier {
  let database: ReplicaDatabase
  let device: DeviceFile
  let kept: KeptExchanges
  /// Where the keys are, to keep what an answer brings for them.
  let keysPath: String
  /// The machine's clock, not put right: requests say what it shows.
  let machineClock: @Sendable () -> Int64

  /// A request and what it carries.
  struct Outgoing {
    let bytes: [UInt8]
    /// Its number; a later file with the same number is the same exchange with more in it.
    let number: UInt64
    /// How many commits of this device are in it.
    let commits: UInt64
    /// Whether more waits than fits into one file.
    let isPartial: Bool
  }

  /// Writes everything that waits into a request, and keeps what its answer will be opened with.
  ///
  /// - Parameter contents: What goes along beside so many bytes of segments (P-105).
  func request(contents: (_ segmentBytes: Int) throws -> ContentRequest?) throws -> Outgoing {
    var session = try session()
    let before = try database.standing()
    guard case .send(let header, var body) = try session.start(now: machineClock()) else {
      throw CLIError(.confused, "start")
    }
    body.contents = try contents(body.segments.reduce(0) { $0 + $1.count })
    let exchange = try DeviceExchange(
      to: device.target(), keys: device.keys, payload: try Wire.encode(header),
      body: try Wire.encode(body), limit: ExchangeLimits.fileBytes)
    try kept.keep(exchange)
    return Outgoing(
      bytes: exchange.request, number: header.exchangeNumber,
      commits: header.journal.sequence
        - min(before.acknowledged?.sequence ?? 0, header.journal.sequence),
      isPartial: header.journal.segment < before.journal.segment)
  }

  /// Takes the answer to one of the requests that were written.
  ///
  /// - Parameter contents: Told what the answer says of contents, and in which life of the office.
  /// - Returns: What it changed, and whether everything was sent and taken with it.
  /// - Throws: `nothingExported`, `otherAnswer`, `staleAnswer`, `needsNetwork`, ``SyncStop``.
  func take(
    _ answer: [UInt8], contents: (ContentAnswer, IncarnationID) -> Void
  ) throws -> (intake: Intake, isWhole: Bool) {
    let (content, request, older) = try open(answer)
    let header = try Wire.answerHeader(content.payload)
    try device.taking(header.keys)?.save(to: keysPath)
    if let order = try device.order(in: header, to: request) { throw WipeDemand(order: order) }
    guard header.exchangeNumber > (try database.standing().exchangeNumber) else {
      // Whatever was written before it is past as well.
      kept.forget(older + [request])
      throw CLIError(.staleAnswer)
    }
    var session = try session()
    guard [.done, .retired].contains(header.verdict) else {
      // What a challenge asks for has to be answered within minutes.
      if case .challenge = header.verdict { throw CLIError(.needsNetwork) }
      _ = try session.handle(header, nil, now: machineClock())
      throw CLIError(.needsNetwork)
    }
    let body = try Wire.answerBody(content.body)
    // Also where this was the last push: the contents that came with it are there.
    defer { if let said = body.contents { contents(said, header.incarnation) } }
    let action = try session.handle(header, body, now: machineClock())
    kept.clear()
    if case .finish(let intake) = action { return (intake, true) }
    return (session.intake, false)
  }

  private func session() throws -> ClientSession {
    guard let sealing = device.sealing(schemaVersion: database.schema.version) else {
      throw CLIError(.notEnrolled)
    }
    return try ClientSession(
      storage: database, sealing: sealing, schemaVersion: database.schema.version, carriage: .file,
      epoch: device.epoch)
  }

  /// Only the exchange that made the request opens its answer, so each is tried.
  private func open(
    _ answer: [UInt8]
  ) throws -> (content: ExchangeContent, request: Octets32, older: [Octets32]) {
    let waiting = kept.all()
    guard !waiting.isEmpty else { throw CLIError(.nothingExported) }
    for (place, exchange) in waiting.enumerated() {
      if let content = try opened(answer, by: exchange) {
        return (content, exchange.requestHash, waiting.prefix(place).map(\.requestHash))
      }
    }
    throw CLIError(.otherAnswer)
  }

  /// Nil where the answer is another request's.
  private func opened(_ answer: [UInt8], by exchange: KeptExchange) throws -> ExchangeContent? {
    do {
      return try DeviceExchange(exchange, keys: device.keys)
        .open(answer, limit: ExchangeLimits.fileBytes)
    } catch {
      guard [.handshakeFailed, .wrongRequest].contains(error.code) else { throw error }
      return nil
    }
  }
}
