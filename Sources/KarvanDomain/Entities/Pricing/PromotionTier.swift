// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A step of a promotion by steps, or a component of a bundle.
public struct PromotionTier: PartEntity {
  /// Promotion.
  public let promotion = Field(3, .reference(44), "Promotion", "طرح فروش", required: true)
  /// The component, of a bundle.
  public let product = Field(4, .reference(8), "Component", "جزء بسته", group: "step")
  /// How much of it is in one bundle, in the product's unit.
  public let quantity = Field(
    5, .quantity, "Component quantity", "تعداد جزء", group: "step")
  /// From how many on the step holds, in the products' units.
  public let minQuantity = Field(
    6, .quantity, "From quantity", "از تعداد", group: "step")
  /// From how much on the step holds.
  public let minAmount = Field(7, .money, "From amount", "از مبلغ", group: "step")
  /// What is taken off.
  public let percent = Field(8, .basisPoints, "Percent off", "درصد تخفیف", group: "step")
  /// What is taken off.
  public let amount = Field(9, .money, "Amount off", "مبلغ تخفیف", group: "step")
  /// What is given.
  public let getProduct = Field(10, .reference(8), "Free product", "کالای رایگان", group: "step")
  /// How much of it, in the product's unit.
  public let getQuantity = Field(
    11, .quantity, "Free quantity", "تعداد رایگان", group: "step")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = PromotionTier()
  /// It goes with its promotion.
  public static let whole: EntityTag = 44
  /// The promotion that it goes with.
  public static var wholeField: FieldTag { shape.promotion.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "promotion_tier", tag: 45, "Promotion step", "پله طرح فروش",
    groups: [GroupDeclaration("step", rule: .authority)],
    scopes: [.parent(shape.promotion.tag)],
    title: [shape.minAmount.tag, shape.minQuantity.tag, shape.quantity.tag],
    invariants: [
      step, PricingLaws.positive(shape.quantity), PricingLaws.positive(shape.minQuantity),
      PricingLaws.positive(shape.getQuantity), Laws.notNegative(shape.minAmount),
      Laws.notNegative(shape.amount),
    ])

  /// It is a component with its quantity, or it gives one thing.
  private static let step: Invariant = { context in
    for version in context.written(shape.product) {
      func has(_ field: Field) -> Bool { !version[field.tag].isNull }
      let gifts = [shape.percent, shape.amount, shape.getProduct].filter { has($0) }
      if has(shape.product) {
        guard has(shape.quantity), gifts.isEmpty else {
          return context.breaks(.promotionTerms, shape.quantity)
        }
      } else if gifts.count != 1 || has(shape.getProduct) != has(shape.getQuantity) {
        return context.breaks(.promotionTerms, gifts.first ?? shape.percent)
      }
    }
    return nil
  }
}
