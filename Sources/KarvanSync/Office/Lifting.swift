// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What became of the commits in quarantine.
public struct LiftReport: Hashable, Sendable {
  /// Commits that were accepted.
  public var accepted = 0
  /// Commits that were rejected.
  public var rejected = 0
  /// Commits that wait on.
  public var waiting = 0
  /// How many times a commit was judged.
  public var judged = 0

  /// Nothing yet.
  public init() {}
}

/// Judges commits in quarantine again: those that it is given, and those that waited for them.
struct Lifting {
  private let session: ServerSession
  private let transaction: any OfficeTransaction
  private let now: Int64
  private(set) var report = LiftReport()
  private var taking: (replica: ReplicaID, taking: CommitTaking)?
  private var results: [(Dot, CommitResult)] = []
  private var freed: [Dot] = []

  init(_ session: ServerSession, _ transaction: any OfficeTransaction, now: Int64) {
    self.session = session
    self.transaction = transaction
    self.now = now
  }

  /// Refuses commits in quarantine that their author knows to be rejected (P-063).
  mutating func withdraw(_ sequences: [UInt64], of replica: ReplicaID) throws {
    for sequence in sequences {
      guard let waiting = try transaction.quarantined(Dot(replica, sequence)) else { continue }
      let failure = Failure(.withdrawn)
      try transaction.keepRejected(waiting.commit, failure, at: now)
      try release(waiting.commit, .rejected(failure))
    }
  }

  /// Judges these commits, and after them what they were waited for by; then writes all results.
  mutating func run(_ dots: [Dot]) throws {
    freed += dots
    while !freed.isEmpty {
      let open = freed.sorted()
      freed = []
      for (index, dot) in open.enumerated() where index == 0 || open[index - 1] != dot {
        guard let waiting = try transaction.quarantined(dot) else { continue }
        let result = try retry(waiting)
        if case .quarantined = result { continue }
        try release(waiting.commit, result)
      }
    }
    try settle()
  }

  private mutating func retry(_ waiting: QuarantinedCommit) throws -> CommitResult {
    let dot = waiting.commit.dot
    guard let account = try transaction.account(of: dot.replica),
      let device = try transaction.device(account.device),
      try !mustBeHeard(account, device)
    else { return .quarantined(waiting.reason) }
    var taking =
      try self.taking.flatMap { $0.replica == dot.replica ? $0.taking : nil }
      ?? CommitTaking(
        session, transaction, of: device, account: account, marks: [:], now: now)
    report.judged += 1
    let result = try taking.take(waiting, isAgain: true)
    self.taking = (dot.replica, taking)
    if case .quarantined(.missing) = result, now - waiting.at > ServerSession.patience,
      let change = waiting.commit.changes.first
    {
      try taking.tell(
        .orphan(
          entity: change.entity, record: change.record, commit: waiting.commit, author: device.user)
      )
    }
    return result
  }

  /// Whether a lost life of this database may have decided about the commits of a replica, which
  /// will say so: they are not decided otherwise before it was heard. No longer than anything waits.
  private func mustBeHeard(_ account: ReplicaAccount, _ device: DeviceAccount) throws -> Bool {
    guard try transaction.isUnheard(account.replica), let began = try transaction.lifeBegan(),
      now - began <= ServerSession.longestWait
    else { return false }
    return try transaction.standing(of: account.replica)?.isShutOut == false
  }

  private mutating func release(_ commit: Commit, _ result: CommitResult) throws {
    if case .accepted = result { report.accepted += 1 } else { report.rejected += 1 }
    try transaction.release(commit)
    results.append((commit.dot, result))
    freed += try transaction.waiting(for: .commit(commit.dot))
    for change in commit.changes where change.creates {
      freed += try transaction.waiting(for: .record(change.record))
    }
  }

  /// Each replica's results are written at once, so that no segment is written twice.
  private mutating func settle() throws {
    let sorted = results.sorted { $0.0 < $1.0 }
    results = []
    var start = sorted.startIndex
    while start < sorted.endIndex {
      let replica = sorted[start].0.replica
      let end = sorted[start...].firstIndex { $0.0.replica != replica } ?? sorted.endIndex
      try transaction.settle(
        sorted[start..<end].map { ($0.0.sequence, $0.1) }, of: replica)
      start = end
    }
  }
}
