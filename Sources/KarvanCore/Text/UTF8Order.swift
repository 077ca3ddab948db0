// SPDX-License-Identifier: Apache-2.0

/// The order of texts by their UTF-8 bytes.
///
/// `String`'s own order compares canonical forms, so that it may change with the Unicode version and
/// calls texts equal that differ in bytes; replicas that must agree sort by bytes.
public enum UTF8Order {
  /// Whether `a` comes before `b` by unsigned bytes; a proper prefix comes first.
  public static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
