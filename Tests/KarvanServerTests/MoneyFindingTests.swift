// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// What only goes wrong because two people work at a time is believed, and the office hears of it.
@Suite("Findings about documents and money")
struct MoneyFindingTests {
  let world: EscrowWorld

  init() throws { world = try EscrowWorld() }

  private func items(about record: RecordID) throws -> [String] {
    try world.office.office.database.read { reader in
      try reader.list(RecordQuery(ReviewItem.tag)).filter {
        $0[ReviewItem.shape.subjectRecord] == .text("\(record)")
      }.map { $0[ReviewItem.shape.details].text ?? "" }
    }
  }

  /// Each of the two devices does something without knowing of the other; then both sync, twice.
  private func apart(
    _ body: (Int, OperationContext) throws -> OperationDraft
  ) throws {
    for index in 0..<2 {
      let device = world.devices[index]
      _ = try device.database.commit(device.rights) { try body(index, $0) }
    }
    for _ in 0..<2 {
      for index in 0..<2 {
        let outcome = try world.devices[index].sync()
        #expect(outcome.rejected == 0)
      }
    }
  }

  private func shared(_ make: (OperationContext) throws -> OperationDraft) throws -> RecordID {
    let device = world.devices[0]
    let commit = try #require(try device.database.commit(device.rights, make))
    return commit.changes[0].record
  }

  @Test("goods that two devices hand over at a time, and an invoice that both draft")
  func delivered() throws {
    let order = try world.sell(0, 5)
    for device in world.devices { try device.sync() }
    try apart { _, context in try DeliveryOperations.deliver(order: order, in: context) }
    #expect(try items(about: order).map { $0.prefix(15) } == ["delivered twice"])
    try apart { _, context in try InvoiceOperations.draft(order: order, in: context) }
    let found = try items(about: order)
    #expect(found.count == 2 && found.contains { $0.hasPrefix("invoiced twice") })
  }

  @Test("an order of goods that the office withdrew before it heard of it is kept")
  func withdrawn() throws {
    let order = try world.sell(0, 5)
    try world.office.office.operate(now: world.office.now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        try RecordOperations.delete(
          try #require(try writer.record(Product.tag, world.product)), in: context)
      }
    }
    #expect(try world.devices[0].sync().rejected == 0)
    #expect(try items(about: order).count { $0.hasPrefix("withdrawn") && $0.contains("Tea") } == 1)
    let kept = try world.office.office.database.read { try $0.record(Order.tag, order) }
    #expect(kept?[Order.shape.status] == .text("submitted"))
    // Who knows by now sells it no more.
    try world.devices[0].sync()
    #expect(throws: Failure.self) { try world.sell(0, 1) }
  }

  @Test("an order that is delivered here and cancelled there")
  func cancelled() throws {
    let order = try world.sell(0, 5)
    for device in world.devices { try device.sync() }
    try apart { index, context in
      index == 0
        ? try DeliveryOperations.deliver(order: order, in: context)
        : try OrderOperations.cancel(order, in: context)
    }
    #expect(try items(about: order).contains { $0.hasPrefix("delivered though called off") })
  }

