// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// The tokens by which the server knows its own words again, without keeping them.
public protocol ServerTokens: Sendable {
  /// A challenge for a replica, good for two minutes.
  func challenge(_ replica: ReplicaID, now: Int64) throws -> [UInt8]
  /// Whether an echo is a challenge of ours that is still good.
  func accepts(_ echo: [UInt8], of replica: ReplicaID, now: Int64) -> Bool
  /// The token of an acknowledgement, which says what a receipt does under our MAC.
  func acknowledge(_ replica: ReplicaID, _ receipt: Receipt) throws -> [UInt8]
  /// What an acknowledgement says, nil where it is not one of ours for this replica.
  func receipt(_ acknowledgement: [UInt8], of replica: ReplicaID) -> Receipt?
  /// The mark of a sync point that a device is given.
  func mark(
    _ device: DeviceID, in incarnation: IncarnationID, position: UInt64, at milliseconds: Int64
  ) throws -> SyncMark
  /// Whether a mark is ours: given to this device, in this life of the database.
  func knows(_ mark: SyncMark, of device: DeviceID, in incarnation: IncarnationID) -> Bool
}

/// A segment of a request: as it came, and opened under the device's own key.
public struct ReceivedSegment: Sendable {
  /// As it came.
  public let bytes: [UInt8]
  /// Opened.
  public let opened: OpenedSegment

  /// Pairs both.
  public init(bytes: [UInt8], opened: OpenedSegment) {
    self.bytes = bytes
    self.opened = opened
  }
}

/// Answers one exchange of an enrolled device: duties 1 to 6 of the server, without any transport.
public struct ServerSession: Sendable {
  let schema: Schema
  let knowledge: OfficeKnowledge
  let storage: any OfficeStorage
  let tokens: any ServerTokens
  let lives: OfficeLives
  /// Turns a finding into a review item, in the transaction that found it.
  let report: @Sendable (Finding, any OfficeTransaction, Int64) throws -> Void
  /// Where first syncs come from as files; nil where there are only pages.
  let snapshots: (any SnapshotKeeping)?

  /// Gathers what answering needs.
  public init(
    schema: Schema, knowledge: OfficeKnowledge, storage: any OfficeStorage,
    tokens: any ServerTokens, lives: OfficeLives, snapshots: (any SnapshotKeeping)? = nil,
    report: @escaping @Sendable (Finding, any OfficeTransaction, Int64) throws -> Void
  ) {
    self.schema = schema
    self.knowledge = knowledge
    self.storage = storage
    self.tokens = tokens
    self.lives = lives
    self.report = report
    self.snapshots = snapshots
  }

  /// What the header alone decides, before a body is even opened; nil to go on.
  public func verdict(
    on header: RequestHeader, of custody: DeviceCustody = .welcome
  ) -> Verdict? {
    // A device of a newer schema is served: what can't be read yet is kept in quarantine.
    guard header.protocolVersion == ProtocolVersion.current else {
      return .upgrade(serverSchema: schema.version, serverProtocol: ProtocolVersion.current)
    }
    return custody == .shutOut ? .revoked : nil
  }

