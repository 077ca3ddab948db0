// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How far an invoice is settled, or a credit note used up; derived from allocations, never stored.
public struct InvoiceBalance: Sendable {
  /// What is left of it.
  public enum State: String, CaseIterable, Sendable {
    /// Nothing was settled.
    case open
    /// Some of it was settled.
    case partly
    /// All of it was settled.
    case paid
    /// More was settled than it amounts to, as two people can do at a time.
    case overpaid
  }

  /// The issued invoice or credit note.
  public let invoice: RecordView
  /// What it amounts to, in minor units.
  public let payable: Int64
  /// What allocations that count settle of it.
  public let settled: Int64

  /// What is left; less than nothing when too much was settled.
  public var left: Int64 { payable - settled }
  /// What is left, as a state.
  public var state: State {
    if left < 0 { return .overpaid }
    if left == 0 { return .paid }
    return settled > 0 ? .partly : .open
  }

  /// Reads what settles an invoice; a draft and a void one amount to nothing.
  public init(_ invoice: RecordView, reader: any RecordReader) throws {
    self.invoice = invoice
    guard Invoice.isIssued(invoice) else {
      payable = 0
      settled = 0
      return
    }
    payable = try DocumentAmounts<Invoice>.of(invoice, reader: reader).payable
    let shape = PaymentAllocation.shape
    var rows = try Settlement.rows(where: shape.invoice, is: invoice.id, reader)
    if Invoice.isCreditNote(invoice) {
      rows += try Settlement.rows(where: shape.creditNote, is: invoice.id, reader)
    }
    settled = try Settlement.sum(rows, reader)
  }
}

/// How much of a payment settles something; derived from allocations, never stored.
public struct PaymentBalance: Sendable {
  /// The payment.
  public let payment: RecordView
  /// What counts of it: nothing of a cheque that bounced.
  public let amount: Int64
  /// What of it settles invoices or credit notes.
  public let used: Int64
  /// What became of it, when it is a cheque.
  public let way: ChequeWay

  /// What settles nothing yet; less than nothing when more was allocated than there is.
  public var left: Int64 { amount - used }
  /// Whether the account paid.
  public var isReceived: Bool { payment[Payment.shape.direction] == .text("in") }

  /// Reads what a payment settles.
  public init(_ payment: RecordView, reader: any RecordReader) throws {
    self.payment = payment
    way = try ChequeWay(of: payment, reader: reader)
    amount = Payment.counts(payment) ? payment[Payment.shape.amount].integer ?? 0 : 0
    used = try Settlement.sum(
      try Settlement.rows(where: PaymentAllocation.shape.payment, is: payment.id, reader), reader)
  }
}

/// Which allocations count.
public enum Settlement {
  private static var shape: PaymentAllocation { PaymentAllocation.shape }

  /// The allocations with this value that were not reversed; reversals are none themselves.
  public static func rows(
    where field: Field, is id: RecordID, _ reader: any RecordReader
  ) throws -> [RecordView] {
    let rows = try reader.records(PaymentAllocation.tag, where: field.tag, is: .reference(id))
    // Two who reverse the same one at a time reverse it once.
    let reversed = Set(rows.compactMap { $0[shape.reverses].reference })
    return rows.filter { $0[shape.reverses].isNull && !reversed.contains($0.id) }
  }

  /// What allocations settle: those whose money counts, of documents that count.
  static func sum(_ rows: [RecordView], _ reader: any RecordReader) throws -> Int64 {
    var amounts: [Int64] = []
    for row in rows where try counts(row, reader) {
      amounts.append(row[shape.amount].integer ?? 0)
    }
    return try naming("amount", of: PaymentAllocation.about.name) { () throws(DomainError) in
      try CheckedAmount.sum(amounts)
    }
  }

  private static func counts(_ row: RecordView, _ reader: any RecordReader) throws -> Bool {
    func invoice(_ field: Field) throws -> RecordView? {
      try row[field].reference.flatMap { try reader.record(Invoice.tag, $0) }
    }
    guard let target = try invoice(shape.invoice), Invoice.isIssued(target) else { return false }
    if let id = row[shape.payment].reference {
      return try reader.record(Payment.tag, id).map(Payment.counts) ?? false
    }
    return try invoice(shape.creditNote).map(Invoice.isIssued) ?? false
  }
}
