// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Takes the commits of one device in order: each is accepted, rejected, or kept in quarantine
/// until it can be judged (P-065 to P-067).
struct CommitTaking {
  let session: ServerSession
  let transaction: any OfficeTransaction
  let device: DeviceAccount
  private let replica: ReplicaID
  /// The server's wall clock, in milliseconds since 1970.
  let now: Int64
  /// When the sync points were given whose marks the device showed, by position.
  let marks: [UInt64: Int64]
  /// Own commits that the device knows to be rejected, by another life of the database.
  let withdrawn: Set<UInt64>
  /// The newest sync point that a commit of the replica was proven to be written on.
  private(set) var basis: UInt64
  /// Whether commits of the replica may be in quarantine.
  private(set) var mayWait: Bool
  /// How much of the replica is in quarantine; nil before that was asked.
  private var size: QuarantineSize?
  /// The records that new commits created, or would have.
  private(set) var created: [RecordID] = []
  private var author: Author?
  /// What others' commits are known here, and which of those that are not may still come.
  private var others: OtherReplicas
  /// See ``Acceptance/isCareful``.
  private var isCareful = true

  init(
    _ session: ServerSession, _ transaction: any OfficeTransaction, of device: DeviceAccount,
    account: ReplicaAccount, marks: [UInt64: Int64],
    withdrawn: Set<UInt64> = [], now: Int64
  ) throws {
    self.session = session
    self.transaction = transaction
    self.device = device
    replica = account.replica
    basis = account.basis
    mayWait = account.mayWait
    self.marks = marks
    self.withdrawn = withdrawn
    self.now = now
    author = try session.knowledge.author(device.user, transaction)
    others = OtherReplicas(transaction)
  }

  /// A savepoint costs about as much as a row, and few commits are refused.
  private static let commitsPerSavepoint = 64

  /// Takes the commits of a segment: a run of them in one savepoint; where one is refused, all of
  /// the run again, each in its own.
  mutating func take(_ segment: OpenedSegment) throws -> ResultRun {
    let commits = segment.commits()
    var results: [CommitResult] = []
    results.reserveCapacity(commits.count)
    for start in stride(from: 0, to: commits.count, by: Self.commitsPerSavepoint) {
      let run = start..<min(start + Self.commitsPerSavepoint, commits.count)
      var quick = self
      quick.isCareful = false
      do {
        results += try transaction.savepoint {
          try run.map { index in
            try quick.take(commits[index], at: index, of: segment)
          }
        }
        quick.isCareful = true
        self = quick
      } catch is Acceptance.Refused {
        results += try run.map { index in
          try take(commits[index], at: index, of: segment)
        }
      }
    }
    return ResultRun(first: segment.first, results: results)
  }

  private mutating func take(
    _ decoded: Result<Commit, DecodingFailure>, at index: Int, of segment: OpenedSegment
  ) throws -> CommitResult {
    guard case .success(let commit) = decoded else {
      let dot = Dot(segment.replica, segment.first + UInt64(index))
      return try acceptance(at: now).refuseUnreadable(dot)
    }
    if withdrawn.contains(commit.sequence) {
      note(commit)
      return try acceptance(at: now).refuse(commit, Failure(.withdrawn))
    }
    return try take(commit, schemaVersion: segment.schemaVersion)
  }

  private mutating func take(_ commit: Commit, schemaVersion: UInt32) throws -> CommitResult {
    let arrived = QuarantinedCommit(
      commit: commit, reason: .other, schemaVersion: schemaVersion,
      markedAt: commit.basis >= basis ? marks[commit.basis] : nil, at: now)
    // Once a commit was written on a sync point, those before it count no more.
    if arrived.markedAt != nil { basis = commit.basis }
    return try take(arrived, isAgain: false)
  }

  /// Takes a commit that came now, or that came before and waited.
  mutating func take(_ arrived: QuarantinedCommit, isAgain: Bool) throws -> CommitResult {
    let commit = arrived.commit
    if !isAgain { note(commit) }
    if let wait = try mustWait(arrived) {
      if try isAgain || hasRoom() { return try keep(arrived, wait) }
      // What is only thought to be on its way is done without.
      guard wait.reason == .missing else { return try reject(commit, .tooMuchWaits) }
    }
    do {
      let taken = try judge(arrived)
      for finding in taken.findings + session.knowledge.followUps(commit) { try tell(finding) }
      if changesRights(commit) {
        author = try session.knowledge.author(device.user, transaction)
      }
      return taken.result
    } catch let failure as Failure {
      guard let wait = try waitsFor(failure, arrived) else { return try reject(commit, failure) }
      if try isAgain || hasRoom() { return try keep(arrived, wait) }
      return try reject(commit, wait.reason == .missing ? failure : .tooMuchWaits)
    }
  }

