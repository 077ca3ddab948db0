// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Handing goods over and taking them back.
public enum DeliveryOperations {
  private static var shape: Delivery { Delivery.shape }

  /// What is said of a delivery beside its goods.
  public struct Details: Hashable, Sendable {
    /// The day; today by UTC where nobody says it.
    public var day: CivilDate?
    /// Who took the goods.
    public var receivedBy: String?
    /// A code of the field `cause`.
    public var cause: String?
    /// The visit in which it happens.
    public var visit: RecordID?
    /// A note.
    public var note: String?

    /// Gathers what is said.
    public init(
      day: CivilDate? = nil, receivedBy: String? = nil, cause: String? = nil,
      visit: RecordID? = nil, note: String? = nil
    ) {
      self.day = day
      self.receivedBy = receivedBy
      self.cause = cause
      self.visit = visit
      self.note = note
    }
  }

  /// Goods that change hands without an order.
  public struct Goods: Hashable, Sendable {
    /// The product.
    public let product: RecordID
    /// How much.
    public let quantity: Quantity

    /// Names goods.
    public init(_ product: RecordID, _ quantity: Quantity) {
      self.product = product
      self.quantity = quantity
    }
  }

  /// Hands over quantities of an order's lines, or all that is left; the order counts as delivered
  /// where the author may say so.
  ///
  /// - Parameters:
  ///   - order: An order that goes out.
  ///   - quantities: How much of which line, in thousandths; empty for all that is left.
  ///   - details: What is said beside.
  ///   - context: Who hands it over.
  /// - Throws: `moveNotAllowed`, `orderGoesOut`, `nothingLeft`, `moreThanLeft`.
  public static func deliver(
    order: RecordID, _ quantities: [RecordID: Int64] = [:], _ details: Details = Details(),
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    try OrderOperations.requireGoesOut(shown)
    let fulfilment = try Fulfilment(of: shown, reader: context.reader)
    let rows = try chosen(fulfilment.parts, quantities, of: order) { $0.toDeliver }
    let draft = try delivery("delivery", of: shown, rows, "out", details, in: context)
    return try draft.adding(OrderOperations.delivered(shown, in: context))
  }

  /// Takes back quantities of what was handed over of an order, or all of it.
  public static func takeBack(
    order: RecordID, _ quantities: [RecordID: Int64] = [:], _ details: Details = Details(),
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    let fulfilment = try Fulfilment(of: shown, reader: context.reader)
    let rows = try chosen(fulfilment.parts, quantities, of: order) { max(0, $0.kept) }
    return try delivery("return", of: shown, rows, "in", details, in: context)
  }

  /// Takes goods back, hands goods over, or both (an exchange), without an order.
  public static func move(
    account: RecordID, out: [Goods], back: [Goods], _ details: Details = Details(),
    in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    guard !(out.isEmpty && back.isEmpty) else {
      throw Failure(DomainLaw.nothingLeft, entity: "delivery")
    }
    let kind = out.isEmpty ? "return" : back.isEmpty ? "delivery" : "exchange"
    let head = try header(kind, account: account, nil, details, in: context)
    let moved = out.map { ($0, "out") } + back.map { ($0, "in") }
    let lines = try moved.map { goods, direction in
      let product = try context.living(Product.tag, goods.product)
      return try line(
        of: head.record, direction, goods.quantity.thousandths,
        [
          DeliveryLine.shape.product.tag: .reference(product.id),
          DeliveryLine.shape.unit.tag: product[Product.shape.unit],
        ], in: context)
    }
    return try OperationDraft("delivery \(kind)", [head]).adding(lines)
  }

