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

  /// Nothing yet.
  public init() {}
}

extension ServerSession {
  /// How long a commit waits for something that does not come before it is rejected: 30 days, in
  /// milliseconds.
  static let longestWait: Int64 = 2_592_000_000
  /// How long before a person is told: a day, in milliseconds.
  static let patience: Int64 = 86_400_000

  /// Takes the commits in quarantine that can be taken now, in order, in one transaction.
  ///
  /// Devices learn of it on their next sync, because they ask what became of what waits.
  public func lift(now: Int64) throws -> LiftReport {
    try storage.write(isDurable: true) { try lift($0, now: now) }
  }

  /// The same in a transaction that is under way; each pass may free what follows it.
  func lift(_ transaction: any OfficeTransaction, now: Int64) throws -> LiftReport {
    var report = LiftReport()
    var isMoving = true
    while isMoving {
      isMoving = false
      report.waiting = 0
      for waiting in try transaction.quarantined() {
        let result = try retry(waiting, transaction, now: now)
        switch result {
        case .accepted: report.accepted += 1
        case .rejected: report.rejected += 1
        case .quarantined: report.waiting += 1
        }
        if case .quarantined = result { continue }
        isMoving = true
      }
    }
    return report
  }

  private func retry(
    _ waiting: QuarantinedCommit, _ transaction: any OfficeTransaction, now: Int64
  ) throws -> CommitResult {
    let dot = waiting.commit.dot
    guard let account = try transaction.account(of: dot.replica),
      let device = try transaction.device(account.device)
    else { return .quarantined(waiting.reason) }
    var taking = try CommitTaking(
      self, transaction, of: device, account: account, marks: [:], now: now)
    let result = try taking.take(waiting)
    guard case .quarantined(let reason) = result else {
      try transaction.release(dot, result)
      return result
    }
    if reason == .missing && now - waiting.at > Self.patience {
      try orphan(waiting.commit, of: device).map { try taking.tell($0) }
    }
    return result
  }

  private func orphan(_ commit: Commit, of device: DeviceAccount) -> Finding? {
    commit.changes.first.map {
      .orphan(entity: $0.entity, record: $0.record, commit: commit, author: device.user)
    }
  }

  /// Retries what waits for others, because something of them may just have come.
  func retryMissing(_ transaction: any OfficeTransaction, now: Int64) throws {
    guard try transaction.quarantinedCount(.missing) > 0 else { return }
    _ = try lift(transaction, now: now)
  }

  /// What became of commits of a replica that were in quarantine when it was last told.
  func answers(
    to waiting: [SequenceRun], of replica: ReplicaID, _ transaction: any OfficeTransaction
  ) throws -> [ResultRun] {
    var runs: [ResultRun] = []
    var left = SyncLimits.waitingAnswered
    for run in waiting.prefix(SyncLimits.waitingRuns) {
      for (sequence, result) in try transaction.results(of: replica, run) where left > 0 {
        left -= 1
        if let last = runs.last, last.first + UInt64(last.results.count) == sequence {
          runs[runs.count - 1] = ResultRun(first: last.first, results: last.results + [result])
        } else {
          runs.append(ResultRun(first: sequence, results: [result]))
        }
      }
    }
    return runs
  }
}
