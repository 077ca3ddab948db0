// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Escrow {
  /// Whether what came back does not count, because the order is delivered all the same: who
  /// delivered it did not know that it was called off, and delivering beats cancelling.
  ///
  /// An order that was declined, made a draft and submitted again drew anew, so what came back
  /// before counts.
  static func isUndone(
    _ entry: RecordView, of spend: RecordView?, reader: any RecordReader
  ) throws -> Bool {
    let shape = AllocationEntry.shape
    guard let spend, let id = spend[shape.order].reference,
      let order = try reader.record(Order.tag, id), !order.isCalledOff,
      order[Order.shape.status].text != Order.draft
    else { return false }
    if let line = spend[shape.line].reference {
      guard let kept = try reader.record(OrderLine.tag, line), kept.life != .deleted else {
        return false
      }
    }
    guard let returnedAt = entry.writtenAt else { return false }
    let others = try reader.records(
      AllocationEntry.tag, where: shape.order.tag, is: .reference(id))
    return !others.contains { other in
      other[shape.kind] == .text("spend") && other.writtenAt.map { $0 > returnedAt } == true
    }
  }

  /// Whether something came back from an order that is not called off any more, and may have been
  /// granted again since.
  public static func hasUndoneReturns(
    _ order: RecordView, reader: any RecordReader
  ) throws -> Bool {
    let shape = AllocationEntry.shape
    let spends = try reader.records(
      AllocationEntry.tag, where: shape.order.tag, is: .reference(order.id)
    ).filter { $0[shape.kind] == .text("spend") }
    return try spends.contains { spend in
      guard let id = spend[shape.allocation].reference,
        let allocation = try reader.record(Allocation.tag, id)
      else { return false }
      return try AllocationBook(allocation, reader: reader).undone.contains {
        $0[shape.spend].reference == spend.id
      }
    }
  }
}
