// SPDX-License-Identifier: Apache-2.0

/// Noise's CipherState with ChaCha20-Poly1305: the nonce is four zero bytes and a little-endian
/// counter.
struct NoiseCipher: Sendable {
  private let key: SecretBytes
  private var counter: UInt64 = 0

  init(key: SecretBytes) {
    precondition(key.count == 32)
    self.key = key
  }

  mutating func encrypt(_ plaintext: [UInt8], data: [UInt8]) -> [UInt8] {
    AEAD.sealChaCha(plaintext, data: data, nonce: nextNonce(), key: key)
  }

  mutating func decrypt(_ sealed: ArraySlice<UInt8>, data: [UInt8]) throws(SealingError) -> [UInt8]
  {
    let plaintext = AEAD.openChaCha(sealed, data: data, nonce: nextNonce(), key: key)
    guard let plaintext else {
      throw SealingError(
        .handshakeFailed, "the handshake was altered, or made with other keys or for another side")
    }
    return plaintext
  }

  private mutating func nextNonce() -> [UInt8] {
    precondition(counter < UInt64.max, "a Noise key must not be used for ever")
    defer { counter += 1 }
    return [0, 0, 0, 0] + withUnsafeBytes(of: counter.littleEndian) { [UInt8]($0) }
  }
}
