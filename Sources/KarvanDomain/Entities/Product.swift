// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Something that is sold, with its list price.
public struct Product: EntityType {
  /// The company's own number of it; set once.
  public let sku = Field(
    3, .text(maximum: 60), "SKU", "کد کالا", rule: .firstWriter, required: true, searched: true,
    key: true, numeral: true)
  /// Name.
  public let name = Field(
    4, .text(maximum: 200), "Name", "نام", rule: .authority, required: true, searched: true)
  /// Unit.
  public let unit = Field(
    5, Choices.unit, "Unit", "واحد", rule: .authority, initial: .text("piece"))
  /// The price of one unit, in the currency's minor unit.
  public let listPrice = Field(6, .money, "List price", "قیمت فهرست", group: "price")
  /// Currency.
  public let currency = Field(7, Choices.currency, "Currency", "ارز", group: "price")
  /// VAT class.
  public let vatClass = Field(
    8, Choices.vatClass, "VAT class", "طبقه مالیات بر ارزش افزوده", group: "price",
    initial: .text("standard"))
  /// Barcode.
  public let barcode = Field(
    9, .text(maximum: 60), "Barcode", "بارکد", rule: .authority, searched: true, numeral: true)
  /// Whether it may be ordered.
  public let active = Field(
    10, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Its name in another system.
  public let externalId = Field(
    11, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)
  /// What kind of goods it is, as price rules name it.
  public let category = Field(
    12, .text(maximum: 100), "Category", "گروه کالا", rule: .authority, searched: true, key: true)
  /// Brand.
  public let brand = Field(
    13, .text(maximum: 100), "Brand", "برند", rule: .authority, searched: true, key: true)
  /// What one unit costs the company, in the product's currency; devices need it for markups.
  public let cost = Field(
    14, .money, "Cost", "بهای تمام‌شده", rule: .authority, guarded: true)
  /// The thirteen digits by which the tax office knows goods of its kind.
  public let moadianGoodId = Field(
    15, .text(maximum: 13), "Tax office good ID", "شناسه کالای مؤدیان", rule: .authority,
    numeral: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Product()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "product", tag: 8, "Product", "کالا",
    groups: [GroupDeclaration("price", rule: .authority, guarded: true)],
    scopes: [.everyone], title: [shape.sku.tag, shape.name.tag],
    claims: [
      Claim("sku") { ClaimKey.folded($0[shape.sku]) },
      Claim("barcode") { ClaimKey.folded($0[shape.barcode]) },
    ],
    invariants: [
      Laws.notNegative(shape.listPrice), Laws.notNegative(shape.cost),
      Laws.currency(shape.currency, of: shape.listPrice), goodID,
    ])

  private static let goodID: Invariant = { context in
    context.canonical(shape.moadianGoodId, GoodID.normalize)
  }
}

extension Product: PreparedEntity {
  /// A price without a currency is in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.moadianGoodId, named: "moadian_good_id", by: GoodID.normalize)
    edit.fillCurrency(shape.currency, of: shape.listPrice, over: before)
  }
}

extension Product: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.sku, shape.name, shape.unit, shape.listPrice, shape.currency, shape.vatClass,
      shape.brand, shape.category, shape.active,
    ]
  }
}
