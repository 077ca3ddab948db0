// SPDX-License-Identifier: Apache-2.0

/// A sealed run of one replica's commits, as it is kept, sent and stored.
///
///     header 116 ‖ nonce 24 ‖ XChaCha20-Poly1305 of one zstd frame ‖ tag 16
public struct SealedSegment: Sendable, Hashable {
  /// All bytes.
  public let bytes: [UInt8]
  /// What it says in clear.
  public let header: SegmentHeader

  /// Takes sealed bytes without a key: `oversized`, `truncated`, `badSegmentHeader`.
  public init(_ bytes: [UInt8]) throws(SealingError) {
    guard bytes.count <= SegmentLimits.sealedBytes else {
      throw SealingError(.oversized, "a segment of \(bytes.count) bytes")
    }
    header = try SegmentHeader(decoding: bytes)
    guard bytes.count > SegmentHeader.encodedCount + SegmentSeal.overhead else {
      throw SealingError(.truncated, "a segment is cut within its seal")
    }
    self.bytes = bytes
  }

  init(header: SegmentHeader, bytes: [UInt8]) {
    self.header = header
    self.bytes = bytes
  }

  /// chain(k) = BLAKE2b-256("karvan/1 chain" ‖ chain(k-1) ‖ hash of header ‖ hash of the rest).
  ///
  /// A body can be erased and the chain still verifies from the hashes.
  public var chain: Octets32 {
    SegmentChain.next(after: header.previousChain, header: headerHash, body: bodyHash)
  }

  /// BLAKE2b-256 of the header's bytes.
  public var headerHash: Octets32 { blake2b256(header.bytes) }

  /// BLAKE2b-256 of everything after the header.
  public var bodyHash: Octets32 {
    bytes.withUnsafeBytes {
      blake2b256(UnsafeRawBufferPointer(rebasing: $0[SegmentHeader.encodedCount...]))
    }
  }
}

/// The hashes that bind each segment to all before it.
public enum SegmentChain {
  /// The chain before the first segment: BLAKE2b-256("karvan/1 genesis" ‖ device ‖ replica ‖ key
  /// commitment).
  public static func genesis(device: Octets16, replica: Octets16, commitment: Octets32) -> Octets32
  {
    blake2b256(Domain.genesis.joined(device.bytes, replica.bytes, commitment.bytes))
  }

  /// The chain after a segment of which only the hashes are left.
  public static func next(after previous: Octets32, header: Octets32, body: Octets32) -> Octets32 {
    blake2b256(Domain.chain.joined(previous.bytes, header.bytes, body.bytes))
  }
}
