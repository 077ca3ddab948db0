// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

extension Office {
  /// Answers one exchange: bytes in, bytes out.
  ///
  /// - Throws: `SealingError` and ``ExchangeRefusal`` for what is no exchange of a known device;
  ///   anything else is a fault of the server and leaves nothing half done.
  func exchange(
    _ request: [UInt8], by carriage: Carriage = .network, now: Int64
  ) throws -> Outcome {
    let exchange = try OfficeExchange(
      request: request, keys: ring.file.officeKeys(workspace: Octets16(workspace)),
      isFile: carriage == .file)
    guard exchange.preamble.kind == .exchange else { throw ExchangeRefusal.malformed }
    let handshake = try exchange.readMessage()
    guard let standing = try standing(exchangeKey: handshake.deviceKey.bytes) else {
      throw ExchangeRefusal.unknownDevice
    }
    let device = standing.account
    let header = try readable { () throws(WireError) in
      try Wire.requestHeader(handshake.payload)
    }
    if !standing.isLost(header), let verdict = session.verdict(on: header, of: standing.custody) {
      return try refuse(handshake, try session.refusal(verdict, to: header, now: now), device)
    }
    let opened = try handshake.openBody(signedBy: try VerifyKey(device.verifyKey))
    guard deviceGate.admits(device.id, now: now) else { throw ExchangeRefusal.tooMany }
    let body = try readable { () throws(WireError) in
      try Wire.requestBody(opened.body, carriage: carriage)
    }
    guard body.segments.count == Int(header.segmentCount) else { throw ExchangeRefusal.malformed }
    guard !standing.isLost(header) else {
      return try refuse(
        handshake, try answerLost(opened, header, body, standing, now: now), device)
    }
    let opening = standing.opening(header.replica)
    var newest: UInt32 = 0
    let (served, answerBody) = try session.serve(
      header, of: device, segments: body.segments, pull: body.pull.limited(to: pageBytes),
      waiting: body.waiting, marks: body.marks, now: now,
      open: { bytes in
        let opened = try opening.open(bytes).opened
        newest = max(newest, opened.epoch)
        return opened
      })
    if let known = standing.issued.last?.epoch, newest > known {
      try database.transaction { try recognise(newest, of: device.id, $0, now: now) }
    }
    var answer = served
    guard var answerBody else { return try refuse(handshake, answer, device) }
    if let said = body.contents, [.done, .retired].contains(answer.verdict) {
      // After the commits, which may have brought the attachments.
      answerBody.contents = try contents.answer(
        said, of: device, mayFetch: answer.verdict == .done,
        atMost: ContentLimits.fileAnswerPieces, now: now)
    }
    if answer.verdict == .done { answer.keys.commitKey = standing.grant(after: header.keys) }
    if case .newLife = answer.verdict {
      return Outcome(
        bytes: try sealed(opened, answer, answerBody), verdict: answer.verdict.name,
        device: device.code)
    }
    answer.wakeToken = wakeToken(header.replica, now: now)
    var outcome = Outcome(
      bytes: try sealed(opened, answer, answerBody), verdict: answer.verdict.name)
    outcome.device = device.code
    for result in answerBody.results.flatMap({ $0.results }) {
      switch result {
      case .accepted: outcome.accepted += 1
      case .rejected: outcome.rejected += 1
      case .quarantined: outcome.quarantined += 1
      }
    }
    outcome.records = answerBody.page.records.count
    outcome.contents = answerBody.contents?.standings.count { $0.state == .held } ?? 0
    if answerBody.page.isHead { outcome.seen = (header.replica, answerBody.page.position) }
    return outcome
  }

  private func refuse(
    _ handshake: OfficeExchange.Handshake, _ answer: AnswerHeader, _ device: DeviceAccount
  ) throws -> Outcome {
    let answer = tellingKeys(answer, to: handshake.preamble.exchangeKeyID)
    return Outcome(
      bytes: try handshake.refuse(payload: try Wire.encode(answer)), verdict: answer.verdict.name,
      device: device.code)
  }

  /// Certificates say nothing that a stranger may not know, so that every answer may bring them.
  private func tellingKeys(_ answer: AnswerHeader, to exchangeKey: Octets8) -> AnswerHeader {
    var answer = answer
    answer.keys.certificates = ring.file.news(for: exchangeKey).map(\.bytes)
    return answer
  }

  /// An answer that can't be sealed is the server's own fault, not the request's.
  private func sealed(
    _ request: OfficeExchange.Request, _ header: AnswerHeader, _ body: AnswerBody
  ) throws -> [UInt8] {
    let header = tellingKeys(header, to: request.handshake.preamble.exchangeKeyID)
    do {
      return try request.answer(payload: try Wire.encode(header), body: try Wire.encode(body))
    } catch let error as SealingError {
      throw ServerError(.system, "the answer can't be sealed: \(error.code.rawValue)")
    }
  }

  private func readable<T>(_ body: () throws(WireError) -> T) throws -> T {
    do {
      return try body()
    } catch {
      throw ExchangeRefusal.malformed
    }
  }
}

extension Verdict {
  /// The name in logs.
  var name: String {
    switch self {
    case .done: "done"
    case .challenge: "challenge"
    case .revoked: "revoked"
    case .retired: "retired"
    case .clone: "clone"
    case .newLife: "newLife"
    case .upgrade: "upgrade"
    case .missing: "missing"
    case .later: "later"
    }
  }
}