  /// Notes what somebody may be waiting for.
  private mutating func note(_ commit: Commit) {
    for change in commit.changes where change.creates { created.append(change.record) }
  }

  private func acceptance(at time: Int64) -> Acceptance {
    var acceptance = Acceptance(
      knowledge: session.knowledge, transaction: transaction, now: time, deviceCode: device.code)
    acceptance.isCareful = isCareful
    return acceptance
  }

  // MARK: Rights.

  /// Judges by the rights of now; where they don't suffice, by those of the sync point that the
  /// commit was written on, if the server gave it not longer ago than the grace period.
  private mutating func judge(
    _ arrived: QuarantinedCommit
  ) throws -> (result: CommitResult, findings: [Finding]) {
    let commit = arrived.commit
    var acceptance = acceptance(at: now)
    if commit.changes.contains(where: { $0.life != nil }) {
      acceptance.hasLost = try others.hasLost()
    }
    let isNewer = arrived.schemaVersion > session.schema.version
    do {
      return try acceptance.attempt(commit, by: author, isNewer: isNewer)
    } catch let failure as Failure where failure.code.isOfRights {
      guard let then = try authorThen(arrived) else { throw failure }
      do {
        return try acceptance.attempt(
          commit, by: then, at: PastMoment(basis: commit.basis, replica: commit.replica),
          isNewer: isNewer)
      } catch let other as Failure {
        throw other.code.isOfRights ? failure : other
      }
    }
  }

  /// The author as of the commit's sync point; nil where that counts no more. Whoever may not work
  /// any more has no grace.
  private func authorThen(_ arrived: QuarantinedCommit) throws -> Author? {
    guard let markedAt = arrived.markedAt, let author, author.isActive else { return nil }
    let grace = try transaction.grace()
    guard grace > 0, arrived.at - markedAt <= grace else { return nil }
    return try transaction.rights(of: author.user, at: arrived.commit.basis) ?? author
  }

  /// A commit that touches users, roles or territories may have changed its own author's rights.
  private func changesRights(_ commit: Commit) -> Bool {
    commit.changes.contains {
      $0.entity == SchemaTags.user || $0.entity == SchemaTags.role
        || $0.entity == SchemaTags.territory
    }
  }

  // MARK: What can't be taken.

  private func reject(_ commit: Commit, _ failure: Failure) throws -> CommitResult {
    try transaction.keepRejected(commit, failure, at: now)
    if let author, author.isActive, let subject = try lostSubject(commit, failure) {
      try transaction.keepLost(commit.dot, on: subject, of: author.user)
      try tell(.lostScope(subject: subject, commit: commit, author: author.user))
    }
    return .rejected(failure)
  }

  /// The record that the author lost before this work on it came; nil for other rejections.
  private func lostSubject(_ commit: Commit, _ failure: Failure) throws -> LostSubject? {
    switch failure.code {
    case .outOfScope:
      for change in commit.changes
      where try transaction.record(change.entity, change.record) != nil {
        return LostSubject(entity: change.entity, record: change.record)
      }
      return try commit.changes.lazy.compactMap { try parent(of: $0) }.first
    case .dependsOnRejected:
      for change in commit.changes {
        let creator = try transaction.rejectedCreator(of: change.record)
        for dot in change.namedDots + [creator].compactMap({ $0 }) {
          if let subject = try transaction.lostSubject(dot) { return subject }
        }
      }
      return nil
    default: return nil
    }
  }

  /// The record that a new one is hung below.
  private func parent(of change: RecordChange) throws -> LostSubject? {
    guard let entity = session.schema[change.entity] else { return nil }
    for case .parent(let field) in entity.about.scopes {
      guard case .reference(let above)? = entity.field(field)?.kind,
        let parent = change.reference(in: field), try transaction.record(above, parent) != nil
      else { continue }
      return LostSubject(entity: above, record: parent)
    }
    return nil
  }

  /// A finding that cannot be reported must not cost the commit that it is about.
  func tell(_ finding: Finding) throws {
    do {
      try transaction.savepoint { try session.report(finding, transaction, now) }
    } catch is Failure {
      return
    }
  }

  // MARK: Quarantine.

  /// Why a commit waits, and for what.
  private struct Wait {
    let reason: QuarantineReason
    /// Nil where nobody can say.
    let awaited: Awaited?
  }

