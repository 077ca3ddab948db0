// SPDX-License-Identifier: Apache-2.0

/// The one device, replica and request that a wipe order is about.
public struct WipeSubject: Sendable, Hashable {
  /// The workspace.
  public let workspace: Octets16
  /// The device.
  public let device: Octets16
  /// The replica that asked.
  public let replica: Octets16
  /// BLAKE2b-256 of the request that the order answers.
  public let request: Octets32

  /// Names a subject.
  public init(workspace: Octets16, device: Octets16, replica: Octets16, request: Octets32) {
    self.workspace = workspace
    self.device = device
    self.replica = replica
    self.request = request
  }
}

/// The office identity's order that a lost device destroys what it holds.
///
/// Binary, 164 bytes: magic `KRVW`, workspace 16, device 16, replica 16, request hash 32, nonce 16,
/// signature 64 over "karvan/1 wipe order" ‖ all before. It is good for the one request that it
/// answers, so that a recorded order does nothing: not to another device or replica, and not to the
/// same one once it was restored. A value of this type was verified, or made with the identity.
public struct WipeOrder: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 164
  private static let magic = Array("KRVW".utf8)

  /// Names this loss of the device; the receipt says it back.
  public let nonce: Octets16
  /// The binary form.
  public let bytes: [UInt8]

  /// Signs an order.
  public init(to subject: WipeSubject, nonce: Octets16, identity: SigningKeyPair) {
    self.nonce = nonce
    var bytes = Self.fields(subject, nonce)
    bytes.append(identity.sign(Domain.wipeOrder.joined(bytes)))
    self.bytes = bytes
  }

  /// Takes an order that came in the answer to a request of this very subject.
  ///
  /// Errors: `wrongLength`; `wrongRequest` when it is about another device, replica or request;
  /// `badSignature` when it is not by the pinned identity.
  public init(
    _ bytes: [UInt8], to subject: WipeSubject, identity: VerifyKey
  ) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(.wrongLength, "a wipe order has 164 bytes, not \(bytes.count)")
    }
    let end = Self.encodedCount - Octets64.count
    nonce = try Octets16(bytes[(end - Octets16.count)..<end])
    guard bytes[..<end].elementsEqual(Self.fields(subject, nonce)) else {
      throw SealingError(.wrongRequest, "the wipe order is about another device or request")
    }
    let signature = try Octets64(bytes[end...])
    guard identity.verifies(signature, of: Domain.wipeOrder.joined(Array(bytes[..<end]))) else {
      throw SealingError(.badSignature, "the wipe order is not signed by the office")
    }
    self.bytes = bytes
  }

  private static func fields(_ subject: WipeSubject, _ nonce: Octets16) -> [UInt8] {
    var bytes = magic
    bytes.reserveCapacity(encodedCount)
    bytes.append(subject.workspace)
    bytes.append(subject.device)
    bytes.append(subject.replica)
    bytes.append(subject.request)
    bytes.append(nonce)
    return bytes
  }
}
