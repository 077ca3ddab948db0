// SPDX-License-Identifier: Apache-2.0

/// Seals and opens the segments of one device and epoch.
///
/// The cipher's key is BLAKE2b-256(key: commit key, "karvan/1 segment key"). The nonce is
/// BLAKE2b-192 of random 32 ‖ header ‖ plaintext under BLAKE2b-256(key: commit key, "karvan/1
/// segment nonce"): two clones of a machine that draw the same random bytes still never seal
/// different contents under one nonce.
public struct SegmentSeal: Sendable {
  static let nonceLength = 24
  static let overhead = nonceLength + AEAD.tagLength
  private let sealKey: SecretBytes
  private let nonceKey: SecretBytes

  /// The seal under a device's key.
  public init(_ key: CommitKey) {
    sealKey = Blake2b.derive(from: key.secret, Domain.segmentKey.joined())
    nonceKey = Blake2b.derive(from: key.secret, Domain.segmentNonceKey.joined())
  }

  /// Compresses and seals; the header's `plainLength` is filled in. Throws `badSegmentHeader`
  /// where a number or the plaintext is out of `SegmentLimits`.
  public func seal(
    _ plaintext: [UInt8], header: SegmentHeader
  ) throws(SealingError) -> SealedSegment {
    try seal(
      plaintext, packed: Zstd.compress(plaintext), header: header, random: .system)
  }

  func seal(
    _ plaintext: [UInt8], packed: [UInt8], header: SegmentHeader, random: RandomSource
  ) throws(SealingError) -> SealedSegment {
    guard plaintext.count <= SegmentLimits.plainBytes else {
      throw SealingError(.badSegmentHeader, "a segment of \(plaintext.count) plain bytes")
    }
    var header = header
    header.plainLength = UInt32(plaintext.count)
    try header.check()
    let headerBytes = header.bytes
    let hash = Blake2b(length: Self.nonceLength, key: nonceKey)
    hash.update(random.bytes(32))
    hash.update(headerBytes)
    hash.update(plaintext)
    let nonce: [UInt8] = hash.finish()
    let sealed = AEAD.sealXChaCha(packed, data: headerBytes, nonce: nonce, key: sealKey)
    return SealedSegment(header: header, bytes: headerBytes + nonce + sealed)
  }

  /// Opens; throws `segmentFailed` (altered, or another key) or `badCompression`.
  ///
  /// That the segment belongs here (workspace, device, replica, number, epoch, chain) is for the
  /// caller to compare with `segment.header`, which is proven once this returns.
  public func open(_ segment: SealedSegment) throws(SealingError) -> [UInt8] {
    let start = SegmentHeader.encodedCount
    let nonce = Array(segment.bytes[start..<(start + Self.nonceLength)])
    let packed = AEAD.openXChaCha(
      segment.bytes[(start + Self.nonceLength)...], data: Array(segment.bytes[..<start]),
      nonce: nonce, key: sealKey)
    guard let packed else {
      throw SealingError(.segmentFailed, "the segment was altered or sealed with another key")
    }
    return try Zstd.expand(
      packed[...], length: Int(segment.header.plainLength), limit: SegmentLimits.plainBytes)
  }
}
