// SPDX-License-Identifier: Apache-2.0

/// The office's receipt for a replica's commits up to a sequence, in one life of its database.
///
/// Binary, 72 bytes: replica 16, sequence u64, incarnation 16, MAC 32 = BLAKE2b-256(key,
/// "karvan/1 acknowledgement mac" ‖ the first 40 bytes). A restored office that is shown a receipt
/// it does not remember knows that it was restored.
public struct AcknowledgementToken: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 72

  /// Whose commits.
  public let replica: Octets16
  /// The last sequence received.
  public let sequence: UInt64
  /// The life of the office's database that received it.
  public let incarnation: Octets16
  private let mac: Octets32

  /// Makes the receipt.
  public init(replica: Octets16, sequence: UInt64, incarnation: Octets16, key: AcknowledgementKey) {
    self.replica = replica
    self.sequence = sequence
    self.incarnation = incarnation
    mac = Self.mac(Self.fields(replica, sequence, incarnation), key)
  }

  /// Decodes and verifies: `wrongLength`, then `badToken`.
  public init(_ bytes: [UInt8], key: AcknowledgementKey) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(.wrongLength, "an acknowledgement has 72 bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes)
    replica = try reader.octets()
    sequence = try reader.number()
    incarnation = try reader.octets()
    mac = try reader.octets()
    guard constantTimeEqual(mac.bytes, Self.mac(Array(bytes[..<40]), key).bytes) else {
      throw SealingError(.badToken, "the acknowledgement was not made by this office")
    }
  }

  /// The binary form, which a device keeps and shows again unread.
  public var bytes: [UInt8] {
    var bytes = Self.fields(replica, sequence, incarnation)
    bytes.append(mac)
    return bytes
  }

  private static func fields(_ replica: Octets16, _ sequence: UInt64, _ incarnation: Octets16)
    -> [UInt8]
  {
    var bytes = replica.bytes
    bytes.append(bigEndian: sequence)
    bytes.append(incarnation)
    return bytes
  }

  private static func mac(_ fields: [UInt8], _ key: AcknowledgementKey) -> Octets32 {
    Blake2b.hash(Domain.acknowledgement.joined(fields), key: key.secret)
  }
}
