// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How far an order was delivered and invoiced; derived from deliveries, sales from
/// vans and invoices, never stored.
public struct Fulfilment: Sendable {
  /// How far something is done.
  public enum State: String, CaseIterable, Sendable {
    case none, partly, done
    /// More than was ordered, as two people can do at a time.
    case beyond
  }

  /// One line of the order, in thousandths of its unit.
  public struct Part: Sendable {
    /// The line of the order.
    public let line: RecordView
    /// How much was ordered.
    public let ordered: Int64
    /// How much was handed over.
    public let handedOver: Int64
    /// How much came back.
    public let cameBack: Int64
    /// How much is on invoices, drafts too, less what issued credit notes gave back of them.
    public let invoiced: Int64
    /// How much issued credit notes gave back of what was invoiced.
    public let credited: Int64

    /// What the account has.
    public var kept: Int64 { handedOver - cameBack }
    /// What is still to be handed over; goods that came back may be replaced.
    public var toDeliver: Int64 { max(0, ordered - max(0, kept)) }
  }

  /// One part a line, in their order.
  public let parts: [Part]
  /// The deliveries and returns that count.
  public let deliveries: [RecordView]
  /// What vans sold and took back of it.
  public let sales: [RecordView]
  /// The invoices that are not void, drafts too.
  public let invoices: [RecordView]

  /// Reads what became of an order.
  public init(of order: RecordView, reader: any RecordReader) throws {
    let deliveries = try Self.deliveries(of: order.id, reader)
    let moved = try deliveries.flatMap { delivery in
      try reader.records(
        DeliveryLine.tag, where: DeliveryLine.shape.delivery.tag, is: .reference(delivery.id))
    }
    let invoices = try reader.records(
      Invoice.tag, where: Invoice.shape.order.tag, is: .reference(order.id)
    ).filter { $0[Invoice.shape.status] != .text("void") && !Invoice.isCreditNote($0) }
    let billed = try invoices.flatMap { try CreditNotes.givenBack(of: $0.id, reader: reader) }
    func sum(_ direction: String, _ line: RecordView) -> Int64 {
      let shape = DeliveryLine.shape
      return moved.reduce(0) { sum, row in
        row[shape.orderLine].reference == line.id && row[shape.direction] == .text(direction)
          ? sum &+ (row[shape.quantity].integer ?? 0) : sum
      }
    }
    let lines = try OrderTotals.lines(of: order.id, reader: reader)
    let vans = try VanMoves(of: order.id, reader: reader)
    let shares = vans.spread(
      over: lines, handedOver: { sum("out", $0) }, cameBack: { sum("in", $0) })
    self.deliveries = deliveries
    self.invoices = invoices
    sales = vans.moves
    parts = lines.map { line in
      let share = shares[line.id] ?? (out: 0, back: 0)
      let own = billed.filter { $0.line[InvoiceLine.shape.orderLine].reference == line.id }
      let credited = own.reduce(Int64(0)) { $0 &+ $1.quantity }
      let invoiced = own.reduce(Int64(0)) {
        $0 &+ ($1.line[InvoiceLine.shape.quantity].integer ?? 0)
      }
      return Part(
        line: line, ordered: line[OrderLine.shape.quantity].integer ?? 0,
        handedOver: sum("out", line) &+ share.out, cameBack: sum("in", line) &+ share.back,
        invoiced: invoiced &- credited, credited: credited)
    }
  }

  /// Whether anything of it is in the account's hands.
  public var isOut: Bool { parts.contains { $0.kept > 0 } }
  /// Whether anything of it is on an invoice that was not given back.
  public var isInvoiced: Bool { parts.contains { $0.invoiced > 0 } }
  /// How far the goods were handed over; what came back and was replaced is not handed over twice.
  public var delivery: State {
    Self.state(
      parts.map { ($0.kept > $0.ordered ? $0.kept : min($0.handedOver, $0.ordered), $0.ordered) })
  }
  /// How far it was invoiced.
  public var invoicing: State { Self.state(parts.map { ($0.invoiced, $0.ordered) }) }

  /// What is to be invoiced of a part: what the account has, or all of it before any delivery.
  public func toInvoice(_ part: Part) -> Int64 {
    max(0, (deliveries.isEmpty && sales.isEmpty ? part.ordered : part.kept) - part.invoiced)
  }

  private static func state(_ pairs: [(done: Int64, wanted: Int64)]) -> State {
    if pairs.contains(where: { $0.done > $0.wanted }) { return .beyond }
    if !pairs.contains(where: { $0.done > 0 }) { return .none }
    return pairs.allSatisfy { $0.done >= $0.wanted } ? .done : .partly
  }

  /// The deliveries of an order that were not reversed; reversals are none themselves.
  private static func deliveries(
    of order: RecordID, _ reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Delivery.shape
    let all = try reader.records(Delivery.tag, where: shape.order.tag, is: .reference(order))
    let reversed = Set(all.compactMap { $0[shape.reverses].reference })
    return all.filter { $0[shape.reverses].isNull && !reversed.contains($0.id) }
  }
}
