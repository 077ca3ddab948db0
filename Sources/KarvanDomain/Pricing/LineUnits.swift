// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How much somebody asks for: a number, and of what.
public struct UnitQuantity: Hashable, Sendable {
  /// How many.
  public let number: Quantity
  /// The pack, by its code; nil for the product's own unit.
  public let unit: String?

  /// So many of a pack, or of the product's own unit.
  public init(_ number: Quantity, of unit: String? = nil) {
    self.number = number
    self.unit = unit
  }

  /// A quantity as typed: `3`, `2.5 kg`, `3carton`, `۳ کارتن`; packs by code or label in either
  /// language.
  ///
  /// - Throws: `quantityInvalid`; `notAChoice` for a word that is no unit.
  public static func parse(_ text: String) throws -> UnitQuantity {
    let scalars = Array(Digits.toASCII(TextTrimming.trim(text)).unicodeScalars)
    let number = scalars.prefix { !$0.properties.isAlphabetic }
    func string(_ part: some Sequence<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return TextTrimming.trim(String(view))
    }
    let word = string(scalars.dropFirst(number.count))
    let quantity = try Quantity.parse(string(number))
    guard !word.isEmpty else { return UnitQuantity(quantity) }
    return UnitQuantity(quantity, of: try unit(word))
  }

  /// The code of a unit as typed: by code or label in either language.
  public static func unit(_ word: String) throws -> String? {
    try FieldText.parse(word, field: Field(1, Choices.unit, "Unit", "واحد")).text
  }
}

/// A quantity as it was entered: so many of a pack, and what that is in the product's own unit.
public struct PackedQuantity: Hashable, Sendable {
  /// How many packs; the quantity itself where there is no pack.
  public let entered: Quantity
  /// The pack, by its code; nil for the product's own unit.
  public let unit: String?
  /// How many of the product's own unit are in one pack.
  public let content: Quantity
  /// The quantity in the product's own unit.
  public let quantity: Quantity

  /// A quantity in the product's own unit.
  public init(_ quantity: Quantity) {
    (entered, unit, content) = (quantity, nil, Quantity(thousandths: 1_000))
    self.quantity = quantity
  }

  /// So many packs of a content. Throws `quantityInvalid` when the product does not fit.
  public init(_ entered: Quantity, of unit: String, content: Quantity) throws(DomainError) {
    (self.entered, self.unit, self.content) = (entered, unit, content)
    quantity = try LineUnits.product(entered, content)
  }
}

/// Packs of products, and what quantities in them are in the products' own units.
public enum LineUnits {
  /// What so much of a product is in its own unit.
  ///
  /// - Throws: `unit-of-product` with the units that there are.
  public static func quantity(
    _ asked: UnitQuantity, of product: RecordView, reader: any RecordReader
  ) throws -> PackedQuantity {
    let own = product[Product.shape.unit].text
    guard let unit = asked.unit, unit != own else { return PackedQuantity(asked.number) }
    let packs = try packs(of: product.id, reader: reader)
    guard let pack = packs.first(where: { $0.unit == unit }) else {
      throw Failure(
        .unitOfProduct, entity: "product", record: product.id, field: "unit",
        [own].compactMap { $0 } + packs.map(\.unit))
    }
    return try naming("quantity", of: "order_line") { () throws(DomainError) in
      try PackedQuantity(asked.number, of: unit, content: pack.content)
    }
  }

  /// The packs of a product, each unit once: where two replicas made the same one, the older holds.
  public static func packs(
    of product: RecordID, reader: any RecordReader
  ) throws -> [(unit: String, content: Quantity)] {
    let shape = ProductUnit.shape
    let records = try reader.records(
      ProductUnit.tag, where: shape.product.tag, is: .reference(product))
    var packs: [(unit: String, content: Quantity)] = []
    for record in records {
      guard let unit = record[shape.unit].text, let content = record[shape.content].integer,
        content > 0, !packs.contains(where: { $0.unit == unit })
      else { continue }
      packs.append((unit, Quantity(thousandths: content)))
    }
    return packs
  }

  /// Packs times content, rounded half up to thousandths.
  static func product(_ packs: Quantity, _ content: Quantity) throws(DomainError) -> Quantity {
    let exact = Int128(packs.thousandths) * Int128(content.thousandths)
    guard let whole = Int64(exactly: try RoundingMode.halfUp.divide(exact, by: 1_000)) else {
      throw DomainError(.quantityInvalid, "The quantity is larger than the stock can hold.")
    }
    return Quantity(thousandths: whole)
  }
}
