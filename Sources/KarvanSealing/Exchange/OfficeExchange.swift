// SPDX-License-Identifier: Apache-2.0

/// The exchange keys of an office, the newest and those that devices may still use.
public struct OfficeKeys: Sendable {
  /// The workspace that the office serves.
  public let workspace: Octets16
  private let pairs: [Octets8: DHKeyPair]

  /// The keys that requests may use.
  public init(workspace: Octets16, exchangeKeys: [DHKeyPair]) {
    self.workspace = workspace
    pairs = Dictionary(
      exchangeKeys.map { ($0.publicKey.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func pair(_ id: Octets8) -> DHKeyPair? { pairs[id] }
}

/// One exchange on the office, in steps that cost more as they know more.
///
/// 1. `init`: lengths, magic, kind, workspace, key id; nothing on the curve.
/// 2. `readMessage`: the handshake, which proves the device's static key.
/// 3. `Handshake.openBody`: the signature and the body.
/// 4. `Request.answer`, or `Handshake.refuse` where the device gets a verdict and nothing else.
public struct OfficeExchange: Sendable {
  /// What the request says in clear.
  public let preamble: ExchangePreamble
  /// BLAKE2b-256 of the whole request, computed at each call.
  public var requestHash: Octets32 { blake2b256(request) }
  private let request: [UInt8]
  private let pair: DHKeyPair
  private let answerLimit: Int

  /// The cheap checks, in order: `oversized`, `notKarvan`, `truncated`, `badPreamble`,
  /// `wrongWorkspace`, `unknownExchangeKey`. `isFile` where it travels as a file: it may be longer.
  public init(request: [UInt8], keys: OfficeKeys, isFile: Bool = false) throws(SealingError) {
    try ExchangeMessage.checkLength(
      request, limit: isFile ? ExchangeLimits.fileBytes : ExchangeLimits.requestBytes)
    answerLimit = isFile ? ExchangeLimits.fileBytes : ExchangeLimits.answerBytes
    preamble = try ExchangePreamble(decoding: request)
    guard preamble.kind.answer != nil else {
      throw SealingError(.badPreamble, "an answer came as a request")
    }
    let least = ExchangePreamble.encodedCount + Int(preamble.messageLength)
    guard request.count >= least + SecretStream.headerLength else {
      throw SealingError(.truncated, "the request is cut within its handshake")
    }
    guard preamble.workspace == keys.workspace else {
      throw SealingError(.wrongWorkspace, "this office serves another workspace")
    }
    guard let pair = keys.pair(preamble.exchangeKeyID) else {
      throw SealingError(.unknownExchangeKey, "this office has no such exchange key")
    }
    self.request = request
    self.pair = pair
  }

  /// Reads message 1; an enrolment needs the key of the invite that the preamble names, an
  /// exchange takes none.
  ///
  /// Errors: `badPreamble` (key given or not given against the kind), `weakPublicKey`,
  /// `handshakeFailed`.
  public func readMessage(inviteKey: InviteKey? = nil) throws(SealingError) -> Handshake {
    guard (inviteKey != nil) == (preamble.kind == .enrol) else {
      throw SealingError(.badPreamble, "an invite's key belongs to enrolments, and to all of them")
    }
    var reader = ByteReader(request, at: ExchangePreamble.encodedCount)
    let noise = try NoiseResponder(
      prologue: preamble.prologue, staticKey: pair, psk: inviteKey?.secret,
      message: try reader.slice(Int(preamble.messageLength)))
    return Handshake(
      preamble: preamble, request: request, requestHash: requestHash, noise: noise,
      answerLimit: answerLimit)
  }
}

extension OfficeExchange {
  /// A request whose sender proved its static key; the body is not read yet.
  public struct Handshake: Sendable {
    /// What the request says in clear.
    public let preamble: ExchangePreamble
    /// BLAKE2b-256 of the whole request.
    public let requestHash: Octets32
    fileprivate let request: [UInt8]
    fileprivate let noise: NoiseResponder
    private let answerLimit: Int

    fileprivate init(
      preamble: ExchangePreamble, request: [UInt8], requestHash: Octets32, noise: NoiseResponder,
      answerLimit: Int
    ) {
      self.answerLimit = answerLimit
      self.preamble = preamble
      self.request = request
      self.requestHash = requestHash
      self.noise = noise
    }

    /// The device's static key: by it the caller finds the device.
    public var deviceKey: DHPublicKey { noise.remoteStatic }

    /// The payload of message 1.
    public var payload: [UInt8] { Array(noise.payload.dropFirst(ExchangeMessage.seedLength)) }

    /// Opens the stream: the signature first, then the body up to its end.
    ///
    /// `verifyKey` is the device's, known since its enrolment; only an enrolling device's own is
    /// taken from its payload. Errors: `truncated`, `oversized`, `badChunk`, `streamFailed`,
    /// `badSignature`, `trailingBytes`, `badBody`, `badCompression`.
    public func openBody(signedBy verifyKey: VerifyKey) throws(SealingError) -> Request {
      let offset = ExchangePreamble.encodedCount + Int(preamble.messageLength)
      var reader = ByteReader(request, at: offset)
      let seed = SecretBytes(copying: noise.payload.prefix(ExchangeMessage.seedLength))
      let stream = SecretStream(
        key: StreamKey.up(seed: seed, transcript: noise.transcript),
        header: Array(try reader.slice(SecretStream.headerLength)))
      let signature = try Self.signature(stream, &reader, request)
      guard verifyKey.verifies(signature, of: ExchangeMessage.signed(noise.transcript)) else {
        throw SealingError(.badSignature, "the request is not signed by its device")
      }
      let envelope = try stream.openAll(&reader, of: request)
      return Request(handshake: self, body: try BodyEnvelope.unwrap(envelope))
    }

    private static func signature(
      _ stream: SecretStream, _ reader: inout ByteReader, _ request: [UInt8]
    ) throws(SealingError) -> Octets64 {
      var frame = [UInt8](repeating: 0, count: ExchangeLimits.chunkBytes)
      let chunk = try stream.open(&reader, of: request, into: &frame)
      guard chunk.count == Octets64.count, !chunk.final else {
        throw SealingError(.badSignature, "the first chunk is not a signature")
      }
      return try Octets64(frame[..<chunk.count])
    }

    /// An answer with a payload and an empty body, for a device that gets no more than a verdict.
    public func refuse(payload: [UInt8]) throws(SealingError) -> [UInt8] {
      try answer(payload: payload, envelope: try BodyEnvelope.wrap([]), random: .system)
    }

    /// Seals an envelope as it is, with the random bytes of a source.
    package func answer(
      payload: [UInt8], envelope: [UInt8], random: RandomSource
    ) throws(SealingError) -> [UInt8] {
      try ExchangeMessage.checkPayload(payload)
      guard let kind = preamble.kind.answer else {
        throw SealingError(.badPreamble, "an answer has no answer")
      }
      let ephemeral = DHKeyPair.generate(from: random)
      var secretPayload = random.bytes(ExchangeMessage.seedLength)
      let seed = SecretBytes(copying: secretPayload)
      secretPayload.append(requestHash)
      secretPayload.append(contentsOf: payload)
      defer { secretPayload.wipe() }
      var noise = noise
      let message = try noise.writeMessage2(payload: secretPayload, ephemeral: ephemeral)
      let header = preamble.answering(kind: kind, messageLength: UInt16(message.count))
      var answer = header.bytes + message
      let key = StreamKey.down(seed: seed, transcript: noise.transcript, request: requestHash)
      ExchangeMessage.appendStream(
        key: key, header: random.bytes(SecretStream.headerLength), signature: nil,
        envelope: envelope, to: &answer)
      try ExchangeMessage.checkLength(answer, limit: answerLimit)
      return answer
    }
  }

  /// A request that was signed by its device and read to its end.
  public struct Request: Sendable {
    /// The handshake that it came with.
    public let handshake: Handshake
    /// The body, decompressed.
    public let body: [UInt8]

    fileprivate init(handshake: Handshake, body: [UInt8]) {
      self.handshake = handshake
      self.body = body
    }

    /// Seals the answer; throws `oversized` past the limit of its way.
    public func answer(payload: [UInt8], body: [UInt8]) throws(SealingError) -> [UInt8] {
      try handshake.answer(
        payload: payload, envelope: try BodyEnvelope.wrap(body), random: .system)
    }
  }
}
