// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync

extension ReplicaDatabase {
  /// Takes an answer in one transaction: results, acknowledgement, and the page, which is staged
  /// or, at the head, installed.
  ///
  /// - Throws: ``SyncStop`` `confused` for an answer to another exchange, from other cursors or of
  ///   another life of the server; then nothing was changed.
  public func take(_ header: AnswerHeader, _ body: AnswerBody) throws -> Intake {
    try store.write(isDurable: Self.mustLast(header, body)) { session in
      let standing = try standing(session)
      try Self.refuse(header, standing)
      // A retired device is told what became of its work, and its replica stays as it is.
      if header.verdict != .retired { try Self.refuse(body, standing, session) }
      // From here on results change what this number is taken from.
      _ = try session.settledUpTo()
      var intake = Intake()
      try note(header, session)
      // With a snapshot, and to a device that was retired, comes no page.
      let hasPage = body.snapshot == nil && header.verdict != .retired
      let isRestarted = try hasPage && restarts(body.page, standing, session)
      let isInstalled = hasPage && body.page.isHead && !isRestarted
      let settled = try session.take(
        body.results, installed: isInstalled ? body.page.position : 0,
        replica: identity.replica, into: &intake)
      try session.endAsking(standing, body.results)
      try dropAnsweredSegments(session)
      guard header.verdict != .retired, !body.page.saysNothing else { return intake }
      try observe(body.page, session)
      try note(body.snapshot, standing, session)
      guard hasPage else { return intake }
      if !isRestarted { try take(body.page, settling: settled, session, &intake) }
      try session.giveBack()
      return intake
    }
  }

  /// Whether an answer must survive a power cut once it is taken: what became of own commits, which
  /// the server is told to be known here and may then forget. What was pulled is pulled again, under
  /// a number of an exchange that is given again (P-040).
  static func mustLast(_ header: AnswerHeader, _ body: AnswerBody) -> Bool {
    header.verdict != .done || !body.results.isEmpty || body.snapshot != nil
  }

  private static func refuse(_ header: AnswerHeader, _ standing: ReplicaStanding) throws {
    guard header.exchangeNumber == standing.exchangeNumber + 1 else {
      throw SyncStop.confused("exchange \(header.exchangeNumber)")
    }
    // The cursors of another life of the server mean nothing in this one, and what that life had
    // accepted may be missing in it: to go on would take it off the screen.
    if let known = standing.incarnation, known != header.incarnation {
      throw SyncStop.confused("incarnation \(header.incarnation)")
    }
  }

  private static func refuse(
    _ body: AnswerBody, _ standing: ReplicaStanding, _ session: Session
  ) throws {
    let page = body.page
    guard Set(page.cursors) == Set(standing.cursors), page.from == standing.stagedPosition else {
      throw SyncStop.confused("cursors")
    }
    if try page.saysNothing || isLost(page, standing, session) || body.snapshot != nil { return }
    let start = page.isHead ? standing.cursors.map(\.sequence).max() ?? 0 : page.from + 1
    guard page.position >= start, page.position >= page.from else {
      throw SyncStop.confused("position \(page.position)")
    }
  }

  /// Whether the server has forgotten what this device would have to be told: it begins again, with
  /// all that is unsent.
  private static func isLost(
    _ page: Page, _ standing: ReplicaStanding, _ session: Session
  ) throws -> Bool {
    let began = try session.unsignedInfo("staged_floor")
    return standing.cursors.contains {
      PruningFloor.isBelow(
        cursor: $0.sequence, position: page.from, floor: page.floor, began: began)
    }
  }

  private func note(_ header: AnswerHeader, _ session: Session) throws {
    try session.setUnsignedInfo("exchange", header.exchangeNumber)
    if try session.info("incarnation").isNull {
      try session.setInfo("incarnation", .bytes(header.incarnation.bytes))
    }
    try session.noteDurable(header, now: now())
    guard let acknowledged = header.acknowledged else { return }
    try session.setUnsignedInfo("acknowledged", acknowledged.sequence)
    try session.setInfo("acknowledged_mac", .bytes(acknowledged.mac))
  }

  /// The clock follows the times that arrive, within its bound.
  func observe(_ page: Page, _ session: Session) throws {
    var clock = HybridClock(last: HybridTime(raw: try session.unsignedInfo("clock")))
    let before = clock
    let now = now()
    for record in page.records {
      record.carried.forEachTime { clock.observe($0, now: now) }
    }
    if clock != before { try session.setUnsignedInfo("clock", clock.last.raw) }
  }

  /// Whether the round begins again, so that it ends in a sync point of all scopes at once.
  ///
  /// It does when the user now has scopes that were not asked for, and when the scopes are others
  /// than those of the pages before: a scope that came back, or came late, was not served in them.
  /// And it does when the device was away so long that what left or was deleted meanwhile is
  /// forgotten: then it asks for everything, and drops what it is not told of.
  private func restarts(
    _ page: Page, _ standing: ReplicaStanding, _ session: Session
  ) throws -> Bool {
    let added = page.scopes.filter { scope in !standing.cursors.contains { $0.scope == scope } }
    let isOther = try page.from > 0 && session.stagedScopes() != Session.scopeList(page)
    let isLost = try Self.isLost(page, standing, session)
    guard !added.isEmpty || isOther || isLost else { return false }
    for scope in added { try session.hold(scope) }
    if isLost {
      for scope in try session.heldScopes() where scope.cursor < page.floor {
        try session.setCursor(0, of: scope)
      }
    }
    try session.clearStage()
    return true
  }

  private func take(
    _ page: Page, settling settled: [ClosedRange<UInt64>], _ session: Session,
    _ intake: inout Intake
  ) throws {
    let held = try session.heldScopes()
    for stub in page.stubs { try session.keep(stub) }
    guard page.isHead else {
      if page.from == 0 { try session.clearStage() }
      try session.stage(page, held)
      if page.from == 0 { try session.setUnsignedInfo("staged_floor", page.floor) }
      return try session.setStagedScopes(Session.scopeList(page))
    }
    var installation = Installation(
      session: session, replica: identity.replica, page: page, held: held, settling: settled,
      intake: intake)
    try installation.run(isStaged: page.from > 0)
    intake = installation.intake
  }
}
