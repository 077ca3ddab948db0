// SPDX-License-Identifier: Apache-2.0

/// The quotient rounded down, for a positive divisor.
func floorQuotient(_ value: Int, _ divisor: Int) -> Int {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

/// The remainder from 0 up to the divisor, for a positive divisor.
func floorModulo(_ value: Int, _ divisor: Int) -> Int {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}

/// A number in ASCII digits, filled with zeros to a length; the sign comes before.
func padded(_ value: Int, _ length: Int) -> String {
  let digits = String(value.magnitude)
  let zeros = String(repeating: "0", count: max(0, length - digits.utf8.count))
  return (value < 0 ? "-" : "") + zeros + digits
}
