// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A product that every customer of a kind should be offered, and how much of it at least.
///
/// What is left empty holds for all: a record without any condition is for every customer.
public struct MustSell: EntityType {
  /// Product.
  public let product = Field(
    3, .reference(8), "Product", "کالا", rule: .authority, required: true)
  /// How much of it an order should have, in thousandths of the product's unit; any amount
  /// where nothing is said.
  public let minimum = Field(4, .quantity, "At least", "دست‌کم", rule: .authority)
  /// Only for this customer.
  public let account = Field(5, .reference(4), "Account", "حساب", group: "where")
  /// Only in this territory.
  public let territory = Field(
    6, .reference(SchemaTags.territory), "Territory", "قلمرو", group: "where")
  /// Only for customers of this kind.
  public let kind = Field(
    7,
    .choice([
      Choice("company", "Company", "شرکت"), Choice("outlet", "Outlet", "فروشگاه"),
      Choice("person", "Person", "شخص"),
    ]), "Kind of customer", "نوع مشتری", group: "where")
  /// Only for customers of this priority.
  public let priority = Field(
    8,
    .choice([
      Choice("A", "A (highest)", "الف (بالاترین)"), Choice("B", "B", "ب"), Choice("C", "C", "ج"),
      Choice("D", "D (lowest)", "د (پایین‌ترین)"),
    ]), "Priority of customer", "اولویت مشتری", group: "where")
  /// The first day on which it holds.
  public let startsOn = Field(9, .date, "First day", "نخستین روز", group: "period")
  /// The last day on which it holds.
  public let endsOn = Field(10, .date, "Last day", "واپسین روز", group: "period")
  /// Whether it holds at all.
  public let active = Field(
    11, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Why.
  public let note = Field(
    12, .text(maximum: 400), "Note", "یادداشت", rule: .authority, searched: true)

  /// Only for customers of this group.
  public let customerGroup = Field(
    13, .reference(40), "Customer group", "گروه مشتری", group: "where")
  /// Only for customers with this tag.
  public let customerTag = Field(
    14, .text(maximum: 60), "Tag of customer", "برچسب مشتری", group: "where")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = MustSell()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "must_sell", tag: 63, "Must-sell product", "کالای الزامی",
    groups: [
      GroupDeclaration("where", rule: .authority), GroupDeclaration("period", rule: .authority),
    ],
    scopes: [.everyone], title: [shape.note.tag],
    invariants: [
      Laws.period(from: shape.startsOn, to: shape.endsOn), Laws.notNegative(shape.minimum),
    ])
}
