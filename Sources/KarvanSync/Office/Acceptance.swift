// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// What the workspace knows that the engine does not: who somebody is, and what a finding becomes.
public struct OfficeKnowledge: Sendable {
  /// The rights of a user as the records say; nil when there is no such user.
  public let author: @Sendable (RecordID, any RecordReader) throws -> Author?
  /// The office operation that reports a finding to a person.
  public let review: @Sendable (Finding, OperationContext) throws -> OperationDraft?
  /// The records of an accepted commit after which the office may have something to do.
  public let followUps: @Sendable (Commit) -> [Finding]
  /// The users whose rights a change of a record may alter, beside users, roles and territories.
  public let rightsFollow: @Sendable (RecordChange, any RecordReader) throws -> [RecordID]

  /// Gathers the knowledge.
  public init(
    author: @escaping @Sendable (RecordID, any RecordReader) throws -> Author?,
    review: @escaping @Sendable (Finding, OperationContext) throws -> OperationDraft?,
    followUps: @escaping @Sendable (Commit) -> [Finding] = { _ in [] },
    rightsFollow: @escaping @Sendable (RecordChange, any RecordReader) throws -> [RecordID] = {
      _, _ in []
    }
  ) {
    self.rightsFollow = rightsFollow
    self.author = author
    self.review = review
    self.followUps = followUps
  }
}

/// Something that needs a person although nothing was lost.
public enum Finding: Hashable, Sendable {
  /// Two records claim the same key.
  case duplicate(
    claim: String, key: String, entity: EntityTag, record: RecordID, other: RecordID,
    author: RecordID)
  /// A record gave up a key that another claims too.
  case freed(
    claim: String, key: String, entity: EntityTag, record: RecordID, by: RecordID)
  /// A record changed in a way that the office answers with an operation of its own.
  case changed(entity: EntityTag, record: RecordID)
  /// A database turned out to be a copy of another, or restored from one, and goes on as a device
  /// of its own.
  case copied(device: DeviceID, former: DeviceID, codes: String, user: RecordID)
  /// Somebody's work on a record that they lost before it came; the commit is kept as rejected.
  case lostScope(subject: LostSubject, commit: Commit, author: RecordID)
  /// A commit waits for long for something of another replica that does not come.
  case orphan(entity: EntityTag, record: RecordID, commit: Commit, author: RecordID)
}

/// Takes one commit into the published state, or says why not: duties 3 to 5 of the server.
public struct Acceptance {
  let knowledge: OfficeKnowledge
  let transaction: any OfficeTransaction
  let now: Int64
  let deviceCode: String?
  /// Whether a refused commit takes back only itself; otherwise it throws ``Refused``, and whoever
  /// called takes back all since their savepoint and tries again with care.
  var isCareful = true
  /// Whether something may have been lost here that the commit has seen: of what a delete says to
  /// have seen then counts what is here.
  var hasLost = false

  /// A commit was refused when something of it may have been written.
  struct Refused: Error {}

  /// Prepares to take commits in a transaction at the server's wall clock.
  ///
  /// - Parameter deviceCode: What numbers of documents that start here must begin with; nil where
  ///   any number may come, as from the office.
  public init(
    knowledge: OfficeKnowledge, transaction: any OfficeTransaction, now: Int64,
    deviceCode: String? = nil
  ) {
    self.knowledge = knowledge
    self.transaction = transaction
    self.now = now
    self.deviceCode = deviceCode
  }

  /// The schema under the rules in force, which a commit may change.
  var schema: Schema { transaction.schema }

  /// Takes a commit of an author; everything or nothing of it takes effect.
  ///
  /// - Returns: the result, and what needs a person.
  public func take(
    _ commit: Commit, by author: Author?
  ) throws -> (result: CommitResult, findings: [Finding]) {
    do {
      return try attempt(commit, by: author)
    } catch let failure as Failure {
      try transaction.keepRejected(commit, failure, at: now)
      return (.rejected(failure), [])
    }
  }

  /// Rejects a commit for a reason that is known before it is looked at.
  func refuse(_ commit: Commit, _ failure: Failure) throws -> CommitResult {
    try transaction.keepRejected(commit, failure, at: now)
    return .rejected(failure)
  }

