// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Goods that customers get at once, from a van.
public enum VanSales {
  /// What of an order was not handed over yet, item by item; of what was sold and came back nothing is
  /// handed over anew.
  public static func open(
    of order: RecordID, reader: any RecordReader
  ) throws -> [StockQuantity] {
    let shape = StockMove.shape
    var left: [RecordID: Int64] = [:]
    var products: [RecordID] = []
    for line in try OrderTotals.lines(of: order, reader: reader) {
      guard let product = line[OrderLine.shape.product].reference else { continue }
      if left[product] == nil { products.append(product) }
      left[product] = try StockLedger.added(
        left[product] ?? 0, line[OrderLine.shape.quantity].integer ?? 0)
    }
    let moves = try reader.records(StockMove.tag, where: shape.order.tag, is: .reference(order))
    for move in StockLedger.counted(moves) where move[shape.kind] == .text("sale") {
      guard let product = move[shape.product].reference, left[product] != nil else { continue }
      let quantity = move[shape.quantity].integer ?? 0
      left[product] = try StockLedger.added(
        left[product] ?? 0, move[shape.reverses].isNull ? -quantity : quantity)
    }
    return products.compactMap { product in
      guard let quantity = left[product], quantity > 0 else { return nil }
      return StockQuantity(StockBalance.Item(product: product), quantity)
    }
  }

  /// Hands goods of an order over; more than was ordered is refused.
  ///
  /// - Throws: `frozen` for an order that is no order yet, or was called off; `outOfRange` with what
  ///   is left of a product that was not ordered so much.
  public static func sell(
    _ goods: [StockQuantity], of order: RecordView, from place: RecordID, visit: RecordID? = nil,
    note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let state = order[Order.shape.status].text ?? ""
    guard state != Order.draft, !order.isCalledOff else {
      throw Failure(
        .moveNotAllowed, entity: "order", record: order.id, field: "status",
        [state, "delivered", "submitted", "approved"])
    }
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
        kind: "sale", from: place, order: order.id, visit: visit, note: note), in: context)
  }
}
