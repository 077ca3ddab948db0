// SPDX-License-Identifier: Apache-2.0

/// The ranks of a state machine's states, and the pairs that only a person may settle.
public struct Ranking: Hashable, Sendable {
  /// The field of the group that holds the state.
  public let field: FieldTag
  /// The rank of each state; an unknown state ranks below all.
  public let ranks: [String: Int]
  /// Pairs of states that stay an open conflict when they meet, such as won and lost.
  public let hard: [Set<String>]
  /// The states that each state may be moved to by somebody who saw it; nil allows all.
  public let moves: [String: Set<String>]?
  /// The command that leads to a state, such as `order submit`: it checks and writes what goes with
  /// it, so that nobody enters such a state as a value. States that are not here may be entered.
  public let verbs: [String: String]

  /// Makes a ranking.
  public init(
    field: FieldTag, ranks: [String: Int], hard: [Set<String>] = [],
    moves: [String: Set<String>]? = nil, verbs: [String: String] = [:]
  ) {
    self.field = field
    self.ranks = ranks
    self.hard = hard
    self.moves = moves
    self.verbs = verbs
  }

  func state(of version: Version) -> String { version[field].text ?? "" }
  func rank(of version: Version) -> Int { ranks[state(of: version)] ?? -1 }
}

extension Rule {
  /// Shows the greatest rank among all versions, ties as `lastWriter`.
  ///
  /// A version whose state is declared hard against the winner stays as an open conflict, the
  /// earlier displayed meanwhile. Only a causal write may go down in rank.
  public static func ranked(_ ranking: Ranking) -> Rule {
    Rule(name: "ranked", leavesConflicts: true, ranking: ranking) { versions in
      let best = versions.max { left, right in
        let one = ranking.rank(of: left)
        let other = ranking.rank(of: right)
        return one != other ? one < other : Version.earlier(left, right)
      }
      guard let best else { return RuleView(shown: [], hidden: []) }
      let state = ranking.state(of: best)
      let shown = versions.filter {
        $0.name == best.name || ranking.hard.contains([state, ranking.state(of: $0)])
      }
      return RuleView(
        shown: shown.sorted(by: Version.earlier),
        hidden: versions.filter { version in !shown.contains { $0.name == version.name } })
    }
  }
}
