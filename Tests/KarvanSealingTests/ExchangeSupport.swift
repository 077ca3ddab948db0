// SPDX-License-Identifier: Apache-2.0
@testable import KarvanSealing

/// An office and a device that know each other.
struct Pair {
  let workspace: Octets16
  let office: DHKeyPair
  let device: DeviceKeys
  let invite: Invite

  init() {
    workspace = .random()
    office = .generate()
    device = .generate()
    invite = .generate()
  }

  /// The same keys each time, for vector files.
  init(label: String) throws {
    workspace = try Octets16(Fixed.bytes("\(label) workspace", 16))
    office = try DHKeyPair(exposedBytes: Fixed.bytes("\(label) office", 32))
    device = DeviceKeys(
      exchange: try DHKeyPair(exposedBytes: Fixed.bytes("\(label) device", 32)),
      signing: try SigningKeyPair(exposedBytes: Fixed.bytes("\(label) signing", 32)))
    invite = Invite.generate(from: FixedRandom([Fixed.bytes("\(label) invite", 22)]).source)
  }

  var officeKeys: OfficeKeys { OfficeKeys(workspace: workspace, exchangeKeys: [office]) }

  var target: ExchangeTarget { ExchangeTarget(workspace: workspace, office: office.publicKey) }

  func request(_ payload: [UInt8] = [1], _ body: [UInt8] = [2]) throws -> DeviceExchange {
    try DeviceExchange(to: target, keys: device, payload: payload, body: body)
  }

  /// The office's whole reading of a request.
  func receive(_ request: [UInt8]) throws -> OfficeExchange.Request {
    try OfficeExchange(request: request, keys: officeKeys).readMessage()
      .openBody(signedBy: device.signing.verifyKey)
  }

  /// A request whose handshake is right and whose chunks are whatever the test wants.
  func craft(
    signature: Bool = true, ephemeral: DHKeyPair = .generate(), _ chunks: [Chunk]
  ) throws -> [UInt8] {
    let seed = [UInt8](repeating: 5, count: 32)
    let preamble = target.preamble(messageLength: NoiseIK.message1Overhead + seed.count)
    var message: [UInt8] = []
    let noise = try NoiseInitiator(
      prologue: preamble.prologue, staticKey: device.exchange, responder: office.publicKey,
      psk: nil, ephemeral: ephemeral, payload: seed, message: &message)
    let header = [UInt8](repeating: 6, count: SecretStream.headerLength)
    let stream = SecretStream(
      key: StreamKey.up(seed: SecretBytes(copying: seed), transcript: noise.transcript),
      header: header)
    var bytes = preamble.bytes + message + header
    if signature {
      let signed = device.signing.sign(ExchangeMessage.signed(noise.transcript))
      bytes += stream.chunk(Chunk(signed.bytes, 0))
    }
    for chunk in chunks { bytes += stream.chunk(chunk) }
    return bytes
  }
}

/// Bytes that are random to look at and the same each time.
enum Fixed {
  static func bytes(_ label: String, _ count: Int) -> [UInt8] {
    let hash: Octets64 = Blake2b.hash(Array("vector \(label)".utf8))
    return Array(hash.bytes.prefix(count))
  }
}

/// One chunk with any tag.
struct Chunk {
  let bytes: [UInt8]
  let tag: UInt8

  init(_ bytes: [UInt8], _ tag: UInt8) {
    self.bytes = bytes
    self.tag = tag
  }
}

extension SecretStream {
  func chunk(_ chunk: Chunk) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: chunk.bytes.count + 21)
    sealChunk(chunk.bytes, chunk.bytes.count, tag: chunk.tag, &target)
    return target
  }
}
