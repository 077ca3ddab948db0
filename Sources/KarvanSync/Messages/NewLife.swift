// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What a database that is a copy, or was restored from one, would go on as (P-060).
///
/// The keys are on its disk before it asks, so that a lost answer can be asked for again.
public struct NewLife: Hashable, Sendable {
  /// The X25519 key of the new life, 32 bytes.
  public let exchangeKey: [UInt8]
  /// The Ed25519 key of the new life, 32 bytes.
  public let verifyKey: [UInt8]
  /// Whether the database found itself on another machine; otherwise it looks restored.
  public let isMoved: Bool

  /// Proposes keys.
  public init(exchangeKey: [UInt8], verifyKey: [UInt8], isMoved: Bool) {
    self.exchangeKey = exchangeKey
    self.verifyKey = verifyKey
    self.isMoved = isMoved
  }
}

/// The life that the server allotted (P-060): a device of its own for the same user.
public struct LifeGrant: Hashable, Sendable {
  /// The new replica; its commits are numbered from 1.
  public let replica: ReplicaID
  /// The new device.
  public let device: DeviceID
  /// The code that begins its document numbers.
  public let deviceCode: String
  /// Its commit key, 32 bytes.
  public let commitKey: [UInt8]
  /// The epoch of that key.
  public let commitKeyEpoch: UInt32

  /// Gathers a grant.
  public init(
    replica: ReplicaID, device: DeviceID, deviceCode: String, commitKey: [UInt8],
    commitKeyEpoch: UInt32
  ) {
    self.replica = replica
    self.device = device
    self.deviceCode = deviceCode
    self.commitKey = commitKey
    self.commitKeyEpoch = commitKeyEpoch
  }
}
