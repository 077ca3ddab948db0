// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An effort of the company to be found by those who seek to buy.
public struct Campaign: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Kind.
  public let kind = Field(
    4,
    .choice([
      Choice("exhibition", "Exhibition", "نمایشگاه"), Choice("email", "E-mail", "ایمیل"),
      Choice("sms", "Text messages", "پیامک"), Choice("advertisement", "Advertisement", "آگهی"),
      Choice("social", "Social networks", "شبکه‌های اجتماعی"), Choice("web", "Web", "وب"),
      Choice("telephone", "Telephone", "تلفنی"), Choice("field", "In the field", "میدانی"),
      Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع")
  /// Its first day.
  public let startDate = Field(5, .date, "Start", "آغاز", group: "period")
  /// Its last day.
  public let endDate = Field(6, .date, "End", "پایان", group: "period")
  /// What it may cost.
  public let budget = Field(7, .money, "Budget", "بودجه", group: "money")
  /// What it should bring in.
  public let expectedRevenue = Field(
    8, .money, "Expected revenue", "درآمد برآوردی", group: "money")
  /// Currency.
  public let currency = Field(9, Choices.currency, "Currency", "ارز", group: "money")
  /// How many of a hundred should answer.
  public let expectedResponse = Field(
    10, .basisPoints, "Expected response", "پاسخ برآوردی")
  /// Status.
  public let status = Field(
    11,
    .choice([
      Choice("planned", "Planned", "برنامه‌ریزی‌شده"), Choice("running", "Running", "در جریان"),
      Choice("finished", "Finished", "پایان‌یافته"), Choice("cancelled", "Cancelled", "لغوشده"),
    ]), "Status", "وضعیت", initial: .text("planned"))
  /// The user who answers for it.
  public let owner = Field(
    12, .reference(SchemaTags.user), "Owner", "مسئول", rule: .authority)
  /// Note.
  public let note = Field(13, .text(maximum: 4_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Campaign()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "campaign", tag: 71, "Campaign", "کارزار",
    groups: [
      GroupDeclaration("period", rule: .lastWriter), GroupDeclaration("money", rule: .authority),
    ],
    scopes: [.everyone], title: [shape.name.tag],
    invariants: [
      Laws.period(from: shape.startDate, to: shape.endDate), Laws.notNegative(shape.budget),
      Laws.notNegative(shape.expectedRevenue), Laws.currency(shape.currency, of: shape.budget),
    ])
}

extension Campaign: PreparedEntity {
  /// An amount without a currency is in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    for amount in [shape.budget, shape.expectedRevenue] {
      edit.fillCurrency(shape.currency, of: amount, over: before)
    }
  }
}
