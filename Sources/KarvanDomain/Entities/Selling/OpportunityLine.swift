// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One thing that a deal may be about; with lines, the worth of the deal is their sum.
public struct OpportunityLine: PartEntity {
  /// Opportunity.
  public let opportunity = Field(3, .reference(26), "Opportunity", "فرصت فروش", required: true)
  /// Product.
  public let product = Field(4, .reference(8), "Product", "کالا")
  /// What it is, where it is no product of the list.
  public let text = Field(5, .text(maximum: 400), "Description", "شرح", searched: true)
  /// Its place, from 1; equal places are ordered by identifier.
  public let position = Field(6, .integer(1...10_000), "Position", "ردیف", required: true)
  /// Quantity.
  public let quantity = Field(7, .quantity, "Quantity", "تعداد", group: "amount", required: true)
  /// Unit.
  public let unit = Field(8, Choices.unit, "Unit", "واحد", group: "amount")
  /// The price of one unit, in the minor unit of the opportunity's currency.
  public let unitPrice = Field(
    9, .money, "Unit price", "قیمت واحد", group: "pricing", required: true)
  /// Off this line; either this or an amount.
  public let discountPercent = Field(
    10, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "pricing")
  /// Off this line; either this or a percentage.
  public let discountAmount = Field(
    11, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "pricing")
  /// Note.
  public let note = Field(12, .text(maximum: 1_000), "Note", "یادداشت")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = OpportunityLine()
  /// It goes with its opportunity.
  public static let whole: EntityTag = 26
  /// The opportunity that it goes with.
  public static var wholeField: FieldTag { shape.opportunity.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "opportunity_line", tag: 27, "Opportunity line", "ردیف فرصت فروش",
    groups: [
      GroupDeclaration("amount", rule: .lastWriter),
      GroupDeclaration("pricing", rule: .lastWriter),
    ],
    deletePolicy: .deleteWins, scopes: [.parent(shape.opportunity.tag)],
    title: [shape.position.tag, shape.text.tag],
    invariants: [
      named, Laws.positive(shape.quantity), Laws.notNegative(shape.unitPrice),
      Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    ])

  private static let named: Invariant = { context in
    context.before == nil && context.after[shape.product].isNull
      && (context.after[shape.text].text ?? "").isEmpty
      ? context.breaks(.lineNamed, shape.product) : nil
  }
}

extension OpportunityLine: PreparedEntity {
  /// A product brings its unit and list price; a line without a place comes last.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil, let id = edit.values[shape.opportunity.tag]?.reference else { return }
    if edit.values[shape.position.tag] == nil {
      let last = try OpportunityWorth.lines(of: id, reader: context.reader).last
      edit.values[shape.position.tag] = .integer((last?[shape.position].integer ?? 0) + 1)
    }
    guard
      let product = try edit.values[shape.product.tag]?.reference.flatMap({
        try context.reader.record(Product.tag, $0)
      })
    else { return }
    edit.fill(shape.unit, product[Product.shape.unit])
    let opportunity = try context.reader.record(Opportunity.tag, id)
    guard edit.values[shape.unitPrice.tag] == nil, !product[Product.shape.listPrice].isNull else {
      return
    }
    guard product[Product.shape.currency] == opportunity?[Opportunity.shape.currency] else {
      let error = DomainError(
        .currencyMismatch, "The list price is in another currency than the opportunity.")
      throw Failure(error, field: "unit_price")
    }
    edit.values[shape.unitPrice.tag] = product[Product.shape.listPrice]
  }
}
