// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

extension Session {
  /// Notes the server's answers to own commits; a rejected one leaves the records that it wrote.
  ///
  /// - Parameter installed: The position of the page that is installed in this same transaction: a
  ///   commit up to there needs no state between; 0 where there is none.
  /// - Returns: the commits that are settled by this page; nothing was done about their records yet.
  func take(
    _ runs: [ResultRun], installed: UInt64, replica: ReplicaID, into intake: inout Intake
  ) throws -> [ClosedRange<UInt64>] {
    var settled: [ClosedRange<UInt64>] = []
    for run in runs {
      if run.first.addingReportingOverflow(UInt64(run.results.count)).overflow {
        throw SyncStop.confused("result numbers")
      }
      var index = 0
      // Up to here answers are noted one by one.
      var single = 0
      while index < run.results.count {
        if index >= single, let stretch = AcceptedStretch(run, from: index) {
          if try note(stretch, installed: installed) {
            if stretch.lastServer <= installed { settled.append(stretch.first...stretch.last) }
            intake.accepted += stretch.count
            index += stretch.count
            continue
          }
          single = index + stretch.count
        }
        let result = run.results[index]
        let sequence = run.first + UInt64(index)
        index += 1
        guard try note(result, of: sequence) else { continue }
        switch result {
        case .accepted(_, let stamp):
          intake.accepted += 1
          // Its versions have another time from now on.
          if stamp != nil { try redo(sequence, keeps: true, replica: replica) }
        case .rejected:
          intake.rejected += 1
          try redo(sequence, keeps: false, replica: replica)
        case .quarantined:
          intake.quarantined += 1
        }
      }
    }
    return settled
  }

  /// Writes the answer to a stretch of commits at once; false, with nothing changed, where some of
  /// them were answered before.
  private func note(_ stretch: AcceptedStretch, installed: UInt64) throws -> Bool {
    let count = try statement(
      "SELECT COUNT(*) FROM karvan_journal WHERE seq BETWEEN ? AND ? AND state = 0")
    count.bind(1, stretch.first)
    count.bind(2, stretch.last)
    guard try count.first({ Int($0.integer(0)) }) == stretch.count else { return false }
    let update = try statement(
      "UPDATE karvan_journal SET state = ?1, server_seq = seq + ?2 WHERE seq BETWEEN ?3 AND ?4")
    update.bind(
      1, stretch.lastServer <= installed ? JournalState.settled : JournalState.accepted)
    update.bind(2, Int64(bitPattern: stretch.lastServer &- stretch.last))
    update.bind(3, stretch.first)
    update.bind(4, stretch.last)
    try update.run()
    return true
  }

  /// Writes an answer to its journal row; false when it was known already.
  private func note(_ result: CommitResult, of sequence: UInt64) throws -> Bool {
    let update = try statement(
      "UPDATE karvan_journal SET state = ?1, server_seq = ?2, stamp = ?3, failure = ?4"
        + " WHERE seq = ?5 AND (state = 0 OR state = \(JournalState.waiting) AND ?1 <> state)")
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
    case .quarantined(let reason):
      update.bind(1, JournalState.waiting)
      update.bindNull(2)
      update.bindNull(3)
      update.bind(4, Array(reason.rawValue.utf8))
    }
    update.bind(5, sequence)
    try update.run()
    if db.changesCount == 1 { return true }
    if let row = try journalRow(sequence), row.isAsked { return try note(result, of: row) }
    try compare(result, with: sequence)
    return false
  }

  /// A second answer to the same commit must be the first.
  private func compare(_ result: CommitResult, with sequence: UInt64) throws {
    guard let row = try journalRow(sequence) else {
      // It was settled long ago.
      if try sequence <= unsignedInfo(Self.journalFloor) { return }
      throw SyncStop.confused("an answer to commit \(sequence), which was never written")
    }
    let isSame =
      switch result {
      case .accepted(let serverSequence, _):
        row.state != JournalState.rejected && row.serverSequence == serverSequence
      case .rejected: row.state == JournalState.rejected
      // An answer of before the quarantine was lifted changes nothing.
      case .quarantined: row.state != JournalState.pending
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
        old: record, replica: replica)
    }
  }
}

/// Commits that were accepted one after the other with the times that their author gave them.
private struct AcceptedStretch {
  let first: UInt64
  let last: UInt64
  let lastServer: UInt64

  var count: Int { Int(last - first) + 1 }

  /// As many as there are from a place of a run on; nil where there is none.
  init?(_ run: ResultRun, from start: Int) {
    guard case .accepted(let server, .none) = run.results[start] else { return nil }
    var next = server
    var index = start
    while index < run.results.count, case .accepted(next, .none) = run.results[index] {
      next &+= 1
      index += 1
    }
    first = run.first + UInt64(start)
    last = run.first + UInt64(index) - 1
    lastServer = next &- 1
  }
}
