// SPDX-License-Identifier: Apache-2.0

/// HMAC and HKDF over BLAKE2b as Noise defines them (revision 34, 4.3 and 5.1): block 128, output
/// 64. This is RFC 2104 around the plain hash, not BLAKE2b's own keyed mode.
enum NoiseHash {
  static let length = 64
  private static let block = 128

  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    let value: Octets64 = Blake2b.hash(bytes)
    return value.bytes
  }

  /// HMAC-BLAKE2b of `secret` ‖ `suffix`, with a key of at most one block, which Noise never
  /// exceeds.
  static func hmac(key: SecretBytes, _ secret: SecretBytes?, _ suffix: [UInt8]) -> SecretBytes {
    precondition(key.count <= block)
    let inner = started(key, 0x36)
    if let secret { inner.update(secret) }
    inner.update(suffix)
    var digest: [UInt8] = inner.finish()
    let outer = started(key, 0x5c)
    outer.update(digest)
    var result: [UInt8] = outer.finish()
    defer {
      digest.wipe()
      result.wipe()
    }
    return SecretBytes(copying: result)
  }

  /// `count` outputs of 64 bytes each.
  static func hkdf(chainingKey: SecretBytes, _ input: SecretBytes, count: Int) -> [SecretBytes] {
    let key = hmac(key: chainingKey, input, [])
    var outputs: [SecretBytes] = []
    for index in 1...count {
      outputs.append(hmac(key: key, outputs.last, [UInt8(index)]))
    }
    return outputs
  }

  /// The hash after one block of the key, filled with zeros and mixed with `value`.
  private static func started(_ key: SecretBytes, _ value: UInt8) -> Blake2b {
    let hash = Blake2b(length: length)
    hash.update(
      SecretBytes(count: block) { target in
        withExtendedLifetime(key) { target.update(from: key.pointer, count: key.count) }
        for index in 0..<block { target[index] ^= value }
      })
    return hash
  }
}
