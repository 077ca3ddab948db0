// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension Acceptance {
  /// Puts the rules in force that a commit sets, and draws what follows at the office: other values
  /// are displayed, so that records may belong to other scopes and claim other keys.
  ///
  /// Versions are not touched: devices decide anew by themselves when the override reaches them.
  ///
  /// - Returns: what needs a person.
  func enforceRules(
    of commit: Commit, by author: Author, _ sequence: UInt64
  ) throws -> [Finding] {
    guard commit.changes.contains(where: { $0.entity == SchemaTags.ruleOverride }) else {
      return []
    }
    var findings: [Finding] = []
    var sequence = sequence
    var moves = 0
    try transaction.enforceRules { before, after in
      try noteRedecided(before, after, by: commit.dot)
      let scoping = Scoping(schema: schema, transaction: transaction)
      let scopes = try scoping.scopes(of: after)
      if try transaction.scopes(of: after.entity.tag, after.id) != scopes {
        moves += 1
        if moves % Scoping.movesPerSequence == 0 { sequence = try transaction.nextSequence() }
        try transaction.move(
          after.state, Publication(sequence: sequence, scopes: scopes, echo: nil))
        try scoping.follow(after, sequence: sequence)
      }
      findings += try claims(
        of: after, before: before, by: author, limit: Self.findingsPerCommit - findings.count)
    }
    return findings
  }

  /// Writes to the merge history what another rule has taken from the screen.
  private func noteRedecided(
    _ before: RecordView, _ after: RecordView, by dot: Dot
  ) throws {
    for (old, new) in zip(before.entity.groups, after.entity.groups)
    where old.rule.name != new.rule.name {
      let wasHidden = before.view(of: old).hidden.map(\.name)
      for version in after.view(of: new).hidden where !wasHidden.contains(version.name) {
        try note(version, .hidden, after, by: dot)
      }
    }
  }
}
