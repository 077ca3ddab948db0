// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How much discount a rep may give of their own; what is above needs approval.
public struct DiscountPolicy: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 160), "Name", "نام", rule: .authority, required: true, searched: true)
  /// The only class of customers that it is for.
  public let discountClass = Field(
    4, Choices.discountClass, "Only for discount class", "تنها برای رده تخفیف",
    group: "limit")
  /// What it is for.
  public let appliesTo = SaleScope.appliesTo
  /// The product, of a policy for one.
  public let product = SaleScope.ofProduct
  /// The category, of a policy for one.
  public let category = SaleScope.ofCategory
  /// The brand, of a policy for one.
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
  /// The most of a line that may be taken off without approval, of line and document together.
  public let maxPercent = Field(
    20, .basisPoints, "Most percent without approval", "بیشترین درصد بی‌نیاز از تأیید",
    group: "limit", required: true)
  /// Beats whatever is more specific: for exceptions.
  public let priority = Field(
    21, .integer(0...1_000), "Priority", "اولویت", group: "limit", initial: .integer(0))
  /// Note.
  public let note = Field(22, .text(maximum: 1_000), "Note", "یادداشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = DiscountPolicy()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "discount_policy", tag: 47, "Discount policy", "سیاست تخفیف",
    groups: [
      GroupDeclaration("limit", rule: .authority),
      GroupDeclaration(SaleScope.name, rule: .authority),
    ],
    scopes: [.everyone], title: [shape.name.tag],
    invariants: [SaleScope.named])
}

extension DiscountPolicy: PreparedEntity {
  /// Says what it applies to.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try SaleScope.prepare(&edit, before: before)
  }
}
