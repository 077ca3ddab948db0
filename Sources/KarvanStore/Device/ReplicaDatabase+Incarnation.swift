// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync

extension ReplicaDatabase {
  /// The commits of a range that the server rejected, in order.
  public func rejected(from first: UInt64, through last: UInt64) throws -> [UInt64] {
    try store.read { session in
      let select = try session.statement(
        "SELECT seq FROM karvan_journal WHERE state = 3 AND seq >= ? AND seq <= ? ORDER BY seq"
          + " LIMIT ?")
      select.bind(1, first)
      select.bind(2, last)
      select.bind(3, Int64(SyncLimits.withdrawnPerRequest))
      return try select.all { $0.unsigned(0) }
    }
  }

  /// Follows the server into another life of its database (P-063), durably.
  public func begin(_ header: AnswerHeader) throws {
    try store.write(isDurable: true) { session in
      let standing = try standing(session)
      guard standing.incarnation != header.incarnation else { return }
      // More than there is here is another copy's work.
      let taken = min(header.acknowledged?.sequence ?? 0, standing.lastCommit)
      try session.setInfo("incarnation", .bytes(header.incarnation.bytes))
      for key in ["acknowledged", "acknowledged_mac"] { try session.setInfo(key, .null) }
      try session.limitSafe(to: header.durableSequence)
      try session.noteDurable(header, now: now())
      try forgetCursors(above: header.commonSequence, session)
      try session.ask(through: taken, above: header.commonSequence)
      try waitAgain(after: taken, header.quarantined, common: header.commonSequence, session)
    }
  }

  /// Nothing is known of what this life of the server shares with the one before.
  func startOver(in incarnation: IncarnationID, _ session: Session) throws {
    try session.setInfo("incarnation", .bytes(incarnation.bytes))
    try forgetCursors(above: 0, session)
    try waitAgain(after: 0, [], common: 0, session)
  }

  /// Commits from this one on that a server answered wait again where it lacks them: it was restored,
  /// and what it had from then on is another life's. What it says of records is asked for anew.
  func takeBack(from first: UInt64, _ session: Session) throws {
    let select = try session.statement(
      "SELECT 1 FROM karvan_journal WHERE seq >= ? AND state IN (1, 2) LIMIT 1")
    select.bind(1, first)
    guard try select.first({ _ in true }) == true else { return }
    try forgetCursors(above: 0, session)
    try waitAgain(after: max(first, 1) - 1, [], common: UInt64(Int64.max), session)
  }

  /// What both lives share stays; of what lies above it every record is asked for anew.
  private func forgetCursors(above common: UInt64, _ session: Session) throws {
    try session.clearStage()
    for scope in try session.heldScopes() where scope.cursor > common {
      try session.setCursor(0, of: scope)
    }
    if try session.unsignedInfo("basis") > common { try session.setUnsignedInfo("basis", common) }
  }

  /// Commits that the server has no more wait as if they had never been answered, and so do those
  /// that it has in quarantine again, as such. The records that they wrote go on showing them: a
  /// base that contains them covers them.
  private func waitAgain(
    after taken: UInt64, _ quarantined: [SequenceRun], common: UInt64, _ session: Session
  ) throws {
    let unanswered = try rows(session, "seq > ? AND state IN (1, 2)", [taken])
    // What was accepted in the lost part only is asked about, too.
    var again = try rows(
      session, "seq <= ? AND state = 1 AND server_seq > ?", [taken, common])
    for run in quarantined {
      guard let last = run.last else { continue }
      again += try rows(
        session, "seq BETWEEN ? AND ? AND state IN (1, 2)", [run.first, min(last, taken)])
    }
    let settled = try session.settledUpTo()
    let first = again.map(\.sequence).min() ?? .max
    // Below the number that says what waits no more, rows have to say so themselves.
    if first <= settled { try session.forgetSettled() }
    var waiting: [RecordKey: [UInt64]] = [:]
    var keys: [RecordKey] = []
    for row in unanswered + again {
      for change in try row.commit(identity.replica).changes {
        let key = RecordKey(entity: change.entity, id: change.record)
        if waiting[key] == nil { keys.append(key) }
        waiting[key, default: []].append(row.sequence)
      }
    }
    try set(JournalState.pending, unanswered, session)
    try set(JournalState.waiting, again, session)
    // Read while those rows still say that nothing of them waits; then they say so no more.
    defer { session.forgetAll() }
    for key in keys {
      guard let layout = session.layout[key.entity],
        let record = try session.load(layout, key.id)
      else {
        try session.noteLoose(through: waiting[key]?.last ?? 0)
        continue
      }
      if record.pending.isEmpty { try session.setBase(record.state, layout, row: record.row) }
      let pending = Set(record.pending).union(waiting[key] ?? []).sorted()
      // The times that the lost life gave are gone with it.
      let base = try session.base(of: record, layout)
      let state = try session.state(base, with: pending, of: key, replica: identity.replica)
      try session.save(
        RowContent(state: state ?? record.state, pending: pending), held: record.held,
        replacing: record, layout)
    }
    // What was dropped waits no more, whatever the server says to have.
    let now = max(
      min(settled, taken, max(first, 1) - 1), try session.unsignedInfo(Session.journalFloor))
    try session.setUnsignedInfo("settled", now)
    session.memory.settled = now
  }

  private func rows(
    _ session: Session, _ condition: String, _ numbers: [UInt64]
  ) throws -> [JournalRow] {
    let select = try session.statement(
      "SELECT \(JournalRow.columns) FROM karvan_journal WHERE \(condition) ORDER BY seq")
    for (index, number) in numbers.enumerated() { select.bind(Int32(index + 1), number) }
    return try select.all(JournalRow.init)
  }

  private func set(_ state: Int64, _ rows: [JournalRow], _ session: Session) throws {
    let update = try session.statement(
      "UPDATE karvan_journal SET state = ?, server_seq = NULL, stamp = NULL, failure = ?"
        + " WHERE seq = ?")
    let reason = QuarantineReason.other.rawValue
    for row in rows {
      update.bind(1, state)
      if state == JournalState.waiting {
        update.bind(2, Array(reason.utf8))
      } else {
        update.bindNull(2)
      }
      update.bind(3, row.sequence)
      try update.run()
    }
  }
}
