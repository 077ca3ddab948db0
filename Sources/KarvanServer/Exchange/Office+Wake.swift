// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

extension Office {
  private var wakeKey: WakeKey { ring.root.wakeKey(workspace: Octets16(workspace)) }

  /// The right of a replica to be woken, for the answer to an exchange.
  func wakeToken(_ replica: ReplicaID, now: Int64) -> [UInt8] {
    WakeToken(replica: Octets16(replica), now: UInt64(clamping: now), key: wakeKey).bytes
  }

  /// The replica whose right a token is.
  ///
  /// - Throws: `SealingError` where it is not one of this office or has expired.
  func replica(ofWakeToken bytes: [UInt8], now: Int64) throws -> ReplicaID {
    ReplicaID(try WakeToken(bytes, now: UInt64(clamping: now), key: wakeKey).replica)
  }

  /// The scopes that a replica is told of; nil where its device or user may not speak any longer.
  func scopesToWatch(_ replica: ReplicaID) throws -> [Scope]? {
    try database.read { reader in
      guard let account = try reader.account(of: replica),
        let device = try reader.device(account.device), device.revokedAt == nil,
        let author = try knowledge.author(device.user, reader), author.isActive
      else { return nil }
      return author.orderedScopes
    }
  }

  /// The newest change of each scope, and of the whole office.
  func newest(in scopes: [Scope]) throws -> (head: UInt64, newest: [Scope: UInt64]) {
    try database.read { reader in
      var newest: [Scope: UInt64] = [:]
      for scope in scopes where newest[scope] == nil {
        newest[scope] = try reader.newest(in: scope)
      }
      return (try reader.head(), newest)
    }
  }
}
