// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

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
  public func copy(
    to path: String, progress: ProgressReport = { _ in }
  ) throws -> OfficeSnapshot {
    try StoreFile.prepareCreation(at: path)
    let before = try read { try $0.snapshot() }
    try StoreError.translating(path) {
      let target = try DatabaseQueue(path: path)
      defer { try? target.close() }
      // All steps read in one transaction, so that what others write meanwhile begins none anew.
      try withoutActuallyEscaping(progress) { report in
        try store.writer.backup(to: target, pagesPerStep: Self.pagesPerStep) { step in
          let size = UInt64(Self.pageBytes)
          let total = UInt64(max(step.totalPageCount, 0)) * size
          let left = UInt64(max(step.remainingPageCount, 0)) * size
          report(WorkProgress(.copying, done: total - min(left, total), of: total, .bytes))
        }
      }
      // One file, without a log beside it.
      try target.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
      }
    }
    return before
  }

  /// How much is copied between two reports: 16 MiB in pages of SQLite's usual size.
  private static let pagesPerStep: CInt = 4_096
  private static let pageBytes = 4_096

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
