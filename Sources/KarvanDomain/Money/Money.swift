// SPDX-License-Identifier: Apache-2.0

/// An amount of money: whole minor units of a currency.
public struct Money: Hashable, Sendable {
  /// The amount in the currency's minor unit (rial, cent); may be negative.
  public let minorUnits: Int64
  /// The currency of the amount.
  public let currency: Currency

  /// An amount in minor units.
  public init(_ minorUnits: Int64, _ currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// Nothing, in a currency.
  public static func zero(_ currency: Currency) -> Money { Money(0, currency) }

  /// The sum. Throws `currencyMismatch` or `amountOverflow`.
  public func adding(_ other: Money) throws(DomainError) -> Money {
    try requireSameCurrency(other)
    return Money(try CheckedAmount.add(minorUnits, other.minorUnits), currency)
  }

  /// The difference. Throws `currencyMismatch` or `amountOverflow`.
  public func subtracting(_ other: Money) throws(DomainError) -> Money {
    try requireSameCurrency(other)
    return Money(try CheckedAmount.subtract(minorUnits, other.minorUnits), currency)
  }

  /// The amount with its sign turned. Throws `amountOverflow` for the smallest amount.
  public func negated() throws(DomainError) -> Money {
    Money(try CheckedAmount.negate(minorUnits), currency)
  }

  private func requireSameCurrency(_ other: Money) throws(DomainError) {
    guard currency == other.currency else {
      throw DomainError(
        .currencyMismatch,
        "An amount in \(other.currency.code) cannot be combined with one in \(currency.code).")
    }
  }
}
