// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What only became wrong because several people worked at a time, or because somebody's program
/// did not look: nobody's work is refused for it, and somebody at the office looks.
public enum MoneyFindings {
  /// One thing that the office is told.
  struct Found {
    let code: OfficeFinding
    var facts: [OfficeFact] = []
    var other: RecordID?
  }

  /// Opens review items about an order, a quote, an invoice or a payment; empty when all is well, or
  /// when it was said. See `ReviewOperations.tell` for when it is said again.
  public static func raise(
    about record: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    if let first = try firstRevision(record, context) {
      return try raise(about: first, in: context)
    }
    var changes: [RecordChange] = []
    for found in try findings(about: record, in: context) {
      changes += try ReviewOperations.tell(
        found.code, found.facts, about: record, other: found.other, in: context)
    }
    guard record.entity.tag == Invoice.tag else { return OperationDraft("review raise", changes) }
    // What became of an invoice is said of its order too, and of the invoice that a note corrects.
    for (field, entity) in [
      (Invoice.shape.order, Order.tag), (Invoice.shape.original, Invoice.tag),
    ] {
      if let id = record[field].reference, let whole = try context.reader.record(entity, id) {
        changes += try raise(about: whole, in: context).changes
      }
    }
    return OperationDraft("review raise", changes)
  }

  /// The quote that a revision comes from: what is found about a deal is said of it.
  private static func firstRevision(
    _ record: RecordView, _ context: OperationContext
  ) throws -> RecordView? {
    guard record.entity.tag == Quote.tag, let origin = record[Quote.shape.origin].reference else {
      return nil
    }
    return try context.reader.record(Quote.tag, origin)
  }

  private static func findings(
    about record: RecordView, in context: OperationContext
  ) throws -> [Found] {
    switch record.entity.tag {
    case Order.tag: try OrderFindings(record, in: context).all()
    case Quote.tag: try QuoteFindings.all(record, in: context)
    case Invoice.tag: try findings(aboutInvoice: record, in: context)
    case Payment.tag: try findings(aboutPayment: record, in: context)
    case Contract.tag: findings(aboutContract: record)
    default: []
    }
  }
}

extension MoneyFindings {
  private static func findings(
    aboutInvoice invoice: RecordView, in context: OperationContext
  ) throws -> [Found] {
    let balance = try InvoiceBalance(invoice, reader: context.reader)
    var found: [Found] = []
    if balance.state == .overpaid {
      found.append(
        Found(
          code: .settledTwice,
          facts: [amount(balance.settled - balance.payable, Invoice.shape.currency, invoice)]))
    }
    found += try findings(aboutVoid: invoice, in: context)
    return found + (try findings(aboutCreditOf: balance, in: context))
  }

  private static func findings(
    aboutVoid invoice: RecordView, in context: OperationContext
  ) throws -> [Found] {
    guard invoice[Invoice.shape.status] == .text("void") else { return [] }
    var found: [Found] = []
    let notes = try CreditNotes.issued(of: invoice.id, reader: context.reader)
    if !notes.isEmpty {
      found.append(
        Found(code: .voidCredited, facts: notes.map { OfficeFact(.text($0.title)) }))
    }
    if Invoice.isAtTaxOffice(invoice) { found.append(Found(code: .voidAtTaxOffice)) }
    return found
  }

  /// What speaks against an invoice that no order asked about, when it is issued: later, when money
  /// came or the tax office has it, it is the account's past.
  private static func findings(
    aboutCreditOf balance: InvoiceBalance, in context: OperationContext
  ) throws -> [Found] {
    let shape = Invoice.shape
    let invoice = balance.invoice
    guard Invoice.isIssued(invoice), !Invoice.isCreditNote(invoice), balance.settled == 0,
      invoice[shape.order].isNull, [nil, "none"].contains(invoice[shape.taxStatus].text),
      try !mayApprove(invoice.creator, context.reader),
      let id = invoice[shape.account].reference,
      let account = try context.reader.record(Account.tag, id)
    else { return [] }
    let standing = try CreditStanding(
      of: try Duplicates.survivor(of: account, reader: context.reader), today: context.today,
      reader: context.reader)
    var found: [Found] = []
    if standing.isHeld { found.append(Found(code: .creditHeld)) }
    if let available = standing.available, available < 0 { found.append(Found(code: .overCredit)) }
    if standing.overdueTooLong.contains(where: { $0.invoice.id != invoice.id }) {
      found.append(Found(code: .overdue))
    }
    return found
  }

  private static func findings(
    aboutPayment payment: RecordView, in context: OperationContext
  ) throws -> [Found] {
    let balance = try PaymentBalance(payment, reader: context.reader)
    guard balance.left < 0 else { return [] }
    let facts = [amount(-balance.left, Payment.shape.currency, payment)]
    return [Found(code: .allocatedTwice, facts: facts)]
  }

  /// What both sides agreed on and changed after it was signed: by somebody who did not know, as the
  /// program refuses it to those who do.
  private static func findings(aboutContract contract: RecordView) -> [Found] {
    let status = Contract.shape.status
    guard Contract.isAgreed(contract), let state = contract.entity.group(of: status.tag),
      let signed = contract.state.versions(of: state.tag)
        .filter({ ["signed", "terminated"].contains($0[status.tag].text) })
        .min(by: { $0.time < $1.time })
    else { return [] }
    let changed = Contract.agreed.filter { field in
      guard let group = contract.entity.group(of: field.tag) else { return false }
      return contract.state.versions(of: group.tag).contains { $0.time > signed.time }
    }
    return changed.isEmpty
      ? [] : [Found(code: .contractDiffers, facts: changed.map { OfficeFact(.term($0.tag)) })]
  }

  private static func amount(
    _ amount: Int64, _ currency: Field, _ record: RecordView
  ) -> OfficeFact {
    OfficeFact(.money(amount, record[currency].text ?? Currency.irr.code))
  }

  /// Whether a user may approve orders by themselves, and so may give what they gave.
  static func mayApprove(_ user: RecordID?, _ reader: any RecordReader) throws -> Bool {
    try user.flatMap { try Authors.author(of: $0, reader: reader) }?
      .may(.edit, Order.about.name, group: "approval") ?? false
  }
}

extension MoneyFindings {
  /// The orders, quotes, invoices and payments that a change of another record concerns, or that it
  /// moves.
  public static func concerned(
    by change: RecordChange
  ) -> [(entity: EntityTag, record: RecordID)] {
    guard change.creates else { return moved(by: change) }
    let allocation = PaymentAllocation.shape
    let fields: [(field: Field, entity: EntityTag)] =
      switch change.entity {
      case Delivery.tag: [(Delivery.shape.order, Order.tag)]
      case StockMove.tag: [(StockMove.shape.order, Order.tag)]
      case Order.tag: [(Order.shape.quote, Quote.tag)]
      case Quote.tag: [(Quote.shape.supersedes, Quote.tag)]
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

  private static func moved(
    by change: RecordChange
  ) -> [(entity: EntityTag, record: RecordID)] {
    let states: [Field] =
      switch change.entity {
      case Invoice.tag: [Invoice.shape.status, Invoice.shape.taxStatus]
      case Quote.tag: [Quote.shape.status]
      case Contract.tag: Contract.agreed
      default: []
      }
    return states.contains { change.value(of: $0) != nil } ? [(change.entity, change.record)] : []
  }
}
