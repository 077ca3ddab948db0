// SPDX-License-Identifier: Apache-2.0

/// What a rule makes of the versions of one group.
public struct RuleView: Hashable, Sendable {
  /// The versions that are shown; the first is displayed. More than one of a register is an open
  /// conflict; in a text set they are its elements.
  public let shown: [Version]
  /// The losers: kept in the state, listed in the history, put back by one command.
  public let hidden: [Version]

  /// Makes a view.
  public init(shown: [Version], hidden: [Version]) {
    self.shown = shown
    self.hidden = hidden
  }

  /// The view in which one version wins over all others.
  static func only(_ winner: Version, of versions: some Sequence<Version>) -> RuleView {
    RuleView(shown: [winner], hidden: versions.filter { $0.name != winner.name })
  }
}

/// Which of several concurrent versions of a field group is shown.
///
/// A rule is a pure function of the versions and never removes one, so it can be changed later
/// and re-evaluates what is present.
///
/// A class, because every field and group carries one: passing them on costs a single reference.
public final class Rule: Sendable {
  /// The name in schemas, messages and overrides.
  public let name: String
  /// Whether the group is a text set and not a register.
  public let isSet: Bool
  /// Whether siblings that stay shown wait for a person.
  public let leavesConflicts: Bool
  /// Whether a causal write of another value is invalid.
  public let isWriteOnce: Bool
  /// The state machine behind the rule, if it is `ranked`.
  public let ranking: Ranking?
  /// The field that `min` and `max` compare; nil for the group's first, and for other rules.
  public let measuredField: FieldTag?
  let viewOfSeveral: @Sendable (ArraySlice<Version>) -> RuleView

  init(
    name: String, isSet: Bool = false, leavesConflicts: Bool = false,
    isWriteOnce: Bool = false, ranking: Ranking? = nil, measuredField: FieldTag? = nil,
    viewOfSeveral: @escaping @Sendable (ArraySlice<Version>) -> RuleView
  ) {
    self.name = name
    self.isSet = isSet
    self.leavesConflicts = leavesConflicts
    self.isWriteOnce = isWriteOnce
    self.ranking = ranking
    self.measuredField = measuredField
    self.viewOfSeveral = viewOfSeveral
  }

  /// What the rule shows of the versions of one group, which are sorted by name.
  public func view(_ versions: ArraySlice<Version>) -> RuleView {
    versions.count > 1
      ? viewOfSeveral(versions) : RuleView(shown: Array(versions), hidden: [])
  }

  /// The displayed version alone, the cheap way for the common case of one version.
  public func displayed(_ versions: ArraySlice<Version>) -> Version? {
    versions.count > 1 ? viewOfSeveral(versions).shown.first : versions.first
  }

  /// Whether a person has to decide: several shown versions with different values.
  public func isConflict(_ view: RuleView) -> Bool {
    guard leavesConflicts, let first = view.shown.first else { return false }
    return view.shown.contains { version in
      guard let one = version.values, let other = first.values else {
        return version.content != first.content
      }
      return !one.agrees(with: other)
    }
  }
}

extension Rule {
  /// The rules that need no arguments, and one example of each that does: what law tests run over.
  public static let all: [Rule] = [
    .lastWriter, .authority, .addWins, .manual, .firstWriter, .minimum(), .maximum(),
    .ranked(Ranking(field: 1, ranks: ["a": 0, "b": 1, "c": 1, "d": 2], hard: [["c", "d"]])),
  ]
}
