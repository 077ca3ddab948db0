// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// What is corrected after it was issued, invoiced or paid leaves nobody with money or goods.
@Suite("Corrections of money and orders")
struct CorrectionTests {
  let world: World
  let account: RecordID

  init() throws {
    world = try World()
    account = try world.openAccount()
  }

  private func law(_ body: () throws -> Void) -> String? {
    failure(body)?.arguments.first
  }

  private func invoice(_ order: RecordID) throws -> RecordID {
    let invoice = try world.run(world.rep) { try InvoiceOperations.draft(order: order, in: $0) }
    try world.run(world.rep) { try InvoiceOperations.issue(invoice, in: $0) }
    return invoice
  }

  private func note(of invoice: RecordID, _ quantities: [RecordID: Int64] = [:]) throws -> RecordID
  {
    try world.run(world.rep) { try CreditNotes.draft(of: invoice, quantities, in: $0) }
  }

  private func issue(_ note: RecordID) throws {
    try world.run(world.manager, World.laptop) { try InvoiceOperations.issue(note, in: $0) }
  }

  private func void(_ invoice: RecordID) throws {
    try world.run(world.manager, World.laptop) { try InvoiceOperations.void(invoice, in: $0) }
  }

  private func fulfilment(_ order: RecordID) throws -> Fulfilment {
    try Fulfilment(of: try world.view(Order.self, order), reader: world.records)
  }

  @Test("an invoice is not made void under its credit note, nor a note issued of a void invoice")
  func credited() throws {
    let first = try world.issuedInvoice(account, [(1_000, 1_000)])
    let draft = try note(of: first)
    #expect(law { try void(first) } == DomainLaw.voidBeforeCredit.rawValue)
    try issue(draft)
    #expect(law { try void(first) } == DomainLaw.voidBeforeCredit.rawValue)
    try void(draft)
    try void(first)
    #expect(try world.book(account).balance() == 0)
    // Voided elsewhere while the note was a draft here.
    let second = try world.issuedInvoice(account, [(1_000, 1_000)])
    let away = try world.context(world.manager, World.laptop)
    let voiding = try InvoiceOperations.void(second, in: away)
    let late = try note(of: second)
    try world.commit(voiding, by: away.author, replica: World.laptop)
    #expect(law { try issue(late) } == DomainLaw.creditNoteOf.rawValue)
    #expect(try world.book(account).balance() == 0)
  }

  @Test("what an issued credit note gave back is invoiced again; a draft gives nothing back")
  func again() throws {
    let order = try world.approvedOrder(account, [(1_000, 10_000)])
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    let first = try invoice(order)
    let note = try note(of: first)
    #expect(law { _ = try invoice(order) } == DomainLaw.nothingLeft.rawValue)
    try issue(note)
    #expect(try fulfilment(order).invoicing == .none)
    #expect(try world.credit(account).openOrders == 11_000)
    _ = try invoice(order)
    #expect(try fulfilment(order).invoicing == .done && world.book(account).balance() == 11_000)
    #expect(law { _ = try invoice(order) } == DomainLaw.nothingLeft.rawValue)
  }

