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
  func exchange(_ request: [UInt8], now: Int64) throws -> Outcome {
    let exchange = try OfficeExchange(request: request, keys: officeKeys)
    guard exchange.preamble.kind == .exchange else { throw ExchangeRefusal.malformed }
    let handshake = try exchange.readMessage()
    guard let device = try database.device(exchangeKey: handshake.deviceKey.bytes) else {
      throw ExchangeRefusal.unknownDevice
    }
    let header = try readable { () throws(WireError) in
      try Wire.requestHeader(handshake.payload)
    }
    let opened = try handshake.openBody(signedBy: try VerifyKey(device.verifyKey))
    let body = try readable { () throws(WireError) in try Wire.requestBody(opened.body) }
    guard body.segments.count == Int(header.segmentCount) else { throw ExchangeRefusal.malformed }
    let segments = try received(body.segments, header, of: device)
    let (answer, answerBody) = try session.serve(
      header, of: device.id, segments: segments, pull: body.pull, now: now)
    let payload = try Wire.encode(answer)
    guard let answerBody else {
      return Outcome(
        bytes: try handshake.refuse(payload: payload), verdict: answer.verdict.name)
    }
    var outcome = Outcome(
      bytes: try opened.answer(payload: payload, body: try Wire.encode(answerBody)),
      verdict: answer.verdict.name)
    for result in answerBody.results.flatMap({ $0.results }) {
      if case .accepted = result { outcome.accepted += 1 } else { outcome.rejected += 1 }
    }
    outcome.records = answerBody.page.records.count
    return outcome
  }

  /// Opens segments under the device's own key; one that was not sealed by it is refused.
  private func received(
    _ segments: [[UInt8]], _ header: RequestHeader, of device: DeviceAccount
  ) throws -> [ReceivedSegment] {
    guard !segments.isEmpty else { return [] }
    let sealing = sealing(device: device.id, replica: header.replica)
    return try segments.map { try sealing.open($0) }
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
    case .clone: "clone"
    case .upgrade: "upgrade"
    case .missing: "missing"
    case .later: "later"
    }
  }
}
