// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// Shows the greatest value, of one field if it is named and else of the group's first; equal
  /// values as `lastWriter`. A `null` is less than everything.
  public static func maximum(of field: FieldTag? = nil) -> Rule {
    Rule(name: "max", measuredField: field) { versions in
      let winner = versions.max { left, right in
        let one = measured(left, field)
        let other = measured(right, field)
        if one == other { return Version.earlier(left, right) }
        if one.isNull || other.isNull { return one.isNull }
        return one < other
      }
      guard let winner else { return RuleView(shown: [], hidden: []) }
      return .only(winner, of: versions)
    }
  }
}
