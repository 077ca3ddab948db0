// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How an account stands with its credit, with everything that it is computed from.
///
/// Exposure is what is owed (open invoices), what will be owed (orders that were not invoiced yet)
/// and what was paid with cheques that may still bounce, less what was paid ahead.
public struct CreditStanding: Sendable {
  /// The account.
  public let account: RecordView
  /// The currency of the limit and of all amounts.
  public let currency: String
  /// How much the account may owe; nil for no limit.
  public let limit: Int64?
  /// Whether the office holds the account's credit.
  public let isHeld: Bool
  /// What is left of issued invoices.
  public let openInvoices: Int64
  /// What submitted orders amount to beyond what was invoiced of them.
  public let openOrders: Int64
  /// What cheques settle whose money is not there yet.
  public let unclearedCheques: Int64
  /// What was paid ahead, and credit notes that settle nothing yet.
  public let paidAhead: Int64
  /// What the account owes on balance, as its statement says; less than nothing when it has paid
  /// ahead.
  public let balance: Int64
  /// Invoices that are due, within the days of grace too, oldest first.
  public let overdue: [InvoiceBalance]
  /// Those of them whose days of grace are over.
  public let overdueTooLong: [InvoiceBalance]
  /// Currencies that the account owes in too, and that are not counted.
  public let otherCurrencies: [String]

  /// What the account owes and may come to owe.
  public var exposure: Int64 { openInvoices + openOrders + unclearedCheques - paidAhead }
  /// What is left of the invoices that are due.
  public var overdueLeft: Int64 {
    Int64(clamping: overdue.reduce(Int128(0)) { $0 + Int128($1.left) })
  }
  /// The day on which the oldest of them was due.
  public var overdueSince: CivilDate? {
    overdue.first.map { CivilDate(daysSinceEpoch: Int32(clamping: AccountBook.due($0.invoice))) }
  }
  /// What may still be sold on credit; nil for no limit.
  public var available: Int64? { limit.map { Int64(clamping: Int128($0) - Int128(exposure)) } }

  /// Reads how an account stands.
  ///
  /// - Parameters:
  ///   - account: The account; those that were merged into it count too.
  ///   - order: An order that is left out, because it is being decided on.
  ///   - today: The day by which invoices are overdue.
  ///   - reader: The records.
  public init(
    of account: RecordView, without order: RecordID? = nil, today: CivilDate,
    reader: any RecordReader
  ) throws {
    let shape = Account.shape
    let currency = account[shape.creditCurrency].text ?? Currency.irr.code
    let book = try AccountBook(of: account, currency: currency, reader: reader)
    self.account = account
    self.currency = currency
    balance = try book.balance()
    // Whoever is told that two customers are one does not lift what was said of either of them.
    let identities = try AccountBook.identities(of: account, reader).compactMap {
      try reader.record(Account.tag, $0)
    }
    limit = identities.filter { ($0[shape.creditCurrency].text ?? Currency.irr.code) == currency }
      .compactMap { $0[shape.creditLimit].integer }.min()
    isHeld = identities.contains { $0[shape.creditHold] == .truth(true) }
    let uncleared = book.payments.filter { Payment.isUncleared($0.payment) }
    let settled = book.payments.filter { !Payment.isUncleared($0.payment) }
    openInvoices = try Self.sum(book.open.map(\.left))
    unclearedCheques = try Self.sum(uncleared.filter(\.isReceived).map(\.used))
    paidAhead = try Self.sum(
      settled.map { $0.isReceived ? $0.left : -$0.left } + book.creditNotes.map(\.left)
        + book.invoices.filter { $0.left < 0 }.map { -$0.left })
    openOrders = try Self.sum(try Self.orders(of: account, but: order, currency, reader))
    let day = Int64(today.daysSinceEpoch)
    let grace = account[shape.creditGraceDays].integer ?? 0
    overdue = book.open.filter { AccountBook.due($0.invoice) < day }
    overdueTooLong = book.open.filter { AccountBook.due($0.invoice) + grace < day }
    otherCurrencies = book.otherCurrencies
  }

