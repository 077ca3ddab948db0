// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One line of an invoice or credit note, with the price as it was when it was entered.
public struct InvoiceLine: TracedLine {
  /// The document that it is a line of.
  public typealias Document = Invoice

  /// Invoice.
  public let invoice = Field(3, .reference(32), "Invoice", "فاکتور", required: true)
  /// Product.
  public let product = LineFields.product(4)
  /// Its place in the invoice, from 1; equal places are ordered by identifier.
  public let position = LineFields.position(5)
  /// Quantity.
  public let quantity = LineFields.quantity(6)
  /// Unit.
  public let unit = LineFields.unit(7)
  /// The price of one unit, in the minor unit of the invoice's currency.
  public let unitPrice = LineFields.unitPrice(8)
  /// Off this line; either this or an amount.
  public let discountPercent = LineFields.discountPercent(9)
  /// Off this line; either this or a percentage.
  public let discountAmount = LineFields.discountAmount(10)
  /// VAT class.
  public let vatClass = LineFields.vatClass(11)
  /// The rate that was in force for the class on the invoice's date.
  public let vatRate = LineFields.vatRate(12)
  /// Note.
  public let note = LineFields.note(13)
  /// What promotions take off, after the discount.
  public let promotionDiscount = TracedFields.promotionDiscount(20)
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
  /// The codes of the promotions, separated by commas.
  public let promotions = TracedFields.promotions(21)
  /// Whether a promotion gave the whole line.
  public let free = TracedFields.free(22)
  /// The 13 digits by which the tax office knows the goods or service.
  public let goodId = Field(
    30, .text(maximum: 13), "Tax goods ID", "شناسه کالا یا خدمت", group: "pricing",
    numeral: true)
  /// The line of the order that it invoices.
  public let orderLine = Field(
    31, .reference(11), "Order line", "ردیف سفارش", rule: .firstWriter)
  /// The line of the invoice that it credits.
  public let originalLine = Field(
    32, .reference(33), "Original line", "ردیف مرجع", rule: .firstWriter)
  /// For how many units the price is; none for one.
  public let pricePer = TracedFields.pricePer(26)
  /// What one unit cost the company then; none where that was not known.
  public let unitCost = TracedFields.unitCost(27)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = InvoiceLine()
  /// The invoice that it is a line of.
  public var document: Field { invoice }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "invoice_line", tag: 33, "Invoice line", "ردیف فاکتور", groups: LineFields.groups,
    deletePolicy: .deleteWins, scopes: [.parent(shape.invoice.tag)], editors: .creator,
    title: [shape.position.tag], invariants: DocumentLaws<Invoice>.ofLines)
}

extension InvoiceLine: PreparedEntity {
  /// Takes the goods' number for the tax office from the product; refuses a discount that is larger
  /// than the line.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil, let id = edit.values[shape.product.tag]?.reference,
      let product = try context.reader.record(Product.tag, id),
      let field = product.entity.field(named: "moadian_good_id"), !product[field].isNull
    {
      edit.fill(shape.goodId, product[field])
    }
    try DocumentLines<Invoice>.prepare(&edit, before: before, in: context)
  }
}
