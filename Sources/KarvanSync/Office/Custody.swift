// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// How the office stands to a device.
public enum DeviceCustody: Hashable, Sendable {
  /// It speaks and is answered.
  case welcome
  /// It is shut out, and nothing more is taken of it.
  case shutOut
  /// Its last push is taken, then no more; `isClosed` once that push was whole.
  case retired(since: Int64, isClosed: Bool)
  /// It is in unknown hands: what it pushes is kept sealed, and it is ordered to wipe itself.
  /// The nonce names this loss.
  case lost(since: Int64, nonce: [UInt8])
}

/// How far the segments that a lost device pushed reach, all of them sealed.
public struct RescueHead: Hashable, Sendable {
  /// The newest of them.
  public let journal: JournalHead
  /// What is held of the device, in bytes.
  public let bytes: Int

  /// Names a head.
  public init(journal: JournalHead, bytes: Int) {
    self.journal = journal
    self.bytes = bytes
  }
}

/// A segment of which only what it says in clear was read.
public struct ClosedSegment: Hashable, Sendable {
  /// The sealed bytes and their place.
  public let segment: SealedSegment
  /// The chain value before it.
  public let previousChain: [UInt8]

  /// Pairs a segment and what it follows.
  public init(segment: SealedSegment, previousChain: [UInt8]) {
    self.segment = segment
    self.previousChain = previousChain
  }
}

/// What the server keeps of devices that are welcome no longer, and of their keys' epochs.
public protocol CustodyBook {
  /// How the office stands to a device.
  func custody(of device: DeviceID) throws -> DeviceCustody
  /// Notes that the last push of a retired device is whole.
  func closeRetired(_ device: DeviceID, at milliseconds: Int64) throws

  /// The newest segment that is held for rescue; nil for none.
  func rescueHead(of replica: ReplicaID) throws -> RescueHead?
  /// Keeps a segment, sealed.
  func holdForRescue(
    _ segment: SealedSegment, of replica: ReplicaID, on device: DeviceID, at milliseconds: Int64
  ) throws

  /// Notes that an order was given to a replica; the first time counts.
  func noteWipeOrder(
    _ nonce: [UInt8], to replica: ReplicaID, on device: DeviceID, at milliseconds: Int64) throws
  /// Notes that a replica carried out an order; false when no such order was given to it.
  func noteWipeReceipt(
    _ nonce: [UInt8], of replica: ReplicaID, on device: DeviceID, at milliseconds: Int64
  ) throws -> Bool

  /// Notes that a device has the commit key of an epoch that was issued to it.
  func noteEpoch(_ epoch: UInt32, of device: DeviceID, at milliseconds: Int64) throws
  /// The epoch of the newest segment in a replica's chain; 1 before another was used.
  func chainEpoch(of replica: ReplicaID) throws -> UInt32
  /// Writes the epoch of the newest segment in a replica's chain.
  func setChainEpoch(_ epoch: UInt32, of replica: ReplicaID) throws
}

/// What bounds custody.
public enum CustodyLimits {
  /// The most bytes that are held of one device's replica: a thief may not fill the disk.
  public static let rescueBytes = 64 << 20
  /// How long the last push of a retired device is waited for, in milliseconds: 30 days.
  public static let lastPushMilliseconds: Int64 = 2_592_000_000
}
