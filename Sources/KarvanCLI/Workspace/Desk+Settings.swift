// SPDX-License-Identifier: Apache-2.0
import KarvanStore

/// The names under which the workspace's database keeps what is not a record.
enum StoredName: String, CaseIterable {
  /// How far the machine's clock is behind the server's, in milliseconds.
  case clockOffset = "clock_offset"
  /// When the last sync ended well, in milliseconds since 1970.
  case lastSync = "last_sync"
  /// Before when the server asked not to be bothered, in milliseconds since 1970.
  case retryAfter = "retry_after"
  /// Since when the server shuts this device out, in milliseconds since 1970.
  case shutOut = "shut_out"
  /// Since when this device is retired and only reads, in milliseconds since 1970.
  case retired = "retired"
  /// Whether the workspace stands alone.
  case standAlone = "stand_alone"
  /// How far the tour is that plays here, and since when.
  case tour
}

extension ReplicaDatabase {
  func number(_ name: StoredName) throws -> Int64? {
    try setting(name.rawValue).flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
  }

  func set(_ name: StoredName, _ number: Int64) throws {
    try set(name.rawValue, Array("\(number)".utf8))
  }

  /// Whether a server knows this replica, whatever has become of its keys.
  func isEnrolled() throws -> Bool { try number(.standAlone) == nil }

  func set(_ name: StoredName, nil: Void) throws { try set(name.rawValue, nil) }
}
