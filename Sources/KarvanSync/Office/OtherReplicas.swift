// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// How far the server has the journals of those whose commits a commit builds on, read once each.
///
/// A device can have seen only what the server had; what is beyond was lost with a former life of
/// the database, and comes back with its author's next sync (P-067). A server that was never
/// restored has lost nothing: there, whoever names more is wrong.
struct OtherReplicas {
  /// How much of a replica is here.
  private struct Reach {
    /// The greatest commit that need not be waited for.
    let sequence: UInt64
    /// Whether commits of it may be in quarantine.
    let mayWait: Bool

    /// Of a replica that brings nothing more.
    static let all = Reach(sequence: .max, mayWait: false)
  }

  private let transaction: any OfficeTransaction
  private var reach: [ReplicaID: Reach] = [:]
  private var isRestored: Bool?

  init(_ transaction: any OfficeTransaction) { self.transaction = transaction }

  /// The first commit of another replica that a commit builds on and that is not taken here yet but
  /// may be; nil where it builds on none.
  mutating func awaited(by commit: Commit) throws -> Dot? {
    for change in commit.changes {
      for dot in change.namedDots where try mayCome(dot, before: commit) { return dot }
      for dot in change.life?.seen.entries ?? [] where try mayCome(dot, before: commit) {
        return dot
      }
    }
    return nil
  }

  private mutating func mayCome(_ dot: Dot, before commit: Commit) throws -> Bool {
    guard dot.replica != commit.replica, try hasLost() else { return false }
    let reach = try reach(of: dot.replica)
    if dot.sequence > reach.sequence { return true }
    return try reach.mayWait && transaction.isQuarantined(dot)
  }

  /// Whether something may have been lost here that a commit has seen.
  mutating func hasLost() throws -> Bool {
    let known = try isRestored ?? transaction.isRestored()
    isRestored = known
    return known
  }

  private mutating func reach(of replica: ReplicaID) throws -> Reach {
    if let known = reach[replica] { return known }
    let found = try account(of: replica).map {
      Reach(sequence: $0.journal.sequence, mayWait: $0.mayWait)
    }
    reach[replica] = found ?? .all
    return found ?? .all
  }

  /// Nil where nothing more will come: of the office's own replicas, of those that are unknown or
  /// shut out, and of one whose device has begun another.
  private func account(of replica: ReplicaID) throws -> ReplicaAccount? {
    guard let account = try transaction.account(of: replica),
      try transaction.device(account.device) != nil,
      try transaction.standing(of: replica)?.isShutOut == false
    else { return nil }
    return account
  }
}
