// SPDX-License-Identifier: Apache-2.0

/// The office's receipt for a replica's commits up to a sequence, in one life of its database.
///
/// Binary, 80 bytes: replica 16, sequence u64, head u64, incarnation 16, MAC 32 =
/// BLAKE2b-256(key, "karvan/1 acknowledgement mac" ‖ the first 48 bytes). An office that is shown
/// its own receipt for more than it has knows that it was restored.
public struct AcknowledgementToken: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 80
  private static let fieldCount = 48

  /// Whose commits.
  public let replica: Octets16
  /// The last sequence received.
  public let sequence: UInt64
  /// The server sequence up to which the replica was sent records.
  public let head: UInt64
  /// The life of the office's database that received it.
  public let incarnation: Octets16
  private let mac: Octets32

  /// Makes the receipt.
  public init(
    replica: Octets16, sequence: UInt64, head: UInt64, incarnation: Octets16,
    key: AcknowledgementKey
  ) {
    self.replica = replica
    self.sequence = sequence
    self.head = head
    self.incarnation = incarnation
    mac = Self.mac(Self.fields(replica, sequence, head, incarnation), key)
  }

  /// Decodes and verifies: `wrongLength`, then `badToken`.
  public init(_ bytes: [UInt8], key: AcknowledgementKey) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(
        .wrongLength, "an acknowledgement has \(Self.encodedCount) bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes)
    replica = try reader.octets()
    sequence = try reader.number()
    head = try reader.number()
    incarnation = try reader.octets()
    mac = try reader.octets()
    let expected = Self.mac(Array(bytes[..<Self.fieldCount]), key)
    guard constantTimeEqual(mac.bytes, expected.bytes) else {
      throw SealingError(.badToken, "the acknowledgement was not made by this office")
    }
  }

  /// The binary form, which a device keeps and shows again unread.
  public var bytes: [UInt8] {
    var bytes = Self.fields(replica, sequence, head, incarnation)
    bytes.append(mac)
    return bytes
  }

  private static func fields(
    _ replica: Octets16, _ sequence: UInt64, _ head: UInt64, _ incarnation: Octets16
  ) -> [UInt8] {
    var bytes = replica.bytes
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: head)
    bytes.append(incarnation)
    return bytes
  }

  private static func mac(_ fields: [UInt8], _ key: AcknowledgementKey) -> Octets32 {
    Blake2b.hash(Domain.acknowledgement.joined(fields), key: key.secret)
  }
}
