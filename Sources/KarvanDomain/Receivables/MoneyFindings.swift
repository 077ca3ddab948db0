// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What only became wrong because several people worked at a time: nobody's work is refused for it,
/// and somebody at the office looks.
public enum MoneyFindings {
  /// Opens review items about an order or an invoice, each once; empty when all is well.
  public static func raise(
    about record: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let known = try context.reader.records(
      ReviewItem.tag, where: ReviewItem.shape.subjectRecord.tag, is: .text("\(record.id)")
    ).compactMap { $0[ReviewItem.shape.details].text }
    var changes: [RecordChange] = []
    for finding in try findings(about: record, in: context) {
      let mark = finding.details.prefix { $0 != ":" }
      if known.contains(where: { $0.hasPrefix(mark + ":") }) { continue }
      changes += try ReviewOperations.raise(finding, in: context).changes
    }
    return OperationDraft("review raise", changes)
  }

  private static func findings(
    about record: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    switch record.entity.tag {
    case Order.tag: try findings(aboutOrder: record, in: context)
    case Invoice.tag: try findings(aboutInvoice: record, in: context)
    default: []
    }
  }

  private static func findings(
    aboutOrder order: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    var found: [ReviewOperations.Finding] = []
    func tell(_ details: String, kind: String = "other") {
      found.append(
        ReviewOperations.Finding(
          kind: kind, entity: Order.about.name, record: order.id, details: details,
          raisedFor: order.creator))
    }
    let fulfilment = try Fulfilment(of: order, reader: context.reader)
    if fulfilment.isOut, order.isCalledOff || wasCancelled(order) {
      tell("delivered though called off: the goods are with the account; take them back")
    }
    if fulfilment.delivery == .beyond {
      tell("delivered twice: more was handed over than was ordered")
    }
    if fulfilment.invoicing == .beyond {
      tell("invoiced twice: more is on invoices than was ordered")
    }
    let withdrawn = try Self.withdrawn(order, in: context)
    if !withdrawn.isEmpty {
      tell(
        "withdrawn: ordered before it was known that this is no longer sold: "
          + withdrawn.prefix(3).joined(separator: ", ") + (withdrawn.count > 3 ? " …" : ""))
    }
    if try isOverCredit(order, in: context) {
      tell(
        "over credit: with what others sold, the account is beyond its limit",
        kind: "over_credit")
    }
    return found
  }

  /// The titles of the deleted products on an order, each once.
  private static func withdrawn(
    _ order: RecordView, in context: OperationContext
  ) throws -> [String] {
    let shape = OrderLine.shape
    return try context.reader.records(
      OrderLine.tag, where: shape.order.tag, is: .reference(order.id)
    ).reduce(into: []) { titles, line in
      guard let id = line[shape.product].reference,
        let product = try context.reader.record(Product.tag, id), product.life == .deleted,
        !titles.contains(product.title)
      else { return }
      titles.append(product.title)
    }
  }

  /// Whether somebody cancelled it while somebody else delivered it, which is what is shown.
  private static func wasCancelled(_ order: RecordView) -> Bool {
    guard let group = order.entity.group(of: Order.shape.status.tag) else { return false }
    return order.view(of: group).hidden.contains {
      $0[Order.shape.status.tag] == .text("cancelled")
    }
  }

  /// Whether an order that nobody saw anything against is beyond the limit all the same.
  private static func isOverCredit(
    _ order: RecordView, in context: OperationContext
  ) throws -> Bool {
    guard order[Order.shape.status] == .text("submitted"),
      order.words(Order.shape.approvalReasons).isEmpty,
      let totals = try? OrderTotals.of(order, reader: context.reader),
      let credit = try OrderOperations.credit(
        for: order, totals, on: context.today, reader: context.reader)
    else { return false }
    return credit.decision.reasons.contains(.creditLimit)
  }

  private static func findings(
    aboutInvoice invoice: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    let balance = try InvoiceBalance(invoice, reader: context.reader)
    guard balance.state == .overpaid else { return [] }
    return [
      ReviewOperations.Finding(
        kind: "other", entity: Invoice.about.name, record: invoice.id,
        details: "settled twice: more was allocated to it than it amounts to",
        raisedFor: invoice.creator)
    ]
  }

  /// The orders and invoices that a change of another record concerns.
  public static func concerned(
    by change: RecordChange
  ) -> [(entity: EntityTag, record: RecordID)] {
    guard change.creates else { return [] }
    let fields: [(field: Field, entity: EntityTag)] =
      switch change.entity {
      case Delivery.tag: [(Delivery.shape.order, Order.tag)]
      case Invoice.tag: [(Invoice.shape.order, Order.tag)]
      case PaymentAllocation.tag: [(PaymentAllocation.shape.invoice, Invoice.tag)]
      default: []
      }
    return fields.compactMap { field, entity in
      change.value(of: field)?.reference.map { (entity, $0) }
    }
  }
}
