// SPDX-License-Identifier: Apache-2.0
import CSodium

/// An X25519 public key (RFC 7748); serves Noise and nothing else.
public struct DHPublicKey: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bytes of the u-coordinate.
  public let octets: Octets32

  /// From its 32 bytes, whatever they are; weak ones are refused when they are used.
  public init(_ octets: Octets32) { self.octets = octets }

  /// From 32 bytes; another number throws `wrongLength`.
  public init(_ bytes: [UInt8]) throws(SealingError) { octets = try Octets32(bytes) }

  /// The 32 bytes.
  public var bytes: [UInt8] { octets.bytes }

  /// The first 8 bytes of BLAKE2b-256("karvan/1 exchange key id" ‖ key), as in the preamble.
  public var id: Octets8 {
    let hash: Octets32 = Blake2b.hash(Domain.exchangeKeyID.joined(bytes))
    return Octets8 { target in
      for index in 0..<8 { target[index] = hash.withBytes { $0[index] } }
    }
  }

  /// Hexadecimal.
  public var description: String { octets.description }
}

/// An X25519 key pair: a device's static key, or the office's exchange key.
public struct DHKeyPair: Sendable, Equatable, CustomStringConvertible {
  /// The half that may be shown.
  public let publicKey: DHPublicKey
  private let secret: SecretBytes

  /// A fresh random pair.
  public static func generate() -> DHKeyPair { DHKeyPair(secret: SecretBytes(random: 32)) }

  static func generate(from source: RandomSource) -> DHKeyPair {
    var bytes = source.bytes(32)
    defer { bytes.wipe() }
    return DHKeyPair(secret: SecretBytes(copying: bytes))
  }

  /// Takes a secret key out of storage; anything but 32 bytes throws `wrongLength`.
  public init(exposedBytes: [UInt8]) throws(SealingError) {
    guard exposedBytes.count == 32 else {
      throw SealingError(.wrongLength, "an X25519 key has 32 bytes, not \(exposedBytes.count)")
    }
    self.init(secret: SecretBytes(copying: exposedBytes))
  }

  private init(secret: SecretBytes) {
    Sodium.start()
    self.secret = secret
    publicKey = DHPublicKey(
      Octets32 { target in
        withExtendedLifetime(secret) { _ = crypto_scalarmult_base(target, secret.pointer) }
      })
  }

  /// The secret key, for secret storage only.
  public var exposedBytes: [UInt8] { secret.exposedBytes }

  /// The public half, never the secret one.
  public var description: String { "DHKeyPair(\(publicKey))" }

  /// X25519 with the other side's key; an all-zero result throws `weakPublicKey`.
  func sharedSecret(with other: DHPublicKey) throws(SealingError) -> SecretBytes {
    Sodium.start()
    var status: Int32 = -1
    let shared = SecretBytes(count: 32) { target in
      withExtendedLifetime(secret) {
        status = crypto_scalarmult(target, secret.pointer, other.bytes)
      }
    }
    guard status == 0 else {
      throw SealingError(.weakPublicKey, "the public key gives no shared secret")
    }
    return shared
  }
}
