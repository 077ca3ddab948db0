// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// A person decides; the earliest is displayed meanwhile, marked as a conflict.
  public static let manual = Rule(name: "manual", leavesConflicts: true) { versions in
    RuleView(shown: versions.sorted(by: Version.earlier), hidden: [])
  }
}
