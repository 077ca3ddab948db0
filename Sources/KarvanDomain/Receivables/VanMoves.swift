// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What vans handed over of an order and took back, on the lines of the order: a move names a product
/// and no line.
struct VanMoves {
  /// The moves that count, in the order of their identifiers.
  let moves: [RecordView]
  private var out: [RecordID: Int64] = [:]
  private var back: [RecordID: Int64] = [:]

  init(of order: RecordID, reader: any RecordReader) throws {
    let shape = StockMove.shape
    moves = StockLedger.counted(
      try reader.records(StockMove.tag, where: shape.order.tag, is: .reference(order)))
    for move in moves {
      guard let product = move[shape.product].reference else { continue }
      let quantity = move[shape.quantity].integer ?? 0
      // A sale that was taken back never happened.
      let signed = move[shape.reverses].isNull ? quantity : -quantity
      switch move[shape.kind].text {
      case "sale", "exchange": out[product] = try StockLedger.added(out[product] ?? 0, signed)
      case "return": back[product] = try StockLedger.added(back[product] ?? 0, signed)
      default: continue
      }
    }
  }

  /// Gives each line, in their order, what vans handed over and took back of it: no more than it has
  /// room for, and what goes beyond all of them to the last one of the product.
  func spread(
    over lines: [RecordView], handedOver: (RecordView) -> Int64, cameBack: (RecordView) -> Int64
  ) -> [RecordID: (out: Int64, back: Int64)] {
    let shape = OrderLine.shape
    var left = (out: out, back: back)
    var last: [RecordID: RecordID] = [:]
    var shares: [RecordID: (out: Int64, back: Int64)] = [:]
    for line in lines {
      guard let product = line[shape.product].reference else { continue }
      let before = handedOver(line)
      let room = max(0, (line[shape.quantity].integer ?? 0) - before)
      let out = min(room, max(0, left.out[product] ?? 0))
      let back = min(max(0, before + out - cameBack(line)), max(0, left.back[product] ?? 0))
      left.out[product] = (left.out[product] ?? 0) - out
      left.back[product] = (left.back[product] ?? 0) - back
      shares[line.id] = (out, back)
      last[product] = line.id
    }
    for line in lines {
      guard let product = line[shape.product].reference, last[product] == line.id,
        let share = shares[line.id]
      else { continue }
      shares[line.id] = (
        share.out + (left.out[product] ?? 0), share.back + (left.back[product] ?? 0)
      )
    }
    return shares
  }
}
