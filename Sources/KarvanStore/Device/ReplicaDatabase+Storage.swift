// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
public import KarvanSync

extension ReplicaDatabase: ReplicaStorage {
  /// Where the device stands.
  public func standing() throws -> ReplicaStanding {
    try store.read { try standing($0) }
  }

  func standing(_ session: Session) throws -> ReplicaStanding {
    let newest = try newestSegment(session)
    var incarnation: IncarnationID?
    if case .bytes(let bytes) = try session.info("incarnation") {
      incarnation = IncarnationID(bytes: bytes)
    }
    var acknowledged: Acknowledgement?
    if case .bytes(let mac) = try session.info("acknowledged_mac") {
      acknowledged = Acknowledgement(
        sequence: try session.unsignedInfo("acknowledged"), mac: mac)
    }
    var standing = ReplicaStanding(
      replica: identity.replica, exchangeNumber: try session.unsignedInfo("exchange"),
      incarnation: incarnation, acknowledged: acknowledged, journal: newest,
      lastCommit: try session.journalEnd().sequence,
      firstUnansweredSegment: try firstUnanswered(session) ?? newest.segment + 1,
      cursors: try session.heldScopes().map { ScopeCursor($0.scope, $0.cursor) },
      stagedPosition: try session.stagedPosition(),
      schemaVersion: UInt32(truncatingIfNeeded: try session.unsignedInfo("schema_version")),
      snapshot: try session.snapshotBegun())
    standing.waiting = try session.waiting()
    standing.withdrawing = try session.asked(JournalState.rejected)
    standing.marks = try session.marks()
    return standing
  }

  private func newestSegment(_ session: Session) throws -> JournalHead {
    let newest = try session.statement(
      "SELECT number, first + count - 1, chain FROM karvan_segment ORDER BY number DESC LIMIT 1"
    ).first { JournalHead(sequence: $0.unsigned(1), segment: $0.unsigned(0), chain: $0.bytes(2)) }
    if let newest { return newest }
    var genesis: [UInt8] = []
    if case .bytes(let bytes) = try session.info("genesis") { genesis = bytes }
    return JournalHead(sequence: 0, segment: 0, chain: genesis)
  }

  private func firstUnanswered(_ session: Session) throws -> UInt64? {
    try session.firstPending().flatMap { try segment(of: $0, session) }
  }

  /// The first segment that was sealed with a commit or one after it.
  private func segment(of commit: UInt64, _ session: Session) throws -> UInt64? {
    let select = try session.statement(
      "SELECT number FROM karvan_segment WHERE first + count > ? ORDER BY number LIMIT 1")
    select.bind(1, commit)
    return try select.first { $0.unsigned(0) }
  }

  /// Seals every commit that is in no segment yet, durably, before anything is sent.
  public func sealJournal(_ sealing: any SegmentSealing) throws {
    // Most syncs have nothing to seal, and wait for no other process for it.
    let isSealed = try store.read { session in
      let head = try newestSegment(session)
      return try head.segment > 0 && session.journalEnd().sequence <= head.sequence
    }
    if isSealed { return }
    try store.write(isDurable: true) { session in
      var head = try newestSegment(session)
      if head.segment == 0 && head.chain != sealing.genesis {
        // Nothing is sealed yet, so that the chain begins with the key that there is now.
        try session.setInfo("genesis", .bytes(sealing.genesis))
        head = try newestSegment(session)
      }
      while let batch = try batch(after: head.sequence, session) {
        let segment = try sealing.seal(
          batch.plaintext, first: head.sequence + 1, count: batch.count, after: head)
        guard segment.number == head.segment + 1, segment.first == head.sequence + 1,
          segment.count == batch.count
        else {
          throw StoreError(.inconsistent, "the sealed segment is another", place: path)
        }
        try keep(segment, session)
        head = JournalHead(
          sequence: segment.last, segment: segment.number, chain: segment.chain)
      }
    }
  }

