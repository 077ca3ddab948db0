// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// Shows the smallest (hybrid time, replica, sequence).
  ///
  /// A write that replaces a version by another value is invalid (the validation says so); a
  /// concurrent one stays as a sibling.
  public static let firstWriter = Rule(name: "firstWriter", isWriteOnce: true) { versions in
    guard let winner = versions.min(by: Version.earlier) else {
      return RuleView(shown: [], hidden: [])
    }
    return .only(winner, of: versions)
  }
}
