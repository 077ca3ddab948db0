// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Setting prices, as the office does it.
public enum PriceOperations {
  /// For what a price is set, beside the product.
  public struct Terms: Hashable, Sendable {
    /// The pack that it is of; nil for the product's own unit.
    public var unit: String?
    /// From how many on; nil for any.
    public var minQuantity: Quantity?
    /// The first day.
    public var from: CivilDate
    /// The last day; nil for no end.
    public var to: CivilDate?
    /// The only customer group; nil for all who buy from the list.
    public var group: RecordID?
    /// The only account; nil for all who buy from the list.
    public var account: RecordID?

    /// A price from a day on, for everybody who buys from the list.
    public init(
      from: CivilDate, to: CivilDate? = nil, unit: String? = nil, minQuantity: Quantity? = nil,
      group: RecordID? = nil, account: RecordID? = nil
    ) {
      self.from = from
      self.to = to
      self.unit = unit
      self.minQuantity = minQuantity
      self.group = group
      self.account = account
    }
  }

  /// Sets a product's price in a list: a new rule, and a new edition of the list.
  ///
  /// The older rules stay as they are, as lines name them; the newer one comes first.
  /// - Parameter price: In the minor unit of the list's currency.
  public static func set(
    _ price: Int64, of product: RecordID, in list: RecordID, _ terms: Terms,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(PriceList.tag, list)
    let product = try context.living(Product.tag, product)
    if let unit = terms.unit {
      _ = try LineUnits.quantity(
        UnitQuantity(Quantity(thousandths: 1_000), of: unit), of: product, reader: context.reader)
    }
    let shape = PriceRule.shape
    let isOwnUnit = terms.unit == product[Product.shape.unit].text
    let values: [FieldTag: Value?] = [
      shape.priceList.tag: .reference(list), shape.product.tag: .reference(product.id),
      shape.price.tag: .integer(price),
      shape.validFrom.tag: .integer(Int64(terms.from.daysSinceEpoch)),
      shape.validTo.tag: terms.to.map { .integer(Int64($0.daysSinceEpoch)) },
      shape.unit.tag: isOwnUnit ? nil : terms.unit.map { .text($0) },
      shape.minQuantity.tag: terms.minQuantity.map { .integer($0.thousandths) },
      shape.customerGroup.tag: terms.group.map { .reference($0) },
      shape.account.tag: terms.account.map { .reference($0) },
    ]
    let rule = try context.creation(
      try context.entity(PriceRule.tag), context.makeID(),
      RecordEdit(values: values.compactMapValues { $0 }))
    let edition = (shown[PriceList.shape.version].integer ?? 1) + 1
    let next = try context.change(
      shown, RecordEdit(values: [PriceList.shape.version.tag: .integer(edition)]))
    return OperationDraft("price set", [rule] + (next.map { [$0] } ?? []))
  }
}
