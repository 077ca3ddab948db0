// SPDX-License-Identifier: Apache-2.0

extension Rule {
  /// Shows the smallest value, of one field if it is named and else of the group's first; equal
  /// values as `lastWriter`. A `null` is greater than everything.
  public static func minimum(of field: FieldTag? = nil) -> Rule {
    Rule(name: "min", measuredField: field) { versions in
      let winner = versions.min { left, right in
        let one = measured(left, field)
        let other = measured(right, field)
        if one == other { return Version.earlier(right, left) }
        if one.isNull || other.isNull { return other.isNull }
        return one < other
      }
      guard let winner else { return RuleView(shown: [], hidden: []) }
      return .only(winner, of: versions)
    }
  }

  /// The value that `min` and `max` compare.
  static func measured(_ version: Version, _ field: FieldTag?) -> Value {
    guard let values = version.values else { return .null }
    return field.map { values[$0] } ?? values.first.value
  }
}
