// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension ServerSession {
  /// How long a commit waits for something that does not come before it is rejected: 30 days, in
  /// milliseconds.
  static let longestWait: Int64 = 2_592_000_000
  /// How long before a person is told, and how often is looked again whatever comes: a day, in
  /// milliseconds.
  static let patience: Int64 = 86_400_000
  /// The most commits that a push judges again only because it is time to.
  static let dueAtOnce = 200

  /// Takes the commits in quarantine that can be taken now, in order, in one transaction.
  ///
  /// Devices learn of it on their next sync, because they ask what became of what waits.
  public func lift(now: Int64) throws -> LiftReport {
    try storage.write(isDurable: true) { transaction in
      var lifting = Lifting(self, transaction, now: now)
      try lifting.run(try transaction.quarantinedDots())
      var report = lifting.report
      report.waiting = try transaction.quarantinedDots().count
      return report
    }
  }

  /// Judges again what waited for replicas that bring nothing any more, and their own commits.
  public func endWaiting(for replicas: [ReplicaID], now: Int64) throws {
    try storage.write(isDurable: true) { transaction in
      guard try transaction.hasRetrials() else { return }
      var freed: [Dot] = []
      for replica in replicas {
        freed += try transaction.waiting(forCommitsOf: replica, 1...UInt64.max)
        freed += try transaction.quarantinedDots(of: replica)
      }
      var lifting = Lifting(self, transaction, now: now)
      try lifting.run(freed)
    }
  }

  /// Judges again what waited for something that this push brought or decided, and no more.
  func judgeAgain(
    after taken: Taken, _ header: RequestHeader, _ transaction: any OfficeTransaction,
    isDurable: Bool, now: Int64
  ) throws {
    let account = taken.account
    var lifting = Lifting(self, transaction, now: now)
    var freed: [Dot] = []
    if account.mayWait {
      try lifting.withdraw(header.withdrawn, of: account.replica)
      // It follows this life of the database, so that it has said what it knew of another, unless
      // it names as much as one request holds. What is decided is told in this same answer, so that
      // no power cut may take it.
      if isDurable, header.incarnation != nil,
        header.withdrawn.count < SyncLimits.askedPerRequest,
        try transaction.isUnheard(account.replica)
      {
        try transaction.noteHeard(account.replica)
        freed += try transaction.quarantinedDots(of: account.replica)
      }
    }
    if taken.before < account.journal.sequence, try transaction.hasRetrials() {
      freed += try transaction.waiting(until: now, limit: Self.dueAtOnce)
      freed += try transaction.waiting(
        forCommitsOf: account.replica, taken.before + 1...account.journal.sequence)
      for id in taken.created { freed += try transaction.waiting(for: .record(id)) }
    }
    try lifting.run(freed)
  }

  /// What became of commits of a replica that were in quarantine when it was last told, or that it
  /// names as rejected by another life of this database.
  func answers(
    to waiting: [SequenceRun], _ withdrawn: [UInt64], after taken: Taken,
    _ transaction: any OfficeTransaction
  ) throws -> [ResultRun] {
    // What came with this request has its results in any case.
    let named = SequenceRun.joining(withdrawn.filter { $0 <= taken.before }.sorted())
    var runs: [ResultRun] = []
    var left = SyncLimits.waitingAnswered + SyncLimits.withdrawnPerRequest
    for run in named.prefix(SyncLimits.waitingRuns) + waiting.prefix(SyncLimits.waitingRuns) {
      for (sequence, result) in try transaction.results(of: taken.account.replica, run) {
        guard left > 0, runs.count < SyncLimits.waitingAnswered else { return runs }
        left -= 1
        // No run is longer than an answer may have it, whatever runs were asked for.
        if let last = runs.last, last.first + UInt64(last.results.count) == sequence,
          last.results.count < SyncLimits.commitsPerSegment
        {
          runs[runs.count - 1] = ResultRun(first: last.first, results: last.results + [result])
        } else {
          runs.append(ResultRun(first: sequence, results: [result]))
        }
      }
    }
    return runs
  }
}
