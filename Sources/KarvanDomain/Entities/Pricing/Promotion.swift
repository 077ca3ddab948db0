// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Something that is given on top of prices while it lasts: a percentage, an amount, free goods.
///
/// How several of them go together is said by ``PromotionEngine``.
public struct Promotion: EntityType {
  /// The company's own short name of it, which lines keep.
  public let code = Field(
    3, .text(maximum: 30), "Code", "کد", rule: .firstWriter, required: true, searched: true,
    key: true, numeral: true)
  /// Name.
  public let name = Field(
    4, .text(maximum: 160), "Name", "نام", rule: .authority, required: true, searched: true)
  /// What it is for.
  public let appliesTo = SaleScope.appliesTo
  /// The product, of a promotion for one.
  public let product = SaleScope.ofProduct
  /// The category, of a promotion for one.
  public let category = SaleScope.ofCategory
  /// The brand, of a promotion for one.
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
  /// What it gives.
  public let kind = Field(
    20,
    .choice([
      Choice("percent", "Percent off", "درصد تخفیف"),
      Choice("amount", "Amount off", "مبلغ تخفیف"),
      Choice("buy_get", "Buy some, get some", "بخر و ببر"),
      Choice("bundle", "Bundle", "بسته ترکیبی"),
      Choice("tiered", "By steps", "پلکانی"),
      Choice("free_goods", "Free goods", "کالای رایگان"),
    ]), "Kind", "نوع", group: "terms", required: true)
  /// The currency of its amounts; orders in another one do not get it.
  public let currency = Field(
    21, Choices.currency, "Currency", "ارز", group: "terms", initial: .text("IRR"))
  /// How much has to be bought, in the products' units; of buy-and-get, how much each time.
  public let minQuantity = Field(
    22, .quantity, "From quantity", "از تعداد", group: "terms")
  /// For how much has to be bought, after discounts of lines.
  public let minAmount = Field(23, .money, "From amount", "از مبلغ", group: "terms")
  /// What is taken off.
  public let percent = Field(24, .basisPoints, "Percent off", "درصد تخفیف", group: "terms")
  /// What is taken off; of a bundle, for each one.
  public let amount = Field(25, .money, "Amount off", "مبلغ تخفیف", group: "terms")
  /// What is given; of buy-and-get without it, what was bought.
  public let getProduct = Field(
    26, .reference(8), "Free product", "کالای رایگان", group: "terms")
  /// How much is given, in the product's unit; of buy-and-get, each time.
  public let getQuantity = Field(
    27, .quantity, "Free quantity", "تعداد رایگان", group: "terms")
  /// How often it is given in one order at most; none for no limit.
  public let maxTimes = Field(
    28, .integer(1...1_000_000), "Most times", "حداکثر بار", group: "terms")
  /// The higher goes first.
  public let priority = Field(
    29, .integer(0...1_000), "Priority", "اولویت", group: "terms", initial: .integer(0))
  /// Of those with one group, an order gets only the first.
  public let exclusiveGroup = Field(
    30, .text(maximum: 60), "Exclusive group", "گروه انحصاری", group: "terms")
  /// Whether a line may get it together with others.
  public let stackable = Field(
    31, .truth, "With others", "همراه با بقیه", group: "terms", initial: .truth(false))
  /// The budget that it is paid from, of which each device holds a share; none for no limit.
  public let budget = Field(32, .text(maximum: 60), "Budget", "بودجه", group: "terms")
  /// Note.
  public let note = Field(33, .text(maximum: 1_000), "Note", "یادداشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Promotion()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "promotion", tag: 44, "Promotion", "طرح فروش",
    groups: [
      GroupDeclaration(SaleScope.name, rule: .authority),
      GroupDeclaration("terms", rule: .authority),
    ],
    deletable: false, scopes: [.everyone], title: [shape.code.tag, shape.name.tag],
    claims: [Claim("code") { ClaimKey.folded($0[shape.code]) }],
    invariants: [
      SaleScope.named, PricingLaws.promotion,
      PricingLaws.positive(shape.minQuantity), PricingLaws.positive(shape.getQuantity),
      Laws.notNegative(shape.minAmount), Laws.notNegative(shape.amount),
    ])
}

extension Promotion: PreparedEntity {
  /// Says what it applies to.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try SaleScope.prepare(&edit, before: before)
  }
}
