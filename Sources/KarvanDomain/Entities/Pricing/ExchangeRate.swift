// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What one currency is worth in another, from a day on. It is never changed: a correction is a
/// newer rate of the same day.
public struct ExchangeRate: EntityType {
  /// The currency that is exchanged.
  public let currency = Field(
    3, Choices.currency, "Currency", "ارز", group: "rate", required: true, key: true)
  /// How many of it the rate is for; one where it says nothing.
  public let units = Field(
    4, .integer(1...1_000_000), "For how many", "برای چند واحد", group: "rate",
    initial: .integer(1))
  /// The currency that it is exchanged for.
  public let counter = Field(
    5, Choices.currency, "In currency", "به ارز", group: "rate", required: true, key: true)
  /// How much of the other currency so many are worth, in its major unit.
  public let rate = Field(6, .quantity, "Rate", "نرخ", group: "rate", required: true)
  /// The first day on which it holds, until the next rate of the pair.
  public let validFrom = Field(
    7, .date, "Valid from", "معتبر از", group: "rate", required: true)
  /// Where it was taken from.
  public let source = Field(8, .text(maximum: 200), "Source", "منبع", rule: .firstWriter)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ExchangeRate()
  /// The greatest rate, in thousandths: sums of amounts at it fit in 128 bits.
  static let most: Int64 = 1_000_000_000_000_000

  /// The entity as a whole.
  public static let about = EntityAbout(
    "exchange_rate", tag: 46, "Exchange rate", "نرخ ارز",
    groups: [GroupDeclaration("rate", rule: .firstWriter)], deletable: false,
    scopes: [.everyone], editors: .nobody, title: [shape.currency.tag, shape.counter.tag],
    invariants: [Laws.appendOnly, PricingLaws.rate])
}

extension ExchangeRate: PreparedEntity {
  /// A rate without a day holds from today on, by UTC; one without a counter is in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    let today = InstantText.civilDate(milliseconds: context.now, offsetMinutes: 0)
    edit.fill(shape.validFrom, .integer(Int64(today.daysSinceEpoch)))
    edit.fill(shape.counter, .text(Currency.irr.code))
  }
}
