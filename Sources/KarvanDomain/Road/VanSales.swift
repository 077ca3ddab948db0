// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Goods that customers get at once, from a van.
public enum VanSales {
  /// What of an order was not handed over yet, from a van or otherwise, item by item; of what was
  /// handed over and came back nothing is handed over anew.
  public static func open(
    of order: RecordID, reader: any RecordReader
  ) throws -> [StockQuantity] {
    guard let shown = try reader.record(Order.tag, order) else { return [] }
    return try open(Fulfilment(of: shown, reader: reader))
  }

  private static func open(_ fulfilment: Fulfilment) throws -> [StockQuantity] {
    var left: [RecordID: Int64] = [:]
    var products: [RecordID] = []
    for part in fulfilment.parts {
      guard let product = part.line[OrderLine.shape.product].reference else { continue }
      if left[product] == nil { products.append(product) }
      left[product] = try StockLedger.added(
        left[product] ?? 0, part.ordered - part.handedOver)
    }
    return products.compactMap { product in
      guard let quantity = left[product], quantity > 0 else { return nil }
      return StockQuantity(StockBalance.Item(product: product), quantity)
    }
  }

  /// Hands goods of an order over; more than was ordered is refused.
  ///
  /// - Throws: `moveNotAllowed` for an order that is no order yet, or was called off; `orderGoesOut`
  ///   for one that waits for an approval, as with any other delivery; `outOfRange` with what is left
  ///   of a product that was not ordered so much.
  public static func sell(
    _ goods: [StockQuantity], of order: RecordView, from place: RecordID, visit: RecordID? = nil,
    note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    try OrderOperations.requireGoesOut(order)
    let left = try open(of: order.id, reader: context.reader)
    var wanted: [RecordID: Int64] = [:]
    for one in goods {
      wanted[one.item.product] = try StockLedger.added(
        wanted[one.item.product] ?? 0, one.thousandths)
      let most = left.first { $0.item.product == one.item.product }?.thousandths ?? 0
      guard wanted[one.item.product] ?? 0 <= most else {
        throw Failure(
          .outOfRange, entity: "stock_move", field: "quantity",
          ["0", Quantity(thousandths: most).text])
      }
    }
    return try StockOperations.move(
      goods,
      StockOperations.Sheet(
        kind: "sale", from: place, order: order.id, visit: visit, note: note), in: context
    ).adding(OrderOperations.delivered(order, in: context))
  }
}
