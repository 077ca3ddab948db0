// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanSync

/// Writes commits of the office itself: through the same acceptance as those of devices, into the
/// same log, sealed under the office replica's own key.
///
/// Use it inside of one transaction and end with `finish()`.
public final class OfficeAuthoring {
  private let writer: OfficeWriter
  private let knowledge: OfficeKnowledge
  private let sealing: any SegmentSealing
  private let now: Int64
  private let makeID: () -> RecordID
  private var account: ReplicaAccount
  private var isLoaded = false
  private var plaintext = ByteWriter(reserving: 4_096)
  private var results: [CommitResult] = []

  /// Prepares to write in a transaction at the server's wall clock.
  public init(
    _ writer: OfficeWriter, knowledge: OfficeKnowledge, sealing: any SegmentSealing, now: Int64,
    makeID: @escaping () -> RecordID
  ) {
    self.writer = writer
    self.knowledge = knowledge
    self.sealing = sealing
    self.now = now
    self.makeID = makeID
    account = ReplicaAccount(
      replica: writer.identity.replica, device: DeviceID(high: 0, low: 0), exchangeNumber: 0,
      journal: JournalHead(sequence: 0, segment: 0, chain: sealing.genesis))
  }

  /// Continues where the office's last commit ended.
  private func load() throws {
    guard !isLoaded else { return }
    account = try writer.account(of: account.replica) ?? account
    isLoaded = true
  }

  private var next: UInt64 { account.journal.sequence + UInt64(results.count) + 1 }

  /// Writes one commit of one operation, and review items for what it brings about.
  ///
  /// - Parameters:
  ///   - author: With whose rights.
  ///   - office: Whether the commit claims office authority.
  ///   - code: What begins document numbers.
  /// - Returns: the commit; nil when the operation changes nothing.
  /// - Throws: ``Failure`` when it is refused; then nothing of it was written.
  public func commit(
    by author: Author, office: Bool = true, code: String = "HQ",
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    guard let (commit, findings) = try write(by: author, office: office, code: code, make) else {
      return nil
    }
    try report(findings + knowledge.followUps(commit), by: author)
    return commit
  }

  /// Writes review items for what needs a person; what those bring about is not reported again.
  public func report(_ findings: [Finding], by author: Author) throws {
    for finding in findings {
      _ = try write(by: author, office: true, code: "HQ") { context in
        try knowledge.review(finding, context) ?? OperationDraft("", [])
      }
    }
  }

  /// Seals what was written; nothing of it is in the log before.
  public func finish() throws {
    guard !results.isEmpty else { return }
    let first = account.journal.sequence + 1
    let segment = try sealing.seal(
      plaintext.bytes, first: first, count: results.count, after: account.journal)
    try writer.append(
      StoredSegment(segment: segment, results: ResultRun(first: first, results: results)),
      of: account.replica)
    account.journal = JournalHead(
      sequence: segment.last, segment: segment.number, chain: segment.chain)
    try writer.save(account)
    plaintext.removeAll()
    results = []
  }

  /// Writes one commit and leaves to the caller what it brings about.
  ///
  /// - Returns: the commit and its findings; nil when the operation changes nothing.
  /// - Throws: ``Failure`` when it is refused; then nothing of it was written.
  public func write(
    by author: Author, office: Bool, code: String = "HQ",
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> (Commit, [Finding])? {
    try load()
    let taken = try writer.savepoint { () -> (Commit, CommitResult, [Finding])? in
      let draft = try make(context(author, code))
      guard !draft.changes.isEmpty else { return nil }
      let commit = Commit(
        replica: account.replica, sequence: next, time: try writer.tick(now: now), office: office,
        basis: try writer.head(), operation: draft.operation, changes: draft.changes)
      let acceptance = Acceptance(knowledge: knowledge, transaction: writer, now: now)
      let (result, findings) = try acceptance.take(commit, by: author)
      // Out of the savepoint, so that a refusal leaves no trace and the number is used again.
      if case .rejected(let failure) = result { throw failure }
      return (commit, result, findings)
    }
    guard let (commit, result, findings) = taken else { return nil }
    try log(commit, result)
    return (commit, findings)
  }

  private func log(_ commit: Commit, _ result: CommitResult) throws {
    var payload = ByteWriter(reserving: 256)
    payload.journalled(commit)
    let isFull =
      results.count >= SyncLimits.commitsPerSegment
      || plaintext.bytes.count + payload.bytes.count + 8 > SyncLimits.bytesPerSegment
    if isFull { try finish() }
    plaintext.blob(payload.bytes)
    results.append(result)
  }

  private func context(_ author: Author, _ code: String) -> OperationContext {
    OperationContext(
      schema: writer.schema, reader: writer, drafter: Drafter(replica: account.replica),
      author: author, now: now, makeID: makeID,
      makeNumber: { [writer] in "\(code)-\(try writer.nextNumber("number:" + code))" })
  }
}
