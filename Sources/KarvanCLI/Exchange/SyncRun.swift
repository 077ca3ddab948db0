// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
package import KarvanStore
package import KarvanSync

/// One sync over a link: the shell around the state machine of the client.
package struct SyncRun {
  let link: any Link
  let database: ReplicaDatabase
  /// The machine's clock, not put right: requests say what it shows.
  let machineClock: @Sendable () -> Int64
  /// Told after each answer.
  let progress: (Intake) -> Void
  /// Told how far a snapshot has come.
  let work: ProgressReport
  /// Waits a tenth of a second.
  let pause: @Sendable () async throws -> Void
  /// Where the keys are, to keep a newer exchange key of the server.
  let keysPath: String
  private(set) var device: DeviceFile
  /// How far the machine's clock is behind the server's, as the quickest answer showed.
  private(set) var clockOffset: Int64?
  /// The right to be woken that the newest answer brought; empty before.
  private(set) var wakeToken: [UInt8] = []
  private var quickest = Int64.max

  package init(
    link: any Link, database: ReplicaDatabase, device: DeviceFile, keysPath: String,
    machineClock: @escaping @Sendable () -> Int64, progress: @escaping (Intake) -> Void,
    work: @escaping ProgressReport = { _ in },
    pause: @escaping @Sendable () async throws -> Void = {
      try await Task.sleep(for: .milliseconds(100))
    }
  ) {
    self.link = link
    self.database = database
    self.device = device
    self.keysPath = keysPath
    self.machineClock = machineClock
    self.progress = progress
    self.work = work
    self.pause = pause
  }

  /// Pushes and pulls until a sync point.
  ///
  /// - Throws: ``SyncStop``, ``LinkFailure``, what sealing and the wire refuse. What was taken so
  ///   far stays taken.
  package mutating func run() async throws -> Intake {
    guard let sealing = device.sealing(schemaVersion: database.schema.version) else {
      throw CLIError(.notEnrolled)
    }
    var session = try ClientSession(
      storage: database, sealing: sealing, schemaVersion: database.schema.version,
      takesSnapshots: true, epoch: device.epoch)
    var action = try session.start(now: machineClock())
    while true {
      switch action {
      case .finish(let intake):
        PartFile.remove(for: database.path)
        return intake
      case .wait(let seconds):
        for _ in 0..<min(seconds, Self.longestWait) * 10 { try await pause() }
        action = try session.start(now: machineClock())
      case .fetch(let offer):
        action = try await take(offer, &session)
        progress(session.intake)
      case .send(let header, let body):
        let (answer, content) = try await exchange(header, body)
        action = try session.handle(answer, content, now: machineClock())
        progress(session.intake)
      }
    }
  }

  /// How long a snapshot is waited for before the server is asked again, in seconds.
  private static let longestWait: UInt32 = 60

  /// Fetches and installs a snapshot; when the line is cut, the next sync goes on.
  private func take(
    _ offer: SnapshotOffer, _ session: inout ClientSession
  ) async throws -> ClientSession.Action {
    let action: ClientSession.Action
    do {
      action = try await installed(offer, &session)
    } catch  where SnapshotFetch.isOfContent(error) {
      action = try session.giveUpSnapshot(now: machineClock())
    }
    // Installed, gone, or of no use.
    PartFile.remove(for: database.path)
    return action
  }

  private func installed(
    _ offer: SnapshotOffer, _ session: inout ClientSession
  ) async throws -> ClientSession.Action {
    let fetch = try SnapshotFetch(offer, database: database.path)
    for _ in 0..<SnapshotFetch.attempts {
      guard try await fetch.fetch(link, work) else {
        return try session.snapshotIsGone(now: machineClock())
      }
      if let action = try fetch.install(into: &session, now: machineClock(), work) {
        return action
      }
    }
    throw SyncStop.confused("a snapshot that can't be read")
  }

  private mutating func exchange(
    _ header: RequestHeader, _ body: RequestBody
  ) async throws -> (AnswerHeader, AnswerBody?) {
    do {
      return try await post(header, body)
    } catch let failure as LinkFailure {
      guard failure.saysUnknownKey,
        try await device.renewCard(over: link, keysPath: keysPath)
      else { throw failure }
      return try await post(header, body)
    }
  }

  private mutating func post(
    _ asked: RequestHeader, _ body: RequestBody
  ) async throws -> (AnswerHeader, AnswerBody?) {
    let reply = try await device.exchange(over: link, asked, body, clock: machineClock)
    let header = reply.header
    if let changed = try device.taking(header.keys) {
      // On the disk before it is used.
      try changed.save(to: keysPath)
      device = changed
    }
    if let order = try device.order(in: header, to: reply.request) {
      throw WipeDemand(order: order)
    }
    measure(header.serverTime, reply.trip)
    guard [.done, .retired].contains(header.verdict) else { return (header, nil) }
    wakeToken = header.wakeToken
    return (header, try reply.body())
  }

  /// The server's time lies somewhere between sending and receiving; the shorter the way, the
  /// better it is known.
  private mutating func measure(_ serverTime: Int64, _ trip: ExchangeReply.Trip) {
    let length = trip.received - trip.sent
    guard length >= 0, length < quickest else { return }
    quickest = length
    clockOffset = serverTime - (trip.sent + length / 2)
  }
}

extension LinkFailure {
  /// Whether the server no longer has the exchange key that the device used. An untrusted hint:
  /// what follows from it is checked against the pinned identity.
  var saysUnknownKey: Bool {
    if case .status(400, let line) = self { line.contains("unknownExchangeKey") } else { false }
  }

  /// The failure said of a server, with the number of commits that wait.
  func said(of server: String, waiting: Int) -> CLIError {
    switch self {
    case .unreachable(let reason): CLIError(.unreachable, server, reason, "\(waiting)")
    case .status(let code, let line) where code == 429 || code == 503,
      .busy(let code, let line, _):
      CLIError(.unreachable, server, "\(code) \(line)", "\(waiting)")
    case _ where isForgetting: CLIError(.forgotten, server, "\(waiting)")
    case .status(let code, let line): CLIError(.badStatus, server, "\(code)", line, "\(waiting)")
    case .oversized: CLIError(.notKarvan, server, "\(waiting)")
    }
  }
}
