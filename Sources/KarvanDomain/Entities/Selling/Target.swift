// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a rep or a territory is to reach in a period; how far they are follows from the records.
public struct Target: EntityType {
  /// The rep; none for a whole territory.
  public let rep = Field(
    3, .reference(SchemaTags.user), "Rep", "ویزیتور", group: "subject")
  /// The territory; none for one rep.
  public let territory = Field(
    4, .reference(SchemaTags.territory), "Territory", "قلمرو", group: "subject")
  /// The first day.
  public let startDate = Field(5, .date, "From", "از", group: "period", required: true)
  /// The last day.
  public let endDate = Field(6, .date, "To", "تا", group: "period", required: true, key: true)
  /// What is measured.
  public let metric = Field(
    7,
    .choice([
      Choice("order_amount", "Orders (amount)", "سفارش‌ها (مبلغ)"),
      Choice("order_count", "Orders (number)", "سفارش‌ها (تعداد)"),
      Choice("won_amount", "Won deals (amount)", "فروش‌های موفق (مبلغ)"),
      Choice("won_count", "Won deals (number)", "فروش‌های موفق (تعداد)"),
      Choice("visit_count", "Visits done", "ویزیت‌های انجام‌شده"),
      Choice("lead_count", "New leads", "سرنخ‌های تازه"),
      Choice("conversion_count", "Leads converted", "سرنخ‌های تبدیل‌شده"),
      Choice("account_count", "New accounts", "حساب‌های تازه"),
    ]), "Metric", "سنجه", group: "goal", required: true)
  /// How many, of what is counted.
  public let count = Field(8, .integer(1...1_000_000_000), "Number", "تعداد", group: "goal")
  /// How much, of what is an amount.
  public let amount = Field(9, .money, "Amount", "مبلغ", group: "goal")
  /// Currency.
  public let currency = Field(10, Choices.currency, "Currency", "ارز", group: "goal")
  /// Note.
  public let note = Field(11, .text(maximum: 1_000), "Note", "یادداشت")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Target()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "target", tag: 39, "Target", "هدف فروش",
    groups: [
      GroupDeclaration("subject", rule: .authority), GroupDeclaration("period", rule: .authority),
      GroupDeclaration("goal", rule: .authority),
    ],
    scopes: [.user(shape.rep.tag), .territory(shape.territory.tag)], title: [shape.metric.tag],
    invariants: [
      Laws.period(from: shape.startDate, to: shape.endDate), Laws.notNegative(shape.amount),
      Laws.currency(shape.currency, of: shape.amount), subject, goal,
    ])

  /// Whether a metric is an amount of money.
  public static func isAmount(_ metric: String) -> Bool { metric.hasSuffix("_amount") }

  private static let subject: Invariant = { context in
    let isOfNobody = context.written(shape.rep).contains {
      $0[shape.rep.tag].isNull == $0[shape.territory.tag].isNull
    }
    let isMissing = context.before == nil && context.written(shape.rep).isEmpty
    return isOfNobody || isMissing ? context.breaks(.targetSubject, shape.rep) : nil
  }

  private static let goal: Invariant = { context in
    for version in context.written(shape.metric) {
      let isAmount = isAmount(version[shape.metric.tag].text ?? "")
      let field = isAmount ? shape.amount : shape.count
      let other = isAmount ? shape.count : shape.amount
      if version[field.tag].isNull { return context.failure(.required, field) }
      if !version[other.tag].isNull { return context.breaks(.targetGoal, other) }
    }
    return nil
  }
}

extension Target: PreparedEntity {
  /// An amount without a currency is in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    edit.fillCurrency(shape.currency, of: shape.amount, over: before)
  }
}
