// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What somebody counted in a place, and how the difference from the ledger was settled.
public struct StockCount: EntityType {
  /// `DEVICE-n`, given at once and unique without a server.
  public let number = Field(
    3, .text(maximum: 40), "Number", "شماره", rule: .firstWriter, required: true, searched: true)
  /// The place.
  public let location = Field(
    4, .reference(48), "Location", "محل", rule: .firstWriter, required: true)
  /// Who counts, and answers for the place.
  public let keeper = Field(
    5, .reference(SchemaTags.user), "Keeper", "مسئول", rule: .firstWriter, required: true)
  /// Status.
  public let status = Field(
    6, .choice([Choice("open", "Open", "باز"), Choice("closed", "Closed", "بسته")]), "Status",
    "وضعیت", group: "state", required: true)
  /// When it was closed.
  public let closedAt = Field(7, .instant, "Closed at", "زمان بستن", group: "state")
  /// Note.
  public let note = Field(8, .text(maximum: 1_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = StockCount()
  /// The state in which it is counted.
  public static let open = "open"

  static let machine = Ranking(
    field: 6, ranks: ["open": 0, "closed": 1], moves: ["open": ["closed"]],
    verbs: [
      "closed": "van reconcile"
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stock_count", tag: 50, "Stock count", "شمارش موجودی",
    groups: [GroupDeclaration("state", rule: .ranked(machine))], deletePolicy: .deleteWins,
    scopes: [.user(shape.keeper.tag)], editors: .creator, title: [shape.number.tag],
    number: shape.number.tag, claims: [Claim("number") { ClaimKey.folded($0[shape.number]) }],
    invariants: [
      Laws.starts(in: [open], shape.status), StockLaws.countFrozen, RoadLaws.ownName(shape.keeper),
    ])
}

extension StockCount: PreparedEntity {
  /// Whoever begins to count answers for it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.keeper, .reference(context.author.user)) }
  }
}

/// What was counted of one product.
public struct StockCountLine: PartEntity {
  /// Count.
  public let count = Field(3, .reference(50), "Count", "شمارش", required: true)
  /// Product.
  public let product = Field(
    4, .reference(8), "Product", "کالا", group: "item", required: true)
  /// The lot or batch of the goods.
  public let lot = Field(5, .text(maximum: 60), "Lot", "سری ساخت", group: "item")
  /// How much lies there, in thousandths of the product's unit.
  public let counted = Field(6, .quantity, "Counted", "شمرده‌شده", required: true)
  /// Why it differs from the ledger; a difference without a reason is not closed.
  public let reason = Field(
    7,
    .choice([
      Choice("damaged", "Damaged", "آسیب‌دیده"), Choice("lost", "Lost", "گم‌شده"),
      Choice("miscounted", "Miscounted before", "اشتباه شمارش پیشین"),
      Choice("misloaded", "Loaded wrongly", "اشتباه بارگیری"),
      Choice("sample", "Given as a sample", "نمونه رایگان"),
      Choice("unrecorded", "Sold but not recorded", "فروش ثبت‌نشده"),
      Choice("other", "Other", "دیگر"),
    ]), "Reason of the difference", "دلیل اختلاف", group: "difference")
  /// In words.
  public let note = Field(8, .text(maximum: 400), "Note", "یادداشت", group: "difference")
  /// When it was counted: the time that the number holds for.
  public let countedAt = Field(9, .instant, "Counted at", "زمان شمارش")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = StockCountLine()
  /// It goes with its count.
  public static let whole: EntityTag = 50
  /// The count that it goes with.
  public static var wholeField: FieldTag { shape.count.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stock_count_line", tag: 51, "Stock count line", "ردیف شمارش",
    groups: [
      GroupDeclaration("item", rule: .firstWriter),
      GroupDeclaration("difference", rule: .lastWriter),
    ],
    deletePolicy: .deleteWins, scopes: [.parent(shape.count.tag)], editors: .creator,
    title: [shape.counted.tag, shape.lot.tag],
    invariants: [StockLaws.lineFrozen, Laws.notNegative(shape.counted)])
}
