// SPDX-License-Identifier: Apache-2.0

/// How alike two spellings are, from 0 to 1.
///
/// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
/// Fellegi-Sunter Model of Record Linkage", 1990, after M. A. Jaro, 1989; a common beginning of up to
/// four letters counts by a tenth each.
public enum JaroWinkler {
  /// The likeness of two texts, by their scalars.
  public static func similarity(_ one: String, _ two: String) -> Double {
    similarity(Array(one.unicodeScalars), Array(two.unicodeScalars))
  }

  private static func similarity(_ one: [Unicode.Scalar], _ two: [Unicode.Scalar]) -> Double {
    if one == two { return 1 }
    let jaro = jaro(one, two)
    var prefix = 0
    while prefix < min(4, one.count, two.count), one[prefix] == two[prefix] { prefix += 1 }
    return jaro + Double(prefix) * 0.1 * (1 - jaro)
  }

  private static func jaro(_ one: [Unicode.Scalar], _ two: [Unicode.Scalar]) -> Double {
    guard !one.isEmpty, !two.isEmpty else { return 0 }
    let reach = max(max(one.count, two.count) / 2 - 1, 0)
    var taken = [Bool](repeating: false, count: two.count)
    var matched: [Unicode.Scalar] = []
    for (index, letter) in one.enumerated() {
      let first = max(0, index - reach)
      let last = min(two.count - 1, index + reach)
      guard first <= last else { continue }
      for place in first...last where !taken[place] && two[place] == letter {
        taken[place] = true
        matched.append(letter)
        break
      }
    }
    guard !matched.isEmpty else { return 0 }
    let others = two.indices.filter { taken[$0] }.map { two[$0] }
    let swapped = zip(matched, others).count { $0 != $1 }
    let count = Double(matched.count)
    return
      (count / Double(one.count) + count / Double(two.count)
      + (count - Double(swapped / 2)) / count) / 3
  }
}
