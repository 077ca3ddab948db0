// SPDX-License-Identifier: Apache-2.0

/// Divides an amount over weights so that nothing is lost: the method of the largest remainder.
public enum LargestRemainder {
  /// The shares of `total`, in the order of the weights.
  ///
  /// They add up to `total` exactly, each is less than one unit from its exact share, and a weight
  /// of zero gets zero. Units left over go to the largest remainders, and among equal ones to the
  /// earlier. A negative total is the mirror of a positive one. Throws `weightsInvalid` for a
  /// negative weight, and when all are zero but `total` is not.
  public static func allocate(_ total: Int64, weights: [Int64]) throws(DomainError) -> [Int64] {
    try allocate(total, wideWeights: weights.map { Int128($0) })
  }

  /// As above for weights that are products; their sum times the total must fit in 127 bits after
  /// the scaling done here.
  static func allocate(_ total: Int64, wideWeights: [Int128]) throws(DomainError) -> [Int64] {
    guard wideWeights.allSatisfy({ $0 >= 0 }) else {
      throw DomainError(.weightsInvalid, "A weight of an allocation is negative.")
    }
    guard total != 0 else { return wideWeights.map { _ in 0 } }
    let sum = try checkedSum(wideWeights)
    guard sum > 0 else {
      throw DomainError(.weightsInvalid, "There is nothing to allocate the amount over.")
    }
    let magnitude = total.magnitude
    var shares: [Int64] = []
    var remainders: [(index: Int, remainder: UInt128)] = []
    var left = Int128(magnitude)
    for (index, weight) in wideWeights.enumerated() {
      // A share is at most the total, so that the quotient of the 256-bit product fits.
      let product = weight.magnitude.multipliedFullWidth(by: UInt128(magnitude))
      let (share, remainder) = sum.magnitude.dividingFullWidth(product)
      left -= Int128(share)
      shares.append(try CheckedAmount.narrow(total < 0 ? -Int128(share) : Int128(share)))
      if remainder > 0 { remainders.append((index, remainder)) }
    }
    remainders.sort {
      $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.index < $1.index
    }
    // Fewer units are left than there are remainders: each remainder is less than one unit.
    for entry in remainders.prefix(Int(left)) { shares[entry.index] += total < 0 ? -1 : 1 }
    return shares
  }

  private static func checkedSum(_ weights: [Int128]) throws(DomainError) -> Int128 {
    var sum: Int128 = 0
    for weight in weights {
      let (next, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else {
        throw DomainError(.amountOverflow, "The weights of an allocation are too large.")
      }
      sum = next
    }
    return sum
  }
}