  /// Answers a request whose device and signature were verified.
  ///
  /// - Parameters:
  ///   - segments: Sealed segments, as they came.
  ///   - pull: What the device asks for.
  ///   - waiting: Own commits that it knows to be in quarantine.
  ///   - marks: The sync points that it wrote on.
  ///   - now: The server's wall clock, in milliseconds since 1970.
  ///   - open: Opens one; called only for those that are new or have to be compared.
  /// - Returns: the header, and a body when the verdict is `done`.
  public func serve(
    _ header: RequestHeader, of device: DeviceAccount, segments: [[UInt8]], pull: PullRequest,
    waiting: [SequenceRun] = [], marks: [SyncMark] = [], now: Int64,
    open: ([UInt8]) throws -> OpenedSegment
  ) throws -> (AnswerHeader, AnswerBody?) {
    if let verdict = verdict(on: header) {
      return (try answer(header, verdict, now: now), nil)
    }
    do {
      // Nothing that is said to be safe depends on a request that brings nothing and asks about
      // nothing: the next transaction that is synced takes it along.
      let isDurable = !(segments.isEmpty && waiting.isEmpty && header.withdrawn.isEmpty)
      let taken = try storage.write(isDurable: isDurable) { transaction in
        var taken = try take(
          header, of: device.id, segments, marks, waiting: waiting, transaction, now: now,
          open: open)
        guard case .results(let results) = taken.outcome else { return taken }
        try judgeAgain(
          after: taken, header, transaction, isDurable: isDurable, now: now)
        taken.outcome = .results(
          results + (try answers(to: waiting, header.withdrawn, after: taken, transaction)))
        // Who has nothing yet will have what this answer gives, or still nothing if it is lost.
        let least = pull.least > 0 ? pull.least : try transaction.head()
        try transaction.noteProgress(
          of: header.replica, least: least, sequence: header.acknowledged?.sequence ?? 0, at: now)
        return taken
      }
      var answer = answer(header, taken, now: now)
      guard case .results(let results) = taken.outcome else { return (answer, nil) }
      answer.acknowledged = try acknowledgement(taken, head: pull.least)
      guard taken.admission == .all, !taken.isRetry else {
        return (answer, AnswerBody(results: results, page: .nothing(for: pull)))
      }
      if let body = try snapshot(for: device, pull, results, now: now) {
        return (answer, body)
      }
      var page = try storage.page(
        for: header.replica, scopes: { try scopes(of: device.user, $0) }, pull)
      if page.isHead {
        page.mark = try tokens.mark(
          device.id, in: taken.incarnation, position: page.position, at: now)
      }
      answer.acknowledged = try acknowledgement(taken, head: page.position)
      return (answer, AnswerBody(results: results, page: page))
    } catch let refusal as Refusal {
      let isThere = tokens.accepts(header.challengeEcho, of: header.replica, now: now)
      if refusal.isClone(header), isThere, let proposal = header.newLife,
        let (grant, known) = try allot(
          proposal, header, of: device.id, segments, now: now, open: open)
      {
        return (
          try self.answer(header, .newLife(grant), now: now),
          AnswerBody(results: known, page: .empty)
        )
      }
      return (
        try answer(header, try verdict(refusal, header, isThere: isThere, now: now), now: now), nil
      )
    }
  }

  /// The body with a snapshot in place of a page: for a device that has nothing yet, where there is
  /// much to send.
  private func snapshot(
    for device: DeviceAccount, _ pull: PullRequest, _ results: [ResultRun], now: Int64
  ) throws -> AnswerBody? {
    guard let snapshots, pull.snapshot != .none, pull.isFirst else { return nil }
    let size = try storage.size(
      of: { try scopes(of: device.user, $0) }, atMost: snapshots.leastRecords)
    guard size.records >= snapshots.leastRecords else { return nil }
    var begun: SnapshotID?
    if case .resuming(let id) = pull.snapshot { begun = id }
    guard
      let answer = try snapshots.offer(
        size.scopes, resuming: begun, floor: size.floor, now: now)
    else { return nil }
    let page = Page(
      scopes: size.scopes, cursors: pull.cursors, from: 0, position: 0, isHead: false, records: [],
      memberships: [], digests: [], floor: size.floor)
    return AnswerBody(results: results, page: page, snapshot: answer)
  }

  /// The answer that carries a verdict and nothing else.
  public func refusal(
    _ verdict: Verdict, to header: RequestHeader, now: Int64
  ) throws -> AnswerHeader {
    try answer(header, verdict, now: now)
  }

  private func scopes(of user: RecordID, _ reader: any RecordReader) throws -> [Scope] {
    let author = try knowledge.author(user, reader)
    return author?.isActive == true ? author?.orderedScopes ?? [] : []
  }

  private func answer(
    _ header: RequestHeader, _ verdict: Verdict, now: Int64
  ) throws -> AnswerHeader {
    AnswerHeader(
      verdict: verdict, exchangeNumber: header.exchangeNumber,
      incarnation: try storage.incarnation(), serverTime: now, acknowledged: nil)
  }