  private func issued(_ account: RecordID) throws -> RecordID {
    let invoice = try shared { try DocumentLines<Invoice>.start(account: account, in: $0) }
    _ = try shared {
      try DocumentLines<Invoice>.add(
        to: invoice, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    _ = try shared { try InvoiceOperations.issue(invoice, in: $0) }
    for device in world.devices { try device.sync() }
    return invoice
  }

  /// Two do something at a time, and sync in either order; what the office is told of a record.
  private func race(
    about record: RecordID, _ one: TestDevice, _ other: TestDevice, swapped: Bool,
    _ first: (OperationContext) throws -> OperationDraft,
    _ second: (OperationContext) throws -> OperationDraft
  ) throws -> [String] {
    for device in [one, other] { try device.sync() }
    _ = try one.database.commit(one.rights, first)
    _ = try other.database.commit(other.rights, second)
    for _ in 0..<2 {
      for device in swapped ? [other, one] : [one, other] {
        let outcome = try device.sync()
        #expect(outcome.rejected == 0)
      }
    }
    return try items(about: record)
  }

  @Test(
    "a credit note that is issued here and whose invoice is made void there",
    arguments: [false, true])
  func voidThoughCredited(swapped: Bool) throws {
    let boss = try world.office.device("admin")
    let invoice = try issued(world.accounts[0])
    // The note is not known where the invoice is made void.
    let note = try shared { try CreditNotes.draft(of: invoice, in: $0) }
    try world.devices[0].sync()
    try boss.sync()
    _ = try boss.database.commit(boss.rights) { try InvoiceOperations.issue(note, in: $0) }
    let rep = world.devices[1]
    _ = try rep.database.commit(rep.rights) { try InvoiceOperations.void(invoice, in: $0) }
    for device in swapped ? [rep, boss, rep] : [boss, rep, boss] {
      let outcome = try device.sync()
      #expect(outcome.rejected == 0)
    }
    #expect(try items(about: invoice).map { $0.prefix(20) } == ["void though credited"])
  }

  @Test("an invoice that is made void here and submitted there", arguments: [false, true])
  func voidThoughSubmitted(swapped: Bool) throws {
    let boss = try world.office.device("admin")
    let invoice = try issued(world.accounts[0])
    try boss.sync()
    _ = try boss.database.commit(boss.rights) {
      try InvoiceOperations.tax(invoice, "queued", in: $0)
    }
    let found = try race(about: invoice, world.devices[0], boss, swapped: swapped) {
      try InvoiceOperations.void(invoice, in: $0)
    } _: {
      try InvoiceOperations.tax(invoice, "sent", in: $0)
    }
    #expect(found.map { $0.prefix(30) } == ["void though the tax office has"])
  }

  @Test("an order that is invoiced here and cancelled there", arguments: [false, true])
  func invoicedThoughCancelled(swapped: Bool) throws {
    let order = try world.sell(0, 5)
    let found = try race(
      about: order, world.devices[0], world.devices[1], swapped: swapped
    ) {
      try InvoiceOperations.draft(order: order, in: $0)
    } _: {
      try OrderOperations.cancel(order, in: $0)
    }
    #expect(found.contains { $0.hasPrefix("invoiced though called off") })
  }

  @Test("goods that two devices take back at a time; a payment that both allocate")
  func twice() throws {
    let order = try world.sell(0, 5)
    _ = try shared { try DeliveryOperations.deliver(order: order, in: $0) }
    for device in world.devices { try device.sync() }
    try apart { _, context in try DeliveryOperations.takeBack(order: order, in: context) }
    #expect(try items(about: order).map { $0.prefix(14) } == ["returned twice"])
    let account = world.accounts[0]
    let invoices = try [issued(account), issued(account)]
    let shape = Payment.shape
    let payment = try shared {
      try PaymentOperations.take(
        account: account,
        RecordEdit(values: [
          shape.method.tag: .text("cash"), shape.amount.tag: .integer(1_100),
        ]), settling: .nothing, in: $0)
    }
    for device in world.devices { try device.sync() }
    try apart { index, context in
      let view = try #require(try context.reader.record(Payment.tag, payment))
      return try PaymentOperations.allocate(view, to: invoices[index], in: context)
    }
    #expect(try items(about: payment).map { $0.prefix(15) } == ["allocated twice"])
  }

  @Test("an invoice that two devices settle at a time; a quote that both make an order of")
  func settled() throws {
    let account = world.accounts[0]
    let invoice = try shared { try DocumentLines<Invoice>.start(account: account, in: $0) }
    _ = try shared {
      try DocumentLines<Invoice>.add(
        to: invoice, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    _ = try shared { try InvoiceOperations.issue(invoice, in: $0) }
    let quote = try shared { try DocumentLines<Quote>.start(account: account, in: $0) }
    _ = try shared {
      try DocumentLines<Quote>.add(
        to: quote, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    _ = try shared { try QuoteOperations.send(quote, in: $0) }
    for device in world.devices { try device.sync() }
    try apart { _, context in
      try PaymentOperations.take(
        account: account,
        RecordEdit(values: [
          Payment.shape.method.tag: .text("cash"), Payment.shape.amount.tag: .integer(1_100),
        ]), settling: .oldest, in: context)
    }
    #expect(try items(about: invoice).map { $0.prefix(13) } == ["settled twice"])
    try apart { _, context in try QuoteOperations.convert(quote, in: context) }
    let duplicates = try world.office.office.database.read { reader in
      try reader.list(RecordQuery(ReviewItem.tag)).filter {
        $0[ReviewItem.shape.kind] == .text("duplicate")
          && $0[ReviewItem.shape.details].text?.hasPrefix("quote = ") == true
      }
    }
    #expect(duplicates.count == 1)
  }
}
