// SPDX-License-Identifier: Apache-2.0

/// A quantity of goods in thousandths of its unit of measure.
public struct Quantity: Hashable, Comparable, Sendable {
  /// The quantity times 1,000; may be negative (a movement out).
  public let thousandths: Int64

  /// A quantity from its thousandths.
  public init(thousandths: Int64) {
    self.thousandths = thousandths
  }

  /// A whole number of units. Throws `quantityInvalid` beyond ±9.2 × 10¹⁵ units.
  public init(whole: Int64) throws(DomainError) {
    let (value, overflow) = whole.multipliedReportingOverflow(by: 1000)
    guard !overflow else {
      throw DomainError(.quantityInvalid, "The quantity is larger than the stock can hold.")
    }
    self.init(thousandths: value)
  }

  /// A quantity as typed: digits of any script, at most three decimals, thousands separators.
  /// Throws `quantityInvalid`.
  public static func parse(_ text: String) throws(DomainError) -> Quantity {
    do {
      let trimmed = TextTrimming.trim(text)
      return Quantity(thousandths: try DecimalText.parse(trimmed, scale: 3))
    } catch {
      throw DomainError(
        .quantityInvalid, "A quantity is a number with at most three decimals, such as 2.5.")
    }
  }

  /// The quantity in ASCII digits with only the decimals that it needs; `parse` reads it back.
  public var text: String { DecimalText.format(thousandths, scale: 3) }

  /// Whether one quantity is less than another.
  public static func < (a: Quantity, b: Quantity) -> Bool { a.thousandths < b.thousandths }

  /// The sum. Throws `quantityInvalid` when it does not fit.
  public func adding(_ other: Quantity) throws(DomainError) -> Quantity {
    let (sum, overflow) = thousandths.addingReportingOverflow(other.thousandths)
    guard !overflow else {
      throw DomainError(.quantityInvalid, "The quantity is larger than the stock can hold.")
    }
    return Quantity(thousandths: sum)
  }

  /// The price of the quantity: quantity × unit price, rounded once. Throws `amountOverflow`.
  public func gross(unitPrice: Int64, rounding: RoundingMode) throws(DomainError) -> Int64 {
    try gross(UnitPrice(unitPrice), rounding: rounding)
  }

  /// The price of the quantity, rounded once. Throws `amountOverflow`.
  public func gross(_ price: UnitPrice, rounding: RoundingMode) throws(DomainError) -> Int64 {
    // 64 bits × 64 bits always fit in 128.
    let exact = Int128(thousandths) * Int128(price.amount)
    return try CheckedAmount.narrow(try rounding.divide(exact, by: Int128(price.per)))
  }
}
