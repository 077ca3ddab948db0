// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A sealed run of one replica's commits, fixed durably before it is first sent.
public struct SealedSegment: Hashable, Sendable {
  /// Its number in the replica's chain, from 1 without gaps.
  public let number: UInt64
  /// Its first commit.
  public let first: UInt64
  /// How many commits it has.
  public let count: Int
  /// The sealed bytes, header included.
  public let bytes: [UInt8]
  /// The chain value after it.
  public let chain: [UInt8]

  /// Gathers a segment.
  public init(number: UInt64, first: UInt64, count: Int, bytes: [UInt8], chain: [UInt8]) {
    self.number = number
    self.first = first
    self.count = count
    self.bytes = bytes
    self.chain = chain
  }

  /// The newest commit in it.
  public var last: UInt64 { first + UInt64(count) - 1 }
}

/// A segment whose seal was opened.
public struct OpenedSegment: Hashable, Sendable {
  /// The replica whose commits it has.
  public let replica: ReplicaID
  /// Its number in the replica's chain.
  public let number: UInt64
  /// Its first commit.
  public let first: UInt64
  /// How many commits it says that it has.
  public let count: Int
  /// The epoch of the key that it was sealed with.
  public let epoch: UInt32
  /// The version of the schema that it was written under.
  public let schemaVersion: UInt32
  /// The chain value before it.
  public let previousChain: [UInt8]
  /// The chain value after it.
  public let chain: [UInt8]
  /// The packed commits.
  public let plaintext: [UInt8]

  /// Gathers an opened segment.
  public init(
    replica: ReplicaID, number: UInt64, first: UInt64, count: Int, epoch: UInt32 = 1,
    schemaVersion: UInt32, previousChain: [UInt8], chain: [UInt8], plaintext: [UInt8]
  ) {
    self.replica = replica
    self.number = number
    self.first = first
    self.count = count
    self.epoch = epoch
    self.schemaVersion = schemaVersion
    self.previousChain = previousChain
    self.chain = chain
    self.plaintext = plaintext
  }

  /// Reads its commits, as many as the header says.
  ///
  /// A commit whose own bytes can't be read is a failure in its place, and so are all from where
  /// the run itself is broken: a segment was fixed before it was sent and can't be mended, so that
  /// refusing it whole would hold up its replica for ever.
  public func commits() -> [Result<Commit, DecodingFailure>] {
    var reader = ByteReader(plaintext)
    return (0..<count).map { index in
      do throws(DecodingFailure) {
        var blob = ByteReader(try reader.blob())
        return .success(try blob.journalled(Dot(replica, first + UInt64(index))))
      } catch {
        return .failure(error)
      }
    }
  }

  /// The packed bytes of each commit; nil from where the run is broken.
  func payloads() -> [ArraySlice<UInt8>?] {
    var reader = ByteReader(plaintext)
    return (0..<count).map { _ in try? reader.blob() }
  }
}

/// Seals segments under the device's own key; implemented where the key is.
public protocol SegmentSealing {
  /// The chain value before the first segment.
  var genesis: [UInt8] { get }
  /// Seals the segment that follows `head`.
  func seal(
    _ plaintext: [UInt8], first: UInt64, count: Int, after head: JournalHead
  ) throws -> SealedSegment
}
