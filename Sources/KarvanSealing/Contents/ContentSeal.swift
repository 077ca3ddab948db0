// SPDX-License-Identifier: Apache-2.0

/// Seals and opens the parts of one content at rest.
///
/// XChaCha20-Poly1305. The key serves this content only, and a chunk of a content has always the
/// same bytes, so the nonce is the number of the chunk: no two plaintexts ever share one.
struct ContentSeal: Sendable {
  /// The number of the manifest, where a chunk's would stand.
  private static let manifestNumber = UInt64.max

  private let address: Octets32
  private let key: SecretBytes

  /// BLAKE2b-256(key: vault key, "karvan/1 content key" ‖ address).
  init(address: Octets32, vault: VaultKey) {
    self.address = address
    key = Blake2b.derive(from: vault.secret, Domain.contentKey.joined(address.bytes))
  }

  func seal(_ manifest: ContentManifest) -> [UInt8] {
    seal(manifest.bytes, number: Self.manifestNumber)
  }

  func seal(_ chunk: [UInt8], number: Int) -> [UInt8] { seal(chunk, number: UInt64(number)) }

  func manifest(_ sealed: [UInt8]) throws(SealingError) -> ContentManifest {
    guard let bytes = open(sealed, number: Self.manifestNumber) else {
      throw SealingError(.contentFailed, "the manifest was altered")
    }
    return try ContentManifest(decoding: bytes, address: address)
  }

  /// The chunk, nil where anything was altered.
  func chunk(_ sealed: [UInt8], number: Int) -> [UInt8]? { open(sealed, number: UInt64(number)) }

  private func seal(_ plaintext: [UInt8], number: UInt64) -> [UInt8] {
    AEAD.sealXChaCha(plaintext, data: data(number), nonce: Self.nonce(number), key: key)
  }

  private func open(_ sealed: [UInt8], number: UInt64) -> [UInt8]? {
    AEAD.openXChaCha(sealed[...], data: data(number), nonce: Self.nonce(number), key: key)
  }

  private func data(_ number: UInt64) -> [UInt8] {
    var data = Domain.contentChunk.joined(address.bytes)
    data.append(bigEndian: number)
    return data
  }

  private static func nonce(_ number: UInt64) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: 16)
    nonce.append(bigEndian: number)
    return nonce
  }
}
