// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Invoices and credit notes")
struct InvoiceDocumentTests {
  let world: World
  let shape = Invoice.shape

  init() throws { world = try World() }

  private func totals(_ invoice: RecordID) throws -> DocumentTotals {
    try DocumentAmounts<Invoice>.of(try world.view(Invoice.self, invoice), reader: world.records)
  }

  private func issue(_ invoice: RecordID) throws {
    try world.run(world.rep) { try InvoiceOperations.issue(invoice, in: $0) }
  }

  @Test("the worked invoice comes out of an order, under both ways of rounding tax")
  func worked() throws {
    let account = try world.openAccount()
    for (scope, total, vat) in [
      ("per_line", Int64(7_018_543), Int64(638_050)), ("per_document", 7_018_542, 638_049),
    ] {
      let order = try world.run(world.rep) {
        try OrderOperations.start(
          account: account,
          RecordEdit(values: [
            Order.shape.discountAmount.tag: .integer(50_000),
            Order.shape.roundingScope.tag: .text(scope),
          ]), in: $0)
      }
      let lines: [(Int64, Int64, Int32)] = [
        (12, 185_000, 1_000), (3, 1_250_000, 0), (7, 99_999, 250),
      ]
      for (quantity, price, discount) in lines {
        let product = try world.addProduct("W\(world.makeID())", price)
        try world.run(world.rep) {
          try OrderOperations.addLine(
            order: order, product: product, quantity: try Quantity(whole: quantity),
            discount: .percent(try PercentBasisPoints(discount)), in: $0)
        }
      }
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
      try world.run(world.manager, World.laptop) { try OrderOperations.approve(order, in: $0) }
      let invoice = try world.run(world.rep) {
        try InvoiceOperations.draft(order: order, in: $0)
      }
      try issue(invoice)
      let totals = try totals(invoice)
      #expect(totals.lines.map(\.headerDiscount) == [15_535, 29_158, 5_307])
      #expect(totals.taxable == 6_380_493 && totals.vat == vat && totals.total == total)
      let packet = try MoadianInvoice(
        try world.view(Invoice.self, invoice), of: nil, reader: world.records)
      #expect(packet.tprdis == 6_669_993 && packet.tadis == 6_380_493 && packet.tbill == total)
    }
  }

