// SPDX-License-Identifier: Apache-2.0

/// The office identity's word that an exchange key is its own.
///
/// Binary, 112 bytes: serial u64, not after u64, key 32, signature 64 over
/// "karvan/1 exchange certificate" ‖ the first 48 bytes. Devices go by the serial and ignore the
/// date, since their clock may be wrong.
public struct ExchangeCertificate: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 112

  /// Counts up with each new exchange key; a device takes none below the last it saw.
  public let serial: UInt64
  /// When the office stops using the key, in milliseconds since 1970.
  public let notAfter: UInt64
  /// The certified key.
  public let key: DHPublicKey
  private let signature: Octets64

  /// Certifies a key with the office's identity.
  public init(serial: UInt64, notAfter: UInt64, key: DHPublicKey, identity: SigningKeyPair) {
    self.serial = serial
    self.notAfter = notAfter
    self.key = key
    signature = identity.sign(Self.signedBytes(serial, notAfter, key))
  }

  /// Decodes and verifies: `wrongLength`, `badSignature`, then `staleCertificate` for a serial
  /// below `minimumSerial`.
  public init(_ bytes: [UInt8], identity: VerifyKey, minimumSerial: UInt64) throws(SealingError) {
    guard bytes.count == Self.encodedCount else {
      throw SealingError(.wrongLength, "a certificate has 112 bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes)
    serial = try reader.number()
    notAfter = try reader.number()
    key = DHPublicKey(try reader.octets())
    signature = try reader.octets()
    guard identity.verifies(signature, of: Self.signedBytes(serial, notAfter, key)) else {
      throw SealingError(.badSignature, "the certificate is not signed by the office")
    }
    guard serial >= minimumSerial else {
      throw SealingError(
        .staleCertificate, "certificate \(serial) is older than \(minimumSerial), seen before")
    }
  }

  /// The binary form.
  public var bytes: [UInt8] {
    var bytes = Self.fields(serial, notAfter, key)
    bytes.append(signature)
    return bytes
  }

  private static func signedBytes(_ serial: UInt64, _ notAfter: UInt64, _ key: DHPublicKey)
    -> [UInt8]
  {
    Domain.certificate.joined(fields(serial, notAfter, key))
  }

  private static func fields(_ serial: UInt64, _ notAfter: UInt64, _ key: DHPublicKey) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: serial)
    bytes.append(bigEndian: notAfter)
    bytes.append(key.octets)
    return bytes
  }
}
