// SPDX-License-Identifier: Apache-2.0

/// Arithmetic on 64-bit minor units that throws instead of trapping or wrapping.
///
/// For amounts of one currency; `Money` carries the currency with it. All functions throw
/// `amountOverflow` when the exact result does not fit.
public enum CheckedAmount {
  /// The sum of two amounts.
  public static func add(_ a: Int64, _ b: Int64) throws(DomainError) -> Int64 {
    try narrow(Int128(a) + Int128(b))
  }

  /// The first amount less the second.
  public static func subtract(_ a: Int64, _ b: Int64) throws(DomainError) -> Int64 {
    try narrow(Int128(a) - Int128(b))
  }

  /// The amount with its sign turned; only the smallest 64-bit value has none.
  public static func negate(_ a: Int64) throws(DomainError) -> Int64 {
    try narrow(-Int128(a))
  }

  /// The sum of amounts; only the final sum must fit.
  public static func sum(_ amounts: some Sequence<Int64>) throws(DomainError) -> Int64 {
    // 2^64 amounts fit in the 128 bits of the running sum.
    var total: Int128 = 0
    for amount in amounts { total += Int128(amount) }
    return try narrow(total)
  }

  /// A 128-bit intermediate as an amount.
  public static func narrow(_ value: Int128) throws(DomainError) -> Int64 {
    guard let amount = Int64(exactly: value) else {
      throw DomainError(.amountOverflow, "The amount is larger than the ledger can hold.")
    }
    return amount
  }
}
