// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What one document does to the books: lines whose debits equal their credits.
public struct AccountingEntry: Sendable {
  /// What an entry is about.
  public enum Kind: String, CaseIterable, Sendable {
    case invoice
    case creditNote = "credit_note"
    case payment
    case paidBack = "paid_back"
    case cleared, bounced, returned, presented, voided

    /// What people call it.
    public var label: Label {
      switch self {
      case .invoice: Label("Invoice", "فاکتور فروش")
      case .creditNote: Label("Credit note", "برگشت از فروش")
      case .payment: Label("Receipt", "دریافت")
      case .paidBack: Label("Payment", "پرداخت")
      case .cleared: Label("Cheque cleared", "وصول چک")
      case .bounced: Label("Cheque bounced", "برگشت چک")
      case .returned: Label("Cheque handed back", "استرداد چک")
      case .presented: Label("Cheque presented again", "واگذاری دوباره چک")
      case .voided: Label("Made void", "ابطال")
      }
    }
  }

  /// One line; one of the two amounts is zero.
  public struct Line: Hashable, Sendable {
    /// The account.
    public let role: AccountingRole
    /// In minor units.
    public let debit: Int64
    /// In minor units.
    public let credit: Int64
  }

  /// Its number, which follows from the document's: the same in every file.
  public let number: String
  /// The day.
  public let day: CivilDate
  /// What it is about.
  public let kind: Kind
  /// The invoice, credit note or payment.
  public let document: RecordView
  /// The lines; none of them is zero.
  public let lines: [Line]

  init(
    _ number: String, _ day: Int64, _ kind: Kind, _ document: RecordView,
    debit: [(AccountingRole, Int64)], credit: [(AccountingRole, Int64)]
  ) {
    self.number = number
    self.day = CivilDate(daysSinceEpoch: Int32(clamping: day))
    self.kind = kind
    self.document = document
    // An amount that is taken off stands on the other side.
    func line(_ role: AccountingRole, _ amount: Int64) -> Line {
      Line(role: role, debit: max(amount, 0), credit: amount == .min ? .max : max(-amount, 0))
    }
    lines = (debit.map { line($0.0, $0.1) } + credit.map { line($0.0, -$0.1) })
      .filter { $0.debit != 0 || $0.credit != 0 }
  }

  private init(_ number: String, _ day: CivilDate, _ document: RecordView, _ lines: [Line]) {
    self.number = number
    self.day = day
    kind = .voided
    self.document = document
    self.lines = lines
  }

  /// What takes it back.
  func reversed(on day: CivilDate) -> AccountingEntry {
    AccountingEntry(
      "\(number)/void", day, document,
      lines.map { Line(role: $0.role, debit: $0.credit, credit: $0.debit) })
  }

  /// Whether its debits equal its credits.
  public var isBalanced: Bool {
    guard let debit = try? CheckedAmount.sum(lines.map(\.debit)),
      let credit = try? CheckedAmount.sum(lines.map(\.credit))
    else { return false }
    return debit == credit
  }
}

/// Makes entries of documents.
public enum AccountingBook {
  /// The entries of an invoice or credit note: that it was issued, and that it was made void, on the day
  /// of that, as the books may have it by then; none for a draft.
  ///
  /// - Parameter offsetMinutes: The offset of the local time from UTC, by which the day of a void one is
  ///   told.
  /// - Throws: A `Failure` when its amounts do not fit.
  public static func entries(
    of invoice: RecordView, offsetMinutes: Int = 0, reader: any RecordReader
  ) throws -> [AccountingEntry] {
    let shape = Invoice.shape
    let isVoid = invoice[shape.status] == .text("void")
    guard Invoice.isIssued(invoice) || (isVoid && invoice.life != .deleted) else { return [] }
    let totals = try DocumentAmounts<Invoice>.of(invoice, reader: reader)
    let isBack = Invoice.isCreditNote(invoice)
    let owed: [(AccountingRole, Int64)] = [
      (.receivable, totals.payable), (.discounts, totals.discount),
    ]
    let earned: [(AccountingRole, Int64)] = [
      (isBack ? .returns : .sales, totals.gross), (.vat, totals.vat), (.duties, totals.duty),
      (.rounding, totals.payableRounding),
    ]
    let number = (isBack ? "C-" : "I-") + (invoice[shape.number].text ?? "\(invoice.id)")
    let issued = AccountingEntry(
      number, invoice[shape.invoiceDate].integer ?? 0, isBack ? .creditNote : .invoice, invoice,
      debit: isBack ? earned : owed, credit: isBack ? owed : earned)
    guard isVoid, let group = invoice.entity.group(of: shape.status.tag),
      let time = invoice.view(of: group).shown.first?.time.milliseconds
    else { return [issued] }
    let day = InstantText.civilDate(milliseconds: time, offsetMinutes: offsetMinutes)
    return [issued, issued.reversed(on: max(day, issued.day))]
  }

  /// The entries of a payment: that it was taken, and each thing that became of it.
  ///
  /// What was told of a cheque once is told for ever: a later move adds an entry and changes none.
  public static func entries(
    ofPayment payment: RecordView, reader: any RecordReader
  ) throws -> [AccountingEntry] {
    let shape = Payment.shape
    let state = payment[shape.status].text ?? ""
    guard payment.life != .deleted else { return [] }
    let isIn = payment[shape.direction] != .text("out")
    let amount = payment[shape.amount].integer ?? 0
    let day = payment[shape.paidOn].integer ?? 0
    let money = account(of: payment[shape.method].text, isIn: isIn)
    let number = "P-" + (payment[shape.number].text ?? "\(payment.id)")
    func entry(
      _ name: String, _ day: Int64, _ kind: AccountingEntry.Kind, to debit: AccountingRole,
      from credit: AccountingRole
    ) -> AccountingEntry {
      // The money of what was paid back goes the other way.
      AccountingEntry(
        name, day, kind, payment, debit: [(isIn ? debit : credit, amount)],
        credit: [(isIn ? credit : debit, amount)])
    }
    let taken = entry(
      number, day, isIn ? .payment : .paidBack, to: money, from: .receivable)
    if state == "void" {
      let since = max(day, payment[shape.statusOn].integer ?? day)
      return [taken, taken.reversed(on: CivilDate(daysSinceEpoch: Int32(clamping: since)))]
    }
    var entries = [taken]
    func add(
      _ kind: AccountingEntry.Kind, _ day: Int64, to debit: AccountingRole,
      from credit: AccountingRole
    ) {
      let former = entries.filter { $0.kind == kind }.count
      let name = "\(number)/\(kind.rawValue)" + (former > 0 ? "/\(former + 1)" : "")
      entries.append(entry(name, day, kind, to: debit, from: credit))
    }
    for step in try ChequeWay(of: payment, reader: reader).steps {
      switch step.counts {
      case (true, false):
        let kind: AccountingEntry.Kind = step.to == "bounced" ? .bounced : .returned
        add(kind, step.day, to: .receivable, from: money)
      case (false, true): add(.presented, step.day, to: money, from: .receivable)
      default: break
      }
      if step.to == "cleared" { add(.cleared, step.day, to: .bank, from: money) }
    }
    return entries
  }

  private static func account(of method: String?, isIn: Bool) -> AccountingRole {
    switch method {
    case "card": .card
    case "transfer": .bank
    case "cheque": isIn ? .cheques : .chequesIssued
    default: .cash
    }
  }
}