  /// The next commits that fit into one segment, nil when there are none.
  private func batch(
    after sequence: UInt64, _ session: Session
  ) throws -> (plaintext: [UInt8], count: Int)? {
    let select = try session.statement(
      "SELECT seq, payload FROM karvan_journal WHERE seq > ? ORDER BY seq LIMIT ?")
    select.bind(1, sequence)
    select.bind(2, Int64(SyncLimits.commitsPerSegment))
    defer { select.reset() }
    var writer = ByteWriter(reserving: 4_096)
    var count = 0
    while try select.step() {
      guard select.unsigned(0) == sequence + UInt64(count) + 1 else {
        throw StoreError(
          .damaged, "commit \(sequence + UInt64(count) + 1) is missing", place: "karvan_journal")
      }
      let payload = select.bytes(1)
      if count > 0, writer.bytes.count + payload.count + 8 > SyncLimits.bytesPerSegment { break }
      writer.blob(payload)
      count += 1
    }
    return count == 0 ? nil : (writer.bytes, count)
  }

  private func keep(_ segment: SealedSegment, _ session: Session) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_segment (number, first, count, bytes, chain) VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, segment.number)
    insert.bind(2, segment.first)
    insert.bind(3, Int64(segment.count))
    insert.bind(4, segment.bytes)
    insert.bind(5, segment.chain)
    try insert.run()
  }

  /// Sealed segments from a number on, as many as fit; at least one if there is one.
  ///
  /// - Throws: `SyncStop.clone` when the server asks for one that is not kept any more.
  public func segments(from number: UInt64, maximumBytes: Int) throws -> [SealedSegment] {
    try store.read { session in
      let select = try session.statement(
        "SELECT number, first, count, bytes, chain FROM karvan_segment WHERE number >= ?"
          + " ORDER BY number LIMIT ?")
      select.bind(1, number)
      select.bind(2, Int64(SyncLimits.segmentsPerRequest))
      defer { select.reset() }
      var segments: [SealedSegment] = []
      var size = 0
      while try select.step() {
        let segment = SealedSegment(
          number: select.unsigned(0), first: select.unsigned(1), count: Int(select.integer(2)),
          bytes: select.bytes(3), chain: select.bytes(4))
        guard !select.isNull(3), segment.number == number + UInt64(segments.count) else {
          // The server was restored to a state from before all that is kept: another life goes on.
          throw SyncStop.clone
        }
        size += segment.bytes.count
        if !segments.isEmpty && size > maximumBytes { break }
        segments.append(segment)
      }
      return segments
    }
  }

  /// The first sealed segment from which on all are kept; one past the newest for none.
  public func firstKeptSegment() throws -> UInt64 {
    try store.read { session in
      let select = try session.statement(
        "SELECT number FROM karvan_segment WHERE bytes IS NOT NULL ORDER BY number DESC")
      defer { select.reset() }
      var first = try newestSegment(session).segment + 1
      while try select.step(), select.unsigned(0) + 1 == first { first -= 1 }
      return first
    }
  }

  /// The sealed segment of the first commit that a server which was restored is asked about (P-063);
  /// nil for none.
  public func firstAskedSegment() throws -> UInt64? {
    try store.read { session in
      try session.firstAsked().flatMap { try segment(of: $0, session) }
    }
  }

  /// How long an answered segment is kept where no backup of the server is known to have it, in
  /// milliseconds: 30 days.
  static let keepingTime: Int64 = 2_592_000_000

  /// Deletes the bytes of answered segments that nobody will ask for again: what a backup of the
  /// server has (P-064), and what is old. The newest stays, without them, as head of the chain.
  func dropAnsweredSegments(_ session: Session) throws {
    let pending = try session.firstPending() ?? UInt64(Int64.max)
    let update = try session.statement(
      "UPDATE karvan_segment SET bytes = NULL WHERE bytes IS NOT NULL AND first + count <= ?1"
        + " AND (first + count <= ?2 OR NOT EXISTS (SELECT 1 FROM karvan_journal"
        + " WHERE seq = first + count - 1 AND time >= ?3))")
    update.bind(1, pending)
    let word = try session.backupWord()
    update.bind(2, try session.safeThrough(word, now: now()) + 1)
    // Of an office that makes backups every one may come back within the time that it says.
    let isKept = word.durable > 0
    let old = HybridTime(milliseconds: max(0, now() - Self.keepingTime)).raw
    update.bind(3, isKept ? 0 : old)
    try update.run()
    try session.statement(
      "DELETE FROM karvan_segment WHERE bytes IS NULL"
        + " AND number < (SELECT MAX(number) FROM karvan_segment)"
    ).run()
  }
}
