// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// The states of a journal row.
enum JournalState {
  /// The server has not answered.
  static let pending: Int64 = 0
  /// The server took it, but the base does not contain it yet.
  static let accepted: Int64 = 1
  /// The base contains it.
  static let settled: Int64 = 2
  static let rejected: Int64 = 3
  /// The server keeps it in quarantine until it can say.
  static let waiting: Int64 = 4
  /// In place of a server sequence, of a settled or rejected commit: the server is asked for its own
  /// answer, since another life of its database gave this one.
  static let asked: Int64 = 0
  /// The condition of a commit of which nobody has to be told anything any more, nor to be asked.
  static let explained =
    "((state = \(settled) OR (state = \(rejected) AND settled IS NOT NULL))"
    + " AND server_seq IS NOT \(asked))"
  /// The condition of a commit that the base does not contain and that was not refused.
  static let waits = "state NOT IN (\(settled), \(rejected))"
}

/// One row of the journal.
struct JournalRow {
  let sequence: UInt64
  let payload: [UInt8]
  let state: Int64
  let serverSequence: UInt64?
  let stamp: HybridTime?
  let failure: [UInt8]
  let settled: UInt64?

  static let columns = "seq, payload, state, server_seq, stamp, failure, settled"
  static let payloadColumn: Int32 = 1
  static let stateColumn: Int32 = 2
  static let serverColumn: Int32 = 3
  static let stampColumn: Int32 = 4

  init(_ row: SQLStatement) {
    sequence = row.unsigned(0)
    payload = row.bytes(1)
    state = row.integer(2)
    serverSequence = row.optionalUnsigned(3)
    stamp = row.optionalUnsigned(4).map { HybridTime(raw: $0) }
    failure = row.bytes(5)
    settled = row.optionalUnsigned(6)
  }

  /// Whether the server is asked for its own answer, beside the one that another life of it gave.
  var isAsked: Bool {
    (state == JournalState.settled || state == JournalState.rejected)
      && serverSequence == UInt64(JournalState.asked)
  }

  /// What a commit in quarantine waits for.
  var waitsFor: QuarantineReason {
    QuarantineReason(rawValue: String(decoding: failure, as: UTF8.self)) ?? .other
  }

  func commit(_ replica: ReplicaID) throws -> Commit {
    do {
      var reader = ByteReader(payload)
      return try reader.journalled(Dot(replica, sequence))
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)",
        place: "karvan_journal \(sequence)")
    }
  }
}

extension Session {
  /// The newest commit that was written, 0 before the first, and its time.
  func journalEnd() throws -> (sequence: UInt64, time: HybridTime) {
    try statement("SELECT seq, time FROM karvan_journal ORDER BY seq DESC LIMIT 1").first {
      ($0.unsigned(0), HybridTime(raw: $0.unsigned(1)))
    } ?? (0, .zero)
  }

  /// What a writer has to know before it begins, in one look: the last commit, the latest time that
  /// was written or seen, and the last sync point.
  func writingStart() throws -> (sequence: UInt64, time: HybridTime, basis: UInt64) {
    let select = try statement(
      "SELECT seq, time, (SELECT value FROM karvan_info WHERE key = 'clock'),"
        + " (SELECT value FROM karvan_info WHERE key = 'basis') FROM (SELECT 1)"
        + " LEFT JOIN (SELECT seq, time FROM karvan_journal ORDER BY seq DESC LIMIT 1)")
    return try select.first { row in
      (
        row.unsigned(0), HybridTime(raw: max(row.unsigned(1), row.unsigned(2))), row.unsigned(3)
      )
    } ?? (0, .zero, 0)
  }

  /// The first commit that the server has not answered, nil for none.
  func firstPending() throws -> UInt64? {
    let select = try statement(
      "SELECT seq FROM karvan_journal WHERE seq > ? AND state = 0 ORDER BY seq LIMIT 1")
    select.bind(1, try settledUpTo())
    return try select.first { $0.unsigned(0) }
  }

  /// The last own commit of which, and of all before it, nothing waits: the base contains them, or
  /// they were rejected.
  ///
  /// A record that a commit started names it as pending in its row; once the commit is settled the
  /// row says so still, and whoever reads it knows better by this number. So that no row has to be
  /// written again only because its commit was taken.
  func settledUpTo() throws -> UInt64 {
    if let settled = memory.settled { return settled }
    let settled: UInt64
    if let number = try info("settled").integer {
      settled = UInt64(bitPattern: number)
    } else {
      settled = try lastSettled(after: 0)
    }
    memory.settled = settled
    return settled
  }

