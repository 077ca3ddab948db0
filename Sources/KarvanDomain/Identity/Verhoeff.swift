// SPDX-License-Identifier: Apache-2.0

/// The check digit of J. Verhoeff, which catches every wrong digit and every swap of neighbours.
///
/// Digits are elements of the dihedral group of order ten: 0…4 are turns of a pentagon, 5…9 turns
/// after a reflection. Each place permutes its digit by a power of one fixed permutation.
public enum Verhoeff {
  /// The digit to append to a text of ASCII digits, 0 to 9. Throws `taxNumberInvalid` for other
  /// characters.
  public static func checkDigit(_ digits: some StringProtocol) throws(DomainError) -> Int {
    var state = 0
    for (place, byte) in digits.utf8.reversed().enumerated() {
      guard (0x30...0x39).contains(byte) else {
        throw DomainError(.taxNumberInvalid, "A check digit is computed over digits only.")
      }
      var digit = Int(byte) - 0x30
      for _ in 0..<((place + 1) % 8) { digit = permutation[digit] }
      state = product(state, digit)
    }
    return inverse(state)
  }

  private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

  /// The composition of two symmetries of the pentagon.
  private static func product(_ a: Int, _ b: Int) -> Int {
    switch (a < 5, b < 5) {
    case (true, true): (a + b) % 5
    case (true, false): (a + b - 5) % 5 + 5
    case (false, true): (a - b) % 5 + 5
    case (false, false): (a - b + 5) % 5
    }
  }

  /// A turn is undone by the opposite turn, a reflection by itself.
  private static func inverse(_ element: Int) -> Int { element < 5 ? (5 - element) % 5 : element }
}