  /// Takes a commit or throws why not; nothing of it is kept then.
  ///
  /// - Parameters:
  ///   - moment: The past sync point as of which the author's reach is judged; nil for now.
  ///   - isNewer: Whether the commit was written under a newer schema.
  func attempt(
    _ commit: Commit, by author: Author?, at moment: PastMoment? = nil, isNewer: Bool = false
  ) throws -> (result: CommitResult, findings: [Finding]) {
    guard isCareful else {
      do {
        return try accept(commit, by: author, at: moment, isNewer: isNewer)
      } catch is Failure {
        throw Refused()
      }
    }
    return try transaction.savepoint {
      try accept(commit, by: author, at: moment, isNewer: isNewer)
    }
  }

  /// Rejects a commit whose bytes can't be read; its segment keeps the bytes.
  func refuseUnreadable(_ dot: Dot) throws -> CommitResult {
    let failure = Failure(.undecodable)
    let empty = Commit(
      replica: dot.replica, sequence: dot.sequence, time: .zero, office: false, basis: 0,
      operation: "", changes: [])
    try transaction.keepRejected(empty, failure, at: now)
    return .rejected(failure)
  }

  private func accept(
    _ commit: Commit, by author: Author?, at moment: PastMoment?, isNewer: Bool
  ) throws -> (result: CommitResult, findings: [Finding]) {
    guard let author else { throw Failure(.notEnrolled) }
    guard author.isActive else { throw Failure(.inactive) }
    if commit.office && !author.office { throw Failure(.notOffice) }
    if let failure = commit.failure { throw failure }
    let bound = HybridTime(milliseconds: now + SyncLimits.stampBoundMilliseconds)
    let stamp = commit.time > bound ? bound : nil
    let sequence = try transaction.nextSequence()
    let rights = try rightsAtStake(in: commit)
    var before: [RecordView?] = []
    for change in commit.changes {
      before.append(
        try apply(
          change, of: commit, by: author, at: moment, isNewer: isNewer, stamp: stamp,
          sequence: sequence))
    }
    try transaction.observe(stamp ?? commit.time, now: now)
    try keepRights(rights, until: sequence)
    try checkInvariants(of: commit, by: author, before: before)
    var findings = try claims(of: commit, by: author, before: before)
    findings += try enforceRules(of: commit, by: author, sequence)
    return (.accepted(serverSequence: sequence, stamp: stamp), findings)
  }

  /// Applies one change; answers what the record was before.
  private func apply(
    _ change: RecordChange, of commit: Commit, by author: Author, at moment: PastMoment?,
    isNewer: Bool, stamp: HybridTime?, sequence: UInt64
  ) throws -> RecordView? {
    guard let entity = schema[change.entity] else {
      throw Failure(.unknownEntity, record: change.record, ["\(change.entity)"])
    }
    let before = try transaction.record(change.entity, change.record)
    try refuseWhatBuildsOnRejected(change, entity, before)
    if let failure = entity.denial(of: change, by: author, office: commit.office, before: before) {
      throw failure
    }
    if let failure = schema.failure(of: change, before: before, isNewer: isNewer) { throw failure }
    let isTooMuch = change.claimsTooMuch(in: commit, before: before)
    let taken = isTooMuch && hasLost ? change.claimingOnly(known: before, in: commit) : change
    guard !(isTooMuch && taken.claimsTooMuch(in: commit, before: before)) else {
      throw Failure(.malformed).about(entity.name, change.record)
    }
    let old = before?.state
    var state = old ?? RecordState(entity: change.entity, id: change.record)
    let swept = state.apply(taken, of: commit, stamp: stamp)
    guard !state.isOversized else {
      throw Failure(.tooLarge, ["\(CommitLimits.versionsPerRecord)"])
        .about(entity.name, change.record)
    }
    let after = RecordView(entity: entity, state: state)
    if before == nil { try checkNumber(of: after, by: author) }
    let scoping = Scoping(schema: schema, transaction: transaction)
    let held = before == nil ? nil : try transaction.scopes(of: entity.tag, after.id)
    let scopes = try scoping.scopes(of: after)
    try checkReach(of: after, before, held ?? scopes, by: author, at: moment, scoping)
    let isEcho = stamp == nil && !isTooMuch && (held == nil || held == scopes)
    try transaction.publish(
      state, replacing: old,
      Publication(sequence: sequence, scopes: scopes, echo: isEcho ? commit.replica : nil))
    if let held, held != scopes { try scoping.follow(after, sequence: sequence) }
    // Nobody can have lost anything in a record that is new.
    if before != nil || change.life != nil {
      try noteLosers(swept, after, change, by: commit.dot)
    }
    return before
  }

