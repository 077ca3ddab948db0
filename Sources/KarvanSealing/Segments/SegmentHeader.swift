// SPDX-License-Identifier: Apache-2.0
import KarvanSync

/// The limits of a segment as its seal checks them; what a run may hold is said in `SyncLimits`.
public enum SegmentLimits {
  /// The most commits in one segment.
  public static let commits = UInt32(SyncLimits.commitsPerSegment)
  /// The longest plaintext, in bytes.
  public static let plainBytes = SyncLimits.bytesPerSegment
  /// The longest sealed segment, in bytes: header, nonce, tag and what zstd may add.
  public static let sealedBytes = SegmentHeader.encodedCount + 24 + 16 + plainBytes + (16 << 10)
}

/// Whose commits a segment holds.
public struct SegmentOrigin: Sendable, Hashable {
  /// The workspace.
  public let workspace: Octets16
  /// The device whose key seals.
  public let device: Octets16
  /// The replica whose commits these are.
  public let replica: Octets16

  /// The three ids together.
  public init(workspace: Octets16, device: Octets16, replica: Octets16) {
    self.workspace = workspace
    self.device = device
    self.replica = replica
  }
}

/// Which commits a segment holds.
public struct SegmentRange: Sendable, Hashable {
  /// The segment's own number in its replica, from 1 without gaps.
  public let number: UInt64
  /// The sequence of its first commit, from 1.
  public let firstSequence: UInt64
  /// The number of its commits, 1 to `SegmentLimits.commits`.
  public let count: UInt32

  /// The three numbers together.
  public init(number: UInt64, firstSequence: UInt64, count: UInt32) {
    self.number = number
    self.firstSequence = firstSequence
    self.count = count
  }
}

/// What a segment says in clear; every byte is associated data of its seal.
///
/// Binary, 116 bytes, numbers big-endian: magic with format version `KSG1`, workspace 16,
/// device 16, replica 16, number u64, first sequence u64, count u32, epoch u32, schema version
/// u32, previous chain 32, plain length u32.
public struct SegmentHeader: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 116
  private static let magic = Array("KSG1".utf8)

  /// Whose commits.
  public let origin: SegmentOrigin
  /// Which commits.
  public let range: SegmentRange
  /// The epoch of the key that seals.
  public let epoch: UInt32
  /// The schema version of the commits inside.
  public let schemaVersion: UInt32
  /// The chain hash of the segment before, or the genesis for number 1.
  public let previousChain: Octets32
  /// The length of the plaintext in bytes; sealing fills it in.
  public internal(set) var plainLength: UInt32 = 0

  /// A header to seal with.
  public init(
    origin: SegmentOrigin, range: SegmentRange, epoch: UInt32, schemaVersion: UInt32,
    previousChain: Octets32
  ) {
    self.origin = origin
    self.range = range
    self.epoch = epoch
    self.schemaVersion = schemaVersion
    self.previousChain = previousChain
  }

  /// Decodes the first 116 bytes without any key: `truncated`, `badSegmentHeader`.
  ///
  /// Nothing in it is proven until the segment is opened.
  public init(decoding bytes: [UInt8]) throws(SealingError) {
    var reader = ByteReader(bytes)
    guard try reader.slice(Self.magic.count).elementsEqual(Self.magic) else {
      throw SealingError(.badSegmentHeader, "not a segment of a version that this program knows")
    }
    origin = SegmentOrigin(
      workspace: try reader.octets(), device: try reader.octets(), replica: try reader.octets())
    range = SegmentRange(
      number: try reader.number(), firstSequence: try reader.number(), count: try reader.number())
    epoch = try reader.number()
    schemaVersion = try reader.number()
    previousChain = try reader.octets()
    plainLength = try reader.number()
    try check()
  }

  /// The 116 bytes.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.reserveCapacity(Self.encodedCount)
    bytes.append(origin.workspace)
    bytes.append(origin.device)
    bytes.append(origin.replica)
    bytes.append(bigEndian: range.number)
    bytes.append(bigEndian: range.firstSequence)
    bytes.append(bigEndian: range.count)
    bytes.append(bigEndian: epoch)
    bytes.append(bigEndian: schemaVersion)
    bytes.append(previousChain)
    bytes.append(bigEndian: plainLength)
    return bytes
  }

  /// The limits of each number; sequences stay within a signed 64-bit column.
  func check() throws(SealingError) {
    let last = range.firstSequence.addingReportingOverflow(UInt64(range.count))
    guard
      range.number >= 1, range.number <= UInt64(Int64.max), range.firstSequence >= 1,
      !last.overflow, last.partialValue <= UInt64(Int64.max)
    else { throw SealingError(.badSegmentHeader, "numbers of a segment out of range") }
    guard range.count >= 1, range.count <= SegmentLimits.commits else {
      throw SealingError(.badSegmentHeader, "a segment of \(range.count) commits")
    }
    guard plainLength >= 1, plainLength <= UInt32(SegmentLimits.plainBytes) else {
      throw SealingError(.badSegmentHeader, "a segment of \(plainLength) plain bytes")
    }
  }
}