  private mutating func keep(
    _ arrived: QuarantinedCommit, _ wait: Wait
  ) throws -> CommitResult {
    let bytes = try transaction.quarantine(
      QuarantinedCommit(
        commit: arrived.commit, reason: wait.reason, schemaVersion: arrived.schemaVersion,
        markedAt: arrived.markedAt, at: arrived.at), until: retrial(arrived, wait))
    size?.commits += 1
    size?.bytes += bytes
    mayWait = true
    return .quarantined(wait.reason)
  }

  /// What can't be read is judged again by a newer program; what follows, when that is decided; what
  /// misses something, when that comes, each day, and when it has waited for long enough.
  private func retrial(_ arrived: QuarantinedCommit, _ wait: Wait) -> Retrial? {
    switch wait.reason {
    case .newer, .other: return nil
    case .follows: return Retrial(awaited: wait.awaited, due: nil)
    case .missing:
      let next = max(now, arrived.at) + ServerSession.patience + 1
      return Retrial(
        awaited: wait.awaited, due: min(next, arrived.at + ServerSession.longestWait + 1))
    }
  }

  /// Whether another commit of the replica may be kept: nobody fills the office's disk with what
  /// can't be judged.
  private mutating func hasRoom() throws -> Bool {
    let known =
      try size
      ?? (mayWait
        ? transaction.quarantineSize(of: replica) : QuarantineSize(commits: 0, bytes: 0))
    size = known
    return !known.isFull
  }

  /// Why a commit can't even be judged yet.
  private mutating func mustWait(_ arrived: QuarantinedCommit) throws -> Wait? {
    let commit = arrived.commit
    if let dot = try followed(by: commit) { return Wait(reason: .follows, awaited: .commit(dot)) }
    let isNewer = arrived.schemaVersion > session.schema.version
    for change in commit.changes {
      guard let entity = transaction.schema[change.entity] else {
        return Wait(reason: .newer, awaited: nil)
      }
      // A group of a newer program may be one that only some may write.
      let hasNewer = change.writes.contains {
        $0.group < DeclaredField.firstTag && entity.group($0.group) == nil
      }
      if isNewer && hasNewer { return Wait(reason: .newer, awaited: nil) }
    }
    guard !isLate(arrived), let dot = try others.awaited(by: commit) else { return nil }
    return Wait(reason: .missing, awaited: .commit(dot))
  }

  /// The waiting commit of the same replica that writes what this one writes, which it names, or
  /// which creates what it refers to: a replica's own commits are applied to a record in their order.
  private func followed(by commit: Commit) throws -> Dot? {
    guard mayWait else { return nil }
    for change in commit.changes {
      if let dot = try transaction.quarantined(change.record, before: commit.dot, creates: false) {
        return dot
      }
      for dot in change.namedDots where try transaction.isQuarantined(dot) { return dot }
      for id in change.references {
        if let dot = try transaction.quarantined(id, before: commit.dot, creates: true) {
          return dot
        }
      }
    }
    return nil
  }

  /// Why a commit that can't be accepted now may be later; nil where the answer is final.
  private func waitsFor(_ failure: Failure, _ arrived: QuarantinedCommit) throws -> Wait? {
    if arrived.schemaVersion > session.schema.version && failure.code.isOfSchema {
      return Wait(reason: .newer, awaited: nil)
    }
    guard failure.code == .missingRecord, !isLate(arrived) else { return nil }
    // Either the failure names what is missing, or it is about that.
    let missing =
      failure.arguments.first.flatMap { RecordID(text: $0) }
      ?? (failure.field == nil ? failure.record : nil)
    return Wait(reason: .missing, awaited: missing.map { .record($0) })
  }

  private func isLate(_ arrived: QuarantinedCommit) -> Bool {
    now - arrived.at > ServerSession.longestWait
  }
}

extension Failure {
  /// What is said where no more of a replica is kept in quarantine.
  fileprivate static let tooMuchWaits = Failure(
    .quarantineFull, ["\(SyncLimits.quarantinedCommits)"])
}

extension RecordChange {
  /// The record that a field is set to refer to.
  fileprivate func reference(in field: FieldTag) -> RecordID? {
    for write in writes {
      guard case .set(let values) = write.action, let id = values[field].reference else { continue }
      return id
    }
    return nil
  }

  /// Every record that the written values may refer to.
  fileprivate var references: [RecordID] {
    writes.flatMap { write -> [RecordID] in
      switch write.action {
      case .set(let values): values.all.compactMap(\.value.reference)
      case .add(let element): [RecordID(text: element)].compactMap { $0 }
      case .remove: []
      }
    }
  }
}
