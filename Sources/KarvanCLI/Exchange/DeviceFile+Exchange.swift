// SPDX-License-Identifier: Apache-2.0
import KarvanSealing
import KarvanSync
import KarvanWire

/// What came back of an exchange, opened and signed for by nobody but the office.
struct ExchangeReply {
  let header: AnswerHeader
  /// BLAKE2b-256 of the request that it answers.
  let request: Octets32
  /// When it was sent and when the answer was there, by the clock that was given.
  let trip: Trip
  fileprivate let bytes: [UInt8]

  /// Two moments, in milliseconds since 1970.
  struct Trip {
    let sent: Int64
    let received: Int64
  }

  /// The body; nil where the answer has none.
  func body() throws -> AnswerBody? { bytes.isEmpty ? nil : try Wire.answerBody(bytes) }
}

extension DeviceFile {
  /// One exchange over a line: sealed for the office's present key, posted, opened. Nothing of the
  /// answer is taken yet.
  ///
  /// - Parameter clock: Says when the request was sent and its answer was there.
  /// - Throws: ``LinkFailure``; what sealing and the wire refuse.
  func exchange(
    over link: any Link, _ header: RequestHeader, _ body: RequestBody,
    clock: () -> Int64 = { 0 }
  ) async throws -> ExchangeReply {
    let exchange = try DeviceExchange(
      to: target(), keys: keys, payload: try Wire.encode(header), body: try Wire.encode(body))
    let sent = clock()
    let bytes = try await link.post(
      WirePath.exchange, exchange.request, limit: ExchangeLimits.answerBytes)
    let received = clock()
    let answer = try exchange.open(bytes)
    return ExchangeReply(
      header: try Wire.answerHeader(answer.payload), request: exchange.requestHash,
      trip: .init(sent: sent, received: received), bytes: answer.body)
  }
}
