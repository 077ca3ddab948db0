// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain

/// Documents and money, as reps and the office write them.
extension World {
  /// A quote of the rep that was sent: so many of each price.
  func sentQuote(
    _ account: RecordID, _ lines: [(price: Int64, quantity: Int64)], _ edit: RecordEdit = .init()
  ) throws -> RecordID {
    let quote = try run(rep) {
      try DocumentLines<Quote>.start(account: account, edit, in: $0)
    }
    try fill(quote, Quote.self, lines)
    try run(rep) { try QuoteOperations.send(quote, in: $0) }
    return quote
  }

  /// Adds lines of products of their own to a draft.
  func fill<Document: CommercialDocument>(
    _ document: RecordID, _ type: Document.Type, _ lines: [(price: Int64, quantity: Int64)]
  ) throws {
    for line in lines {
      let product = try addProduct("S\(makeID())", line.price)
      try run(rep) {
        try DocumentLines<Document>.add(
          to: document, product: product, quantity: Quantity(thousandths: line.quantity), in: $0)
      }
    }
  }

  /// An order of the rep that may go out: so many thousandths of each price.
  func approvedOrder(
    _ account: RecordID, _ lines: [(price: Int64, quantity: Int64)], _ edit: RecordEdit = .init()
  ) throws -> RecordID {
    let order = try run(rep) { try OrderOperations.start(account: account, edit, in: $0) }
    try fill(order, Order.self, lines)
    try run(rep) { try OrderOperations.submit(order, in: $0) }
    try run(manager, World.laptop) { try OrderOperations.approve(order, in: $0) }
    return order
  }

  /// An issued invoice without an order.
  func issuedInvoice(
    _ account: RecordID, _ lines: [(price: Int64, quantity: Int64)], _ edit: RecordEdit = .init()
  ) throws -> RecordID {
    let invoice = try run(rep) {
      try DocumentLines<Invoice>.start(account: account, edit, in: $0)
    }
    try fill(invoice, Invoice.self, lines)
    try run(rep) { try InvoiceOperations.issue(invoice, in: $0) }
    return invoice
  }

  /// Money of an account.
  func take(
    _ account: RecordID, _ amount: Int64, method: String = "cash",
    _ values: [FieldTag: Value] = [:], settling target: PaymentOperations.Target = .oldest,
    on replica: ReplicaID = World.phone
  ) throws -> RecordID {
    let shape = Payment.shape
    var edit = RecordEdit(values: [
      shape.method.tag: .text(method), shape.amount.tag: .integer(amount),
    ])
    edit.values.merge(values) { $1 }
    if method == "cheque" {
      edit.values.merge([shape.dueDate.tag: .integer(20_200)]) { own, _ in own }
    }
    return try run(rep, replica) {
      try PaymentOperations.take(account: account, edit, settling: target, in: $0)
    }
  }

  /// Moves a cheque, as the office does.
  func cheque(_ payment: RecordID, _ state: String) throws {
    try run(manager, World.laptop) { try PaymentOperations.move(payment, to: state, in: $0) }
  }

  func balance(_ invoice: RecordID) throws -> InvoiceBalance {
    try InvoiceBalance(try view(Invoice.self, invoice), reader: records)
  }

  func book(_ account: RecordID) throws -> AccountBook {
    try AccountBook(of: try view(Account.self, account), reader: records)
  }

  /// How an account stands today.
  func credit(_ account: RecordID, day: Int32 = 20_089) throws -> CreditStanding {
    try CreditStanding(
      of: try view(Account.self, account), today: CivilDate(daysSinceEpoch: day),
      reader: records)
  }

  /// Sets fields of an account, as the office does.
  func set(_ account: RecordID, _ values: [FieldTag: Value]) throws {
    try run(manager, World.laptop) {
      try RecordOperations.edit(
        try view(Account.self, account), RecordEdit(values: values), in: $0)
    }
  }
}
