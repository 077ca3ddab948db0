// SPDX-License-Identifier: Apache-2.0

/// Keyed BLAKE2b-128 of records, for the digests that device and office compare.
///
/// The key keeps whoever sees a digest from guessing contents. One call costs about a third of a
/// microsecond for a small record and allocates nothing; a value may be used from many threads.
public struct RecordHasher: Sendable {
  private let key: SecretBytes

  /// A hasher under the workspace's digest key.
  public init(_ key: DigestKey) { self.key = key.secret }

  /// The 16 bytes of the hash as two big-endian numbers, first half first.
  public func hash(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    let value: Octets16 = Blake2b.hash(bytes, key: key)
    return (value.high, value.low)
  }

  /// The same for an array.
  public func hash(_ bytes: [UInt8]) -> (UInt64, UInt64) { bytes.withUnsafeBytes { hash($0) } }
}
