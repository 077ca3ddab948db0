// SPDX-License-Identifier: Apache-2.0
@testable import KarvanCore

enum TestField {
  /// The field with the name that reflection would give it.
  static func named(_ name: String, _ field: Field) -> Field {
    var field = field
    field.name = name
    return field
  }
}
