// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One line of an order, with the price as it was when it was entered.
public struct OrderLine: EntityType {
  /// Order.
  public let order = Field(3, .reference(10), "Order", "سفارش", required: true)
  /// Product.
  public let product = Field(4, .reference(8), "Product", "کالا", required: true)
  /// Its place in the order, from 1; equal places are ordered by identifier.
  public let position = Field(5, .integer(1...10_000), "Position", "ردیف", required: true)
  /// Quantity.
  public let quantity = Field(6, .quantity, "Quantity", "تعداد", group: "amount", required: true)
  /// Unit.
  public let unit = Field(7, Choices.unit, "Unit", "واحد", group: "amount")
  /// The price of one unit, in the minor unit of the order's currency.
  public let unitPrice = Field(
    8, .money, "Unit price", "قیمت واحد", group: "pricing", required: true)
  /// Off this line; either this or an amount.
  public let discountPercent = Field(
    9, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "pricing")
  /// Off this line; either this or a percentage.
  public let discountAmount = Field(
    10, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "pricing")
  /// VAT class.
  public let vatClass = Field(
    11, Choices.vatClass, "VAT class", "طبقه مالیات بر ارزش افزوده", group: "pricing")
  /// The rate that was in force for the class on the order's date.
  public let vatRate = Field(
    12, .basisPoints, "VAT rate", "نرخ مالیات بر ارزش افزوده", group: "pricing",
    initial: .integer(0))
  /// Note.
  public let note = Field(13, .text(maximum: 1_000), "Note", "یادداشت")
  /// How many packs were entered, where it was not the product's own unit.
  public let enteredQuantity = TracedFields.enteredQuantity(14)
  /// The pack that was entered.
  public let enteredUnit = TracedFields.enteredUnit(15)
  /// How many of the product's own unit were in one pack when it was entered.
  public let packContent = TracedFields.packContent(16)
  /// The rule that the price came from; none for the product's list price.
  public let priceRule = TracedFields.priceRule(17)
  /// The edition of the list that the rule was in.
  public let priceEdition = TracedFields.priceEdition(18)
  /// What the rules said that one unit costs; the unit price differs where a person set another.
  public let rulePrice = TracedFields.rulePrice(19)
  /// What promotions take off, after the discount.
  public let promotionDiscount = TracedFields.promotionDiscount(20)
  /// The codes of the promotions, separated by commas.
  public let promotions = TracedFields.promotions(21)
  /// Whether a promotion gave the whole line.
  public let free = TracedFields.free(22)
  /// For how many units the price is; none for one.
  public let pricePer = TracedFields.pricePer(23)
  /// What one unit cost the company then; none where that was not known.
  public let unitCost = TracedFields.unitCost(24)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = OrderLine()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "order_line", tag: 11, "Order line", "ردیف سفارش",
    groups: [
      GroupDeclaration("amount", rule: .lastWriter),
      GroupDeclaration("pricing", rule: .lastWriter),
      TracedFields.group,
    ],
    deletePolicy: .deleteWins, scopes: [.parent(shape.order.tag)], editors: .creator,
    title: [shape.position.tag],
    invariants: DocumentLaws<Order>.ofLines)
}

extension OrderLine: TracedLine {}

extension OrderLine: PreparedEntity {
  /// Refuses a discount that is larger than the line.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try DocumentLines<Order>.prepare(&edit, before: before, in: context)
  }
}
