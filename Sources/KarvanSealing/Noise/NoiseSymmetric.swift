// SPDX-License-Identifier: Apache-2.0

/// Noise's SymmetricState: chaining key, transcript hash and the current cipher.
struct NoiseSymmetric: Sendable {
  private(set) var chainingKey: SecretBytes
  private(set) var transcript: [UInt8]
  private var cipher: NoiseCipher?

  init(protocolName: String, prologue: [UInt8]) {
    let name = Array(protocolName.utf8)
    precondition(name.count <= NoiseHash.length)
    transcript = name + repeatElement(0, count: NoiseHash.length - name.count)
    chainingKey = SecretBytes(copying: transcript)
    mixHash(prologue)
  }

  /// The state between two messages: the next token mixes a new key before anything is opened.
  init(chainingKey: SecretBytes, transcript: [UInt8]) {
    self.chainingKey = chainingKey
    self.transcript = transcript
  }

  mutating func mixHash(_ bytes: some Collection<UInt8>) {
    transcript = NoiseHash.hash(transcript + bytes)
  }

  mutating func mixKey(_ input: SecretBytes) {
    let outputs = NoiseHash.hkdf(chainingKey: chainingKey, input, count: 2)
    chainingKey = outputs[0]
    cipher = NoiseCipher(key: outputs[1].part(0..<32))
  }

  mutating func mixKeyAndHash(_ psk: SecretBytes) {
    let outputs = NoiseHash.hkdf(chainingKey: chainingKey, psk, count: 3)
    chainingKey = outputs[0]
    mixHash(outputs[1].exposedBytes)
    cipher = NoiseCipher(key: outputs[2].part(0..<32))
  }

  /// Both patterns have mixed a key before anything is encrypted.
  mutating func encryptAndHash(_ plaintext: [UInt8]) -> [UInt8] {
    guard var cipher else { preconditionFailure("IK encrypts nothing before its first key") }
    let sealed = cipher.encrypt(plaintext, data: transcript)
    self.cipher = cipher
    mixHash(sealed)
    return sealed
  }

  mutating func decryptAndHash(_ sealed: ArraySlice<UInt8>) throws(SealingError) -> [UInt8] {
    guard var cipher else { preconditionFailure("IK decrypts nothing before its first key") }
    let plaintext = try cipher.decrypt(sealed, data: transcript)
    self.cipher = cipher
    mixHash(sealed)
    return plaintext
  }

  /// The ciphers of the transport phase: initiator's, then responder's.
  func split() -> (NoiseCipher, NoiseCipher) {
    let empty = SecretBytes(copying: [])
    let outputs = NoiseHash.hkdf(chainingKey: chainingKey, empty, count: 2)
    return (
      NoiseCipher(key: outputs[0].part(0..<32)), NoiseCipher(key: outputs[1].part(0..<32))
    )
  }
}
