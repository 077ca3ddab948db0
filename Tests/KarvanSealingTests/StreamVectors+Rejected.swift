// SPDX-License-Identifier: Apache-2.0
@testable import KarvanSealing

extension StreamVectors {
  /// Requests that an implementation need not make but must read.
  static func acceptedRequests() throws -> [Accepted] {
    let pair = try Pair(label: "exchange")
    let ephemeral = try DHKeyPair(exposedBytes: Fixed.bytes("accepted ephemeral", 32))
    let body = Array("chunks may have any length".utf8)
    let envelope = BodyEnvelope.wrapStored(body)
    let bytes = try pair.craft(
      ephemeral: ephemeral,
      [
        Chunk(Array(envelope[..<1]), 0), Chunk(Array(envelope[1..<200]), 0),
        Chunk(Array(envelope[200...]), 3),
      ])
    return [
      Accepted(
        name: "uneven chunks", exchange: "exchange", bytes: text(bytes), body: text(body))
    ]
  }

  /// Requests to the office of the vector "exchange"; all handshakes but the altered one are right.
  static func rejectedRequests() throws -> [Rejected] {
    let pair = try Pair(label: "exchange")
    let ephemeral = try DHKeyPair(exposedBytes: Fixed.bytes("rejected ephemeral", 32))
    let good = BodyEnvelope.wrapStored([1, 2, 3])
    let craft = { (chunks: [Chunk]) in try pair.craft(ephemeral: ephemeral, chunks) }
    let right = try craft([Chunk(good, 3)])
    let frame = HandmadeFrame.run(0, 1_000)
    let cases: [(String, [UInt8], SealingError.Code)] = [
      ("empty", [], .notKarvan),
      ("magic of a later version", replacing(right, at: 3, with: [0x32]), .notKarvan),
      ("unknown kind", replacing(right, at: 4, with: [9]), .badPreamble),
      ("a flag is set", replacing(right, at: 5, with: [1]), .badPreamble),
      ("handshake message too short", replacing(right, at: 6, with: [0, 127]), .badPreamble),
      ("invite id in an exchange", replacing(right, at: 39, with: [1]), .badPreamble),
      ("filling is not zero", replacing(right, at: 63, with: [1]), .badPreamble),
      ("cut in the handshake", Array(right[..<150]), .truncated),
      ("another workspace", replacing(right, at: 8, with: [0]), .wrongWorkspace),
      ("unknown exchange key", replacing(right, at: 24, with: [0]), .unknownExchangeKey),
      (
        "ephemeral of small order",
        replacing(right, at: 64, with: .init(repeating: 0, count: 32)), .weakPublicKey
      ),
      ("altered handshake", replacing(right, at: 180, with: [right[180] ^ 1]), .handshakeFailed),
      (
        "altered last byte",
        replacing(right, at: right.count - 1, with: [(right.last ?? 0) ^ 1]), .streamFailed
      ),
      (
        "no signature",
        try pair.craft(signature: false, ephemeral: ephemeral, [Chunk(good, 3)]), .badSignature
      ),
      ("no FINAL", try craft([Chunk(good, 0)]), .truncated),
      ("cut in a chunk", Array(right.dropLast(1)), .truncated),
      ("a byte after FINAL", right + [0], .trailingBytes),
      ("a chunk after FINAL", try craft([Chunk(good, 3), Chunk(good, 3)]), .trailingBytes),
      ("tag PUSH", try craft([Chunk(good, 1)]), .badChunk),
      ("tag REKEY", try craft([Chunk(good, 2)]), .badChunk),
      ("empty chunk in the middle", try craft([Chunk([], 0), Chunk(good, 3)]), .badChunk),
      ("empty chunk at the end", try craft([Chunk(good, 0), Chunk([], 3)]), .badChunk),
      ("chunk length over the limit", try overlong(craft([])), .oversized),
      ("unknown body form", try craft([Chunk(replacing(good, at: 0, with: [2]), 3)]), .badBody),
      ("no padding", try craft([Chunk([0, 1, 2, 3], 3)]), .badBody),
      ("padding of zeros", try craft([Chunk(.init(repeating: 0, count: 256), 3)]), .badBody),
      (
        "expands to less than promised",
        try craft([Chunk(BodyEnvelope.wrapCompressed(frame, length: 1_001), 3)]), .badCompression
      ),
      (
        "two frames",
        try craft([Chunk(BodyEnvelope.wrapCompressed(frame + frame, length: 1_000), 3)]),
        .badCompression
      ),
      (
        "promises over the limit",
        try craft([Chunk(BodyEnvelope.wrapCompressed(frame, length: (64 << 20) + 1), 3)]),
        .oversized
      ),
    ]
    return cases.map { name, bytes, code in
      Rejected(
        name: name, exchange: "exchange", side: "request", bytes: text(bytes), code: code.rawValue)
    }
  }

  /// Answers to the request of the vector "exchange".
  static func rejectedAnswers(_ exchange: Exchange) throws -> [Rejected] {
    let right = hex(exchange.answer.bytes)
    let pair = try Pair(label: "exchange")
    // The office read other bytes after the handshake than the device sent.
    let altered = try OfficeExchange(
      request: hex(exchange.request.bytes) + [0], keys: pair.officeKeys
    ).readMessage().answer(
      payload: [], envelope: BodyEnvelope.wrapStored([]),
      random: FixedRandom([
        Fixed.bytes("altered ephemeral", 32), Fixed.bytes("altered seed", 32),
        Fixed.bytes("altered header", 24),
      ]).source)
    let cases: [(String, [UInt8], SealingError.Code)] = [
      ("a web page", Array("<!DOCTYPE html><title>Sign in</title>".utf8), .notKarvan),
      ("the request itself", hex(exchange.request.bytes), .wrongRequest),
      (
        "answer to an enrolment",
        replacing(replacing(right, at: 4, with: [0x82]), at: 39, with: [1]), .wrongRequest
      ),
      ("altered handshake", replacing(right, at: 100, with: [right[100] ^ 1]), .handshakeFailed),
      ("answer to an altered request", altered, .wrongRequest),
      ("cut in the stream", Array(right.dropLast(1)), .truncated),
      ("a byte after FINAL", right + [0], .trailingBytes),
    ]
    return cases.map { name, bytes, code in
      Rejected(
        name: name, exchange: "exchange", side: "answer", bytes: text(bytes), code: code.rawValue)
    }
  }

  static func replacing(_ bytes: [UInt8], at offset: Int, with part: [UInt8]) -> [UInt8] {
    Array(bytes[..<offset]) + part + Array(bytes[(offset + part.count)...])
  }

  /// A right beginning and a chunk that says to be one byte too long.
  private static func overlong(_ start: [UInt8]) throws -> [UInt8] {
    start + [0, 1, 0, 18] + [UInt8](repeating: 0, count: 32)
  }
}