  private func answer(_ header: RequestHeader, _ taken: Taken, now: Int64) -> AnswerHeader {
    let journal = taken.account.journal
    let verdict: Verdict
    switch taken.outcome {
    case .results: verdict = taken.admission == .all ? .done : .retired
    case .otherLife: verdict = .missing(segment: journal.segment + 1)
    }
    return AnswerHeader(
      verdict: verdict, exchangeNumber: header.exchangeNumber, incarnation: taken.incarnation,
      serverTime: now, acknowledged: Acknowledgement(sequence: journal.sequence, mac: []),
      durableSequence: taken.durable, commonSequence: taken.common,
      journalDays: taken.journalDays, quarantined: taken.quarantined)
  }

  /// Before the first commit too, since it also says up to where the device was sent records.
  private func acknowledgement(_ taken: Taken, head: UInt64) throws -> Acknowledgement {
    let receipt = Receipt(
      sequence: taken.account.journal.sequence, head: head, incarnation: taken.incarnation)
    return Acknowledgement(
      sequence: receipt.sequence, mac: try tokens.acknowledge(taken.account.replica, receipt))
  }
}

extension ServerSession {
  /// Why a request is not carried out; thrown so that the transaction leaves nothing behind.
  enum Refusal: Error, Hashable {
    case revoked
    case missing(segment: UInt64)
    /// The device holds our word for more than we have: our database was restored.
    case behind
    /// An old exchange number, or a replica of another device.
    case suspicious
    /// The journal does not continue ours.
    case forked

    /// Whether it looks like a copy, or like what was restored from one; a device may also say
    /// itself that it can't go on, because we lost what it no longer keeps.
    func isClone(_ header: RequestHeader) -> Bool {
      switch self {
      case .suspicious, .forked: true
      case .missing: header.newLife != nil
      case .revoked, .behind: false
      }
    }
  }

  /// What became of a request in its transaction.
  struct Taken {
    enum Outcome {
      /// Its segments were taken.
      case results([ResultRun])
      /// The device knows another life of this database: it has to offer its journal again (P-063).
      case otherLife
    }

    let account: ReplicaAccount
    let incarnation: IncarnationID
    let durable: UInt64
    let common: UInt64
    let journalDays: UInt32
    var outcome: Outcome
    let admission: Admission
    /// What the journal reached before this request.
    let before: UInt64
    /// The records that this request's commits created, or would have.
    let created: [RecordID]
    /// To a device that knows another life of this database: what this one has in quarantine of it.
    let quarantined: [SequenceRun]
    /// Whether the device has more for which it was never answered: it is asked for that first, so
    /// that no page is made of commits whose results the device does not know.
    let isRetry: Bool
  }

  /// How long a device waits for a database that is behind to be put right, in seconds.
  private static let behindSeconds: UInt32 = 3_600

  /// What looks like a clone is first challenged, so that a replayed request raises no alarm.
  private func verdict(
    _ refusal: Refusal, _ header: RequestHeader, isThere: Bool, now: Int64
  ) throws -> Verdict {
    if refusal.isClone(header) {
      return isThere ? .clone : .challenge(try tokens.challenge(header.replica, now: now))
    }
    return switch refusal {
    case .revoked: .revoked
    case .missing(let segment): .missing(segment: segment)
    case .behind: .later(seconds: Self.behindSeconds)
    case .suspicious, .forked: .clone
    }
  }

  /// How much is taken of a device.
  enum Admission {
    /// Whatever it sends.
    case all
    /// What it sends, until its newest segment is there.
    case lastPush
    /// Nothing new; what was taken is answered again.
    case answeredOnly
  }

  private func admission(
    of device: DeviceAccount, _ transaction: any OfficeTransaction, now: Int64
  ) throws -> Admission {
    guard device.revokedAt != nil else { return .all }
    guard case .retired(let since, let isClosed) = try transaction.custody(of: device.id) else {
      throw Refusal.revoked
    }
    let isLate = now - since > CustodyLimits.lastPushMilliseconds
    return isClosed || isLate ? .answeredOnly : .lastPush
  }