  @Test("goods that came back, were credited and replaced are invoiced as often as they are kept")
  func replaced() throws {
    let order = try world.approvedOrder(account, [(1_000, 10_000)])
    let line = try #require(try OrderTotals.lines(of: order, reader: world.records).first).id
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    let first = try invoice(order)
    let row = try #require(
      try DocumentAmounts<Invoice>.lines(of: first, reader: world.records).first
    ).id
    try world.run(world.rep) {
      try DeliveryOperations.takeBack(order: order, [line: 4_000], in: $0)
    }
    try issue(try note(of: first, [row: 4_000]))
    #expect(law { _ = try invoice(order) } == DomainLaw.nothingLeft.rawValue)
    // Nobody owes what came back.
    #expect(try world.credit(account).exposure == 6_600)
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    #expect(try fulfilment(order).delivery == .done)
    _ = try invoice(order)
    let part = try #require(try fulfilment(order).parts.first)
    #expect(part.kept == 10_000 && part.invoiced == 10_000)
    #expect(try world.book(account).balance() == 11_000)
  }

  @Test("an order on an invoice is neither cancelled, declined nor made a draft again")
  func calledOff() throws {
    let order = try world.approvedOrder(account, [(1_000, 1_000)])
    let first = try invoice(order)
    let cancel = {
      try world.run(world.rep) { try OrderOperations.cancel(order, in: $0) }
    }
    #expect(law { _ = try cancel() } == DomainLaw.cancelBeforeInvoice.rawValue)
    try void(first)
    #expect(law { _ = try cancel() } == nil)

    let submitted = try world.run(world.rep) {
      try OrderOperations.start(account: account, in: $0)
    }
    try world.fill(submitted, Order.self, [(1_000, 1_000)])
    try world.run(world.rep) { try OrderOperations.submit(submitted, in: $0) }
    let office = try world.context(world.manager, World.laptop)
    let declining = try OrderOperations.decline(submitted, in: office)
    try world.run(world.rep) { try DeliveryOperations.deliver(order: submitted, in: $0) }
    let decline = {
      try world.run(world.manager, World.laptop) { try OrderOperations.decline(submitted, in: $0) }
    }
    #expect(law { _ = try decline() } == DomainLaw.cancelBeforeDelivery.rawValue)
    let owed = try invoice(submitted)
    // Declined at the same time all the same: it is no draft again before all is taken back.
    try world.commit(declining, by: office.author, replica: World.laptop)
    let reopen = {
      try world.run(world.rep) { try OrderOperations.reopen(submitted, in: $0) }
    }
    #expect(law { _ = try reopen() } == DomainLaw.cancelBeforeDelivery.rawValue)
    try world.run(world.rep) { try DeliveryOperations.takeBack(order: submitted, in: $0) }
    #expect(law { _ = try reopen() } == DomainLaw.cancelBeforeInvoice.rawValue)
    try issue(try note(of: owed))
    #expect(law { _ = try reopen() } == nil)
  }

  @Test("an invoice is issued over the amount that its author saw, whoever changed it meanwhile")
  func amountSeen() throws {
    let (shape, row) = (Invoice.shape, InvoiceLine.shape)
    func draft() throws -> (RecordID, RecordView) {
      let invoice = try world.run(world.rep) {
        try DocumentLines<Invoice>.start(account: account, in: $0)
      }
      try world.fill(invoice, Invoice.self, [(1_000, 10_000)])
      let line = try #require(
        try DocumentAmounts<Invoice>.lines(of: invoice, reader: world.records).first)
      return (invoice, line)
    }
    // Each is right by itself; together the discount is more than the line, or just another amount.
    for (discount, quantity) in [(9_000, 2_000), (500, 9_000)] as [(Int64, Int64)] {
      for discountFirst in [true, false] {
        let (invoice, line) = try draft()
        let phone = try world.context(world.rep, World.phone)
        let discounted = try RecordOperations.edit(
          try world.view(Invoice.self, invoice),
          RecordEdit(values: [shape.discountAmount.tag: .integer(discount)]), in: phone)
        let laptop = try world.context(world.rep, World.laptop)
        let shorter = try RecordOperations.edit(
          line, RecordEdit(values: [row.quantity.tag: .integer(quantity)]), in: laptop)
        try world.commit(shorter, by: laptop.author, replica: World.laptop)
        let issued = try InvoiceOperations.issue(
          invoice, in: try world.context(world.rep, World.laptop))
        if discountFirst { try world.commit(discounted, by: phone.author, replica: World.phone) }
        let refused = failure {
          try world.commit(issued, by: laptop.author, replica: World.laptop)
        }
        #expect(
          refused?.arguments.first
            == (discountFirst ? DomainLaw.amountSeen.rawValue : nil), "\(discount)")
        if discountFirst { continue }
        let late = failure {
          try world.commit(discounted, by: phone.author, replica: World.phone)
        }
        #expect(late?.code == .frozen)
      }
    }
    // What an older program let in counts for nothing, is named, and stops nobody's books.
    let (invoice, line) = try draft()
    try world.run(world.rep) { try InvoiceOperations.issue(invoice, in: $0) }
    try world.force(line.id, InvoiceLine.self, [row.discountAmount.tag: .integer(90_000_000)])
    let book = try world.book(account)
    #expect(book.uncounted.map(\.id) == [invoice] && !book.invoices.isEmpty)
  }

  @Test("a payment is void within a day of being written, whatever dates somebody typed")
  func voidPayment() throws {
    let shape = Payment.shape
    let mistyped = try world.take(account, 100, [shape.paidOn.tag: .integer(20_000)])
    #expect(
      law {
        try world.run(world.rep) { try PaymentOperations.move(mistyped, to: "void", in: $0) }
      } == nil)
    let old = try world.take(account, 100)
    world.now += 90 * 86_400_000
    let forged = law {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Payment.self, old),
          RecordEdit(values: [
            shape.status.tag: .text("void"),
            shape.statusOn.tag: try world.view(Payment.self, old)[shape.paidOn],
          ]), in: $0)
      }
    }
    #expect(forged == DomainLaw.voidSameDay.rawValue)
  }

  @Test("an invoice that is named twice is paid once; one of which nothing is open is refused")
  func named() throws {
    let first = try world.issuedInvoice(account, [(1_000, 1_000)])
    let payment = try world.take(account, 2_200, settling: .named([first, first]))
    #expect(try world.balance(first).state == .paid)
    #expect(
      try PaymentBalance(try world.view(Payment.self, payment), reader: world.records).used == 1_100
    )
    let draft = try world.run(world.rep) {
      try DocumentLines<Invoice>.start(account: account, in: $0)
    }
    for id in [first, draft] {
      let refused = law { _ = try world.take(account, 5, settling: .named([id])) }
      #expect(refused == DomainLaw.nothingLeft.rawValue)
    }
  }

  @Test("money settles the invoices of its own account alone")
  func otherAccount() throws {
    let other = try world.openAccount("Other")
    let invoice = try world.issuedInvoice(other, [(1_000, 1_000)])
    let refused = law { _ = try world.take(account, 5, settling: .named([invoice])) }
    #expect(refused == DomainLaw.allocationFits.rawValue)
    let own = try world.issuedInvoice(account, [(1_000, 1_000)])
    _ = try world.take(account, 1_100)
    let note = try note(of: own)
    try issue(note)
    let credit = law {
      try world.run(world.rep) {
        try PaymentOperations.allocate(
          try world.view(Invoice.self, note), to: invoice, 5, in: $0)
      }
    }
    #expect(credit == DomainLaw.allocationFits.rawValue)
    #expect(try world.book(account).balance() == -1_100 && world.book(other).balance() == 1_100)
  }

  @Test("a limit as large as there is and money paid ahead leave all of it")
  func limit() throws {
    try world.set(account, [Account.shape.creditLimit.tag: .integer(Int64.max)])
    _ = try world.take(account, 5)
    #expect(try world.credit(account).available == Int64.max)
  }

  @Test("goods that were replaced are not delivered twice; no more is delivered than was ordered")
  func cameBack() throws {
    let order = try world.approvedOrder(account, [(1_000, 10_000)])
    let line = try #require(try OrderTotals.lines(of: order, reader: world.records).first).id
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    try world.run(world.rep) {
      try DeliveryOperations.takeBack(order: order, [line: 2_000], in: $0)
    }
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    #expect(try fulfilment(order).delivery == .done)
    // Two who take all of it back at a time.
    let contexts = try [World.phone, World.laptop].map { try world.context(world.rep, $0) }
    let drafts = try contexts.map { try DeliveryOperations.takeBack(order: order, in: $0) }
    for (draft, context) in zip(drafts, contexts) {
      try world.commit(draft, by: context.author, replica: context.drafter.replica)
    }
    let part = try #require(try fulfilment(order).parts.first)
    #expect(part.kept == -10_000 && part.toDeliver == 10_000)
  }

  @Test("the parts of a line have all of its price, where their own prices have as much")
  func fractions() throws {
    func check(_ price: Int64, _ whole: Int64, _ first: Int64) throws {
      let world = try World()
      let account = try world.openAccount()
      let invoice = try world.issuedInvoice(account, [(price, whole)])
      let row = try #require(
        try DocumentAmounts<Invoice>.lines(of: invoice, reader: world.records).first)
      var taxable: Int64 = 0
      var gross: Int64 = 0
      for quantities in [[row.id: first], [:]] {
        let note = try world.run(world.rep) {
          try CreditNotes.draft(of: invoice, quantities, in: $0)
        }
        let totals = try DocumentAmounts<Invoice>.of(
          try world.view(Invoice.self, note), reader: world.records)
        taxable += totals.taxable
        gross += totals.lines.map(\.gross).reduce(0, +)
      }
      let all = try DocumentAmounts<Invoice>.of(
        try world.view(Invoice.self, invoice), reader: world.records)
      try #require(taxable == min(all.taxable, gross))
    }
    try check(185_001, 1_000, 700)
    try check(185_001, 1_000, 300)
    try forAllSeeds(20) { generator in
      let whole = generator.integer(in: 2...9_000) as Int64
      try check(generator.integer(in: 1...500_000), whole, generator.integer(in: 1...(whole - 1)))
    }
  }
}
