// SPDX-License-Identifier: Apache-2.0

extension String {
  /// Whether both texts have the same bytes.
  ///
  /// `==` on texts compares canonical forms, which may change with the Unicode version, and calls
  /// texts equal whose encodings and digests differ.
  func isIdentical(to other: String) -> Bool {
    utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
  }
}