  /// Judges whether an author holds what they write, now or at a past sync point, and what they
  /// hang it below.
  private func checkReach(
    of after: RecordView, _ before: RecordView?, _ held: Set<Scope>, by author: Author,
    at moment: PastMoment?, _ scoping: Scoping
  ) throws {
    var held = held
    if let moment {
      held =
        before == nil
        ? try scoping.scopes(of: after, at: moment)
        : try scoping.scopes(of: after.entity.tag, after.id, at: moment)
    }
    guard !author.scopes.isDisjoint(with: held) else {
      // Below what is not here yet nobody can say who holds it.
      try scoping.requireParents(of: after, before: before)
      throw Failure(.outOfScope).about(after.entity.name, after.id)
    }
    try scoping.checkParents(of: after, before: before, author, at: moment)
    try scoping.checkHeld(of: after, before: before, author, at: moment)
  }

  /// A device gives only numbers of its own series, so that no two devices ever give the same.
  private func checkNumber(of after: RecordView, by author: Author) throws {
    guard let field = after.entity.about.number, let deviceCode, !author.office else { return }
    guard after[field].text?.hasPrefix(deviceCode + "-") != true else { return }
    throw Failure(.malformed, field: after.entity.field(field)?.name, [deviceCode])
      .about(after.entity.name, after.id)
  }

  private func refuseWhatBuildsOnRejected(
    _ change: RecordChange, _ entity: Entity, _ before: RecordView?
  ) throws {
    // An identifier is never used twice, however late its record's creation or edit comes.
    if before == nil, try transaction.wasPruned(change.record) {
      throw Failure(.deletedRecord).about(entity.name, change.record)
    }
    if before == nil && !change.creates {
      let rejected = try transaction.rejectedCreator(of: change.record)
      throw Failure(rejected == nil ? .missingRecord : .dependsOnRejected)
        .about(entity.name, change.record)
    }
    func buildsOnRejected(_ names: [VersionName]) throws -> Bool {
      for name in names where try transaction.isRejected(name.dot) { return true }
      return false
    }
    var builds = false
    for write in change.writes where !(write.replaces.isEmpty && write.sweeps.isEmpty) {
      builds = try builds || buildsOnRejected(write.replaces) || buildsOnRejected(write.sweeps)
    }
    for dot in change.life?.replaces ?? [] { builds = try builds || transaction.isRejected(dot) }
    if builds { throw Failure(.dependsOnRejected).about(entity.name, change.record) }
  }

  private func checkInvariants(
    of commit: Commit, by author: Author, before: [RecordView?]
  ) throws {
    guard
      let (failure, after) = try schema.brokenInvariant(
        of: commit.changes, before: before, by: author, office: commit.office, reader: transaction)
    else { return }
    throw try explained(failure, after).about(after.entity.name, after.id)
  }

  /// A reference to a record that only a rejected commit created is rejected for that reason, and
  /// one to a record that is forgotten as one to a deleted record (P-077): neither will come.
  private func explained(_ failure: Failure, _ view: RecordView) throws -> Failure {
    guard failure.code == .missingRecord else { return failure }
    // Which one is missing the law says; of one that does not, each may be.
    let named = failure.arguments.compactMap { RecordID(text: $0) }
    var missing = named.map { (id: $0, field: failure.field) }
    if missing.isEmpty {
      for field in view.entity.fields {
        guard case .reference = field.kind, let id = view[field].reference else { continue }
        missing.append((id: id, field: field.name))
      }
    }
    for (id, field) in missing {
      if try transaction.rejectedCreator(of: id) != nil {
        return Failure(.dependsOnRejected, field: field)
      }
      if try transaction.wasPruned(id) {
        return Failure(.deletedRecord, field: field, ["\(id)", "\(id)"])
      }
    }
    return failure
  }
}
