// SPDX-License-Identifier: Apache-2.0

/// Noise `IK` and `IKpsk1`, suite `25519_ChaChaPoly_BLAKE2b` (revision 34 of the specification).
///
///     <- s
///     -> e, es, s, ss [, psk]
///     <- e, ee, se
enum NoiseIK {
  /// Bytes that message 1 adds to its payload: ephemeral, static with tag, tag.
  static let message1Overhead = 32 + 48 + 16
  /// Bytes that message 2 adds to its payload: ephemeral, tag.
  static let message2Overhead = 32 + 16
  /// The longest message that Noise allows.
  static let messageLimit = 65_535

  static func start(
    prologue: [UInt8], responder: DHPublicKey, psk: SecretBytes?
  ) -> NoiseSymmetric {
    let pattern = psk == nil ? "IK" : "IKpsk1"
    var symmetric = NoiseSymmetric(
      protocolName: "Noise_\(pattern)_25519_ChaChaPoly_BLAKE2b", prologue: prologue)
    symmetric.mixHash(responder.bytes)
    return symmetric
  }

  /// The token `e`: with a psk the ephemeral also goes into the key.
  static func mixEphemeral(_ key: DHPublicKey, _ symmetric: inout NoiseSymmetric, psk: Bool) {
    symmetric.mixHash(key.bytes)
    if psk { symmetric.mixKey(SecretBytes(copying: key.bytes)) }
  }
}

/// The device's side after message 1.
struct NoiseInitiator: Sendable {
  private var symmetric: NoiseSymmetric
  private let staticKey: DHKeyPair
  let ephemeral: DHKeyPair
  private let psk: SecretBytes?

  /// Waits for message 2 with what was kept after message 1; only where there was no psk.
  init(staticKey: DHKeyPair, ephemeral: DHKeyPair, symmetric: NoiseSymmetric) {
    self.staticKey = staticKey
    self.ephemeral = ephemeral
    self.symmetric = symmetric
    psk = nil
  }

  /// Writes message 1.
  init(
    prologue: [UInt8], staticKey: DHKeyPair, responder: DHPublicKey, psk: SecretBytes?,
    ephemeral: DHKeyPair, payload: [UInt8], message: inout [UInt8]
  ) throws(SealingError) {
    self.staticKey = staticKey
    self.ephemeral = ephemeral
    self.psk = psk
    var symmetric = NoiseIK.start(prologue: prologue, responder: responder, psk: psk)
    NoiseIK.mixEphemeral(ephemeral.publicKey, &symmetric, psk: psk != nil)
    symmetric.mixKey(try ephemeral.sharedSecret(with: responder))
    message = ephemeral.publicKey.bytes
    message += symmetric.encryptAndHash(staticKey.publicKey.bytes)
    symmetric.mixKey(try staticKey.sharedSecret(with: responder))
    if let psk { symmetric.mixKeyAndHash(psk) }
    message += symmetric.encryptAndHash(payload)
    self.symmetric = symmetric
  }

  /// The handshake hash so far.
  var transcript: [UInt8] { symmetric.transcript }
  /// What the keys of message 2 come from, beside the Diffie-Hellman results.
  var chainingKey: SecretBytes { symmetric.chainingKey }

  /// Reads message 2; the hash afterwards is the hash of the whole handshake.
  mutating func readMessage2(_ message: ArraySlice<UInt8>) throws(SealingError) -> [UInt8] {
    guard message.count >= NoiseIK.message2Overhead else {
      throw SealingError(.truncated, "message 2 of the handshake is cut")
    }
    let remote = DHPublicKey(try Octets32(message.prefix(32)))
    NoiseIK.mixEphemeral(remote, &symmetric, psk: psk != nil)
    symmetric.mixKey(try ephemeral.sharedSecret(with: remote))
    symmetric.mixKey(try staticKey.sharedSecret(with: remote))
    return try symmetric.decryptAndHash(message.dropFirst(32))
  }

  func split() -> (NoiseCipher, NoiseCipher) { symmetric.split() }
}

/// The office's side after message 1.
struct NoiseResponder: Sendable {
  private var symmetric: NoiseSymmetric
  private let remoteEphemeral: DHPublicKey
  private let psk: SecretBytes?
  /// The device's static key, proven by the handshake.
  let remoteStatic: DHPublicKey
  /// What message 1 carried.
  let payload: [UInt8]

  /// Reads message 1.
  init(
    prologue: [UInt8], staticKey: DHKeyPair, psk: SecretBytes?, message: ArraySlice<UInt8>
  ) throws(SealingError) {
    guard message.count >= NoiseIK.message1Overhead else {
      throw SealingError(.truncated, "message 1 of the handshake is cut")
    }
    self.psk = psk
    remoteEphemeral = DHPublicKey(try Octets32(message.prefix(32)))
    var symmetric = NoiseIK.start(prologue: prologue, responder: staticKey.publicKey, psk: psk)
    NoiseIK.mixEphemeral(remoteEphemeral, &symmetric, psk: psk != nil)
    symmetric.mixKey(try staticKey.sharedSecret(with: remoteEphemeral))
    let remote = try symmetric.decryptAndHash(message.dropFirst(32).prefix(48))
    remoteStatic = try DHPublicKey(remote)
    symmetric.mixKey(try staticKey.sharedSecret(with: remoteStatic))
    if let psk { symmetric.mixKeyAndHash(psk) }
    payload = try symmetric.decryptAndHash(message.dropFirst(80))
    self.symmetric = symmetric
  }

  /// The handshake hash so far.
  var transcript: [UInt8] { symmetric.transcript }

  /// Writes message 2.
  mutating func writeMessage2(
    payload: [UInt8], ephemeral: DHKeyPair
  ) throws(SealingError) -> [UInt8] {
    NoiseIK.mixEphemeral(ephemeral.publicKey, &symmetric, psk: psk != nil)
    symmetric.mixKey(try ephemeral.sharedSecret(with: remoteEphemeral))
    symmetric.mixKey(try ephemeral.sharedSecret(with: remoteStatic))
    return ephemeral.publicKey.bytes + symmetric.encryptAndHash(payload)
  }

  func split() -> (NoiseCipher, NoiseCipher) { symmetric.split() }
}
