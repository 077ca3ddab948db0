// SPDX-License-Identifier: Apache-2.0

/// What a device says of its keys in a request (P-055 to P-058).
public struct KeyState: Hashable, Sendable {
  /// The newest epoch of its commit key that it has; 0 where it says nothing of it.
  public var epoch: UInt32
  /// The newest segment that it has sealed, sent in this request or not; 0 for none.
  public var newestSegment: UInt64
  /// The nonce of the wipe order that it carried out; nil for none.
  public var wipeReceipt: [UInt8]?

  /// The bytes of a receipt.
  public static let receiptBytes = 16

  /// Gathers what is said.
  public init(epoch: UInt32 = 0, newestSegment: UInt64 = 0, wipeReceipt: [UInt8]? = nil) {
    self.epoch = epoch
    self.newestSegment = newestSegment
    self.wipeReceipt = wipeReceipt
  }
}

/// A new commit key of the device that asked (P-055).
public struct CommitKeyGrant: Hashable, Sendable {
  /// Its epoch.
  public let epoch: UInt32
  /// The key, 32 bytes.
  public let key: [UInt8]

  /// Pairs an epoch and its key.
  public init(epoch: UInt32, key: [UInt8]) {
    self.epoch = epoch
    self.key = key
  }
}

/// What an answer brings for the device's keys; all of it travels inside the handshake only.
public struct KeyNews: Hashable, Sendable {
  /// Certificates of newer exchange keys than the one that the request was made with (P-052).
  public var certificates: [[UInt8]]
  /// The key for the segments that the device seals from now on (P-055).
  public var commitKey: CommitKeyGrant?
  /// An order to wipe the device, signed as the answer to this very request (P-058).
  public var wipeOrder: [UInt8]?

  /// The most certificates in one answer.
  public static let certificateLimit = 4
  /// The most bytes of a certificate, and of a wipe order.
  public static let byteLimit = 256

  /// Gathers news; none by default.
  public init(
    certificates: [[UInt8]] = [], commitKey: CommitKeyGrant? = nil, wipeOrder: [UInt8]? = nil
  ) {
    self.certificates = certificates
    self.commitKey = commitKey
    self.wipeOrder = wipeOrder
  }
}
