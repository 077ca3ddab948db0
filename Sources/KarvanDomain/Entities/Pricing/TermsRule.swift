// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Easier terms that a customer gets who has bought so much in so many days.
public struct TermsRule: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 160), "Name", "نام", rule: .authority, required: true, searched: true)
  /// How much they must have bought, in the currency's minor unit, with tax.
  public let threshold = Field(
    4, .money, "Purchases of at least", "خرید دست‌کم", group: "level", required: true)
  /// Currency.
  public let currency = Field(
    5, Choices.currency, "Currency", "ارز", group: "level", initial: .text("IRR"))
  /// In how many days up to today.
  public let windowDays = Field(
    6, .integer(1...3_660), "Within days", "در چند روز", group: "level", initial: .integer(365))
  /// What counts as bought.
  public let basis = Field(
    7,
    .choice([
      Choice("invoiced", "Invoiced", "فاکتورشده"), Choice("ordered", "Ordered", "سفارش‌شده"),
    ]), "Counted by", "مبنا", group: "level", initial: .text("invoiced"))
  /// Only for customers of this group.
  public let customerGroup = Field(
    8, .reference(40), "Customer group", "گروه مشتری", rule: .authority)
  /// Payment terms that they get, where theirs are shorter.
  public let paymentTerms = Field(
    9, Account.shape.paymentTerms.kind, "Payment terms", "شرایط پرداخت", group: "terms")
  /// Days of grace that they get, where they have fewer.
  public let graceDays = Field(
    10, .integer(0...365), "Days of grace", "روزهای مهلت", group: "terms")
  /// The discount class that they get.
  public let discountClass = Field(
    11, Choices.discountClass, "Discount class", "رده تخفیف", group: "terms")
  /// The first day on which it holds.
  public let startsOn = Field(12, .date, "First day", "نخستین روز", group: "period")
  /// The last day on which it holds.
  public let endsOn = Field(13, .date, "Last day", "واپسین روز", group: "period")
  /// Whether it holds at all.
  public let active = Field(
    14, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Note.
  public let note = Field(15, .text(maximum: 1_000), "Note", "یادداشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = TermsRule()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "terms_rule", tag: 80, "Rule of easier terms", "قاعده شرایط آسان‌تر",
    groups: [
      GroupDeclaration("level", rule: .authority), GroupDeclaration("terms", rule: .authority),
      GroupDeclaration("period", rule: .authority),
    ],
    scopes: [.everyone], title: [shape.name.tag],
    invariants: [
      Laws.notNegative(shape.threshold), Laws.period(from: shape.startsOn, to: shape.endsOn),
    ])
}
