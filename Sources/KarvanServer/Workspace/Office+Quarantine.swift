// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

extension Office {
  /// A commit in quarantine as `quarantine list` shows one.
  struct QuarantineLine {
    let waiting: QuarantinedCommit
    /// The code of its device.
    let device: String
    /// What it writes, as far as this server can read it.
    let work: String
  }

  /// The commits in quarantine, in the order in which they will be taken.
  func quarantine() throws -> [QuarantineLine] {
    try database.read { reader in
      try reader.quarantined().map { waiting in
        let account = try reader.account(of: waiting.commit.replica)
        return QuarantineLine(
          waiting: waiting,
          device: try account.flatMap { try reader.device($0.device) }?.code ?? "",
          work: WorkText.say(waiting.commit, schema: schema, maximum: 100))
      }
    }
  }

  /// Takes what can be taken now out of quarantine.
  func lift(now: Int64) throws -> LiftReport { try session.lift(now: now) }
}
