// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension Choices {
  /// The classes of customers by how much discount may be given to them.
  static let discountClass: FieldKind = .choice([
    Choice("ordinary", "Ordinary", "عادی"), Choice("special", "Special", "ویژه"),
    Choice("key", "Key account", "کلیدی"), Choice("staff", "Staff", "همکار"),
  ])
}
