// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// What a compaction takes away beside records; each call is bounded, and a dry run counts.
extension OfficeWriter {
  /// How long an invite that ended is still known, so that a device can be told why.
  private static let inviteDays: UInt64 = 7
  private static let rowsAtOnce = 500

  /// Invites that ended a week ago: those that nobody used, and those whose device has spoken since
  /// and so has its answer.
  func pruneInvites(before now: Int64, dryRun: Bool) throws -> Int {
    try delete(
      from: "karvan_invite",
      where: "expires_at < ? AND (used_by IS NULL OR EXISTS (SELECT 1 FROM karvan_device d"
        + " WHERE d.exchange_key = used_by AND d.last_seen_at IS NOT NULL))",
      now - Self.inviteDays.milliseconds, dryRun: dryRun)
  }

  /// Lines of the merge history that are older than a time.
  func pruneHistory(before milliseconds: Int64, dryRun: Bool) throws -> Int {
    try delete(
      from: "karvan_history",
      where: dryRun
        ? "at < ?"
        : "rowid IN (SELECT rowid FROM karvan_history WHERE at < ? ORDER BY rowid"
          + " LIMIT \(Self.rowsAtOnce))", milliseconds, dryRun: dryRun)
  }

  private func delete(
    from table: String, where condition: String, _ limit: Int64, dryRun: Bool
  ) throws -> Int {
    if dryRun {
      let count = try session.statement("SELECT COUNT(*) FROM \(table) WHERE \(condition)")
      count.bind(1, limit)
      return try count.first { Int($0.integer(0)) } ?? 0
    }
    let delete = try session.statement("DELETE FROM \(table) WHERE \(condition)")
    delete.bind(1, limit)
    try delete.run()
    return session.db.changesCount
  }

  /// Segments whose results their author has, and whose commits all have that are waited for. The
  /// newest of each replica stays: it is the head of the chain.
  ///
  /// - Returns: how many went, and the last one that was looked at; nil at the end.
  func pruneSegments(
    after row: Int64, below limit: UInt64, dryRun: Bool
  ) throws -> (count: Int, last: Int64?) {
    let select = try session.statement(
      "SELECT s.rowid, s.results FROM karvan_segment s"
        + " JOIN karvan_account a ON a.replica = s.replica"
        + " LEFT JOIN karvan_cursor c ON c.replica = s.replica"
        // Of what waited in quarantine, the results are asked for again.
        + " WHERE s.rowid > ?1 AND s.number < a.segment AND a.may_wait = 0"
        + " AND (s.first + s.count - 1 <= c.seq OR s.replica = ?2)"
        + " ORDER BY s.rowid LIMIT \(Self.rowsAtOnce)")
    select.bind(1, row)
    select.bind(2, try session.number(of: identity.replica))
    let found = try select.all { ($0.integer(0), $0.bytes(1)) }
    let old = try found.filter { row, results in
      try ResultCodec.decode(results, place: "karvan_segment \(row)").results.allSatisfy {
        guard case .accepted(let sequence, _) = $0 else { return true }
        return sequence <= limit
      }
    }
    if !dryRun {
      // Only from the beginning of a log, so that what is left of it has no gap.
      let delete = try session.statement(
        "DELETE FROM karvan_segment AS s WHERE rowid = ? AND number ="
          + " (SELECT MIN(number) FROM karvan_segment t WHERE t.replica = s.replica)")
      for (row, _) in old {
        delete.bind(1, row)
        try delete.run()
      }
    }
    return (old.count, found.last?.0)
  }
}
