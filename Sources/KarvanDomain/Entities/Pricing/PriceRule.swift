// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One rule of a price list. It is never changed, only ended: a new price is a new rule, so that a
/// line which names its rule names the price that was agreed.
///
/// Which of several rules decides, and how, is said by ``PriceEngine``.
public struct PriceRule: PartEntity {
  /// The list.
  public let priceList = Field(
    3, .reference(42), "Price list", "فهرست قیمت", rule: .firstWriter, required: true)
  /// What people call it.
  public let name = Field(4, .text(maximum: 160), "Name", "نام", searched: true)
  /// What it is for.
  public let appliesTo = SaleScope.appliesTo
  /// The product, of a rule for one.
  public let product = SaleScope.ofProduct
  /// The category, of a rule for one.
  public let category = SaleScope.ofCategory
  /// The brand, of a rule for one.
  public let brand = SaleScope.ofBrand
  /// The only account that it is for.
  public let account = SaleScope.account
  /// The only customer group that it is for.
  public let customerGroup = SaleScope.customerGroup
  /// The only territory that it is for, with those inside of it.
  public let territory = SaleScope.territory
  /// The first day on which it holds; none for always.
  public let validFrom = SaleScope.validFrom
  /// The last day on which it holds; none for no end.
  public let validTo = SaleScope.validTo
  /// Whether it holds at all.
  public let active = SaleScope.active
  /// From how many on it holds, in the pack of the rule or else in the product's unit.
  public let minQuantity = Field(20, .quantity, "From quantity", "از تعداد", group: "terms")
  /// The pack that it is for; its price is then that of one pack.
  public let unit = Field(21, Choices.unit, "Only in pack", "تنها در بسته‌بندی", group: "terms")
  /// How the price comes about.
  public let method = Field(
    22,
    .choice([
      Choice(fixed, "Fixed price", "قیمت ثابت"),
      Choice(percentOff, "Percent off", "درصد تخفیف"),
      Choice(costPlus, "Markup on cost", "سود روی بهای تمام‌شده"),
      Choice(formula, "Formula", "فرمول"),
    ]), "Method", "روش", group: "terms", required: true)
  /// The price of one unit, in the minor unit of the list's currency.
  public let price = Field(23, .money, "Price", "قیمت", group: "terms")
  /// What is taken off the base.
  public let percent = Field(24, .basisPoints, "Percent off", "درصد تخفیف", group: "terms")
  /// What is put on the cost, in percent.
  public let markup = Field(
    25, .quantity, "Markup (percent)", "درصد سود", group: "terms")
  /// What percentages and formulas start from.
  public let base = Field(
    26,
    .choice([
      Choice(onward, "What would hold without this list", "قیمتی که بی این فهرست برقرار بود"),
      Choice(listed, "The product's list price", "قیمت فهرست کالا"),
      Choice(cost, "The product's cost", "بهای تمام‌شده کالا"),
    ]), "Base", "مبنا", group: "terms", initial: .text(onward))
  /// What a formula adds; negative to take off.
  public let surcharge = Field(27, .money, "Surcharge", "افزوده", group: "terms")
  /// What a formula's price is a multiple of.
  public let roundTo = Field(28, .money, "Round to", "گرد به", group: "terms")
  /// How far a formula's price is at least above its base.
  public let minMargin = Field(29, .money, "Least margin", "کمترین سود", group: "terms")
  /// How far a formula's price is at most above its base.
  public let maxMargin = Field(30, .money, "Greatest margin", "بیشترین سود", group: "terms")
  /// Beats whatever is more specific: for exceptions.
  public let priority = Field(
    31, .integer(0...1_000), "Priority", "اولویت", group: "terms", initial: .integer(0))
  /// Note.
  public let note = Field(32, .text(maximum: 1_000), "Note", "یادداشت")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = PriceRule()
  /// It goes with its list.
  public static let whole: EntityTag = 42
  /// The list that it goes with.
  public static var wholeField: FieldTag { shape.priceList.tag }

  static let fixed = "fixed"
  static let percentOff = "percent_off"
  static let costPlus = "markup"
  static let formula = "formula"
  static let onward = "onward"
  static let listed = "list_price"
  static let cost = "cost"

  /// The entity as a whole.
  public static let about = EntityAbout(
    "price_rule", tag: 43, "Price rule", "قاعده قیمت",
    groups: [
      GroupDeclaration(SaleScope.name, rule: .firstWriter),
      GroupDeclaration("terms", rule: .firstWriter),
    ],
    deletable: false, scopes: [.parent(shape.priceList.tag)], title: [shape.name.tag],
    invariants: [
      SaleScope.named, PricingLaws.method, PricingLaws.margins,
      PricingLaws.positive(shape.minQuantity), PricingLaws.positive(shape.roundTo),
      Laws.notNegative(shape.price), Laws.notNegative(shape.markup),
    ])
}

extension PriceRule: PreparedEntity {
  /// Says what it applies to, and names it after that.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try SaleScope.prepare(&edit, before: before)
    guard before == nil else { return }
    if edit.values[shape.method.tag] == nil {
      edit.fill(shape.method, .text(impliedMethod(edit)))
    }
    let product = try edit.values[shape.product.tag]?.reference
      .flatMap { try context.reader.record(Product.tag, $0) }
    let named =
      product?[Product.shape.sku].text ?? edit.values[shape.category.tag]?.text
      ?? edit.values[shape.brand.tag]?.text
    if let named { edit.fill(shape.name, .text(named)) }
  }

  private static func impliedMethod(_ edit: RecordEdit) -> String {
    func names(_ field: Field) -> Bool { edit.values[field.tag]?.isNull == false }
    if names(shape.price) { return fixed }
    if names(shape.markup) { return costPlus }
    let more = [shape.surcharge, shape.roundTo, shape.minMargin, shape.maxMargin]
    return more.contains(where: names) ? formula : percentOff
  }
}
