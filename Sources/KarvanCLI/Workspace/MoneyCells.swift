// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What became of documents, and what accounts owe, as reports.
extension RecordCells {
  /// What follows from other records about an order, an invoice or a payment.
  func standing(of view: RecordView) throws -> [Report.Part] {
    switch view.entity.tag {
    case Order.tag: try [fulfilment(of: view)].compactMap { $0 }
    case Invoice.tag: try [settlement(of: view)].compactMap { $0 }
    case Payment.tag: try [use(of: view)]
    case CashHandIn.tag: try [handedIn(view)]
    default: []
    }
  }

  /// How far an order was delivered and invoiced; nil while nothing of either was done.
  private func fulfilment(of order: RecordView) throws -> Report.Part? {
    let words = desk.words
    let fulfilment = try Fulfilment(of: order, reader: reader)
    guard
      !fulfilment.deliveries.isEmpty || !fulfilment.sales.isEmpty || !fulfilment.invoices.isEmpty
    else { return nil }
    let line = try desk.entity(OrderLine.tag)
    let product = try Self.field("product", in: line)
    let quantity = try Self.field("quantity", in: line)
    let amounts: [(String, MoneyMessage, (Fulfilment.Part) -> Int64)] = [
      ("ordered", .labelOrdered, \.ordered), ("handed_over", .labelHandedOver, \.handedOver),
      ("came_back", .labelCameBack, \.cameBack), ("invoiced", .labelInvoiced, \.invoiced),
    ]
    var rows = Report(
      [column(product)] + amounts.map { Column($0.0, words($0.1), isNumber: true) })
    rows.rows = try fulfilment.parts.map { part in
      [try cell(product, of: part.line)]
        + (try amounts.map { try cell(.integer($0.2(part)), field: quantity, of: part.line) })
    }
    let fields: [(Column, Cell)] = [
      (Column("delivery", words(MoneyMessage.labelDelivery)), state(fulfilment.delivery)),
      (Column("invoicing", words(MoneyMessage.labelInvoicing)), state(fulfilment.invoicing)),
    ]
    return Report.Part(
      "fulfilment", words(MoneyMessage.labelFulfilment),
      .single(fields, parts: [Report.Part("lines", words(MoneyMessage.labelFulfilment), rows)]))
  }

  private func state(_ state: Fulfilment.State) -> Cell {
    let message: MoneyMessage =
      switch state {
      case .none: .stateNone
      case .partly: .statePartly
      case .done: .stateDone
      case .beyond: .stateBeyond
      }
    return Cell(.string(state.rawValue), desk.words(message))
  }

  /// How far an issued invoice is settled; nil for others.
  private func settlement(of invoice: RecordView) throws -> Report.Part? {
    guard Invoice.isIssued(invoice) else { return nil }
    let balance = try InvoiceBalance(invoice, reader: reader)
    let currency = try currency(of: Invoice.shape.discountAmount, in: invoice)
    let words = desk.words
    return Report.Part(
      "settlement", words(MoneyMessage.labelSettlement),
      .single([
        (
          Column("settled", words(MoneyMessage.labelSettled), isNumber: true),
          money(balance.settled, currency)
        ),
        (
          Column("left", words(MoneyMessage.labelLeft), isNumber: true),
          money(balance.left, currency)
        ),
        (Column("state", words(MoneyMessage.labelPaid)), state(balance.state)),
      ]))
  }

  private func state(_ state: InvoiceBalance.State) -> Cell {
    let message: MoneyMessage =
      switch state {
      case .open: .stateOpen
      case .partly: .statePartlyPaid
      case .paid: .statePaid
      case .overpaid: .stateOverpaid
      }
    return Cell(.string(state.rawValue), desk.words(message))
  }

  private func use(of payment: RecordView) throws -> Report.Part {
    let balance = try PaymentBalance(payment, reader: reader)
    let currency = try currency(of: Payment.shape.amount, in: payment)
    let words = desk.words
    return Report.Part(
      "use", words(MoneyMessage.labelSettlement),
      .single(
        [
          (
            Column("used", words(MoneyMessage.labelUsed), isNumber: true),
            money(balance.used, currency)
          ),
          (
            Column("left", words(MoneyMessage.labelLeft), isNumber: true),
            money(balance.left, currency)
          ),
        ],
        parts: [
          Report.Part("invoices", words(MoneyMessage.labelSettlement), try settled(by: payment))
        ]
      ))
  }

