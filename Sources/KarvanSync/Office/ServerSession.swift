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
    guard header.schemaVersion <= schema.version,
      header.protocolVersion == ProtocolVersion.current
    else {
      return .upgrade(serverSchema: schema.version, serverProtocol: ProtocolVersion.current)
    }
    return custody == .shutOut ? .revoked : nil
  }

  /// Answers a request whose device and signature were verified.
  ///
  /// - Parameters:
  ///   - segments: Sealed segments, as they came.
  ///   - open: Opens one; called only for those that are new or have to be compared.
  /// - Returns: the header, and a body when the verdict is `done`.
  public func serve(
    _ header: RequestHeader, of device: DeviceAccount, segments: [[UInt8]], pull: PullRequest,
    now: Int64, open: ([UInt8]) throws -> OpenedSegment
  ) throws -> (AnswerHeader, AnswerBody?) {
    if let verdict = verdict(on: header) {
      return (try answer(header, verdict, now: now), nil)
    }
    do {
      // Nothing that is said to be safe depends on a request that brings nothing: the next
      // transaction that is synced takes it along.
      let taken = try storage.write(isDurable: !segments.isEmpty) { transaction in
        let taken = try take(header, of: device.id, segments, transaction, now: now, open: open)
        guard case .results = taken.outcome else { return taken }
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
      let page = try storage.page(
        for: header.replica, scopes: { try scopes(of: device.user, $0) }, pull)
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
      durableSequence: taken.durable, commonSequence: taken.common)
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
    /// Something in it is of a newer schema; the device keeps it until we can read it.
    case newer

    /// Whether it looks like a copy, or like what was restored from one; a device may also say
    /// itself that it can't go on, because we lost what it no longer keeps.
    func isClone(_ header: RequestHeader) -> Bool {
      switch self {
      case .suspicious, .forked: true
      case .missing: header.newLife != nil
      case .revoked, .behind, .newer: false
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
    let outcome: Outcome
    let admission: Admission
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
    case .newer:
      .upgrade(serverSchema: schema.version, serverProtocol: ProtocolVersion.current)
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
    _ header: RequestHeader, of device: DeviceID, _ segments: [[UInt8]],
    _ transaction: any OfficeTransaction, now: Int64, open: ([UInt8]) throws -> OpenedSegment
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
    if try isOtherLife(header, account, transaction) {
      return try taken(.otherLife, header, account, admission, transaction)
    }
    var results: [ResultRun] = []
    for bytes in segments {
      let received = ReceivedSegment(bytes: bytes, opened: try open(bytes))
      let isNew = received.opened.number > account.journal.segment
      if isNew && admission == .answeredOnly { throw Refusal.revoked }
      results.append(
        try take(
          received, into: &account, of: deviceAccount, withdrawn: Set(header.withdrawn),
          transaction, now: now))
    }
    let isRetry = try isRetry(header, carries: !segments.isEmpty, account, transaction)
    account.exchangeNumber = header.exchangeNumber
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
    return try taken(.results(results), header, account, admission, transaction, isRetry: isRetry)
  }

  private func taken(
    _ outcome: Taken.Outcome, _ header: RequestHeader, _ account: ReplicaAccount,
    _ admission: Admission, _ transaction: any OfficeTransaction, isRetry: Bool = false
  ) throws -> Taken {
    Taken(
      account: account, incarnation: try transaction.incarnation(),
      durable: try transaction.durableSequence(of: account.replica),
      common: try header.incarnation.map { try transaction.commonSequence(with: $0) } ?? 0,
      outcome: outcome, admission: admission, isRetry: isRetry)
  }

  /// Whether the device knows another life of this database than the present one. Our own word for
  /// more than we have begins a new life, once: whoever comes after it names the old one (P-062).
  private func isOtherLife(
    _ header: RequestHeader, _ account: ReplicaAccount, _ transaction: any OfficeTransaction
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
      if isBehind { try lives.renew(transaction) }
      return isBehind
    }
    // Without a proof nobody may begin a new life.
    if theirs.sequence > account.journal.sequence { throw Refusal.behind }
    return false
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
    _ segment: ReceivedSegment, into account: inout ReplicaAccount, of device: DeviceAccount,
    withdrawn: Set<UInt64>, _ transaction: any OfficeTransaction, now: Int64
  ) throws -> ResultRun {
    let opened = segment.opened
    guard opened.replica == account.replica else { throw Refusal.suspicious }
    guard opened.schemaVersion <= schema.version else { throw Refusal.newer }
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
    let results = try take(
      opened, of: device, withdrawn: withdrawn, transaction, now: now)
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

  private func take(
    _ segment: OpenedSegment, of device: DeviceAccount, withdrawn: Set<UInt64>,
    _ transaction: any OfficeTransaction, now: Int64
  ) throws -> ResultRun {
    let commits = segment.commits()
    var taking = Taking(
      acceptance: Acceptance(
        transaction: transaction, now: now, deviceCode: device.code),
      first: Dot(segment.replica, segment.first), user: device.user,
      author: try knowledge.author(device.user, transaction), withdrawn: withdrawn)
    taking.results.reserveCapacity(commits.count)
    for start in stride(from: 0, to: commits.count, by: Taking.commitsPerSavepoint) {
      let run = commits[start..<min(start + Taking.commitsPerSavepoint, commits.count)]
      try take(run, &taking, transaction, now: now)
    }
    return ResultRun(first: segment.first, results: taking.results)
  }

  /// How far the commits of a segment are taken.
  private struct Taking {
    /// A savepoint costs about as much as a row, and few commits are refused.
    static let commitsPerSavepoint = 64

    var acceptance: Acceptance
    let first: Dot
    let user: RecordID
    var author: Author?
    let withdrawn: Set<UInt64>
    var results: [CommitResult] = []
  }

  /// Takes a run of commits in one savepoint; where one is refused, all again, each in its own.
  private func take(
    _ run: ArraySlice<Result<Commit, DecodingFailure>>, _ taking: inout Taking,
    _ transaction: any OfficeTransaction, now: Int64
  ) throws {
    var quick = taking
    quick.acceptance.isCareful = false
    do {
      try transaction.savepoint {
        for decoded in run { try take(decoded, &quick, transaction, now: now) }
      }
      taking.results = quick.results
      taking.author = quick.author
    } catch is Acceptance.Refused {
      for decoded in run { try take(decoded, &taking, transaction, now: now) }
    }
  }

  private func take(
    _ decoded: Result<Commit, DecodingFailure>, _ taking: inout Taking,
    _ transaction: any OfficeTransaction, now: Int64
  ) throws {
    let dot = Dot(taking.first.replica, taking.first.sequence + UInt64(taking.results.count))
    guard case .success(let commit) = decoded else {
      taking.results.append(try taking.acceptance.refuseUnreadable(dot))
      return
    }
    guard commit.changes.allSatisfy({ schema[$0.entity] != nil }) else { throw Refusal.newer }
    if taking.withdrawn.contains(commit.sequence) {
      return taking.results.append(try taking.acceptance.refuse(commit, Failure(.withdrawn)))
    }
    let taken = try taking.acceptance.take(commit, by: taking.author)
    taking.results.append(taken.result)
    for finding in taken.findings { try tell(finding, transaction, now: now) }
    if case .accepted = taken.result {
      for finding in knowledge.followUps(commit) { try tell(finding, transaction, now: now) }
    }
    if changesRights(commit) { taking.author = try knowledge.author(taking.user, transaction) }
  }

  /// A commit that touches users, roles or territories may have changed the rights of its own author.
  private func changesRights(_ commit: Commit) -> Bool {
    commit.changes.contains {
      $0.entity == SchemaTags.user || $0.entity == SchemaTags.role
        || $0.entity == SchemaTags.territory
    }
  }

  /// A finding that cannot be reported must not cost the commit that it is about.
  private func tell(
    _ finding: Finding, _ transaction: any OfficeTransaction, now: Int64
  ) throws {
    do {
      try transaction.savepoint { try report(finding, transaction, now) }
    } catch is Failure {
      return
    }
  }
}
