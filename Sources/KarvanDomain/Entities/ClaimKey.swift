// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The forms in which values are compared that two records should not share.
enum ClaimKey {
  /// A text folded as search folds it: any digits, any keyboard, any case; nil for nothing.
  ///
  /// The office compares by it what imports brought in as they were.
  static func folded(_ value: Value) -> String? {
    guard let text = value.text else { return nil }
    let key = SearchKey.normalize(text)
    return key.isEmpty ? nil : key
  }

  /// The record that a value refers to; nil for none.
  static func record(_ value: Value) -> String? { value.reference.map { "\($0)" } }
}
