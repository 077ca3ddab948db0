// SPDX-License-Identifier: Apache-2.0

/// What a device must know of the office before it can enrol; public, and served to anyone.
///
/// Binary, 164 bytes: magic `KRVC`, workspace 16, identity 32, certificate 112. Nobody vouches for
/// it but itself: enrolment proves it, because only the real office knows the invite's key, and
/// the device pins the identity after that. A false card makes enrolment fail and tells nothing.
public struct OfficeCard: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 164
  private static let magic = Array("KRVC".utf8)

  /// Whether bytes are meant to be a card; nothing of it is verified.
  public static func isMeant(by bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// The workspace of the office.
  public let workspace: Octets16
  /// The office's identity, which the device pins at enrolment.
  public let identity: VerifyKey
  /// The exchange key to speak to, signed by the identity.
  public let certificate: ExchangeCertificate

  /// The card of an office.
  public init(workspace: Octets16, identity: VerifyKey, certificate: ExchangeCertificate) {
    self.workspace = workspace
    self.identity = identity
    self.certificate = certificate
  }

  /// Decodes and verifies: `notKarvan` (for instance a sign-in page), `wrongLength`, then the
  /// certificate's errors.
  public init(_ bytes: [UInt8]) throws(SealingError) {
    guard bytes.starts(with: Self.magic) else { throw ForeignContent.error(bytes) }
    guard bytes.count == Self.encodedCount else {
      throw SealingError(.wrongLength, "an office card has 164 bytes, not \(bytes.count)")
    }
    var reader = ByteReader(bytes, at: Self.magic.count)
    workspace = try reader.octets()
    identity = VerifyKey(try reader.octets())
    certificate = try ExchangeCertificate(
      Array(try reader.slice(reader.remaining)), identity: identity, minimumSerial: 0)
  }

  /// The binary form.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.append(workspace)
    bytes.append(identity.octets)
    bytes.append(contentsOf: certificate.bytes)
    return bytes
  }
}
