// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What the ledger says of an item, what was counted of it, and what the difference was called.
public struct StockDifference: Hashable, Sendable {
  /// What it is of.
  public let item: StockBalance.Item
  /// What lies there by the moves, in thousandths of the product's unit.
  public let expected: Int64
  /// What was counted; nil for what nobody counted.
  public let counted: Int64?
  /// A code of the field `reason`; nil where none was given.
  public let reason: String?

  /// How much more there is than the ledger says; what nobody counted is not there.
  public var difference: Int64 { (counted ?? 0) - expected }
}

/// Counting what lies in a place, and squaring the ledger with it.
public enum CountOperations {
  /// What somebody saw of an item.
  public struct Seen: Hashable, Sendable {
    /// What was counted.
    public let goods: StockQuantity
    /// A code of the field `reason`.
    public let reason: String?
    /// In words.
    public let note: String?

    /// Notes a count.
    public init(_ goods: StockQuantity, reason: String? = nil, note: String? = nil) {
      self.goods = goods
      self.reason = reason
      self.note = note
    }
  }

  /// The open count of a place; the first of several that devices began at the same time.
  public static func open(
    at place: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = StockCount.shape
    return try reader.records(
      StockCount.tag, where: shape.location.tag, is: .reference(place), and: shape.status.tag,
      is: .text(StockCount.open)
    ).min { $0.id < $1.id }
  }

  /// Writes down what was counted, in the open count of the place or in a new one; what was
  /// counted of the same item before is replaced.
  public static func count(
    _ seen: [Seen], at place: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(StockLocation.tag, place)
    var changes: [RecordChange] = []
    let count: RecordID
    let begun: Int64
    if let open = try open(at: place, reader: context.reader) {
      count = open.id
      begun = open[CreationFields.at.tag].integer ?? context.now
    } else {
      count = context.makeID()
      begun = context.now
      changes.append(
        try context.creation(
          try context.entity(StockCount.tag), count,
          RecordEdit(values: [StockCount.shape.location.tag: .reference(place)])))
    }
    for one in seen {
      let change = try line(one, of: count, begun: begun, in: context)
      // The last word on an item counts.
      changes.removeAll { $0.record == change?.record }
      if let change { changes.append(change) }
    }
    return try OperationDraft("stock count", []).adding(changes)
  }

  /// One line an item: two devices that count the same in one count write the same record.
  private static func line(
    _ seen: Seen, of count: RecordID, begun: Int64, in context: OperationContext
  ) throws -> RecordChange? {
    let shape = StockCountLine.shape
    let item = seen.goods.item
    _ = try context.living(Product.tag, item.product)
    guard seen.goods.thousandths >= 0 else {
      throw Failure(DomainLaw.amountNotNegative, entity: "stock_count_line", field: "counted")
    }
    let id = DerivedID.make(
      milliseconds: begun, "stock_count_line", "\(count)", "\(item.product)", item.lot)
    var edit = RecordEdit(values: [
      shape.counted.tag: .integer(seen.goods.thousandths),
      shape.countedAt.tag: .integer(context.now),
    ])
    if let reason = seen.reason { edit.values[shape.reason.tag] = .text(reason) }
    if let note = seen.note { edit.values[shape.note.tag] = .text(note) }
    if let known = try context.reader.record(StockCountLine.tag, id) {
      return try context.change(known, edit)
    }
    edit.values[shape.count.tag] = .reference(count)
    edit.values[shape.product.tag] = .reference(item.product)
    edit.values[shape.lot.tag] = item.lot.isEmpty ? .null : .text(item.lot)
    edit.values[CreationFields.at.tag] = .integer(begun)
    return try context.creation(try context.entity(StockCountLine.tag), id, edit)
  }

  /// Every item that lies in the place of a count by the ledger, or was counted there.
  ///
  /// The ledger is asked for the moment in which an item was counted, for what nobody counted for
  /// that of the last one: what is sold or loaded between counting and closing is no difference.
  public static func differences(
    of count: RecordView, reader: any RecordReader
  ) throws -> [StockDifference] {
    guard let place = count[StockCount.shape.location].reference else { return [] }
    let shape = StockCountLine.shape
    var lines: [StockBalance.Item: RecordView] = [:]
    for line in try reader.records(
      StockCountLine.tag, where: shape.count.tag, is: .reference(count.id))
    {
      guard let product = line[shape.product].reference else { continue }
      lines[StockBalance.Item(product: product, lot: line[shape.lot].text ?? "")] = line
    }
    let last = lines.values.compactMap { $0[shape.countedAt].integer }.max()
    let balances = try StockLedger.balances(at: place, reader: reader) { move in
      // What the count itself set right.
      if move[StockMove.shape.count].reference == count.id { return true }
      let seen = lines[StockLedger.item(of: move)].map { $0[shape.countedAt].integer } ?? last
      return (move[StockMove.shape.movedAt].integer ?? 0) <= seen ?? .max
    }
    let expected = Dictionary(uniqueKeysWithValues: balances.map { ($0.item, $0.onHand) })
      .filter { $0.value != 0 }
    return Set(expected.keys).union(lines.keys).sorted().map { item in
      StockDifference(
        item: item, expected: expected[item] ?? 0,
        counted: lines[item]?[shape.counted].integer,
        reason: lines[item]?[shape.reason].text)
    }
  }

  /// Closes a count: what differs from the ledger is moved in or out under its reason, so that the
  /// ledger then says what was counted.
  ///
  /// - Throws: `countDifferences` with the titles of the products that differ without a reason.
  public static func close(
    _ count: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = StockCount.shape
    guard count[shape.status].text == StockCount.open else {
      throw Failure(
        .frozen, entity: "stock_count", record: count.id, [count[shape.status].text ?? ""])
    }
    let found = try differences(of: count, reader: context.reader).filter { $0.difference != 0 }
    let unnamed = found.filter { $0.reason == nil }
    guard unnamed.isEmpty else {
      let titles = try unnamed.prefix(20).map { one in
        let product = try context.reader.record(Product.tag, one.item.product)
        let title = [product?.title ?? "\(one.item.product)", one.item.lot]
          .filter { !$0.isEmpty }.joined(separator: " ")
        return "\(title): \(one.difference > 0 ? "+" : "")"
          + Quantity(thousandths: one.difference).text
      }
      throw Failure(
        DomainLaw.countDifferences, entity: "stock_count", record: count.id, titles)
    }
    let place = count[shape.location].reference
    let number = count[shape.number].text ?? ""
    var changes = try found.map { one in
      let isMore = one.difference > 0
      return try StockOperations.change(
        StockQuantity(one.item, Int64(clamping: one.difference.magnitude)),
        StockOperations.Sheet(
          kind: isMore ? "surplus" : one.reason == "damaged" ? "damage" : "loss",
          from: isMore ? nil : place, to: isMore ? place : nil, count: count.id,
          note: one.reason),
        number: number, in: context)
    }
    let closing = RecordEdit(values: [
      shape.status.tag: .text("closed"), shape.closedAt.tag: .integer(context.now),
    ])
    if let change = try context.change(count, closing) { changes.append(change) }
    return try OperationDraft("stock reconcile", []).adding(changes)
  }
}
