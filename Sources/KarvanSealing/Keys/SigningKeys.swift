// SPDX-License-Identifier: Apache-2.0
import CSodium

/// An Ed25519 public key (RFC 8032): the office's identity, or a device's voice.
public struct VerifyKey: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bytes of the key.
  public let octets: Octets32

  /// From its 32 bytes, whatever they are; weak ones verify nothing.
  public init(_ octets: Octets32) { self.octets = octets }

  /// From 32 bytes; another number throws `wrongLength`.
  public init(_ bytes: [UInt8]) throws(SealingError) { octets = try Octets32(bytes) }

  /// The 32 bytes.
  public var bytes: [UInt8] { octets.bytes }

  /// Hexadecimal.
  public var description: String { octets.description }

  func verifies(_ signature: Octets64, of message: [UInt8]) -> Bool {
    Sodium.start()
    return crypto_sign_verify_detached(
      signature.bytes, message, UInt64(message.count), octets.bytes) == 0
  }
}

/// An Ed25519 key pair.
///
/// It signs only what this module defines (requests and certificates), each under a domain string
/// of its own, so that no signature can be passed off as another.
public struct SigningKeyPair: Sendable, Equatable, CustomStringConvertible {
  /// The half that may be shown.
  public let verifyKey: VerifyKey
  private let secret: SecretBytes

  /// A fresh random pair.
  public static func generate() -> SigningKeyPair {
    SigningKeyPair(seed: SecretBytes(random: 32))
  }

  /// Takes the 32-byte seed out of storage; anything else throws `wrongLength`.
  public init(exposedBytes: [UInt8]) throws(SealingError) {
    guard exposedBytes.count == 32 else {
      throw SealingError(.wrongLength, "an Ed25519 seed has 32 bytes, not \(exposedBytes.count)")
    }
    self.init(seed: SecretBytes(copying: exposedBytes))
  }

  private init(seed: SecretBytes) {
    Sodium.start()
    var key = Octets32.zero
    secret = SecretBytes(count: 64) { target in
      key = Octets32 { publicTarget in
        withExtendedLifetime(seed) {
          _ = crypto_sign_seed_keypair(publicTarget, target, seed.pointer)
        }
      }
    }
    verifyKey = VerifyKey(key)
  }

  /// The 32-byte seed, for secret storage only.
  public var exposedBytes: [UInt8] { secret.part(0..<32).exposedBytes }

  /// The public half, never the secret one.
  public var description: String { "SigningKeyPair(\(verifyKey))" }

  func sign(_ message: [UInt8]) -> Octets64 {
    Octets64 { target in
      withExtendedLifetime(secret) {
        _ = crypto_sign_detached(target, nil, message, UInt64(message.count), secret.pointer)
      }
    }
  }
}
