// SPDX-License-Identifier: Apache-2.0

/// The key that opens backups: its private half is kept away from the server.
///
/// Text, one line: `karvan-backup-key-1 ` and 40 bytes in hexadecimal, the X25519 secret and the
/// first 8 bytes of BLAKE2b-256("karvan/1 offline key check" ‖ secret), which tell a typing mistake.
public struct BackupKey: Sendable, CustomStringConvertible {
  private static let magic = "karvan-backup-key-1"

  let pair: DHKeyPair

  /// The key of a pair.
  package init(pair: DHKeyPair) { self.pair = pair }

  /// A fresh key.
  public static func generate() -> BackupKey { BackupKey(pair: .generate()) }

  /// The half that the server keeps.
  public var publicKey: DHPublicKey { pair.publicKey }

  /// The private half as text, for a place that is not the server.
  public var exposedText: String {
    let secret = pair.exposedBytes
    return Self.magic + " " + Hexadecimal.text(secret + Self.check(secret))
  }

  /// Reads what `exposedText` wrote: `malformedKeyFile`.
  public static func reading(_ text: String) throws(SealingError) -> BackupKey {
    let words = text.split(whereSeparator: { $0 == " " || $0.isNewline })
    guard words.count == 2, words[0] == magic, let bytes = Hexadecimal.bytes(words[1].utf8),
      bytes.count == 40, constantTimeEqual(Array(bytes[32...]), check(Array(bytes[..<32])))
    else { throw SealingError(.malformedKeyFile, "that is no backup key, or it has a mistake") }
    return BackupKey(pair: try DHKeyPair(exposedBytes: Array(bytes[..<32])))
  }

  private static func check(_ secret: [UInt8]) -> [UInt8] {
    let hash: Octets32 = Blake2b.hash(Domain.backupKey.joined(secret))
    return Array(hash.bytes[..<8])
  }

  /// The public half only.
  public var description: String { "BackupKey(\(publicKey))" }
}

extension RootKey {
  /// BLAKE2b-256(key: root, "karvan/1 backup of root"): by it a backup knows the key file that it
  /// needs, without giving anything of it away.
  public var backupCheck: Octets32 { Blake2b.hash(Domain.backupRoot.joined(), key: secret) }
}
