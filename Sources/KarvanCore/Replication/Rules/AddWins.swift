// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// A text set: the union of all elements with observed removal.
  ///
  /// Source: the observed-remove set of Shapiro et al., "A comprehensive study of Convergent and
  /// Commutative Replicated Data Types", 2011.
  public static let addWins = Rule(name: "addWins", isSet: true) { versions in
    RuleView(shown: versions.sorted(by: Version.earlier), hidden: [])
  }
}
