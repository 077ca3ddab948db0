// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with invoices and credit notes.
public enum InvoiceOperations {
  private static var shape: Invoice { Invoice.shape }

  /// Drafts an invoice of what an order has beyond its other invoices: what was delivered, or all of
  /// it before any delivery.
  ///
  /// - Parameters:
  ///   - order: An order that goes out.
  ///   - day: The day of the invoice; today by UTC where nobody says it.
  ///   - vat: The rates of that day.
  ///   - context: Who drafts it.
  /// - Throws: `nothingLeft` when all of it is on invoices; `moveNotAllowed`,
  ///   `orderGoesOut`.
  public static func draft(
    order: RecordID, on day: CivilDate? = nil, vat: VATTable = .sample,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    try OrderOperations.requireGoesOut(shown)
    let fulfilment = try Fulfilment(of: shown, reader: context.reader)
    let wanted = fulfilment.parts.map { part in
      (line: part.line, before: part.invoiced, quantity: fulfilment.toInvoice(part))
    }
    var header = RecordEdit(values: [shape.order.tag: .reference(order)])
    if let day { header.values[shape.invoiceDate.tag] = .integer(Int64(day.daysSinceEpoch)) }
    return try PartialDocument<Order>(shown, in: context).invoice(
      wanted, header: header, reference: InvoiceLine.shape.orderLine, rates: vat,
      "order invoice", in: context)
  }

  /// Issues a draft: it is owed from then on, has the buyer's identity of the day, the day on which
  /// it is due, and the next number of a leased series with its tax number. A credit note settles
  /// what is open of its invoice.
  public static func issue(
    _ invoice: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Invoice.tag, invoice)
    let lines = try DocumentAmounts<Invoice>.lines(of: invoice, reader: context.reader)
    guard !lines.isEmpty else {
      throw Failure(DomainLaw.orderHasLines, entity: "invoice", record: invoice, field: "status")
    }
    let totals = try DocumentAmounts<Invoice>.of(shown, lines: lines)
    try DocumentMoves.require(shown, shape.status, to: "issued")
    var values = try facts(of: shown, totals, in: context)
    values[shape.payableSeen.tag] = .integer(totals.payable)
    values.merge(try NumberOperations.missing(Invoice.self, shown, in: context) ?? [:]) { $1 }
    var changes = try DocumentMoves.move(
      shown, shape.status, to: "issued", also: values, in: context)
    if Invoice.isCreditNote(shown) {
      changes += try settlement(by: shown, totals.payable, in: context)
    }
    return OperationDraft("invoice issue", changes)
  }

  /// Makes an issued invoice void that the tax office does not know; its number stays used.
  public static func void(
    _ invoice: RecordID, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Invoice.tag, invoice)
    return OperationDraft(
      "invoice void",
      try DocumentMoves.move(
        shown, shape.status, to: "void",
        also: [shape.reason.tag: reason.map { .text($0) } ?? .null], in: context))
  }

  /// Notes how far the tax office is; needs the grant `invoice.tax:edit`.
  public static func tax(
    _ invoice: RecordID, _ state: String, reference: String? = nil, error: String? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Invoice.tag, invoice)
    var values: [FieldTag: Value] = [
      shape.taxError.tag: error.map { .text($0) } ?? .null
    ]
    if let reference { values[shape.taxReference.tag] = .text(reference) }
    return OperationDraft(
      "invoice tax",
      try DocumentMoves.move(shown, shape.taxStatus, to: state, also: values, in: context))
  }
}

extension InvoiceOperations {
  /// What an issued invoice keeps of its day: when it is due, who bought, and its form for the tax
  /// office. What somebody entered stays.
  private static func facts(
    of shown: RecordView, _ totals: DocumentTotals, in context: OperationContext
  ) throws -> [FieldTag: Value] {
    var edit = RecordEdit()
    func fill(_ field: Field, _ value: Value) {
      if shown[field].isNull, !value.isNull { edit.values[field.tag] = value }
    }
    guard let id = shown[shape.account].reference,
      let account = try context.reader.record(Account.tag, id)
    else { return [:] }
    let terms = account[Account.shape.paymentTerms].text
    let days = PaymentTerms.days(terms)
    fill(shape.dueDate, .integer((shown[shape.invoiceDate].integer ?? 0) + days))
    let legalName = account[Account.shape.legalName]
    fill(shape.buyerName, legalName.isNull ? account[Account.shape.name] : legalName)
    let legalID = account[Account.shape.legalId]
    fill(shape.buyerId, legalID.isNull ? account[Account.shape.nationalId] : legalID)
    fill(shape.buyerEconomicCode, account[Account.shape.economicCode])
    fill(shape.cashAmount, .integer(terms == "cash" ? totals.total : 0))
    fill(shape.taxPattern, .text("1"))
    fill(shape.taxSubject, .text(Invoice.isCreditNote(shown) ? "4" : "1"))
    let isKnown = !legalID.isNull || !account[Account.shape.nationalId].isNull
    fill(shape.taxType, .text(isKnown ? "1" : "2"))
    return edit.values
  }

  /// What a credit note settles of the invoice that it corrects, as far as that is open.
  private static func settlement(
    by note: RecordView, _ payable: Int64, in context: OperationContext
  ) throws -> [RecordChange] {
    guard let id = note[shape.original].reference,
      let original = try context.reader.record(Invoice.tag, id)
    else { return [] }
    let open = try InvoiceBalance(original, reader: context.reader).left
    let amount = min(open, payable)
    guard amount > 0 else { return [] }
    let row = PaymentAllocation.shape
    return [
      try context.creation(
        try context.entity(PaymentAllocation.tag), context.makeID(),
        RecordEdit(values: [
          row.creditNote.tag: .reference(note.id), row.invoice.tag: .reference(id),
          row.amount.tag: .integer(amount),
        ]))
    ]
  }
}

/// The days that terms of payment give.
public enum PaymentTerms {
  /// The days after the invoice's day; none for cash and where nothing was agreed.
  public static func days(_ terms: String?) -> Int64 {
    guard let terms, terms.hasPrefix("net_") else { return 0 }
    return Int64(terms.dropFirst(4)) ?? 0
  }
}
