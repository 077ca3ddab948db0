// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A line of a document that keeps in which pack it was entered, where its price came from, and
/// what promotions gave.
///
/// Its quantity is always in the product's own unit, as stock is, and its price that of one unit, or of
/// so many where a pack's price does not come out even.
public protocol TracedLine: CommercialLine {
  /// How many packs were entered, where it was not the product's own unit.
  var enteredQuantity: Field { get }
  /// The pack that was entered.
  var enteredUnit: Field { get }
  /// How many of the product's own unit were in one pack when it was entered.
  var packContent: Field { get }
  /// The rule that the price came from; none for the product's list price.
  var priceRule: Field { get }
  /// The edition of the list that the rule was in.
  var priceEdition: Field { get }
  /// What the rules said that one unit costs.
  var rulePrice: Field { get }
  /// For how many units the price is; none for one.
  var pricePer: Field { get }
  /// What one unit cost the company when the line was entered, in the document's currency.
  var unitCost: Field { get }
  /// What promotions take off, after the discount.
  var promotionDiscount: Field { get }
  /// The codes of the promotions, separated by commas.
  var promotions: Field { get }
  /// Whether a promotion gave the whole line.
  var free: Field { get }
}

extension TracedLine {
  /// What promotions take off, after the discount.
  public var promotionAmount: Field? { promotionDiscount }
}

extension CommercialLine {
  /// The price of a line.
  func price(of line: RecordView) -> UnitPrice {
    UnitPrice(
      line[unitPrice].integer ?? 0,
      per: (self as? any TracedLine).flatMap { line[$0.pricePer].integer })
  }
}

/// The fields of such lines, each under the tag that its entity gives it, and their laws.
enum TracedFields {
  static func enteredQuantity(_ tag: FieldTag) -> Field {
    Field(tag, .quantity, "Packs", "تعداد بسته", group: "amount")
  }
  static func enteredUnit(_ tag: FieldTag) -> Field {
    Field(tag, Choices.unit, "Pack", "بسته‌بندی", group: "amount")
  }
  static func packContent(_ tag: FieldTag) -> Field {
    Field(tag, .quantity, "Content of a pack", "محتوای بسته", group: "amount")
  }
  static func priceRule(_ tag: FieldTag) -> Field {
    Field(tag, .reference(43), "Price rule", "قاعده قیمت", group: "pricing")
  }
  static func priceEdition(_ tag: FieldTag) -> Field {
    Field(
      tag, .integer(1...1_000_000_000), "List edition", "ویرایش فهرست", group: "pricing")
  }
  static func rulePrice(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Price by rules", "قیمت قاعده‌ها", group: "pricing")
  }
  static func pricePer(_ tag: FieldTag) -> Field {
    Field(tag, .quantity, "Price is for", "قیمت برای", group: "pricing")
  }
  static func unitCost(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Unit cost", "بهای تمام‌شده واحد", group: "pricing")
  }
  static func promotionDiscount(_ tag: FieldTag) -> Field {
    Field(tag, .money, "Promotions", "تخفیف طرح‌ها", group: "promotion")
  }
  static func promotions(_ tag: FieldTag) -> Field {
    Field(tag, .text(maximum: 400), "By promotions", "به موجب طرح‌ها", group: "promotion")
  }
  static func free(_ tag: FieldTag) -> Field {
    Field(tag, .truth, "Given free", "رایگان", group: "promotion")
  }

  /// The group that only these fields are in.
  static let group = GroupDeclaration("promotion", rule: .lastWriter)

  /// A price is for more than nothing.
  static func pricedPer(_ field: Field) -> Invariant {
    { context in
      context.written(field).allSatisfy { $0[field.tag].integer.map { $0 > 0 } ?? true }
        ? nil : context.breaks(.quantityPositive, field)
    }
  }

  /// The quantity of a line is what was entered, times the content of the pack.
  static func agree(_ shape: any TracedLine) -> Invariant {
    let quantity = shape.quantity
    let entered = [shape.enteredQuantity, shape.enteredUnit, shape.packContent].map(\.tag)
    return { context in
      for version in context.written(quantity) {
        let parts = entered.map { version[$0] }
        if parts.allSatisfy(\.isNull) { continue }
        guard let packs = parts[0].integer, let content = parts[2].integer, !parts[1].isNull,
          let whole = try? LineUnits.product(
            Quantity(thousandths: packs), Quantity(thousandths: content)),
          version[quantity.tag] == .integer(whole.thousandths)
        else { return context.breaks(.lineUnits, quantity) }
      }
      return nil
    }
  }

  /// Keeps what follows from a line in step with it where only the line was entered.
  static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, shape: any TracedLine
  ) throws(Failure) {
    guard let before else { return }
    func differs(_ field: Field) -> Bool {
      edit.values[field.tag].map { $0 != before[field] } ?? false
    }
    if differs(shape.quantity), edit.values[shape.enteredQuantity.tag] == nil {
      repack(&edit, before, shape)
    }
    // What a person says costs one unit.
    if differs(shape.unitPrice), edit.values[shape.pricePer.tag] == nil {
      edit.values[shape.pricePer.tag] = .null
    }
    // What promotions gave for the line as it was does not hold for another.
    let basis = [
      shape.product, shape.quantity, shape.unitPrice, shape.pricePer, shape.discountPercent,
      shape.discountAmount,
    ]
    let promoted = [shape.promotionDiscount, shape.promotions, shape.free]
    guard basis.contains(where: differs), !before[shape.promotionDiscount].isNull,
      promoted.allSatisfy({ edit.values[$0.tag] == nil })
    else { return }
    // What was given would have to be paid all of a sudden.
    if before[shape.free] == .truth(true) {
      throw Failure(.promotionsChanged, entity: before.entity.name, record: before.id)
    }
    for field in promoted { edit.values[field.tag] = .null }
  }

  /// Packs stay packs when the quantity comes out exactly; else it is in the product's own unit.
  private static func repack(
    _ edit: inout RecordEdit, _ before: RecordView, _ shape: any TracedLine
  ) {
    let content = before[shape.packContent].integer ?? 0
    let exact = (edit.values[shape.quantity.tag]?.integer).map { Int128($0) * 1_000 }
    if content > 0, let exact, exact % Int128(content) == 0,
      let packs = Int64(exactly: exact / Int128(content))
    {
      edit.values[shape.enteredQuantity.tag] = .integer(packs)
      return
    }
    for field in [shape.enteredQuantity, shape.enteredUnit, shape.packContent]
    where !before[field].isNull {
      edit.values[field.tag] = .null
    }
  }
}
