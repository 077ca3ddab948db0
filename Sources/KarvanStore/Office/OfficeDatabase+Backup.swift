// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
import KarvanSync

/// What a copy of the server's database holds.
public struct OfficeSnapshot: Sendable {
  /// The greatest server sequence in it.
  public let head: UInt64
  /// The newest commit of each replica in it.
  public let commits: [ReplicaID: UInt64]
}

extension OfficeDatabase {
  /// Copies the database, as one moment sees it, into a file that only its owner can read; a
  /// server that is running goes on.
  ///
  /// - Throws: ``StoreError`` `exists` when there is something at that place, `diskFull`.
  public func copy(to path: String) throws -> OfficeSnapshot {
    try StoreFile.prepareCreation(at: path)
    let before = try read { try $0.snapshot() }
    try StoreError.translating(path) {
      let target = try DatabaseQueue(path: path)
      defer { try? target.close() }
      try store.writer.backup(to: target)
      // One file, without a log beside it.
      try target.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
    }
    return before
  }

  /// Notes that a backup has what a snapshot has (P-064).
  public func noteBackup(_ snapshot: OfficeSnapshot) throws {
    try transaction { try $0.noteDurable(snapshot.commits) }
  }
}

extension OfficeReader {
  /// What the database holds now.
  func snapshot() throws -> OfficeSnapshot {
    let rows = try session.statement("SELECT replica, seq FROM karvan_account ORDER BY replica")
      .all { ($0.unsigned(0), $0.unsigned(1)) }
    var commits: [ReplicaID: UInt64] = [:]
    for (number, sequence) in rows { commits[try session.replica(number)] = sequence }
    return OfficeSnapshot(head: try head(), commits: commits)
  }
}
