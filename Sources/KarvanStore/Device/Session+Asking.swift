// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// Asking a restored server for its own answers (P-063).
///
/// It may have been put back to a backup of a life in which a commit was judged otherwise than in the
/// life that this device heard last, so that what was settled by that one is asked about again. What
/// the server says then holds.
extension Session {
  private static let askedThrough = "asked_through"

  /// Begins to ask about what was answered by another life: all that was rejected, and what was
  /// accepted above the part that both lives have.
  ///
  /// - Parameter taken: The last own commit that the server has.
  func ask(through taken: UInt64, above common: UInt64) throws {
    // What a life in between was to be asked counts no more.
    try statement(
      "UPDATE karvan_journal SET server_seq = NULL WHERE state = \(JournalState.rejected)"
    ).run()
    let update = try statement(
      "UPDATE karvan_journal SET server_seq = \(JournalState.asked) WHERE seq <= ?1"
        + " AND (state = \(JournalState.rejected)"
        + " OR (state = \(JournalState.settled) AND server_seq > ?2))")
    update.bind(1, taken)
    update.bind(2, common)
    try update.run()
    try setUnsignedInfo(Self.askedThrough, taken)
  }

  /// Own commits that the server is asked about and that are rejected here, or settled; in order, as
  /// many as one request names.
  func asked(_ state: Int64) throws -> [UInt64] {
    let through = try unsignedInfo(Self.askedThrough)
    guard through > 0 else { return [] }
    let select = try statement(
      "SELECT seq FROM karvan_journal WHERE state = ?1 AND seq <= ?2"
        + " AND server_seq = \(JournalState.asked) ORDER BY seq"
        + " LIMIT \(SyncLimits.askedPerRequest)")
    select.bind(1, state)
    select.bind(2, through)
    return try select.all { $0.unsigned(0) }
  }

  /// The first own commit that the server is asked about; nil for none.
  func firstAsked() throws -> UInt64? {
    let through = try unsignedInfo(Self.askedThrough)
    guard through > 0 else { return nil }
    let select = try statement(
      "SELECT seq FROM karvan_journal WHERE state IN (\(JournalState.settled),"
        + " \(JournalState.rejected)) AND seq <= ? AND server_seq = \(JournalState.asked)"
        + " ORDER BY seq LIMIT 1")
    select.bind(1, through)
    return try select.first { $0.unsigned(0) }
  }

  /// Takes the server's own answer to a commit that it was asked about.
  ///
  /// - Returns: whether it is another than the one that was known.
  func note(_ result: CommitResult, of row: JournalRow) throws -> Bool {
    let update = try statement(
      "UPDATE karvan_journal SET state = ?1, server_seq = ?2, stamp = ?3, failure = ?4,"
        + " settled = ?5 WHERE seq = ?6")
    update.bind(6, row.sequence)
    switch result {
    case .accepted(let serverSequence, let stamp):
      update.bind(1, JournalState.settled)
      update.bind(2, serverSequence)
      update.bind(optional: stamp?.raw, at: 3)
      update.bindNull(4)
      update.bindNull(5)
      try update.run()
      return row.state != JournalState.settled
    case .rejected(let failure):
      // Why it was rejected at first says more than that it was withdrawn.
      let isKnown = row.state == JournalState.rejected
      update.bind(1, JournalState.rejected)
      update.bindNull(2)
      update.bindNull(3)
      update.bind(4, isKnown ? row.failure : FailureCodec.encode(failure))
      update.bind(optional: isKnown ? row.settled : nil, at: 5)
      try update.run()
      return !isKnown
    // What waits there has no answer yet.
    case .quarantined: return false
    }
  }

  /// Ends asking about what the server has no answer to any more: what is known here stays.
  ///
  /// - Parameters:
  ///   - standing: What the request named; what did not fit into it is asked next.
  ///   - results: What came back.
  func endAsking(_ standing: ReplicaStanding, _ results: [ResultRun]) throws {
    let rejected = SequenceRun.joining(standing.withdrawing).prefix(SyncLimits.waitingRuns)
    guard !(rejected.isEmpty && standing.waiting.isEmpty) else { return }
    let answered = results.reduce(0) { $0 + $1.results.count }
    // With as much as this the server may have left some for the next answer.
    guard answered < SyncLimits.waitingAnswered, results.count < SyncLimits.waitingAnswered else {
      return
    }
    let update = try statement(
      "UPDATE karvan_journal SET server_seq = NULL WHERE seq BETWEEN ?1 AND ?2 AND state = ?3"
        + " AND server_seq = \(JournalState.asked)")
    func end(_ runs: some Sequence<SequenceRun>, _ state: Int64) throws {
      for run in runs {
        guard let last = run.last else { continue }
        update.bind(1, run.first)
        update.bind(2, last)
        update.bind(3, state)
        try update.run()
      }
    }
    try end(rejected, JournalState.rejected)
    try end(standing.waiting, JournalState.settled)
  }
}
