// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A pack that a product is also sold in, such as a carton of twelve.
public struct ProductUnit: PartEntity {
  /// Product.
  public let product = Field(3, .reference(8), "Product", "کالا", required: true)
  /// The pack.
  public let unit = Field(
    4, Choices.unit, "Pack", "بسته‌بندی", group: "pack", required: true)
  /// How many of the product's own unit are in one.
  public let content = Field(
    5, .quantity, "Content (in the product's unit)", "محتوا (به واحد کالا)", group: "pack",
    required: true)
  /// The barcode of the pack.
  public let barcode = Field(
    6, .text(maximum: 60), "Barcode", "بارکد", rule: .authority, searched: true, key: true,
    numeral: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ProductUnit()
  /// It goes with its product.
  public static let whole: EntityTag = 8
  /// The product that it goes with.
  public static var wholeField: FieldTag { shape.product.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "product_unit", tag: 41, "Pack", "بسته‌بندی کالا",
    groups: [GroupDeclaration("pack", rule: .authority)], scopes: [.parent(shape.product.tag)],
    title: [shape.unit.tag],
    claims: [
      Claim("barcode", subject: shape.product.tag) { ClaimKey.folded($0[shape.barcode]) }
    ],
    invariants: [PricingLaws.positive(shape.content)])
}