  /// What a payment settles: how much of which invoice, and what is left of that.
  func settled(by payment: RecordView) throws -> Report {
    let words = desk.words
    let shape = PaymentAllocation.shape
    var report = Report([
      Column("number", words(MoneyMessage.labelNumber)),
      Column("settled", words(MoneyMessage.labelSettled), isNumber: true),
      Column("left", words(MoneyMessage.labelLeft), isNumber: true),
    ])
    report.rows = try Settlement.rows(where: shape.payment, is: payment.id, reader)
      .compactMap { row in
        guard let id = row[shape.invoice].reference,
          let invoice = try reader.record(Invoice.tag, id)
        else { return nil }
        let currency = try currency(of: Invoice.shape.discountAmount, in: invoice)
        let left = try InvoiceBalance(invoice, reader: reader).left
        return [
          .text(invoice[Invoice.shape.number].text ?? ShortID.of(id)),
          money(row[shape.amount].integer ?? 0, currency), money(left, currency),
        ]
      }
    return report
  }

  /// The account of a customer, line by line.
  func statement(
    _ statement: Statement, of book: AccountBook, in currency: Currency
  ) throws -> Report {
    let words = desk.words
    var lines = Report([
      Column("date", words(.date)), Column("kind", words(MoneyMessage.labelKind)),
      Column("number", words(MoneyMessage.labelNumber)),
      Column("amount", words(.amount), isNumber: true),
      Column("balance", words(MoneyMessage.labelBalance), isNumber: true),
    ])
    lines.rows = statement.entries.map { entry in
      let record = entry.record
      let number = record.entity.about.number.flatMap { record[$0].text } ?? ""
      return [
        day(entry.day), Cell(.string(entry.kind.rawValue), words(Self.label(entry.kind))),
        .text(number), money(entry.amount, currency), money(entry.balance, currency),
      ]
    }
    let fields: [(Column, Cell)] = [
      (
        Column("account", words(MoneyMessage.labelAccount)),
        Cell(.string("\(book.account.id)"), RecordTitle.text(book.account, words))
      ),
      (
        Column("opening", words(MoneyMessage.labelOpening), isNumber: true),
        money(statement.opening, currency)
      ),
      (
        Column("closing", words(MoneyMessage.labelClosing), isNumber: true),
        money(statement.closing, currency)
      ),
    ]
    let others = book.otherCurrencies.joined(separator: ", ")
    return .single(
      fields,
      parts: [
        Report.Part("entries", words(MoneyMessage.labelEntries), lines),
        Report.Part("open", words(MoneyMessage.labelOpenInvoices), invoices(book.open, currency)),
      ],
      notes: (others.isEmpty ? [] : [words(MoneyMessage.otherCurrencies, others)]) + uncounted(book)
    )
  }

  /// The documents that have no amounts, by their numbers.
  private func uncounted(_ book: AccountBook) -> [String] {
    let numbers = book.uncounted.map { $0[Invoice.shape.number].text ?? ShortID.of($0.id) }
    let words = desk.words
    return numbers.isEmpty ? [] : [words(MoneyMessage.notComputable, words.list(numbers))]
  }

  private static func label(_ kind: Statement.Kind) -> MoneyMessage {
    switch kind {
    case .invoice: .kindInvoice
    case .creditNote: .kindCreditNote
    case .payment: .kindPayment
    case .paidBack: .kindPaidBack
    case .bounced: .kindBounced
    case .returned: .kindReturned
    case .presented: .kindPresented
    }
  }

  /// Invoices with what is left of them.
  private func invoices(_ balances: [InvoiceBalance], _ currency: Currency) -> Report {
    let words = desk.words
    var report = Report([
      Column("number", words(MoneyMessage.labelNumber)),
      Column("due", words(MoneyMessage.labelDue)),
      Column("payable", words(.payable), isNumber: true),
      Column("left", words(MoneyMessage.labelLeft), isNumber: true),
    ])
    report.rows = balances.map { balance in
      let due = balance.invoice[Invoice.shape.dueDate].integer
      return [
        .text(balance.invoice[Invoice.shape.number].text ?? ""),
        due.map { day($0) } ?? .empty, money(balance.payable, currency),
        money(balance.left, currency),
      ]
    }
    return report
  }

  private func day(_ days: Int64) -> Cell {
    let date = CivilDate(daysSinceEpoch: Int32(clamping: days))
    return Cell(.string(date.isoText), desk.say(date))
  }

