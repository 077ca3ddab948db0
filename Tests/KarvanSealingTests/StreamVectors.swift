// SPDX-License-Identifier: Apache-2.0
@testable import KarvanSealing

/// `protocol/vectors/streams.json`: whole exchanges from fixed randomness, and what must be
/// refused. Binary values are hexadecimal.
struct StreamVectors: Codable, Equatable {
  struct Half: Codable, Equatable {
    let ephemeralSecret: String
    let streamSeed: String
    let streamHeader: String
    let payload: String
    let body: String
    let envelope: String
    let handshakeHash: String
    let streamKey: String
    let bytes: String
    let hash: String
  }
  struct Exchange: Codable, Equatable {
    let name: String
    let workspace: String
    let officeSecret: String
    let deviceSecret: String
    let deviceSigningSeed: String
    let invite: String?
    let inviteKey: String?
    let request: Half
    let answer: Half
  }
  struct Rejected: Codable, Equatable {
    let name: String
    let exchange: String
    let side: String
    let bytes: String
    let code: String
  }
  let comment: [String]
  struct Accepted: Codable, Equatable {
    let name: String
    let exchange: String
    let bytes: String
    let body: String
  }
  let exchanges: [Exchange]
  let accepted: [Accepted]
  let rejected: [Rejected]
}

/// A body before and after it was wrapped.
struct WrappedBody {
  let body: [UInt8]
  let envelope: [UInt8]

  static func stored(_ body: [UInt8]) -> WrappedBody {
    WrappedBody(body: body, envelope: BodyEnvelope.wrapStored(body))
  }

  static func run(_ byte: UInt8, _ count: Int) -> WrappedBody {
    WrappedBody(
      body: .init(repeating: byte, count: count),
      envelope: BodyEnvelope.wrapCompressed(HandmadeFrame.run(byte, count), length: count))
  }
}

extension StreamVectors {
  static func make() throws -> StreamVectors {
    let exchange = try exchange(
      "exchange", .stored(Array("a few segments".utf8)), .run(0x61, 1_000))
    return StreamVectors(
      comment: [
        "Whole exchanges: the request's bytes follow from the keys and the three random strings.",
        "deviceSigningSeed is the Ed25519 seed; handshakeHash is taken after this half's message.",
        "accepted: other requests to the office of the named exchange, in chunks of other lengths.",
        "rejected: bytes that the named side of the named exchange must refuse, with Karvan's code.",
      ],
      exchanges: [exchange, try enrolment("enrolment")],
      accepted: try acceptedRequests(),
      rejected: try rejectedRequests() + rejectedAnswers(exchange))
  }

  private static func exchange(
    _ name: String, _ up: WrappedBody, _ down: WrappedBody
  ) throws -> Exchange {
    try build(name, Pair(label: name), enrols: false, up, down)
  }

  private static func enrolment(_ name: String) throws -> Exchange {
    try build(name, Pair(label: name), enrols: true, .stored([]), .stored([1, 2, 3]))
  }

  private static func build(
    _ name: String, _ pair: Pair, enrols: Bool, _ up: WrappedBody, _ down: WrappedBody
  ) throws -> Exchange {
    let inviteKey = enrols ? pair.invite.key(workspace: pair.workspace) : nil
    let upRandom = randoms("\(name) up")
    let downRandom = randoms("\(name) down")
    let upPayload = enrols ? pair.device.signing.verifyKey.bytes : Array("\(name) request".utf8)
    let downPayload = Array("\(name) answer".utf8)
    let target = ExchangeTarget(
      workspace: pair.workspace, office: pair.office.publicKey,
      invite: enrols ? pair.invite : nil)
    let device = try DeviceExchange(
      to: target, keys: pair.device, payload: upPayload, envelope: up.envelope,
      random: FixedRandom(upRandom).source)
    let handshake = try OfficeExchange(request: device.request, keys: pair.officeKeys)
      .readMessage(inviteKey: inviteKey)
    let answer = try handshake.answer(
      payload: downPayload, envelope: down.envelope, random: FixedRandom(downRandom).source)
    let transcripts = try self.transcripts(
      pair, target, up: (upRandom, upPayload), answer: answer)
    let keys = (
      StreamKey.up(seed: SecretBytes(copying: upRandom[1]), transcript: transcripts.up),
      StreamKey.down(
        seed: SecretBytes(copying: downRandom[1]), transcript: transcripts.down,
        request: device.requestHash)
    )
    return Exchange(
      name: name, workspace: "\(pair.workspace)", officeSecret: text(pair.office.exposedBytes),
      deviceSecret: text(pair.device.exchange.exposedBytes),
      deviceSigningSeed: text(pair.device.signing.exposedBytes),
      invite: enrols ? pair.invite.exposedCode : nil,
      inviteKey: inviteKey.map { text($0.exposedBytes) },
      request: half(upRandom, upPayload, up, transcripts.up, keys.0, device.request),
      answer: half(downRandom, downPayload, down, transcripts.down, keys.1, answer))
  }

  /// The handshake hashes after each message, by reading both messages as the device does.
  private static func transcripts(
    _ pair: Pair, _ target: ExchangeTarget, up: ([[UInt8]], [UInt8]), answer: [UInt8]
  ) throws -> (up: [UInt8], down: [UInt8]) {
    let payload = up.0[1] + up.1
    var message: [UInt8] = []
    var noise = try NoiseInitiator(
      prologue: target.preamble(messageLength: NoiseIK.message1Overhead + payload.count).prologue,
      staticKey: pair.device.exchange, responder: pair.office.publicKey,
      psk: target.invite?.key(workspace: pair.workspace).secret,
      ephemeral: DHKeyPair(exposedBytes: up.0[0]), payload: payload, message: &message)
    let first = noise.transcript
    let length = Int(try ExchangePreamble(decoding: answer).messageLength)
    _ = try noise.readMessage2(answer[64..<(64 + length)])
    return (first, noise.transcript)
  }

  /// Ephemeral key, stream seed and stream header, in the order in which they are drawn.
  private static func randoms(_ label: String) -> [[UInt8]] {
    [
      Fixed.bytes("\(label) ephemeral", 32), Fixed.bytes("\(label) seed", 32),
      Fixed.bytes("\(label) header", 24),
    ]
  }

  private static func half(
    _ random: [[UInt8]], _ payload: [UInt8], _ body: WrappedBody, _ transcript: [UInt8],
    _ key: SecretBytes, _ bytes: [UInt8]
  ) -> Half {
    Half(
      ephemeralSecret: text(random[0]), streamSeed: text(random[1]), streamHeader: text(random[2]),
      payload: text(payload), body: text(body.body), envelope: text(body.envelope),
      handshakeHash: text(transcript), streamKey: text(key.exposedBytes), bytes: text(bytes),
      hash: "\(blake2b256(bytes))")
  }

  static func text(_ bytes: [UInt8]) -> String { Hexadecimal.text(bytes) }
}
