// SPDX-License-Identifier: Apache-2.0

/// The keys with which a device speaks.
public struct DeviceKeys: Sendable, Equatable {
  /// Its X25519 static key, for the handshake only.
  public let exchange: DHKeyPair
  /// Its Ed25519 key, with which it signs each request.
  public let signing: SigningKeyPair

  /// The two keys together.
  public init(exchange: DHKeyPair, signing: SigningKeyPair) {
    self.exchange = exchange
    self.signing = signing
  }

  /// Two fresh keys.
  public static func generate() -> DeviceKeys {
    DeviceKeys(exchange: .generate(), signing: .generate())
  }
}

/// Whom a device speaks to and as what.
public struct ExchangeTarget: Sendable {
  /// The workspace.
  public let workspace: Octets16
  /// The office's current exchange key, taken from a verified certificate.
  public let office: DHPublicKey
  /// The invite, for an enrolment.
  public let invite: Invite?
  private var isAboutContents = false

  /// An exchange where `invite` is nil, otherwise an enrolment.
  public init(workspace: Octets16, office: DHPublicKey, invite: Invite? = nil) {
    self.workspace = workspace
    self.office = office
    self.invite = invite
  }

  /// The same office, for a request about contents.
  public var forContents: ExchangeTarget {
    var target = self
    target.isAboutContents = true
    return target
  }

  private var kind: ExchangeKind {
    if invite != nil { return .enrol }
    return isAboutContents ? .contents : .exchange
  }

  func preamble(messageLength: Int) -> ExchangePreamble {
    ExchangePreamble(
      kind: kind, messageLength: UInt16(messageLength), workspace: workspace,
      exchangeKeyID: office.id, inviteID: invite?.id ?? 0)
  }
}

/// What the other side sent: the handshake's payload and the stream's body.
public struct ExchangeContent: Sendable, Hashable {
  /// The payload of the handshake message.
  public let payload: [UInt8]
  /// The body, decompressed; empty where the office refused.
  public let body: [UInt8]
}

/// One exchange on the device: makes the request, and opens its answer and no other.
///
/// Limits: `ExchangeLimits`. A retry is a new exchange with the same payload and body.
public struct DeviceExchange: Sendable {
  /// The whole body of the HTTP request; empty in one that was kept and taken up again.
  public let request: [UInt8]
  /// BLAKE2b-256 of the request.
  public let requestHash: Octets32
  let preamble: ExchangePreamble
  let handshake: NoiseInitiator

  /// Makes a request; throws `weakPublicKey`, or `oversized` past `limit` bytes.
  public init(
    to target: ExchangeTarget, keys: DeviceKeys, payload: [UInt8], body: [UInt8],
    limit: Int = ExchangeLimits.requestBytes
  ) throws(SealingError) {
    try self.init(
      to: target, keys: keys, payload: payload, envelope: try BodyEnvelope.wrap(body),
      random: .system, limit: limit)
  }

  /// Makes a request of an envelope as it is, with the random bytes of a source.
  package init(
    to target: ExchangeTarget, keys: DeviceKeys, payload: [UInt8], envelope: [UInt8],
    random: RandomSource, limit: Int = ExchangeLimits.requestBytes
  ) throws(SealingError) {
    try ExchangeMessage.checkPayload(payload)
    let ephemeral = DHKeyPair.generate(from: random)
    var secretPayload = random.bytes(ExchangeMessage.seedLength)
    let seed = SecretBytes(copying: secretPayload)
    secretPayload.append(contentsOf: payload)
    defer { secretPayload.wipe() }
    preamble = target.preamble(messageLength: NoiseIK.message1Overhead + secretPayload.count)
    var message: [UInt8] = []
    handshake = try NoiseInitiator(
      prologue: preamble.prologue, staticKey: keys.exchange, responder: target.office,
      psk: target.invite?.key(workspace: target.workspace).secret, ephemeral: ephemeral,
      payload: secretPayload, message: &message)
    var request = preamble.bytes + message
    let transcript = handshake.transcript
    ExchangeMessage.appendStream(
      key: StreamKey.up(seed: seed, transcript: transcript),
      header: random.bytes(SecretStream.headerLength),
      signature: keys.signing.sign(ExchangeMessage.signed(transcript)), envelope: envelope,
      to: &request)
    try ExchangeMessage.checkLength(request, limit: limit)
    self.request = request
    requestHash = blake2b256(request)
  }

  /// The same exchange later: it opens answers and has nothing to send.
  init(awaiting requestHash: Octets32, preamble: ExchangePreamble, handshake: NoiseInitiator) {
    request = []
    self.requestHash = requestHash
    self.preamble = preamble
    self.handshake = handshake
  }

  /// Opens the answer to this request.
  ///
  /// Errors in order: `oversized`, `notKarvan` (a sign-in page, say), `truncated`, `badPreamble`,
  /// `wrongRequest`, `weakPublicKey`, `handshakeFailed` (also another request's answer),
  /// `wrongRequest`, then the stream's and the body's.
  public func open(
    _ answer: [UInt8], limit: Int = ExchangeLimits.answerBytes
  ) throws(SealingError) -> ExchangeContent {
    try ExchangeMessage.checkLength(answer, limit: limit)
    let header = try ExchangePreamble(decoding: answer)
    guard
      let kind = preamble.kind.answer,
      header == preamble.answering(kind: kind, messageLength: header.messageLength)
    else { throw SealingError(.wrongRequest, "the answer is to another kind of request") }
    var reader = ByteReader(answer, at: ExchangePreamble.encodedCount)
    var handshake = handshake
    var secretPayload = try handshake.readMessage2(try reader.slice(Int(header.messageLength)))
    defer { secretPayload.wipe() }
    var fields = ByteReader(secretPayload)
    let seed = SecretBytes(copying: try fields.slice(ExchangeMessage.seedLength))
    guard try fields.octets() == requestHash else {
      throw SealingError(.wrongRequest, "the answer is to another request, or it was altered")
    }
    let key = StreamKey.down(seed: seed, transcript: handshake.transcript, request: requestHash)
    let stream = SecretStream(
      key: key, header: Array(try reader.slice(SecretStream.headerLength)))
    let envelope = try stream.openAll(&reader, of: answer)
    return ExchangeContent(
      payload: Array(try fields.slice(fields.remaining)),
      body: try BodyEnvelope.unwrap(envelope))
  }
}
