// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync

/// Seals and opens the segments of one replica under its device's commit key.
public struct ReplicaSealing: SegmentSealing, Sendable {
  private let origin: SegmentOrigin
  private let epoch: UInt32
  private let schemaVersion: UInt32
  private let seal: SegmentSeal
  private let first: Octets32

  /// Prepares for one replica.
  public init(
    workspace: WorkspaceID, device: DeviceID, replica: ReplicaID, epoch: UInt32,
    schemaVersion: UInt32, key: CommitKey
  ) {
    origin = SegmentOrigin(
      workspace: Octets16(workspace), device: Octets16(device), replica: Octets16(replica))
    self.epoch = epoch
    self.schemaVersion = schemaVersion
    seal = SegmentSeal(key)
    first = SegmentChain.genesis(
      device: Octets16(device), replica: Octets16(replica), commitment: key.commitment)
  }

  /// The chain value before the first segment.
  public var genesis: [UInt8] { first.bytes }

  /// Seals the segment that follows `head`.
  public func seal(
    _ plaintext: [UInt8], first: UInt64, count: Int, after head: JournalHead
  ) throws -> KarvanSync.SealedSegment {
    let header = SegmentHeader(
      origin: origin,
      range: SegmentRange(
        number: head.segment + 1, firstSequence: first, count: UInt32(clamping: count)),
      epoch: epoch, schemaVersion: schemaVersion, previousChain: try Octets32(head.chain))
    let sealed = try seal.seal(plaintext, header: header)
    return KarvanSync.SealedSegment(
      number: head.segment + 1, first: first, count: count, bytes: sealed.bytes,
      chain: sealed.chain.bytes)
  }

  /// Opens a segment of this replica; one of another origin or key epoch is refused.
  public func open(_ bytes: [UInt8]) throws -> ReceivedSegment {
    let sealed = try SealedSegment(bytes)
    guard sealed.header.origin == origin, sealed.header.epoch == epoch else {
      throw SealingError(.segmentFailed, "a segment of another replica or key")
    }
    let range = sealed.header.range
    return ReceivedSegment(
      bytes: bytes,
      opened: OpenedSegment(
        replica: ReplicaID(sealed.header.origin.replica), number: range.number,
        first: range.firstSequence, count: Int(range.count), epoch: sealed.header.epoch,
        schemaVersion: sealed.header.schemaVersion,
        previousChain: sealed.header.previousChain.bytes, chain: sealed.chain.bytes,
        plaintext: try seal.open(sealed)))
  }
}

/// Hashes records under the workspace's digest key.
public struct WorkspaceHashing: RecordHashing {
  private let hasher: RecordHasher

  /// Prepares for one workspace.
  public init(_ key: DigestKey) { hasher = RecordHasher(key) }

  /// For export files, which whoever has can check: the key is no secret.
  public static func ofExports() -> WorkspaceHashing {
    WorkspaceHashing(
      DigestKey(
        secret: Blake2b.derive(
          from: SecretBytes(copying: [UInt8](repeating: 0, count: 32)), Domain.exportDigest.joined()
        )))
  }

  /// The keyed BLAKE2b-128 of the bytes.
  public func hash(_ bytes: UnsafeRawBufferPointer) -> DigestSum {
    let (high, low) = hasher.hash(bytes)
    return DigestSum(high: high, low: low)
  }
}
