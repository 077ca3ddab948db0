// SPDX-License-Identifier: Apache-2.0

/// What a symmetric key is for; a key of one purpose does not compile where another is wanted.
public protocol KeyPurpose: Sendable {
  /// The name that descriptions show instead of the key.
  static var name: String { get }
}

/// A 32-byte secret key of one purpose.
///
/// Copies share one buffer, which is wiped when the last goes. Descriptions show the purpose only.
public struct SymmetricKey<Purpose: KeyPurpose>: Sendable, Equatable, CustomStringConvertible {
  let secret: SecretBytes

  init(secret: SecretBytes) {
    precondition(secret.count == 32)
    self.secret = secret
  }

  /// Takes a key out of storage; anything but 32 bytes throws `wrongLength`.
  public init(exposedBytes: [UInt8]) throws(SealingError) {
    guard exposedBytes.count == 32 else {
      throw SealingError(.wrongLength, "\(Purpose.name) has 32 bytes, not \(exposedBytes.count)")
    }
    secret = SecretBytes(copying: exposedBytes)
  }

  /// A fresh random key.
  public static func generate() -> Self { Self(secret: SecretBytes(random: 32)) }

  /// The key itself, for secret storage only.
  public var exposedBytes: [UInt8] { secret.exposedBytes }

  /// The purpose, never the key.
  public var description: String { "\(Purpose.name)(secret)" }
}

/// The office's root, from which it derives every other symmetric key; it never leaves its file.
public enum RootPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "RootKey"
}
/// The key of one device and epoch, which seals its segments.
public enum CommitPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "CommitKey"
}
/// The key of one workspace's record digests.
public enum DigestPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "DigestKey"
}
/// The office's key for challenges.
public enum ChallengePurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "ChallengeKey"
}
/// The office's key for acknowledgements.
public enum AcknowledgementPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "AcknowledgementKey"
}
/// The office's key for wake tokens.
public enum WakePurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "WakeKey"
}
/// The key that device and office share through an invite.
public enum InvitePurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "InviteKey"
}
/// The key of one snapshot.
public enum SnapshotPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "SnapshotKey"
}

/// The key of one folder of contents.
public enum VaultPurpose: KeyPurpose {
  /// The name in descriptions.
  public static let name = "VaultKey"
}

/// The office's root key.
public typealias RootKey = SymmetricKey<RootPurpose>
/// A device's key for its segments in one epoch.
public typealias CommitKey = SymmetricKey<CommitPurpose>
/// A workspace's key for record digests.
public typealias DigestKey = SymmetricKey<DigestPurpose>
/// The office's key for challenges.
public typealias ChallengeKey = SymmetricKey<ChallengePurpose>
/// The office's key for acknowledgements.
public typealias AcknowledgementKey = SymmetricKey<AcknowledgementPurpose>
/// The key of one snapshot, which seals its chunks.
public typealias SnapshotKey = SymmetricKey<SnapshotPurpose>
/// The key that a folder of contents is sealed under.
public typealias VaultKey = SymmetricKey<VaultPurpose>
/// The office's key for wake tokens.
public typealias WakeKey = SymmetricKey<WakePurpose>
/// The pre-shared key of an invite.
public typealias InviteKey = SymmetricKey<InvitePurpose>