  private func take(
    _ header: RequestHeader, of device: DeviceID, _ segments: [[UInt8]], _ marks: [SyncMark],
    waiting: [SequenceRun], _ transaction: any OfficeTransaction, now: Int64,
    open: ([UInt8]) throws -> OpenedSegment
  ) throws -> Taken {
    guard var deviceAccount = try transaction.device(device) else { throw Refusal.revoked }
    let admission = try admission(of: deviceAccount, transaction, now: now)
    guard var account = try transaction.account(of: header.replica), account.device == device
    else { throw Refusal.suspicious }
    // A copy that only asked has forked nothing: once the challenge shows that this request is no
    // recording, a journal that continues ours is taken, whatever its number.
    guard
      header.exchangeNumber >= account.exchangeNumber
        || tokens.accepts(header.challengeEcho, of: header.replica, now: now)
    else { throw Refusal.suspicious }
    if try isOtherLife(header, account, transaction, now: now) {
      return try taken(.otherLife, header, account, admission, transaction)
    }
    let before = account.journal.sequence
    var results: [ResultRun] = []
    var created: [RecordID] = []
    if !segments.isEmpty {
      (results, created) = try take(
        segments, known(marks, of: device, in: transaction.incarnation()), &account, deviceAccount,
        admission, withdrawn: Set(header.withdrawn), transaction, now, open)
    }
    let isRetry = try isRetry(header, carries: !segments.isEmpty, account, transaction)
    account.exchangeNumber = header.exchangeNumber
    let asksNothing = waiting.isEmpty && header.withdrawn.isEmpty
    if account.mayWait, asksNothing, results.allSatisfy({ $0.first > before }) {
      account.mayWait = try mayWait(header, upTo: before, transaction)
    }
    try transaction.save(account)
    deviceAccount.lastSeenAt = now
    try transaction.save(deviceAccount)
    // The first epoch came with the enrolment.
    if header.keys.epoch > 1 {
      try transaction.noteEpoch(header.keys.epoch, of: device, at: now)
    }
    if admission == .lastPush && header.keys.newestSegment <= account.journal.segment {
      try transaction.closeRetired(device, at: now)
    }
    return try taken(
      .results(results), header, account, admission, transaction, isRetry: isRetry, before: before,
      created: created)
  }

  /// Whether a replica that asks about nothing may have commits in quarantine, or be without the
  /// answer about some that were: it has that once its receipt is for all that was taken before this
  /// request, as from then on it asks about each that waits.
  private func mayWait(
    _ header: RequestHeader, upTo sequence: UInt64, _ transaction: any OfficeTransaction
  ) throws -> Bool {
    guard header.acknowledged?.sequence ?? 0 >= sequence else { return true }
    return try !transaction.quarantinedDots(of: header.replica).isEmpty
  }

  private func taken(
    _ outcome: Taken.Outcome, _ header: RequestHeader, _ account: ReplicaAccount,
    _ admission: Admission, _ transaction: any OfficeTransaction, isRetry: Bool = false,
    before: UInt64 = 0, created: [RecordID] = []
  ) throws -> Taken {
    var quarantined: [SequenceRun] = []
    if case .otherLife = outcome, account.mayWait {
      quarantined = SequenceRun.joining(
        try transaction.quarantinedDots(of: account.replica).map(\.sequence))
    }
    return Taken(
      account: account, incarnation: try transaction.incarnation(),
      durable: try transaction.durableSequence(of: account.replica),
      common: try header.incarnation.map { try transaction.commonSequence(with: $0) } ?? 0,
      journalDays: try transaction.journalDays(),
      outcome: outcome, admission: admission, before: before, created: created,
      quarantined: Array(quarantined.prefix(SyncLimits.quarantinedRuns)), isRetry: isRetry)
  }

  /// Whether the device knows another life of this database than the present one. Our own word for
  /// more than we have begins a new life, once: whoever comes after it names the old one (P-062).
  private func isOtherLife(
    _ header: RequestHeader, _ account: ReplicaAccount, _ transaction: any OfficeTransaction,
    now: Int64
  ) throws -> Bool {
    guard let known = header.incarnation else { return false }
    let present = try transaction.incarnation()
    guard known == present else { return true }
    guard let theirs = header.acknowledged else { return false }
    if let receipt = tokens.receipt(theirs.mac, of: header.replica),
      receipt.incarnation == present
    {
      let isBehind =
        try receipt.sequence > account.journal.sequence || receipt.head > transaction.head()
      if isBehind { try lives.renew(transaction, now) }
      return isBehind
    }
    // Without a proof nobody may begin a new life.
    if theirs.sequence > account.journal.sequence { throw Refusal.behind }
    return false
  }