  /// The last commit after this one before the first that waits.
  func lastSettled(after sequence: UInt64) throws -> UInt64 {
    let select = try statement(
      "SELECT seq FROM karvan_journal WHERE seq > ? AND \(JournalState.waits) ORDER BY seq LIMIT 1")
    select.bind(1, sequence)
    return try select.first { $0.unsigned(0) - 1 } ?? journalEnd().sequence
  }

  /// Moves that number up to the first commit that waits.
  func advanceSettled() throws {
    let settled = try lastSettled(after: try settledUpTo())
    guard settled != memory.settled else { return }
    try setUnsignedInfo("settled", settled)
    memory.settled = settled
    forgetAll()
  }

  /// Makes each row say itself what of it waits, whatever is settled by ``settledUpTo()``.
  func forgetSettled() throws {
    for layout in layout.entities {
      try forEachRow(of: layout, where: RowCodec.namesPending) { row in
        guard let record = try load(layout, row: row) else { return }
        try save(record.content, held: record.held, replacing: record, layout)
      }
    }
  }

  func journalRow(_ sequence: UInt64) throws -> JournalRow? {
    let select = try statement("SELECT \(JournalRow.columns) FROM karvan_journal WHERE seq = ?")
    select.bind(1, sequence)
    return try select.first(JournalRow.init)
  }

  func appendJournal(_ commit: Commit, _ payload: [UInt8]) throws {
    try payload.withUnsafeBytes { try appendJournal(commit.sequence, commit.time, $0) }
  }

  func appendJournal(
    _ sequence: UInt64, _ time: HybridTime, _ payload: UnsafeRawBufferPointer
  ) throws {
    let insert = try statement(.appendJournal)
    insert.bind(1, sequence)
    insert.bind(bytesInPlace: payload, at: 2)
    insert.bind(3, time.raw)
    defer { insert.clear() }
    try insert.run()
  }

  /// Notes what was done about a rejection that waits.
  func settleRejected(_ sequence: UInt64, how: RejectionSettlement) throws {
    guard let row = try journalRow(sequence), row.state == JournalState.rejected,
      row.settled == nil
    else {
      throw StoreError(
        .missing, "there is no open rejection", place: "karvan_journal \(sequence)")
    }
    let update = try statement("UPDATE karvan_journal SET settled = ? WHERE seq = ?")
    switch how {
    case .discarded: update.bind(1, UInt64(0))
    case .resentAs(let other): update.bind(1, other)
    }
    update.bind(2, sequence)
    try update.run()
  }

  /// The state that the server published and this device holds, for a record with pending commits.
  func base(_ layout: EntityLayout, row: Int64) throws -> RecordState? {
    let select = try statement("SELECT state FROM karvan_base WHERE entity = ? AND record = ?")
    select.bind(1, Int64(layout.entity.tag))
    select.bind(2, row)
    guard let bytes = try select.first({ $0.bytes(0) }) else { return nil }
    return try PackedState.decode(bytes, place: "karvan_base \(layout.entity.name) \(row)")
  }

  /// What the server published of a record: its base, or all of it where nothing waits.
  func base(of record: StoredRecord, _ layout: EntityLayout) throws -> RecordState? {
    record.pending.isEmpty ? record.state : try base(layout, row: record.row)
  }

  /// Whether any record has a base beside it.
  func hasBases() throws -> Bool {
    try statement("SELECT 1 FROM karvan_base LIMIT 1").first { _ in true } == true
  }

  func setBase(_ state: RecordState, _ layout: EntityLayout, row: Int64) throws {
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_base (entity, record, state) VALUES (?, ?, ?)")
    insert.bind(1, Int64(layout.entity.tag))
    insert.bind(2, row)
    insert.bind(3, PackedState.encode(state))
    try insert.run()
  }

  func removeBase(_ layout: EntityLayout, row: Int64) throws {
    let delete = try statement("DELETE FROM karvan_base WHERE entity = ? AND record = ?")
    delete.bind(1, Int64(layout.entity.tag))
    delete.bind(2, row)
    try delete.run()
  }
}

/// A state with the replicas that it names, readable by itself.
enum PackedState {
  static func encode(_ state: RecordState) -> [UInt8] {
    var table = ReplicaTable()
    var body = ByteWriter(reserving: 256)
    body.state(state, &table)
    var writer = ByteWriter(reserving: body.bytes.count + 17 * table.replicas.count + 2)
    writer.table(table)
    writer.raw(body.bytes)
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8], place: String) throws -> RecordState {
    do {
      var reader = ByteReader(bytes)
      let table = try reader.table()
      let state = try reader.state(table)
      try reader.finish()
      return state
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)", place: place)
    }
  }
}
