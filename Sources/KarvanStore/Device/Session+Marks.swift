// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

extension Session {
  /// The sync points that unanswered commits were written on, as the server marked them.
  func marks() throws -> [SyncMark] {
    try statement(
      "SELECT position, at, mac FROM karvan_mark ORDER BY position DESC LIMIT \(SyncLimits.marks)"
    ).all { SyncMark(position: $0.unsigned(0), at: $0.integer(1), mac: $0.bytes(2)) }
  }

  /// Own commits whose end the server is asked for, in order: those that it keeps in quarantine, and
  /// those that another life of it accepted.
  func waiting() throws -> [SequenceRun] {
    let quarantined = try statement(
      "SELECT seq FROM karvan_journal WHERE state = 4 ORDER BY seq"
    ).all { $0.unsigned(0) }
    let asked = try asked(JournalState.settled)
    let all = asked.isEmpty ? quarantined : (quarantined + asked).sorted()
    return Array(SequenceRun.joining(all).prefix(SyncLimits.waitingRuns))
  }

  /// Keeps the mark of a sync point that is being installed, and lets go of those that no
  /// unanswered commit was written on.
  func keep(_ mark: SyncMark?, replica: ReplicaID) throws {
    guard let mark else { return }
    let oldest = try firstPending().flatMap { try journalRow($0)?.commit(replica).basis }
    let delete = try statement("DELETE FROM karvan_mark WHERE position < ?")
    delete.bind(1, min(oldest ?? mark.position, mark.position))
    try delete.run()
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_mark (position, at, mac) VALUES (?, ?, ?)")
    insert.bind(1, mark.position)
    insert.bind(2, mark.at)
    insert.bind(3, mark.mac)
    try insert.run()
  }
}