  /// How an account stands with its credit, and what that makes of an order.
  func credit(_ standing: CreditStanding, _ decision: CreditDecision) throws -> Report {
    let words = desk.words
    let currency = try Currency.named(standing.currency)
    func amount(_ name: String, _ label: MoneyMessage, _ value: Int64?) -> (Column, Cell) {
      let cell = value.map { money($0, currency) } ?? Cell(.null, words(MoneyMessage.noLimit))
      return (Column(name, words(label), isNumber: true), cell)
    }
    let outcome: MoneyMessage =
      switch decision.outcome {
      case .good: .creditGood
      case .warn: .creditWarn
      case .needsApproval: .creditNeedsApproval
      }
    let reasons = decision.reasons.map { $0.label.text(in: words.language) }
    let fields: [(Column, Cell)] = [
      (
        Column("account", words(MoneyMessage.labelAccount)),
        Cell(.string("\(standing.account.id)"), RecordTitle.text(standing.account, words))
      ),
      amount("limit", .labelLimit, standing.limit),
      amount("open_invoices", .labelOpenInvoices, standing.openInvoices),
      amount("open_orders", .labelOpenOrders, standing.openOrders),
      amount("uncleared_cheques", .labelUncleared, standing.unclearedCheques),
      amount("paid_ahead", .labelPaidAhead, standing.paidAhead),
      amount("exposure", .labelExposure, standing.exposure),
      amount("available", .labelAvailable, standing.available),
      (
        Column("hold", words(MoneyMessage.labelHold)),
        Cell(.bool(standing.isHeld), standing.isHeld ? words(.yes) : "")
      ),
      (
        Column("outcome", words(MoneyMessage.labelOutcome)),
        Cell(.string(decision.outcome.rawValue), words(outcome))
      ),
      (
        Column("reasons", words(.reasons)),
        Cell(.array(decision.reasons.map { .string($0.rawValue) }), words.list(reasons))
      ),
    ]
    let others = standing.otherCurrencies.joined(separator: ", ")
    return .single(
      fields,
      parts: [
        Report.Part(
          "overdue", words(MoneyMessage.labelOverdue), invoices(standing.overdue, currency))
      ],
      notes: others.isEmpty ? [] : [words(MoneyMessage.otherCurrencies, others)])
  }

  /// An invoice by the names of the taxpayers' system, alike for people and programs.
  func moadian(_ packet: MoadianInvoice) throws -> Report {
    let shape = Invoice.shape
    let view = packet.invoice
    func text(_ name: String, _ text: String?) -> (Column, Cell) {
      (Column(name, name), Cell(.text(text), text ?? ""))
    }
    func number(_ name: String, _ number: Int64?) -> (Column, Cell) {
      let cell = number.map { Cell(.integer($0), desk.words.number($0)) } ?? .empty
      return (Column(name, name, isNumber: true), cell)
    }
    let day = view[shape.invoiceDate].integer ?? 0
    let header: [(Column, Cell)] = [
      text("taxid", view[shape.taxNumber].text), number("indatim", day * 86_400_000),
      text("inno", view[shape.legalNumber].text), text("inty", view[shape.taxType].text),
      text("inp", view[shape.taxPattern].text), text("ins", view[shape.taxSubject].text),
      text("irtaxid", packet.irtaxid), text("tins", packet.tins), number("tob", packet.tob),
      text("bid", view[shape.buyerId].text), text("tinb", view[shape.buyerEconomicCode].text),
      number("tprdis", packet.tprdis), number("tdis", packet.tdis),
      number("tadis", packet.tadis), number("tvam", packet.tvam),
      number("todam", packet.todam), number("tbill", packet.tbill),
      number("setm", packet.setm), number("cap", packet.cap), number("insp", packet.insp),
    ]
    let line = try desk.entity(InvoiceLine.tag)
    let product = try Self.field("product", in: line)
    let fields = try ["unit", "quantity", "unit_price", "vat_rate"].map {
      try Self.field($0, in: line)
    }
    let names = ["unit", "am", "fee", "vra"]
    let amounts: [(String, (MoadianInvoice.Line) -> Int64)] = [
      ("prdis", \.prdis), ("dis", \.dis), ("adis", \.adis), ("vam", \.vam),
      ("tsstam", \.tsstam),
    ]
    var rows = Report(
      [Column("sstid", "sstid"), Column("sstt", "sstt")]
        + names.map { Column($0, $0, isNumber: $0 != "unit") }
        + amounts.map { Column($0.0, $0.0, isNumber: true) })
    rows.rows = try packet.lines.map { line in
      let title = try cell(product, of: line.line).text
      // Plain numbers of minor units, as the system wants them.
      let plain = fields.map { field in
        Cell(
          Self.json(line.line[field], field),
          FieldText.format(line.line[field], field: field, options: desk.textOptions()))
      }
      return [Cell(.text(line.sstid), line.sstid ?? ""), .text(title)] + plain
        + amounts.map { Cell(.integer($0.1(line)), desk.words.number($0.1(line))) }
    }
    let missing = packet.tins == nil ? [desk.words(MoneyMessage.sellerHasNoCode)] : []
    return .single(header, parts: [Report.Part("body", "body", rows)], notes: missing)
  }
}
