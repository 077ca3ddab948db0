// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The account of a customer as it is sent out: what was owed and paid, day by day, with the balance
/// after each line.
public struct Statement: Sendable {
  /// What a line is about.
  public enum Kind: String, CaseIterable, Sendable {
    case invoice
    case creditNote = "credit_note"
    case payment
    case paidBack = "paid_back"
    /// A cheque that was counted before bounced.
    case bounced
    /// A cheque that was counted before was handed back.
    case returned
    /// A cheque that bounced was presented again, and counts again.
    case presented
  }

  /// One line.
  public struct Entry: Sendable {
    /// The day, in days since 1970.
    public let day: Int64
    /// What it is about.
    public let kind: Kind
    /// The invoice, credit note or payment.
    public let record: RecordView
    /// What the account owes more (or less, when negative) by it.
    public let amount: Int64
    /// What the account owes after it.
    public let balance: Int64
  }

  /// What the account owed before the first day.
  public let opening: Int64
  /// The lines of the span, by day.
  public let entries: [Entry]
  /// What the account owes after the last day.
  public let closing: Int64

  /// Writes a statement of a span of days, both ends included; nil for all time.
  ///
  /// - Throws: `amountOverflow` when a sum does not fit.
  public init(
    _ book: AccountBook, from: CivilDate? = nil, to: CivilDate? = nil
  ) throws(Failure) {
    let first = from.map { Int64($0.daysSinceEpoch) } ?? Int64.min
    let last = to.map { Int64($0.daysSinceEpoch) } ?? Int64.max
    var balance: Int64 = 0
    var opening: Int64 = 0
    var entries: [Entry] = []
    for line in Self.lines(book) where line.day <= last {
      let sum = balance
      balance = try naming("amount", of: Account.about.name) { () throws(DomainError) in
        try CheckedAmount.add(sum, line.amount)
      }
      if line.day < first {
        opening = balance
      } else {
        entries.append(
          Entry(
            day: line.day, kind: line.kind, record: line.record, amount: line.amount,
            balance: balance))
      }
    }
    self.opening = opening
    self.entries = entries
    closing = balance
  }

  private struct Line {
    let day: Int64
    let kind: Kind
    let record: RecordView
    let amount: Int64
  }

  private static func lines(_ book: AccountBook) -> [Line] {
    let owed = book.invoices.map { line(.invoice, $0.invoice, $0.payable) }
    let credited = book.creditNotes.map { line(.creditNote, $0.invoice, -$0.payable) }
    let paid = book.payments.flatMap { lines($0) }
    // What is owed comes before what is paid on the same day; stable among themselves.
    return (owed + credited + paid).enumerated()
      .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
  }

  private static func line(_ kind: Kind, _ invoice: RecordView, _ amount: Int64) -> Line {
    Line(
      day: invoice[Invoice.shape.invoiceDate].integer ?? 0, kind: kind, record: invoice,
      amount: amount)
  }

  /// A payment, and what took it back; a void one was a mistake and is not told.
  private static func lines(_ balance: PaymentBalance) -> [Line] {
    let shape = Payment.shape
    let payment = balance.payment
    let state = payment[shape.status].text ?? ""
    guard state != "void" else { return [] }
    let amount = (payment[shape.amount].integer ?? 0) * (balance.isReceived ? -1 : 1)
    let day = payment[shape.paidOn].integer ?? 0
    let first = Line(
      day: day, kind: balance.isReceived ? .payment : .paidBack, record: payment, amount: amount)
    let moves = balance.way.steps.compactMap { step -> Line? in
      switch step.counts {
      case (true, false):
        Line(
          day: step.day, kind: step.to == "bounced" ? .bounced : .returned, record: payment,
          amount: -amount)
      case (false, true):
        Line(day: step.day, kind: .presented, record: payment, amount: amount)
      default: nil
      }
    }
    return [first] + moves
  }
}
