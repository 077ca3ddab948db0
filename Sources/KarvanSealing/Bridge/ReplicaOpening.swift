// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync

/// An epoch of a device's commit key as the office keeps it: which key it was, without the key.
public struct IssuedEpoch: Sendable, Hashable {
  /// The epoch.
  public let epoch: UInt32
  /// The commitment of its key; nil for a key that was issued before commitments were kept.
  public let commitment: Octets32?

  /// Pairs an epoch and its commitment.
  public init(epoch: UInt32, commitment: Octets32?) {
    self.epoch = epoch
    self.commitment = commitment
  }
}

/// Opens the segments of one replica at the office, of whatever epoch was issued to its device.
///
/// Also of a few after the last that the office knows of, since one that was restored from a backup
/// has forgotten what it issued after it. Only its root can make the key that opens such a segment.
public struct ReplicaOpening: Sendable {
  /// How many epochs after the last that is known are tried.
  public static let forgottenEpochs: UInt32 = 16

  private let root: RootKey
  private let origin: SegmentOrigin
  private let issued: [IssuedEpoch]

  /// Prepares for one replica and the epochs of its device.
  public init(
    root: RootKey, workspace: WorkspaceID, device: DeviceID, replica: ReplicaID,
    issued: [IssuedEpoch]
  ) {
    self.root = root
    self.issued = issued
    origin = SegmentOrigin(
      workspace: Octets16(workspace), device: Octets16(device), replica: Octets16(replica))
  }

  /// Reads what a segment says in clear: its place in the chain, with nothing opened or proven.
  ///
  /// Errors: those of a segment; `segmentFailed` for another origin or an epoch that can't have been
  /// issued.
  public func inspect(_ bytes: [UInt8]) throws(SealingError) -> SealedSegment {
    let sealed = try SealedSegment(bytes)
    guard sealed.header.origin == origin,
      commitment(of: sealed.header.epoch) != nil
    else {
      throw SealingError(.segmentFailed, "a segment of another replica or key")
    }
    return sealed
  }

  /// Opens a segment under the key of its epoch.
  ///
  /// Errors: `segmentFailed` for another origin, an epoch that can't have been issued, a key that
  /// is not the one that was issued, or a first segment that does not begin at the genesis of its
  /// key.
  public func open(_ bytes: [UInt8]) throws -> ReceivedSegment {
    let sealed = try inspect(bytes)
    let key = try key(of: sealed.header.epoch)
    let range = sealed.header.range
    let genesis = SegmentChain.genesis(
      device: origin.device, replica: origin.replica, commitment: key.commitment)
    guard range.number > 1 || sealed.header.previousChain == genesis else {
      throw SealingError(.segmentFailed, "a first segment that does not begin at its genesis")
    }
    return ReceivedSegment(
      bytes: bytes,
      opened: OpenedSegment(
        replica: ReplicaID(origin.replica), number: range.number, first: range.firstSequence,
        count: Int(range.count), epoch: sealed.header.epoch,
        schemaVersion: sealed.header.schemaVersion,
        previousChain: sealed.header.previousChain.bytes, chain: sealed.chain.bytes,
        plaintext: try SegmentSeal(key).open(sealed)))
  }

  private func key(of epoch: UInt32) throws(SealingError) -> CommitKey {
    let key = root.commitKey(
      workspace: origin.workspace, device: origin.device, epoch: epoch)
    guard let kept = commitment(of: epoch), kept == .unknown || kept == .kept(key.commitment)
    else {
      throw SealingError(.segmentFailed, "the key of epoch \(epoch) is not the one issued")
    }
    return key
  }

  private enum KeptCommitment: Equatable {
    case unknown
    case kept(Octets32)
  }

  /// What is kept of the key of an epoch; nil where none can have been issued.
  private func commitment(of epoch: UInt32) -> KeptCommitment? {
    if let found = issued.first(where: { $0.epoch == epoch }) {
      return found.commitment.map { .kept($0) } ?? .unknown
    }
    let newest = issued.map(\.epoch).max() ?? 0
    let isForgotten = epoch > newest && epoch - newest <= Self.forgottenEpochs
    return isForgotten ? .unknown : nil
  }
}
