// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// What is sold and how much of it: `TEA-100 3carton`, `TEA-100 3 --pack carton`, or the barcode of a
/// carton.
struct SaleArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(.helpSaleProduct)), completion: .records(Product.self))
  var product: String
  @Argument(help: .init(Tongue.say(.helpPackQuantity))) var quantity: String = "1"
  @Option(help: .init(Tongue.say(.helpUnitOption), valueName: "unit")) var pack: String?

  /// The product and the quantity.
  func find(at desk: Desk, _ finder: RecordFinder) throws -> (RecordView, UnitQuantity) {
    let asked = try asked()
    if let found = try scanned(finder.reader) {
      let unit = asked.unit ?? found.1
      return (found.0, UnitQuantity(asked.number, of: unit))
    }
    return (try finder.find(product, in: [try desk.entity(Product.tag)]), asked)
  }

  private func asked() throws -> UnitQuantity {
    let typed = try UnitQuantity.parse(quantity)
    guard let pack else { return typed }
    let named = try UnitQuantity.unit(Typed.trim(pack))
    if let own = typed.unit, own != named {
      throw CLIError(.conflictingOptions, "--pack", quantity)
    }
    return UnitQuantity(typed.number, of: named)
  }

  /// The product whose pack has the barcode, and the pack; nil for what no pack has, or several.
  private func scanned(_ reader: ReplicaReader) throws -> (RecordView, String?)? {
    let shape = ProductUnit.shape
    let code = Digits.toASCII(Typed.trim(product))
    let packs = try reader.records(
      ProductUnit.tag, where: shape.barcode.tag, is: .text(code))
    guard packs.count == 1, let id = packs[0][shape.product].reference,
      let product = try reader.record(Product.tag, id), product.life != .deleted
    else { return nil }
    return (product, packs[0][shape.unit].text)
  }
}

/// A day and a currency, where a command needs no document.
struct SaleDayOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(.priceHelpDate), valueName: "date")) var date: String?

  func day(at desk: Desk) throws -> CivilDate {
    try desk.day(date)
  }
}
