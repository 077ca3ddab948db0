// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Taking money, paying it back, and saying what it settles.
public enum PaymentOperations {
  private static var shape: Payment { Payment.shape }

  /// What a payment settles.
  public enum Target: Hashable, Sendable {
    /// The invoices that are due first, as far as the money goes.
    case oldest
    /// These, in their order, as far as the money goes.
    case named([RecordID])
    /// Nothing yet.
    case nothing
  }

  /// Takes money of an account, or pays it back (direction `out`), in one commit with what it
  /// settles; the payment comes first.
  ///
  /// - Parameters:
  ///   - account: Who pays, or is paid.
  ///   - edit: The payment: method, amount, and what a cheque has.
  ///   - target: What it settles: invoices, or credit notes when it is paid back.
  ///   - context: Who takes it.
  /// - Throws: `nothingLeft` of a named invoice of which nothing is open.
  public static func take(
    account: RecordID, _ edit: RecordEdit, settling target: Target,
    in context: OperationContext
  ) throws -> OperationDraft {
    let view = try context.living(Account.tag, account)
    var edit = edit
    edit.values[shape.account.tag] = .reference(account)
    edit.fill(shape.paidOn, .integer(Int64(context.today.daysSinceEpoch)))
    let head = try context.creation(
      try context.entity(Payment.tag), context.makeID(), edit)
    let currency = head.value(of: shape.currency)?.text ?? Currency.irr.code
    let isBack = head.value(of: shape.direction)?.text == "out"
    let amount = head.value(of: shape.amount)?.integer ?? 0
    let open: [InvoiceBalance]
    switch target {
    case .nothing: open = []
    case .named(let ids):
      open = try named(ids, in: context)
    case .oldest:
      let book = try AccountBook(of: view, currency: currency, reader: context.reader)
      open = isBack ? book.creditNotes : book.open
    }
    let rows = try allocations(of: head.record, amount, to: open, in: context)
    return try OperationDraft(isBack ? "payment back" : "payment take", [head]).adding(rows)
  }

  /// What is open of documents, each once.
  private static func named(
    _ ids: [RecordID], in context: OperationContext
  ) throws -> [InvoiceBalance] {
    var seen: Set<RecordID> = []
    return try ids.filter { seen.insert($0).inserted }.map { id in
      let balance = try InvoiceBalance(
        try context.living(Invoice.tag, id), reader: context.reader)
      guard balance.left > 0 else {
        throw Failure(DomainLaw.nothingLeft, entity: Invoice.about.name, record: id)
      }
      return balance
    }
  }

  private static func allocations(
    of payment: RecordID, _ amount: Int64, to open: [InvoiceBalance],
    in context: OperationContext
  ) throws -> [RecordChange] {
    var left = amount
    return try open.compactMap { balance in
      let share = min(left, balance.left)
      guard share > 0 else { return nil }
      left -= share
      return try row(
        from: PaymentAllocation.shape.payment, payment, to: balance.invoice.id, share,
        in: context)
    }
  }

  /// Settles an invoice with what is left of a payment or of a credit note, or with an amount of it.
  ///
  /// - Parameters:
  ///   - source: A payment, or a credit note.
  ///   - invoice: An issued invoice; a credit note where money is paid back.
  ///   - amount: In minor units; nil for as much as fits.
  ///   - context: Who says so.
  /// - Throws: `moreThanLeft`, `nothingLeft`.
  public static func allocate(
    _ source: RecordView, to invoice: RecordID, _ amount: Int64? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let target = try InvoiceBalance(
      try context.living(Invoice.tag, invoice), reader: context.reader)
    let isPayment = source.entity.tag == Payment.tag
    let left =
      isPayment
      ? try PaymentBalance(source, reader: context.reader).left
      : try InvoiceBalance(source, reader: context.reader).left
    let most = min(left, target.left)
    guard most > 0 else {
      throw Failure(DomainLaw.nothingLeft, entity: source.entity.name, record: source.id)
    }
    let amount = amount ?? most
    guard amount <= most else {
      let field = isPayment ? shape.currency : Invoice.shape.currency
      let currency = try Currency.named(source[field].text ?? Currency.irr.code)
      throw Failure(
        DomainLaw.moreThanLeft, entity: "payment_allocation", field: "amount",
        [MoneyText.format(Money(most, currency))])
    }
    let fields = PaymentAllocation.shape
    let change = try row(
      from: isPayment ? fields.payment : fields.creditNote, source.id, to: invoice, amount,
      in: context)
    return OperationDraft("payment allocate", [change])
  }