  /// Says that a delivery or return never happened.
  ///
  /// - Throws: `reversedBefore`.
  public static func reverse(
    _ delivery: RecordID, _ details: Details = Details(), in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Delivery.tag, delivery)
    let others = try context.reader.records(
      Delivery.tag, where: shape.reverses.tag, is: .reference(delivery))
    guard shown[shape.reverses].isNull, others.isEmpty else {
      throw Failure(DomainLaw.reversedBefore, entity: "delivery", record: delivery)
    }
    guard let account = shown[shape.account].reference else { throw Failure(.missingRecord) }
    let kinds = ["delivery": "return", "return": "delivery"]
    let kind = kinds[shown[shape.kind].text ?? ""] ?? "exchange"
    let head = try header(
      kind, account: account, shown[shape.order].reference, details, reverses: delivery,
      in: context)
    let fields = DeliveryLine.shape
    let lines = try context.reader.records(
      DeliveryLine.tag, where: fields.delivery.tag, is: .reference(delivery)
    ).map { row in
      try line(
        of: head.record, row[fields.direction] == .text("out") ? "in" : "out",
        row[fields.quantity].integer ?? 0,
        [
          fields.product.tag: row[fields.product], fields.unit.tag: row[fields.unit],
          fields.orderLine.tag: row[fields.orderLine], fields.lot.tag: row[fields.lot],
        ], in: context)
    }
    return try OperationDraft("delivery reverse", [head]).adding(lines)
  }
}

extension DeliveryOperations {
  private static func chosen(
    _ parts: [Fulfilment.Part], _ quantities: [RecordID: Int64], of order: RecordID,
    _ left: (Fulfilment.Part) -> Int64
  ) throws(Failure) -> [(line: RecordView, quantity: Int64)] {
    var rows: [(line: RecordView, quantity: Int64)] = []
    for part in parts {
      let quantity = quantities.isEmpty ? left(part) : quantities[part.line.id] ?? 0
      guard quantity <= left(part) else {
        throw Failure(
          DomainLaw.moreThanLeft, entity: "order_line", record: part.line.id, field: "quantity",
          [Quantity(thousandths: left(part)).text])
      }
      if quantity != 0 { rows.append((part.line, quantity)) }
    }
    guard !rows.isEmpty else {
      throw Failure(DomainLaw.nothingLeft, entity: "order", record: order)
    }
    return rows
  }

  private static func delivery(
    _ kind: String, of order: RecordView, _ rows: [(line: RecordView, quantity: Int64)],
    _ direction: String, _ details: Details, in context: OperationContext
  ) throws -> OperationDraft {
    guard let account = order[Order.shape.account].reference else {
      throw Failure(.missingRecord)
    }
    let head = try header(kind, account: account, order.id, details, in: context)
    let lines = try rows.map { row in
      try line(
        of: head.record, direction, row.quantity,
        [
          DeliveryLine.shape.product.tag: row.line[OrderLine.shape.product],
          DeliveryLine.shape.unit.tag: row.line[OrderLine.shape.unit],
          DeliveryLine.shape.orderLine.tag: .reference(row.line.id),
        ], in: context)
    }
    return try OperationDraft("order \(kind == "return" ? "return" : "deliver")", [head])
      .adding(lines)
  }

  private static func header(
    _ kind: String, account: RecordID, _ order: RecordID?, _ details: Details,
    reverses: RecordID? = nil, in context: OperationContext
  ) throws -> RecordChange {
    let day = details.day ?? context.today
    var values: [FieldTag: Value] = [
      shape.account.tag: .reference(account), shape.kind.tag: .text(kind),
      shape.deliveredOn.tag: .integer(Int64(day.daysSinceEpoch)),
    ]
    if let order { values[shape.order.tag] = .reference(order) }
    if let reverses { values[shape.reverses.tag] = .reference(reverses) }
    if let visit = details.visit { values[shape.visit.tag] = .reference(visit) }
    if let name = details.receivedBy { values[shape.receivedBy.tag] = .text(name) }
    if let cause = details.cause { values[shape.cause.tag] = .text(cause) }
    if let note = details.note { values[shape.note.tag] = .text(note) }
    return try context.creation(
      try context.entity(Delivery.tag), context.makeID(), RecordEdit(values: values))
  }

  private static func line(
    of delivery: RecordID, _ direction: String, _ quantity: Int64, _ more: [FieldTag: Value],
    in context: OperationContext
  ) throws -> RecordChange {
    let fields = DeliveryLine.shape
    let values: [FieldTag: Value] = [
      fields.delivery.tag: .reference(delivery), fields.direction.tag: .text(direction),
      fields.quantity.tag: .integer(quantity),
    ]
    return try context.creation(
      try context.entity(DeliveryLine.tag), context.makeID(),
      RecordEdit(values: values.merging(more) { $1 }))
  }
}
