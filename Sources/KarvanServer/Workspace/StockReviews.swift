// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// What the office is told of goods: that more was taken from a place than lay there, and that a
/// count differs from the books.
enum StockReviews {
  /// The moves of a commit that are looked at: one of each product and place that goods left, and
  /// one of each count; each that takes another one back.
  static func moves(in commit: Commit) -> [RecordID] {
    var seen: Set<[Value]> = []
    return commit.changes.compactMap { change in
      guard change.entity == StockMove.tag, change.creates else { return nil }
      let shape = StockMove.shape
      func value(_ field: Field) -> Value {
        change.writes.lazy.compactMap { write -> Value? in
          guard case .set(let values) = write.action, !values[field.tag].isNull else { return nil }
          return values[field.tag]
        }.first ?? .null
      }
      let count = value(shape.count)
      let taken = value(shape.reverses)
      let key =
        !count.isNull
        ? [count]
        : !taken.isNull ? [taken] : [value(shape.from), value(shape.product)]
      guard !key[0].isNull, seen.insert(key).inserted else { return nil }
      return change.record
    }
  }

  /// The review item that a move is worth; nil for most.
  static func draft(
    _ move: RecordID, _ context: OperationContext
  ) throws -> OperationDraft? {
    guard let view = try context.reader.record(StockMove.tag, move) else { return nil }
    if let count = view[StockMove.shape.count].reference {
      return try difference(count, view, context)
    }
    return try takenBackTwice(view, context) ?? belowZero(view, context)
  }

  /// Says once that two took the same move back at a time; the books count it once.
  private static func takenBackTwice(
    _ move: RecordView, _ context: OperationContext
  ) throws -> OperationDraft? {
    let shape = StockMove.shape
    guard let taken = move[shape.reverses].reference else { return nil }
    let all = try context.reader.records(
      StockMove.tag, where: shape.reverses.tag, is: .reference(taken))
    guard all.count > 1, let record = try context.reader.record(StockMove.tag, taken) else {
      return nil
    }
    let sheets = all.compactMap { $0[shape.sheet].text }.sorted(by: UTF8Order.precedes)
    let changes = try ReviewOperations.tell(
      .takenBackTwice, sheets.map { OfficeFact(.text($0)) }, about: record,
      for: move[shape.keeper].reference, in: context)
    return changes.isEmpty ? nil : OperationDraft("review raise", changes)
  }

  /// Says once, until somebody closed it, that a place has less than nothing of a product.
  private static func belowZero(
    _ move: RecordView, _ context: OperationContext
  ) throws -> OperationDraft? {
    let shape = StockMove.shape
    guard let place = move[shape.from].reference, let product = move[shape.product].reference
    else { return nil }
    let left = try StockLedger.onHand(product, at: place, reader: context.reader)
    guard left < 0, try !isOpen("negative_stock", place, product, context.reader) else {
      return nil
    }
    let title = try context.reader.record(Product.tag, product)?.title ?? "\(product)"
    return try ReviewOperations.raise(
      ReviewOperations.Finding(
        .belowZero, [OfficeFact(.text(title), .quantity(left))], entity: StockLocation.about.name,
        record: place, other: product, raisedFor: move[shape.keeper].reference),
      in: context)
  }

  /// Says once that a count differs from the books.
  private static func difference(
    _ count: RecordID, _ move: RecordView, _ context: OperationContext
  ) throws -> OperationDraft? {
    let shape = StockMove.shape
    guard try !isOpen("stock_difference", count, nil, context.reader) else { return nil }
    let moves = try context.reader.records(
      StockMove.tag, where: shape.count.tag, is: .reference(count))
    let facts = try moves.map { move in
      let product = try move[shape.product].reference.flatMap {
        try context.reader.record(Product.tag, $0)?.title
      }
      let amount = move[shape.quantity].integer ?? 0
      return OfficeFact(
        .text(product ?? "?"), .quantity(move[shape.to].isNull ? -amount : amount),
        .difference(move[shape.note].text ?? "other"))
    }
    return try ReviewOperations.raise(
      ReviewOperations.Finding(
        .countDiffers, facts, entity: StockCount.about.name, record: count,
        raisedFor: move[shape.keeper].reference),
      in: context)
  }

  private static func isOpen(
    _ kind: String, _ record: RecordID, _ other: RecordID?, _ reader: any RecordReader
  ) throws -> Bool {
    let shape = ReviewItem.shape
    return try reader.records(
      ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(record)")
    ).contains {
      $0[shape.kind] == .text(kind) && ReviewItem.isOpen($0)
        && $0[shape.otherRecord].text == other.map { "\($0)" }
    }
  }
}
