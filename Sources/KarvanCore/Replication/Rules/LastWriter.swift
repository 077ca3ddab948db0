// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// Shows the greatest (hybrid time, replica, sequence).
  public static let lastWriter = Rule(name: "lastWriter") { versions in
    guard let winner = versions.max(by: Version.earlier) else {
      return RuleView(shown: [], hidden: [])
    }
    return .only(winner, of: versions)
  }
}