  /// Takes back what a payment settles of an invoice, by reversing rows.
  ///
  /// - Throws: `nothingLeft` when it settles nothing of it.
  public static func release(
    _ source: RecordView, from invoice: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let fields = PaymentAllocation.shape
    let from = source.entity.tag == Payment.tag ? fields.payment : fields.creditNote
    let rows = try Settlement.rows(where: from, is: source.id, context.reader)
      .filter { $0[fields.invoice].reference == invoice }
    guard !rows.isEmpty else {
      throw Failure(DomainLaw.nothingLeft, entity: source.entity.name, record: source.id)
    }
    let changes = try rows.map { row in
      try self.row(
        from: from, source.id, to: invoice, -(row[fields.amount].integer ?? 0),
        reverses: row.id, in: context)
    }
    return OperationDraft("payment release", changes)
  }

  /// Moves a cheque on its way, or makes a mistake void within a day of writing it.
  ///
  /// - Parameters:
  ///   - payment: The payment.
  ///   - state: A state that its machine allows.
  ///   - day: Since when; today by UTC where nobody says it.
  ///   - reason: Why it bounced, was handed back or is void.
  ///   - context: Who says so; all but `void` needs the grant `payment.settlement:edit`.
  public static func move(
    _ payment: RecordID, to state: String, on day: CivilDate? = nil, reason: String? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Payment.tag, payment)
    let day = Int64((day ?? context.today).daysSinceEpoch)
    let changes = try DocumentMoves.move(
      shown, shape.status, to: state,
      also: [
        shape.statusOn.tag: .integer(day), shape.reason.tag: reason.map { .text($0) } ?? .null,
      ], in: context)
    guard shown[shape.method] == .text("cheque"), state != "void" else {
      return OperationDraft("payment \(state)", changes)
    }
    guard context.author.may(.edit, Payment.about.name, group: "settlement") else {
      throw Failure(
        .notGranted, entity: Payment.about.name, record: payment, field: "status",
        ["payment.settlement:edit"])
    }
    // The move first, so that the law finds it.
    let row = ChequeMove.shape
    let move = RecordEdit(values: [
      row.payment.tag: .reference(payment), row.fromStatus.tag: shown[shape.status],
      row.fromSince.tag: shown[shape.statusOn], row.toStatus.tag: .text(state),
      row.movedOn.tag: .integer(day), row.reason.tag: reason.map { .text($0) } ?? .null,
    ])
    let record = try context.creation(
      try context.entity(ChequeMove.tag), context.makeID(), move)
    return OperationDraft("payment \(state)", [record] + changes)
  }

  private static func row(
    from field: Field, _ source: RecordID, to invoice: RecordID, _ amount: Int64,
    reverses: RecordID? = nil, in context: OperationContext
  ) throws -> RecordChange {
    let fields = PaymentAllocation.shape
    var values: [FieldTag: Value] = [
      field.tag: .reference(source), fields.invoice.tag: .reference(invoice),
      fields.amount.tag: .integer(amount),
    ]
    if let reverses { values[fields.reverses.tag] = .reference(reverses) }
    return try context.creation(
      try context.entity(PaymentAllocation.tag), context.makeID(), RecordEdit(values: values))
  }
}
