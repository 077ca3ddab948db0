// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What customers should be offered, and what of it an order leaves out.
public enum MustSellList {
  /// A product that should be offered, and how much of it at least.
  public struct Item: Hashable, Sendable {
    /// The product.
    public let product: RecordID
    /// The least quantity, in thousandths of the product's unit; nil for any.
    public let minimum: Int64?
    /// What an order has of it, in thousandths.
    public internal(set) var ordered: Int64 = 0

    /// Whether an order has too little of it.
    public var isMissing: Bool { ordered < max(minimum ?? 1, 1) }
  }

  /// What a customer should be offered on a day, by product; of several records of a product that
  /// hold for the customer, the greatest quantity counts.
  public static func items(
    for account: RecordView, on date: CivilDate, reader: any RecordReader
  ) throws -> [Item] {
    let shape = MustSell.shape
    let records = try reader.records(
      MustSell.tag, where: shape.active.tag, is: .truth(true)
    ).filter { holds($0, for: account, on: date) }
    var least: [RecordID: Int64] = [:]
    var products: [RecordID] = []
    for record in records {
      guard let product = record[shape.product].reference,
        try reader.record(Product.tag, product)?[Product.shape.active] == .truth(true)
      else { continue }
      if least[product] == nil { products.append(product) }
      least[product] = max(least[product] ?? 0, record[shape.minimum].integer ?? 0)
    }
    return products.sorted().map { product in
      Item(product: product, minimum: least[product].flatMap { $0 > 0 ? $0 : nil })
    }
  }

  /// What the customer of an order should be offered, with what the order has of it.
  public static func items(
    of order: RecordView, reader: any RecordReader
  ) throws -> [Item] {
    guard let id = order[Order.shape.account].reference,
      let account = try reader.record(Account.tag, id)
    else { return [] }
    let days = Int32(clamping: order[Order.shape.orderDate].integer ?? 0)
    let lines = try OrderTotals.lines(of: order.id, reader: reader)
    return try items(for: account, on: CivilDate(daysSinceEpoch: days), reader: reader).map {
      item in
      var item = item
      let shape = OrderLine.shape
      for line in lines where line[shape.product].reference == item.product {
        let (sum, overflow) = item.ordered.addingReportingOverflow(
          line[shape.quantity].integer ?? 0)
        item.ordered = overflow ? .max : sum
      }
      return item
    }
  }

  private static func holds(
    _ record: RecordView, for account: RecordView, on date: CivilDate
  ) -> Bool {
    let shape = MustSell.shape
    let day = Int64(date.daysSinceEpoch)
    guard day >= record[shape.startsOn].integer ?? .min,
      day <= record[shape.endsOn].integer ?? .max
    else { return false }
    if let only = record[shape.account].reference, only != account.id { return false }
    if let tag = record[shape.customerTag].text.map({ SearchKey.normalize($0) }), !tag.isEmpty,
      !account.words(Account.shape.tags).contains(where: { SearchKey.normalize($0) == tag })
    {
      return false
    }
    let conditions = [
      (shape.territory, Account.shape.territory), (shape.kind, Account.shape.kind),
      (shape.priority, Account.shape.priority),
      (shape.customerGroup, Account.shape.customerGroup),
    ]
    return conditions.allSatisfy { own, others in
      record[own].isNull || record[own] == account[others]
    }
  }
}