  private func take(
    _ segments: [[UInt8]], _ marks: [UInt64: Int64], _ account: inout ReplicaAccount,
    _ device: DeviceAccount, _ admission: Admission, withdrawn: Set<UInt64>,
    _ transaction: any OfficeTransaction, _ now: Int64, _ open: ([UInt8]) throws -> OpenedSegment
  ) throws -> (results: [ResultRun], created: [RecordID]) {
    var taking = try CommitTaking(
      self, transaction, of: device, account: account, marks: marks, withdrawn: withdrawn,
      now: now)
    var results: [ResultRun] = []
    for bytes in segments {
      let received = ReceivedSegment(bytes: bytes, opened: try open(bytes))
      let isNew = received.opened.number > account.journal.segment
      if isNew && admission == .answeredOnly { throw Refusal.revoked }
      results.append(try take(received, into: &account, by: &taking))
    }
    account.basis = taking.basis
    account.mayWait = taking.mayWait
    return (results, taking.created)
  }

  /// The marks that are ours, by position.
  private func known(
    _ marks: [SyncMark], of device: DeviceID, in incarnation: IncarnationID
  ) -> [UInt64: Int64] {
    var known: [UInt64: Int64] = [:]
    for mark in marks.prefix(SyncLimits.marks)
    where tokens.knows(mark, of: device, in: incarnation) {
      // Of a sync point that was given twice, the later time counts: it was the state of then, too.
      known[mark.position] = max(known[mark.position] ?? .min, mark.at)
    }
    return known
  }

  /// A device whose journal is shorter than what we took from it was restored; one whose chain
  /// differs is a copy; one that is ahead has something for us that we lost.
  ///
  /// - Returns: Whether this is a part of what was taken before: a file carries more than a request
  ///   that repeats it over a connection.
  private func isRetry(
    _ header: RequestHeader, carries hasSegments: Bool, _ account: ReplicaAccount,
    _ transaction: any OfficeTransaction
  ) throws -> Bool {
    let (theirs, ours) = (header.journal, account.journal)
    if theirs.segment < ours.segment {
      guard hasSegments, header.keys.newestSegment >= ours.segment,
        let stored = try transaction.segment(of: account.replica, number: theirs.segment),
        stored.segment.chain == theirs.chain
      else { throw Refusal.forked }
      return true
    }
    if theirs.segment > ours.segment { throw Refusal.missing(segment: ours.segment + 1) }
    if ours.segment > 0 && theirs.chain != ours.chain { throw Refusal.forked }
    return false
  }

  private func take(
    _ segment: ReceivedSegment, into account: inout ReplicaAccount, by taking: inout CommitTaking
  ) throws -> ResultRun {
    let transaction = taking.transaction
    let opened = segment.opened
    guard opened.replica == account.replica else { throw Refusal.suspicious }
    if opened.number <= account.journal.segment {
      let stored = try transaction.segment(of: account.replica, number: opened.number)
      guard let stored, stored.segment.chain == opened.chain else { throw Refusal.forked }
      return stored.results
    }
    guard opened.number == account.journal.segment + 1 else {
      throw Refusal.missing(segment: account.journal.segment + 1)
    }
    let continues =
      account.journal.segment == 0 || opened.previousChain == account.journal.chain
    // A chain never goes back to an older key: that one may be in other hands by now.
    let epoch = try transaction.chainEpoch(of: account.replica)
    guard continues, opened.first == account.journal.sequence + 1, opened.epoch >= epoch else {
      throw Refusal.forked
    }
    let results = try taking.take(opened)
    let stored = SealedSegment(
      number: opened.number, first: opened.first, count: opened.count, bytes: segment.bytes,
      chain: opened.chain)
    try transaction.append(
      StoredSegment(segment: stored, results: results), of: account.replica)
    if opened.epoch > epoch {
      try transaction.setChainEpoch(opened.epoch, of: account.replica)
    }
    account.journal = JournalHead(
      sequence: stored.last, segment: opened.number, chain: opened.chain)
    return results
  }
}