  /// What each order that binds the account amounts to beyond what was invoiced of it.
  private static func orders(
    of account: RecordView, but left: RecordID?, _ currency: String, _ reader: any RecordReader
  ) throws -> [Int64] {
    let shape = Order.shape
    var amounts: [Int64] = []
    for id in try AccountBook.identities(of: account, reader) {
      for state in ["submitted", "approved", "delivered"] {
        let orders = try reader.records(
          Order.tag, where: shape.account.tag, is: .reference(id), and: shape.status.tag,
          is: .text(state))
        for order in orders where order.id != left && order[shape.currency].text == currency {
          let invoiced = try reader.records(
            Invoice.tag, where: Invoice.shape.order.tag, is: .reference(order.id)
          ).filter { Invoice.isIssued($0) && !Invoice.isCreditNote($0) }
          // What cannot be computed yet binds nobody to an amount.
          let payable = (try? OrderTotals.of(order, reader: reader).payable) ?? 0
          let owed = try sum(invoiced.map { try amount($0, reader) })
          let again = try sum(try givenBack(invoiced, of: order, reader))
          amounts.append(max(0, payable - max(0, owed - again)))
        }
      }
    }
    return amounts
  }

  /// What credit notes gave back of invoices and is to be invoiced again: goods that came back are
  /// owed by nobody until they are replaced.
  private static func givenBack(
    _ invoices: [RecordView], of order: RecordView, _ reader: any RecordReader
  ) throws -> [Int64] {
    let notes = try invoices.flatMap { try CreditNotes.issued(of: $0.id, reader: reader) }
    guard !notes.isEmpty,
      try Fulfilment(of: order, reader: reader).parts.contains(where: { $0.credited > $0.cameBack })
    else { return [] }
    return try notes.map { try amount($0, reader) }
  }

  private static func amount(
    _ invoice: RecordView, _ reader: any RecordReader
  ) throws -> Int64 {
    try DocumentAmounts<Invoice>.of(invoice, reader: reader).payable
  }

  private static func sum(_ amounts: [Int64]) throws(Failure) -> Int64 {
    try naming("credit_limit", of: Account.about.name) { () throws(DomainError) in
      // A quarter of what fits, so that the sums of the parts fit as well.
      let sum = try CheckedAmount.sum(amounts)
      _ = try CheckedAmount.narrow(Int128(sum) * 4)
      return sum
    }
  }
}

/// What is said of an order that an account wants on credit.
public struct CreditDecision: Hashable, Sendable {
  /// How it is taken.
  public enum Outcome: String, CaseIterable, Sendable {
    /// Nothing speaks against it.
    case good = "ok"
    /// It is near the limit, or something is due.
    case warn
    /// Somebody at the office has to approve it.
    case needsApproval = "needs_approval"
  }

  /// How it is taken.
  public let outcome: Outcome
  /// Why it needs an approval.
  public let reasons: [ApprovalReason]

  /// Decides on an amount beside what the account has open already.
  public init(_ standing: CreditStanding, adding amount: Int64) {
    var reasons: [ApprovalReason] = []
    if standing.isHeld { reasons.append(.creditHold) }
    let (exposure, overflow) = standing.exposure.addingReportingOverflow(amount)
    var isNear = false
    if let limit = standing.limit {
      if overflow || exposure > limit { reasons.append(.creditLimit) }
      isNear = !overflow && Int128(exposure) * 10 > Int128(limit) * 9
    }
    if !standing.overdueTooLong.isEmpty { reasons.append(.overdue) }
    let isDoubtful =
      isNear || !standing.overdue.isEmpty || !standing.otherCurrencies.isEmpty
    self.reasons = reasons
    outcome = reasons.isEmpty ? (isDoubtful ? .warn : .good) : .needsApproval
  }
}
