// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What only became wrong because several people worked at a time: nobody's work is refused for it,
/// and somebody at the office looks.
public enum MoneyFindings {
  /// Opens review items about an order, an invoice or a payment, each once; empty when all is well.
  public static func raise(
    about record: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    var changes: [RecordChange] = []
    for finding in try findings(about: record, in: context) {
      let known = try context.reader.records(
        ReviewItem.tag, where: ReviewItem.shape.subjectRecord.tag, is: .text("\(finding.record)")
      ).compactMap { $0[ReviewItem.shape.details].text }
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
    case Payment.tag: try findings(aboutPayment: record, in: context)
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
    if fulfilment.isInvoiced, order.isCalledOff || wasCancelled(order) {
      tell("invoiced though called off: the account owes it; make the invoice void or credit it")
    }
    if fulfilment.parts.contains(where: { $0.kept < 0 }) {
      tell("returned twice: more came back than went out")
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
}

extension MoneyFindings {
  private static func findings(
    aboutInvoice invoice: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    let balance = try InvoiceBalance(invoice, reader: context.reader)
    var found: [ReviewOperations.Finding] = []
    if balance.state == .overpaid {
      found.append(tell("settled twice: more was allocated to it than it amounts to", invoice))
    }
    // A credit note that was issued meanwhile tells it of its invoice.
    let original = try invoice[Invoice.shape.original].reference.flatMap {
      try context.reader.record(Invoice.tag, $0)
    }
    return found + (try findings(aboutVoid: original ?? invoice, in: context))
  }

  private static func findings(
    aboutVoid invoice: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    guard invoice[Invoice.shape.status] == .text("void") else { return [] }
    var found: [ReviewOperations.Finding] = []
    if try !CreditNotes.issued(of: invoice.id, reader: context.reader).isEmpty {
      found.append(
        tell("void though credited: its credit note is money of the account; make it void", invoice)
      )
    }
    if Invoice.isAtTaxOffice(invoice) {
      found.append(
        tell("void though the tax office has it: tell the tax office that it is cancelled", invoice)
      )
    }
    return found
  }

  private static func findings(
    aboutPayment payment: RecordView, in context: OperationContext
  ) throws -> [ReviewOperations.Finding] {
    try PaymentBalance(payment, reader: context.reader).left < 0
      ? [tell("allocated twice: more was allocated of it than there is", payment)] : []
  }

  private static func tell(
    _ details: String, _ record: RecordView
  ) -> ReviewOperations.Finding {
    ReviewOperations.Finding(
      kind: "other", entity: record.entity.name, record: record.id, details: details,
      raisedFor: record.creator)
  }

  /// The orders, invoices and payments that a change of another record, or of an invoice, concerns.
  public static func concerned(
    by change: RecordChange
  ) -> [(entity: EntityTag, record: RecordID)] {
    guard change.creates else {
      let shape = Invoice.shape
      let isMoved =
        change.entity == Invoice.tag
        && [shape.status, shape.taxStatus].contains { change.value(of: $0) != nil }
      return isMoved ? [(Invoice.tag, change.record)] : []
    }
    let allocation = PaymentAllocation.shape
    let fields: [(field: Field, entity: EntityTag)] =
      switch change.entity {
      case Delivery.tag: [(Delivery.shape.order, Order.tag)]
      case Invoice.tag: [(Invoice.shape.order, Order.tag)]
      case PaymentAllocation.tag:
        [
          (allocation.invoice, Invoice.tag), (allocation.creditNote, Invoice.tag),
          (allocation.payment, Payment.tag),
        ]
      default: []
      }
    return fields.compactMap { field, entity in
      change.value(of: field)?.reference.map { (entity, $0) }
    }
  }
}
