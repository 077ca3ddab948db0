// SPDX-License-Identifier: Apache-2.0

/// The form of a snapshot's file (P-075): chunks of one size, each sealed by itself.
public enum SnapshotLayout {
  /// The plain bytes of every chunk but the last, which has 1 to so many.
  public static let plainBytes = 65_536
  /// The sealed bytes of every chunk but the last.
  public static let sealedBytes = plainBytes + AEAD.tagLength
  /// The most plain bytes of one frame.
  public static let frameBytes = ExchangeLimits.expandedBytes

  /// How many chunks a file of a size has; nil where no file has that size.
  public static func chunks(in size: UInt64) -> UInt64? {
    let rest = size % UInt64(sealedBytes)
    guard size > 0, rest == 0 || rest > UInt64(AEAD.tagLength) else { return nil }
    return size / UInt64(sealedBytes) + (rest == 0 ? 0 : 1)
  }
}

/// Seals and opens the chunks of one snapshot.
///
/// XChaCha20-Poly1305; the key serves this snapshot only, so the nonce is the number of the chunk.
/// What a chunk belongs to, its number, and whether it is the last are bound to it: any range can
/// be checked by itself, and two snapshots never mix.
public struct SnapshotSeal: Sendable {
  private let id: Octets16
  private let key: SnapshotKey

  /// The seal of a snapshot.
  public init(id: Octets16, key: SnapshotKey) {
    self.id = id
    self.key = key
  }

  /// Seals a chunk.
  public func seal(_ plaintext: [UInt8], index: UInt64, isLast: Bool) -> [UInt8] {
    AEAD.sealXChaCha(
      plaintext, data: data(index, isLast), nonce: Self.nonce(index), key: key.secret)
  }

  /// Opens a chunk; throws `snapshotFailed` for any other than this one.
  public func open(
    _ sealed: ArraySlice<UInt8>, index: UInt64, isLast: Bool
  ) throws(SealingError) -> [UInt8] {
    let plaintext = AEAD.openXChaCha(
      sealed, data: data(index, isLast), nonce: Self.nonce(index), key: key.secret)
    guard let plaintext, !plaintext.isEmpty,
      isLast || plaintext.count == SnapshotLayout.plainBytes,
      plaintext.count <= SnapshotLayout.plainBytes
    else { throw SealingError(.snapshotFailed, "chunk \(index) is not that of this snapshot") }
    return plaintext
  }

  private func data(_ index: UInt64, _ isLast: Bool) -> [UInt8] {
    var data = Domain.snapshotChunk.joined(id.bytes)
    data.append(bigEndian: index)
    data.append(isLast ? 1 : 0)
    return data
  }

  private static func nonce(_ index: UInt64) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: 16)
    nonce.append(bigEndian: index)
    return nonce
  }
}