  @Test("what the taxpayers' system wants adds up, whatever is sold and however it is paid")
  func moadian() throws {
    try forAllSeeds(10) { generator in
      let world = try World()
      let account = try world.openAccount()
      let cash = generator.integer(in: 0...3_000_000) as Int64
      let lines = (0..<generator.integer(in: 1...4)).map { _ in
        (generator.integer(in: 1...500_000) as Int64, generator.integer(in: 1...9_999) as Int64)
      }
      let invoice = try world.issuedInvoice(
        account, lines.map { (price: $0.0, quantity: $0.1) },
        RecordEdit(values: [
          shape.cashAmount.tag: .integer(cash),
          shape.discountPercent.tag: .integer(generator.integer(in: 0...5_000)),
        ]))
      let packet = try MoadianInvoice(
        try world.view(Invoice.self, invoice), of: nil, reader: world.records)
      try #require(packet.tadis == packet.tprdis - packet.tdis)
      try #require(packet.tbill == packet.tadis + packet.tvam + packet.todam)
      try #require(packet.cap + packet.insp == packet.tbill && packet.cap >= 0 && packet.insp >= 0)
      try #require(packet.lines.map(\.prdis).reduce(0, +) == packet.tprdis)
      try #require(packet.lines.map(\.tsstam).reduce(0, +) == packet.tbill)
      for line in packet.lines { try #require(line.adis == line.prdis - line.dis) }
    }
  }

  @Test("a credit note of everything is the exact mirror, and settles the invoice")
  func mirror() throws {
    try forAllSeeds(10) { generator in
      let world = try World()
      let account = try world.openAccount()
      let scope = generator.element(of: RoundingScope.allCases)
      let lines = (0..<generator.integer(in: 1...4)).map { _ in
        (
          price: generator.integer(in: 1...500_000) as Int64,
          quantity: generator.integer(in: 1...9_999) as Int64
        )
      }
      let invoice = try world.issuedInvoice(
        account, lines,
        RecordEdit(values: [
          shape.discountPercent.tag: .integer(generator.integer(in: 0...5_000)),
          shape.roundingScope.tag: .text(scope.rawValue),
        ]))
      let note = try world.run(world.rep) { try CreditNotes.draft(of: invoice, in: $0) }
      try world.run(world.manager, World.laptop) { try InvoiceOperations.issue(note, in: $0) }
      let reader = world.records
      func totals(_ id: RecordID) throws -> DocumentTotals {
        try DocumentAmounts<Invoice>.of(try world.view(Invoice.self, id), reader: reader)
      }
      try #require(try totals(note) == totals(invoice))
      try #require(try world.balance(invoice).left == 0 && world.balance(note).left == 0)
      try #require(try world.book(account).balance() == 0)
      let again = failure {
        try world.run(world.rep) { try CreditNotes.draft(of: invoice, in: $0) }
      }
      try #require(again?.arguments.first == DomainLaw.nothingLeft.rawValue)
    }
  }

  @Test("credit notes of parts lose nothing before tax, and at most a unit a line in tax")
  func parts() throws {
    try forAllSeeds(10) { generator in
      let world = try World()
      let account = try world.openAccount()
      let lines = (0..<generator.integer(in: 1...3)).map { _ in
        (
          price: generator.integer(in: 100...500_000) as Int64,
          quantity: (generator.integer(in: 2...20) as Int64) * 1_000
        )
      }
      let invoice = try world.issuedInvoice(
        account, lines,
        RecordEdit(values: [shape.discountPercent.tag: .integer(generator.integer(in: 1...5_000))]))
      let rows = try DocumentAmounts<Invoice>.lines(of: invoice, reader: world.records)
      let first = Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let whole = (row[InvoiceLine.shape.quantity].integer ?? 0) / 1_000
          return (row.id, (generator.integer(in: 1...(whole - 1)) as Int64) * 1_000)
        })
      var taxable: Int64 = 0
      var vat: Int64 = 0
      for quantities in [first, [:]] {
        let note = try world.run(world.rep) {
          try CreditNotes.draft(of: invoice, quantities, in: $0)
        }
        let totals = try DocumentAmounts<Invoice>.of(
          try world.view(Invoice.self, note), reader: world.records)
        taxable += totals.taxable
        vat += totals.vat
        try world.run(world.manager, World.laptop) { try InvoiceOperations.issue(note, in: $0) }
      }
      let whole = try DocumentAmounts<Invoice>.of(
        try world.view(Invoice.self, invoice), reader: world.records)
      try #require(taxable == whole.taxable)
      try #require(abs(vat - whole.vat) <= Int64(rows.count))
      let more = failure {
        try world.run(world.rep) {
          try CreditNotes.draft(of: invoice, [rows[0].id: 1], in: $0)
        }
      }
      try #require(more?.arguments == [DomainLaw.moreThanLeft.rawValue, "0"])
    }
  }

  @Test("an order is invoiced as it is delivered, and never more than was ordered")
  func byDelivery() throws {
    let account = try world.openAccount()
    let order = try world.approvedOrder(account, [(1_000, 10_000), (500, 4_000)])
    let lines = try OrderTotals.lines(of: order, reader: world.records)
    try world.run(world.rep) {
      try DeliveryOperations.deliver(order: order, [lines[0].id: 6_000], in: $0)
    }
    let first = try world.run(world.rep) { try InvoiceOperations.draft(order: order, in: $0) }
    let rows = try DocumentAmounts<Invoice>.lines(of: first, reader: world.records)
    #expect(rows.map { $0[InvoiceLine.shape.quantity].integer } == [6_000])
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    let second = try world.run(world.rep) { try InvoiceOperations.draft(order: order, in: $0) }
    #expect(try totals(first).payable + totals(second).payable == 13_200)
    let none = failure {
      try world.run(world.rep) { try InvoiceOperations.draft(order: order, in: $0) }
    }
    #expect(none?.arguments.first == DomainLaw.nothingLeft.rawValue)
    let fulfilment = try Fulfilment(of: try world.view(Order.self, order), reader: world.records)
    #expect(fulfilment.delivery == .done && fulfilment.invoicing == .done)
    // A draft that is thrown away frees what it had.
    try world.run(world.rep) {
      try RecordOperations.delete(try world.view(Invoice.self, second), in: $0)
    }
    let freed = try Fulfilment(of: try world.view(Order.self, order), reader: world.records)
    #expect(freed.invoicing == .partly)
  }

  @Test("an issued invoice has its day of payment, its buyer and its number, and is frozen")
  func issued() throws {
    let account = try world.openAccount()
    try world.set(
      account,
      [
        Account.shape.paymentTerms.tag: .text("net_30"),
        Account.shape.legalId.tag: .text("10380284790"),
      ])
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let shown = try world.view(Invoice.self, invoice)
    #expect(shown[shape.dueDate] == .integer(20_089 + 30))
    #expect(shown[shape.buyerName] == .text("Shop") && shown[shape.buyerId] == .text("10380284790"))
    #expect(shown[shape.taxType] == .text("1") && shown[shape.cashAmount] == .integer(0))
    // Nothing is leased, so that it has no legal number.
    #expect(shown[shape.legalNumber].isNull && shown[shape.taxNumber].isNull)
    let changed = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          shown, RecordEdit(values: [shape.buyerName.tag: .text("Else")]), in: $0)
      }
    }
    #expect(changed?.code == .frozen)
    let deleted = failure {
      try world.run(world.rep) { try RecordOperations.delete(shown, in: $0) }
    }
    #expect([.notDeletable, .frozen].contains(deleted?.code))
    let empty = try world.run(world.rep) {
      try DocumentLines<Invoice>.start(account: account, in: $0)
    }
    #expect(failure { try issue(empty) }?.arguments.first == DomainLaw.orderHasLines.rawValue)
  }

  @Test("an invoice is void only while the tax office does not know it")
  func void() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    func tax(_ state: String, by user: RecordID) throws {
      try world.run(user, World.laptop) { try InvoiceOperations.tax(invoice, state, in: $0) }
    }
    let denied = failure { try tax("queued", by: world.rep) }
    #expect(denied?.code == .notGranted && denied?.arguments == ["invoice.tax:edit"])
    let jumped = failure { try tax("accepted", by: world.manager) }
    #expect(jumped?.code == .moveNotAllowed)
    try tax("queued", by: world.manager)
    try tax("sent", by: world.manager)
    let late = failure { try world.run(world.rep) { try InvoiceOperations.void(invoice, in: $0) } }
    #expect(late?.arguments.first == DomainLaw.voidBeforeTax.rawValue)
    let edited = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Invoice.self, invoice),
          RecordEdit(values: [shape.status.tag: .text("void")]), in: $0)
      }
    }
    #expect(edited?.arguments.first == DomainLaw.voidBeforeTax.rawValue)
    // One that nobody submitted is made void, and owed no more.
    let other = try world.issuedInvoice(account, [(1_000, 1_000)])
    let before = try world.book(account).balance()
    try world.run(world.rep) { try InvoiceOperations.void(other, reason: "twice", in: $0) }
    #expect(try world.book(account).balance() == before - 1_100)
    let back = failure { try issue(other) }
    #expect(back?.code == .moveNotAllowed)
  }

  @Test("a rep drafts a credit note, and who may give money away issues it")
  func rights() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let note = try world.run(world.rep) { try CreditNotes.draft(of: invoice, in: $0) }
    let refused = failure { try issue(note) }
    #expect(refused?.code == .notGranted && refused?.arguments == ["invoice.credit:edit"])
    try world.run(world.manager, World.laptop) { try InvoiceOperations.issue(note, in: $0) }
    #expect(try world.balance(invoice).state == .paid)
  }

  @Test("a credit note names the invoice that it corrects; nothing else does")
  func source() throws {
    let account = try world.openAccount()
    let invoice = try world.issuedInvoice(account, [(1_000, 1_000)])
    let draft = try world.run(world.rep) {
      try DocumentLines<Invoice>.start(account: account, in: $0)
    }
    let edits: [[FieldTag: Value]] = [
      [shape.kind.tag: .text("credit_note")],
      [shape.kind.tag: .text("credit_note"), shape.original.tag: .reference(draft)],
      [shape.original.tag: .reference(invoice)],
    ]
    for values in edits {
      let refused = failure {
        try world.run(world.rep) {
          try DocumentLines<Invoice>.start(
            account: account, RecordEdit(values: values), in: $0)
        }
      }
      #expect(refused?.arguments.first == DomainLaw.creditNoteOf.rawValue)
    }
    let early = failure { try world.run(world.rep) { try CreditNotes.draft(of: draft, in: $0) } }
    #expect(early?.arguments.first == DomainLaw.creditNoteOf.rawValue)
  }
}
