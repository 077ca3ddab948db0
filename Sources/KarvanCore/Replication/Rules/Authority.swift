// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// Shows versions written with office authority before others, then as `lastWriter`.
  public static let authority = Rule(name: "authority") { versions in
    let winner = versions.max { left, right in
      left.office != right.office ? right.office : Version.earlier(left, right)
    }
    guard let winner else { return RuleView(shown: [], hidden: []) }
    return .only(winner, of: versions)
  }
}
