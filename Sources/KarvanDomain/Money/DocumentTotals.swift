// SPDX-License-Identifier: Apache-2.0

/// A reduction of an amount.
public enum Discount: Hashable, Sendable {
  /// No reduction.
  case none
  /// A part of the amount, rounded by the document's mode.
  case percent(PercentBasisPoints)
  /// Minor units, from zero to the amount itself.
  case amount(Int64)
}

/// A line of a commercial document, before calculation.
public struct PricedLine: Hashable, Sendable {
  /// How much is sold; zero or more.
  public var quantity: Quantity
  /// The price in minor units; zero or more.
  public var price: UnitPrice
  /// The line's own discount.
  public var discount: Discount
  /// What promotions take off after the discount, in minor units; zero or more.
  public var promotion: Int64
  /// The rate of value added tax.
  public var vatRate: PercentBasisPoints
  /// The rate of other duties.
  public var dutyRate: PercentBasisPoints

  /// A line; without a rate it bears no tax.
  public init(
    quantity: Quantity, unitPrice: UnitPrice, discount: Discount = .none, promotion: Int64 = 0,
    vatRate: PercentBasisPoints = .zero, dutyRate: PercentBasisPoints = .zero
  ) {
    self.quantity = quantity
    price = unitPrice
    self.discount = discount
    self.promotion = promotion
    self.vatRate = vatRate
    self.dutyRate = dutyRate
  }
}

/// The amounts of one line, in minor units, none negative.
public struct LineTotals: Hashable, Sendable {
  /// Quantity × price, rounded.
  public let gross: Int64
  /// The line's own discount.
  public let lineDiscount: Int64
  /// What promotions took off.
  public let promotion: Int64
  /// `gross - lineDiscount - promotion`.
  public let net: Int64
  /// The line's share of the document's discount.
  public let headerDiscount: Int64
  /// `net - headerDiscount`.
  public let taxable: Int64
  /// Value added tax; when tax is rounded once for the document, the line's share of it.
  public let vat: Int64
  /// Other duties; when rounded once for the document, the line's share.
  public let duty: Int64
  /// `taxable + vat + duty`.
  public let total: Int64
}

/// The amounts of a document, in minor units; each is the sum of its lines' amounts.
public struct DocumentTotals: Hashable, Sendable {
  /// The lines in their order.
  public let lines: [LineTotals]
  /// The sum before any discount.
  public let gross: Int64
  /// The sum of the lines' own discounts.
  public let lineDiscount: Int64
  /// The sum of promotions.
  public let promotion: Int64
  /// The sum after line discounts and promotions.
  public let net: Int64
  /// The document's discount, all of it allocated to lines.
  public let headerDiscount: Int64
  /// The sum that tax is computed from.
  public let taxable: Int64
  /// Value added tax.
  public let vat: Int64
  /// Other duties.
  public let duty: Int64
  /// `taxable + vat + duty`.
  public let total: Int64
  /// What rounding to the payable step adds, signed; a line of its own on paper.
  public let payableRounding: Int64
  /// `total + payableRounding`.
  public let payable: Int64

  /// Everything taken off: `gross - taxable`.
  public var discount: Int64 { gross - taxable }
}
