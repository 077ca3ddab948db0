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

  /// HMAC-BLAKE2b with a key of at most one block, which Noise never exceeds.
  static func hmac(key: SecretBytes, _ input: [UInt8]) -> SecretBytes {
    precondition(key.count <= block)
    let inner = Blake2b(length: length)
    inner.update(pad(key, 0x36))
    inner.update(input)
    var digest: [UInt8] = inner.finish()
    let outer = Blake2b(length: length)
    outer.update(pad(key, 0x5c))
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
    var material = input.exposedBytes
    defer { material.wipe() }
    let key = hmac(key: chainingKey, material)
    var outputs: [SecretBytes] = []
    for index in 1...count {
      var block = outputs.last?.exposedBytes ?? []
      block.append(UInt8(index))
      outputs.append(hmac(key: key, block))
      block.wipe()
    }
    return outputs
  }

  private static func pad(_ key: SecretBytes, _ value: UInt8) -> [UInt8] {
    var padded = key.exposedBytes
    for index in padded.indices { padded[index] ^= value }
    padded.append(contentsOf: repeatElement(value, count: block - padded.count))
    return padded
  }
}
