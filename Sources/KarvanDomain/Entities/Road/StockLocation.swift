// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A place that goods lie in: a warehouse, a van, a corner of a customer's shop.
///
/// What lies there is never written down: it is the sum of the moves (``StockLedger``).
public struct StockLocation: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// What lists and labels call it; set once.
  public let code = Field(
    4, .text(maximum: 40), "Code", "کد", rule: .firstWriter, searched: true, key: true,
    numeral: true)
  /// What it is; set once, as the laws of its moves follow from it.
  public let kind = Field(
    5,
    .choice([
      Choice("warehouse", "Warehouse", "انبار"), Choice("van", "Van", "خودرو پخش"),
      Choice("customer", "At a customer", "نزد مشتری"), Choice("transit", "In transit", "در راه"),
    ]), "Kind", "نوع", rule: .firstWriter, required: true)
  /// Who answers for what lies there: of a van, the rep who sells from it.
  public let keeper = Field(
    6, .reference(SchemaTags.user), "Keeper", "مسئول", rule: .authority)
  /// Whether goods may still be brought there.
  public let active = Field(
    7, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Note.
  public let note = Field(8, .text(maximum: 1_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = StockLocation()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stock_location", tag: 48, "Stock location", "محل موجودی",
    // Moves name places for ever: one that is given up is not active any more.
    deletable: false, scopes: [.everyone], title: [shape.name.tag, shape.code.tag],
    claims: [Claim("code") { ClaimKey.folded($0[shape.code]) }],
    invariants: [kept, handedOverEmpty])

  /// Whether a place is somebody's van.
  static func isVan(_ place: RecordView?) -> Bool { place?[shape.kind] == .text("van") }
}

extension StockLocation {
  /// Nobody sells from a van that nobody keeps.
  private static let kept: Invariant = { context in
    let isKept = isVan(context.after) ? !context.after[shape.keeper].isNull : true
    return isKept ? nil : context.breaks(.vanKeeper, shape.keeper)
  }

  /// The next rep holds only the moves of their own time, so that a van changes hands empty.
  private static let handedOverEmpty: Invariant = { context in
    guard let before = context.before, isVan(before), !context.written(shape.keeper).isEmpty,
      before[shape.keeper] != context.after[shape.keeper]
    else { return nil }
    let left = try StockLedger.balances(at: before.id, reader: context.reader)
    return left.allSatisfy { $0.onHand == 0 } ? nil : context.breaks(.vanEmpty, shape.keeper)
  }
}
