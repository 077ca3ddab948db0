// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Goods that went from one place to another, into the company or out of it; never changed.
///
/// A move takes as much from one place as it brings to the other, so that nothing appears and
/// nothing vanishes unnamed. A wrong one is answered by one that goes back.
public struct StockMove: EntityType {
  /// Product.
  public let product = Field(
    3, .reference(8), "Product", "کالا", group: "move", required: true)
  /// The lot or batch of the goods.
  public let lot = Field(4, .text(maximum: 60), "Lot", "سری ساخت", group: "move")
  /// How much, in thousandths of the product's unit.
  public let quantity = Field(5, .quantity, "Quantity", "تعداد", group: "move", required: true)
  /// Where it lay; nothing for what came into the company.
  public let from = Field(6, .reference(48), "From", "از", group: "move")
  /// Where it lies now; nothing for what left the company.
  public let to = Field(7, .reference(48), "To", "به", group: "move")
  /// Why it went.
  public let kind = Field(
    8,
    .choice([
      Choice("receipt", "Received", "رسید کالا"), Choice("load", "Loaded", "بارگیری"),
      Choice("unload", "Unloaded", "تخلیه"), Choice("transfer", "Transferred", "جابه‌جایی"),
      Choice("sale", "Sold", "فروش"), Choice("return", "Returned by customer", "مرجوعی مشتری"),
      Choice("exchange", "Handed over in exchange", "تعویض"),
      Choice("sample", "Given as a sample", "نمونه رایگان"),
      Choice("damage", "Damaged", "ضایعات"), Choice("loss", "Missing", "کسری"),
      Choice("surplus", "Found", "اضافی"),
    ]), "Kind", "نوع", group: "move", required: true)
  /// When it went.
  public let movedAt = Field(9, .instant, "Moved at", "زمان", group: "move", required: true)
  /// Whose van it concerns, who holds the move.
  public let keeper = Field(
    10, .reference(SchemaTags.user), "Keeper", "مسئول", rule: .firstWriter)
  /// The sheet on which several moves were written together, `DEVICE-n`.
  public let sheet = Field(
    11, .text(maximum: 40), "Sheet", "برگه", rule: .firstWriter, searched: true, key: true)
  /// The order that it was sold on.
  public let order = Field(12, .reference(10), "Order", "سفارش", rule: .firstWriter)
  /// The visit during which it went.
  public let visit = Field(13, .reference(9), "Visit", "ویزیت", rule: .firstWriter)
  /// The count that found it.
  public let count = Field(14, .reference(50), "Count", "شمارش", rule: .firstWriter)
  /// The move that this one takes back.
  public let reverses = Field(15, .reference(49), "Takes back", "برگردان", rule: .firstWriter)
  /// Note.
  public let note = Field(16, .text(maximum: 400), "Note", "یادداشت", rule: .firstWriter)
  /// Who keeps the other van, where goods go from van to van; holds the move, too.
  public let otherKeeper = Field(
    17, .reference(SchemaTags.user), "Other keeper", "مسئول دیگر", rule: .firstWriter)
  /// Why a customer gave the goods back.
  public let cause = Field(
    18, Choices.returnCause, "Cause", "علت مرجوعی", rule: .firstWriter)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = StockMove()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stock_move", tag: 49, "Stock move", "گردش موجودی",
    groups: [GroupDeclaration("move", rule: .firstWriter)], deletable: false,
    scopes: [.user(shape.keeper.tag), .user(shape.otherKeeper.tag)], editors: .nobody,
    title: [shape.sheet.tag, shape.kind.tag],
    invariants: [
      Laws.appendOnly, Laws.positive(shape.quantity), StockLaws.ends, StockLaws.ownVan,
      StockLaws.takenBack,
    ])
}

extension StockMove: PreparedEntity {
  /// A move that is typed by itself happened now, and concerns whoever keeps a van in it: the author
  /// first, then who keeps the other one.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    edit.fill(shape.movedAt, .integer(context.now))
    var keepers: [Value] = []
    for end in [shape.from, shape.to] {
      guard let id = edit.values[end.tag]?.reference,
        let place = try context.reader.record(StockLocation.tag, id), StockLocation.isVan(place)
      else { continue }
      keepers.append(place[StockLocation.shape.keeper])
    }
    let author = Value.reference(context.author.user)
    if let keeper = keepers.contains(author) ? author : keepers.first {
      edit.fill(shape.keeper, keeper)
    }
    guard let keeper = edit.values[shape.keeper.tag] else { return }
    if let other = keepers.first(where: { $0 != keeper }) { edit.fill(shape.otherKeeper, other) }
  }
}

extension StockMove: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.movedAt, shape.kind, shape.product, shape.quantity, shape.from, shape.to, shape.order]
  }
}
