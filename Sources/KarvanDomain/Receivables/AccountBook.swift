// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What an account owes in one currency: its invoices, credit notes and payments, summed up.
public struct AccountBook: Sendable {
  /// The account.
  public let account: RecordView
  /// The currency of all amounts.
  public let currency: String
  /// Issued invoices, by day and number.
  public let invoices: [InvoiceBalance]
  /// Issued credit notes, by day and number.
  public let creditNotes: [InvoiceBalance]
  /// Payments of both directions, void ones too, by day and number.
  public let payments: [PaymentBalance]
  /// Issued documents whose amounts cannot be computed, such as those of a program that let a discount be
  /// more than its line: they count for nothing, and are named.
  public let uncounted: [RecordView]
  /// Further currencies in which the account has invoices or payments, by code.
  public let otherCurrencies: [String]

  /// Reads the books of an account, and of the accounts that were merged into it.
  public init(
    of account: RecordView, currency: String = Currency.irr.code, reader: any RecordReader
  ) throws {
    self.account = account
    self.currency = currency
    let ids = try Self.identities(of: account, reader)
    let documents = try ids.flatMap { id in
      try reader.records(
        Invoice.tag, where: Invoice.shape.account.tag, is: .reference(id),
        and:
          Invoice.shape.status.tag, is: .text("issued"))
    }
    let money = try ids.flatMap { id in
      try reader.records(Payment.tag, where: Payment.shape.account.tag, is: .reference(id))
    }
    let own = documents.filter { $0[Invoice.shape.currency].text == currency }
      .sorted { Self.precedes($0, $1, Invoice.shape.invoiceDate) }
    var balances: [InvoiceBalance] = []
    var uncounted: [RecordView] = []
    for document in own {
      do { balances.append(try InvoiceBalance(document, reader: reader)) } catch is Failure {
        uncounted.append(document)
      }
    }
    self.uncounted = uncounted
    invoices = balances.filter { !Invoice.isCreditNote($0.invoice) }
    creditNotes = balances.filter { Invoice.isCreditNote($0.invoice) }
    payments = try money.filter { $0[Payment.shape.currency].text == currency }
      .sorted { Self.precedes($0, $1, Payment.shape.paidOn) }
      .map { try PaymentBalance($0, reader: reader) }
    let codes =
      documents.compactMap { $0[Invoice.shape.currency].text }
      + money.compactMap { $0[Payment.shape.currency].text }
    otherCurrencies = Set(codes).subtracting([currency]).sorted(by: UTF8Order.precedes)
  }

  /// What the account owes on balance; less than nothing when it has paid ahead.
  ///
  /// - Throws: `amountOverflow` when the sum does not fit.
  public func balance() throws(Failure) -> Int64 {
    let amounts =
      invoices.map(\.payable) + creditNotes.map { -$0.payable }
      + payments.map { $0.isReceived ? -$0.amount : $0.amount }
    return try naming("amount", of: Account.about.name) { () throws(DomainError) in
      try CheckedAmount.sum(amounts)
    }
  }

  /// The invoices that are not paid, the one that is due first before the others.
  public var open: [InvoiceBalance] {
    invoices.filter { $0.left > 0 }.sorted { left, right in
      let one = Self.due(left.invoice)
      let other = Self.due(right.invoice)
      return one != other ? one < other : left.invoice.id < right.invoice.id
    }
  }

  /// The day on which an invoice has to be paid, in days since 1970.
  static func due(_ invoice: RecordView) -> Int64 {
    invoice[Invoice.shape.dueDate].integer ?? invoice[Invoice.shape.invoiceDate].integer ?? 0
  }

  /// An account and those that were merged into it.
  static func identities(
    of account: RecordView, _ reader: any RecordReader
  ) throws -> [RecordID] {
    [account.id] + (try Duplicates.merged(into: account, reader: reader).map(\.id))
  }

  private static func precedes(_ one: RecordView, _ other: RecordView, _ day: Field) -> Bool {
    one[day] != other[day] ? one[day] < other[day] : one.id < other.id
  }
}
