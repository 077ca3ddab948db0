// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Amounts and subjects of allocations as people read and type them.
public enum EscrowText {
  /// Reads an amount: thousandths of a unit where there is no currency, else its minor units.
  public static func parse(_ text: String, currency: Currency?) throws -> Int64 {
    guard let currency else {
      let isNegative = text.hasPrefix("-")
      let amount = try Quantity.parse(isNegative ? String(text.dropFirst()) : text).thousandths
      return isNegative ? -amount : amount
    }
    return try MoneyText.parse(text, currency: currency, defaultUnit: .rial).minorUnits
  }

  /// Reads an amount of what an allocation is of.
  public static func parse(_ text: String, of allocation: RecordView) throws -> Int64 {
    try parse(text, currency: currency(of: allocation))
  }

  /// The currency of an allocation; nil of stock.
  public static func currency(of allocation: RecordView) throws(DomainError) -> Currency? {
    guard allocation[EscrowResource.kind] != .text("stock") else { return nil }
    return try Currency.named(allocation[EscrowResource.unit].text ?? "")
  }

  /// An amount of what an allocation is of, with ASCII digits and without a unit.
  public static func plain(_ amount: Int64, of allocation: RecordView) -> String {
    guard let currency = try? currency(of: allocation) else {
      return DecimalText.format(amount, scale: 3)
    }
    return DecimalText.format(amount, scale: currency.exponent)
  }

  /// What an allocation is of: the title of the product or account, and the place.
  public static func subject(
    of allocation: RecordView, reader: any RecordReader
  ) throws -> String {
    let shape = Allocation.shape
    let product = try allocation[shape.product].reference
      .flatMap { try reader.record(Product.tag, $0)?.title }
    let account = try allocation[shape.account].reference
      .flatMap { try reader.record(Account.tag, $0)?.title }
    let place = allocation[shape.place].text
    return [product ?? account, place].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: " @ ")
  }
}
