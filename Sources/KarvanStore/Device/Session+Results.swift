// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

extension Session {
  /// Notes the server's answers to own commits; a rejected one leaves the records that it wrote.
  func take(_ runs: [ResultRun], replica: ReplicaID, into intake: inout Intake) throws {
    for run in runs {
      for (index, result) in run.results.enumerated() {
        let (sequence, isTooGreat) = run.first.addingReportingOverflow(UInt64(index))
        if isTooGreat { throw SyncStop.confused("result numbers") }
        guard try note(result, of: sequence) else { continue }
        switch result {
        case .accepted(_, let stamp):
          intake.accepted += 1
          // Its versions have another time from now on.
          if stamp != nil { try redo(sequence, keeps: true, replica: replica) }
        case .rejected:
          intake.rejected += 1
          try redo(sequence, keeps: false, replica: replica)
        }
      }
    }
  }

  /// Writes an answer to its journal row; false when it was known already.
  private func note(_ result: CommitResult, of sequence: UInt64) throws -> Bool {
    let update = try statement(
      "UPDATE karvan_journal SET state = ?, server_seq = ?, stamp = ?, failure = ?"
        + " WHERE seq = ? AND state = 0")
    switch result {
    case .accepted(let serverSequence, let stamp):
      update.bind(1, JournalState.accepted)
      update.bind(2, serverSequence)
      update.bind(optional: stamp?.raw, at: 3)
      update.bindNull(4)
    case .rejected(let failure):
      update.bind(1, JournalState.rejected)
      update.bindNull(2)
      update.bindNull(3)
      update.bind(4, FailureCodec.encode(failure))
    }
    update.bind(5, sequence)
    try update.run()
    if db.changesCount == 1 { return true }
    try compare(result, with: sequence)
    return false
  }

  /// A second answer to the same commit must be the first.
  private func compare(_ result: CommitResult, with sequence: UInt64) throws {
    guard let row = try journalRow(sequence) else {
      throw SyncStop.confused("an answer to commit \(sequence), which was never written")
    }
    let isSame =
      switch result {
      case .accepted(let serverSequence, _):
        row.state != JournalState.rejected && row.serverSequence == serverSequence
      case .rejected: row.state == JournalState.rejected
      }
    if !isSame { throw SyncStop.confused("another answer to commit \(sequence)") }
  }

  /// Makes the records that a commit wrote anew: without it if it was rejected, or with the time
  /// that the server gave it.
  private func redo(_ sequence: UInt64, keeps: Bool, replica: ReplicaID) throws {
    guard let commit = try journalRow(sequence)?.commit(replica) else { return }
    for change in commit.changes {
      guard let layout = layout[change.entity], let record = try load(layout, change.record),
        record.pending.contains(sequence)
      else { continue }
      _ = try rebase(
        RecordKey(entity: change.entity, id: change.record), layout,
        Rebase(
          base: try base(layout, row: record.row),
          pending: record.pending.filter { keeps || $0 != sequence }, mask: record.held.integer),
        replica: replica)
    }
  }
}
