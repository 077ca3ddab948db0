// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// The office computes anew what a device said: whoever's program did not look, or was told not to,
/// keeps their order, and somebody looks.
@Suite("Orders that the office looks at")
struct OrderReviewTests {
  let world: EscrowWorld

  init() throws { world = try EscrowWorld() }

  private var account: RecordID { world.accounts[0] }

  private func items(about record: RecordID) throws -> [RecordView] {
    try world.office.office.database.read { reader in
      try reader.list(RecordQuery(ReviewItem.tag)).filter {
        $0[ReviewItem.shape.subjectRecord] == .text("\(record)")
      }
    }
  }

  private func codes(about record: RecordID) throws -> [String] {
    try items(about: record).compactMap { $0[ReviewItem.shape.finding].text }.sorted()
  }

  private func office(_ make: (OperationContext) throws -> OperationDraft) throws {
    try world.office.office.operate(now: world.office.now) { authoring, _, author in
      _ = try authoring.commit(by: author, make)
    }
    world.office.now += 1
  }

  private func set(_ entity: EntityTag, _ id: RecordID, _ values: [FieldTag: Value]) throws {
    try office { context in
      let shown = try #require(try context.reader.record(entity, id))
      return try RecordOperations.edit(shown, RecordEdit(values: values), in: context)
    }
  }

  @discardableResult
  private func commit(
    _ index: Int = 0, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID {
    let device = world.devices[index]
    return try #require(try device.database.commit(device.rights, make)).changes[0].record
  }

  private func sync(_ index: Int = 0) throws {
    #expect(try world.devices[index].sync().rejected == 0)
  }

  private func draft() throws -> RecordID {
    let order = try commit { try OrderOperations.start(account: account, in: $0) }
    try commit {
      try OrderOperations.addLine(
        order: order, product: world.product, quantity: try Quantity(whole: 5), in: $0)
    }
    return order
  }

  /// Moves an order to a state by nothing but the field, as a changed program could.
  private func force(
    _ order: RecordID, _ state: String, _ more: [FieldTag: Value] = [:]
  ) throws {
    try commit { context in
      let shown = try #require(try context.reader.record(Order.tag, order))
      let values: [FieldTag: Value] = [Order.shape.status.tag: .text(state)]
      return try RecordOperations.edit(
        shown, RecordEdit(values: values.merging(more) { $1 }), in: context)
    }
  }

  private func line(of order: RecordID, _ values: [FieldTag: Value]) throws {
    try commit { context in
      let lines = try OrderTotals.lines(of: order, reader: context.reader)
      return try RecordOperations.edit(lines[0], RecordEdit(values: values), in: context)
    }
  }

  @Test("an honest order is nothing to look at")
  func honest() throws {
    let order = try world.sell(0, 5)
    try sync()
    #expect(try codes(about: order).isEmpty)
  }

  @Test("a price that pretends to be that of the list, and one without any rule")
  func prices() throws {
    let shape = OrderLine.shape
    let lied = try draft()
    try line(
      of: lied, [shape.unitPrice.tag: .integer(10), shape.rulePrice.tag: .integer(10)])
    try force(lied, "submitted")
    let bare = try draft()
    try line(of: bare, [shape.unitPrice.tag: .integer(10), shape.rulePrice.tag: .null])
    try force(bare, "submitted")
    try sync()
    for order in [lied, bare] {
      #expect(try codes(about: order) == ["stale_price"])
      let item = try #require(try items(about: order).first)
      #expect(item[ReviewItem.shape.kind] == .text("stale_price"))
      let english = try #require(ReviewItem.details(of: item, in: .english))
      #expect(english.contains("Tea: 10 rial, the list says 1,000 rial"), "\(english)")
      let persian = try #require(ReviewItem.details(of: item, in: .persian))
      #expect(persian.contains("در فهرست ۱٬۰۰۰ ریال"), "\(persian)")
    }
    let kept = try world.office.office.database.read { try $0.record(Order.tag, lied) }
    #expect(kept?[Order.shape.status] == .text("submitted"))
  }

  @Test("a list that changed while the rep was away")
  func staleList() throws {
    let order = try world.sell(0, 5)
    try set(Product.tag, world.product, [Product.shape.listPrice.tag: .integer(1_500)])
    try sync()
    #expect(try codes(about: order) == ["stale_price"])
  }

  private func limitDiscounts() throws {
    try office { context in
      let entity = try #require(context.schema[DiscountPolicy.tag])
      return try RecordOperations.add(
        entity,
        RecordEdit(values: [
          DiscountPolicy.shape.name.tag: .text("All"),
          DiscountPolicy.shape.appliesTo.tag: .text("all"),
          DiscountPolicy.shape.maxPercent.tag: .integer(500),
        ]), in: context)
    }
    try sync()
  }

  @Test("an invoice that was written before the order was submitted hides nothing")
  func invoicedDraft() throws {
    try limitDiscounts()
    let order = try draft()
    try line(of: order, [OrderLine.shape.discountPercent.tag: .integer(2_000)])
    let shape = Invoice.shape
    try commit { context in
      try RecordOperations.add(
        try #require(context.schema[Invoice.tag]),
        RecordEdit(values: [
          shape.account.tag: .reference(account), shape.order.tag: .reference(order),
          shape.invoiceDate.tag: .integer(20_240), shape.currency.tag: .text("IRR"),
        ]), in: context)
    }
    try force(order, "submitted")
    try sync()
    #expect(try codes(about: order) == ["discount"])
  }

  @Test("a discount beyond the limit that was submitted without a word")
  func discounts() throws {
    try limitDiscounts()
    let order = try draft()
    try line(of: order, [OrderLine.shape.discountPercent.tag: .integer(2_000)])
    try force(order, "submitted")
    try sync()
    #expect(try codes(about: order) == ["discount"])
    // Whoever submits it as one does is told, and the office with the order.
    let honest = try draft()
    try line(of: honest, [OrderLine.shape.discountPercent.tag: .integer(2_000)])
    try commit { try OrderOperations.submit(honest, in: $0) }
    try sync()
    #expect(try codes(about: honest).isEmpty)
  }

  @Test("a state written beside the one that was, past every approval")
  func skipped() throws {
    try set(Account.tag, account, [Account.shape.creditHold.tag: .truth(true)])
    try sync()
    let order = try draft()
    try commit { try OrderOperations.submit(order, in: $0) }
    try sync()
    #expect(try codes(about: order).isEmpty)
    try commit { context in
      let lines = try OrderTotals.lines(of: order, reader: context.reader)
      let delivery = try RecordOperations.add(
        try #require(context.schema[Delivery.tag]),
        RecordEdit(values: [
          Delivery.shape.account.tag: .reference(account),
          Delivery.shape.kind.tag: .text("delivery"),
          Delivery.shape.order.tag: .reference(order),
          Delivery.shape.deliveredOn.tag: .integer(20_000),
        ]), in: context
      ).changes
      let row = try RecordOperations.add(
        try #require(context.schema[DeliveryLine.tag]),
        RecordEdit(values: [
          DeliveryLine.shape.delivery.tag: .reference(delivery[0].record),
          DeliveryLine.shape.product.tag: .reference(world.product),
          DeliveryLine.shape.direction.tag: .text("out"),
          DeliveryLine.shape.quantity.tag: .integer(5_000),
          DeliveryLine.shape.orderLine.tag: .reference(lines[0].id),
        ]), in: context
      ).changes
      let group = try #require(context.schema[Order.tag]?.group(of: Order.shape.status.tag))
      let state = try #require(
        GroupValue([FieldValue(Order.shape.status.tag, .text("delivered"))]))
      let jump = RecordChange(
        entity: Order.tag, record: order, creates: false,
        writes: [GroupWrite(group: group.tag, action: .set(state))], life: nil)
      return OperationDraft("jump", delivery + row + [jump])
    }
    try sync()
    #expect(try codes(about: order) == ["unapproved"])
    let item = try #require(try items(about: order).first)
    #expect(ReviewItem.details(of: item, in: .persian)?.contains("توقف اعتبار") == true)
  }

  @Test("credit on hold, and what is due, that the device did not know of")
  func credit() throws {
    let order = try world.sell(0, 5)
    let invoice = try commit { try DocumentLines<Invoice>.start(account: account, in: $0) }
    try commit {
      try DocumentLines<Invoice>.add(
        to: invoice, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    try commit { try InvoiceOperations.issue(invoice, in: $0) }
    try set(Account.tag, account, [Account.shape.creditHold.tag: .truth(true)])
    try sync()
    #expect(try codes(about: order) == ["credit_held"])
    #expect(try codes(about: invoice) == ["credit_held"])
    // The invoice is due by now; what is ordered in spite of it is noticed too.
    try set(Account.tag, account, [Account.shape.creditHold.tag: .truth(false)])
    world.office.now += 90 * 86_400_000
    let late = try draft()
    try force(late, "submitted")
    try sync()
    #expect(try codes(about: late) == ["overdue"])
  }

  @Test("what was closed is told again when the facts are others, and only then")
  func again() throws {
    let order = try world.sell(0, 5)
    for device in world.devices { try device.sync() }
    func twice() throws {
      for index in 0..<2 {
        try commit(index) { try DeliveryOperations.deliver(order: order, in: $0) }
      }
      for _ in 0..<2 { for index in 0..<2 { try sync(index) } }
    }
    func close() throws {
      for item in try items(about: order) {
        try office { try ReviewOperations.close(item, in: $0) }
      }
    }
    try twice()
    #expect(try codes(about: order) == ["delivered_twice"])
    try close()
    // An invoice changes nothing of it.
    try commit { try InvoiceOperations.draft(order: order, in: $0) }
    try sync()
    #expect(try codes(about: order).filter { $0 == "delivered_twice" }.count == 1)
    // It was put right, and happened again.
    try commit { try DeliveryOperations.takeBack(order: order, in: $0) }
    for _ in 0..<2 { for index in 0..<2 { try sync(index) } }
    try twice()
    #expect(try codes(about: order).filter { $0 == "delivered_twice" }.count == 2)
  }

  @Test("an item that was written before there were codes is not told twice")
  func older() throws {
    let order = try world.sell(0, 5)
    for device in world.devices { try device.sync() }
    try office { context in
      try ReviewOperations.raise(
        ReviewOperations.Finding(
          kind: "other", entity: "order", record: order,
          details: "delivered twice: more was handed over than was ordered"), in: context)
    }
    for index in 0..<2 {
      try commit(index) { try DeliveryOperations.deliver(order: order, in: $0) }
    }
    for _ in 0..<2 { for index in 0..<2 { try sync(index) } }
    let all = try items(about: order)
    #expect(all.count == 1)
    #expect(ReviewItem.details(of: all[0], in: .persian)?.hasPrefix("delivered twice") == true)
  }

  @Test("less arrived than was submitted")
  func lines() throws {
    let order = try draft()
    try force(
      order, "submitted",
      [
        Order.shape.linesSubmitted.tag: .integer(2),
        Order.shape.payableSubmitted.tag: .integer(11_000),
      ])
    try sync()
    #expect(try codes(about: order) == ["lines_differ"])
    let item = try #require(try items(about: order).first)
    let said = ReviewItem.details(of: item, in: .english) ?? ""
    #expect(said.hasSuffix("2 lines, 11,000 rial; 1 lines, 5,500 rial"), "\(said)")
  }

  @Test("an invoice of an order that was called off is not issued")
  func calledOff() throws {
    let order = try world.sell(0, 5)
    for device in world.devices { try device.sync() }
    let invoice = try commit { try InvoiceOperations.draft(order: order, in: $0) }
    try commit(1) { try OrderOperations.cancel(order, in: $0) }
    for _ in 0..<2 { for index in 0..<2 { try sync(index) } }
    #expect(throws: Failure.self) {
      try commit { try InvoiceOperations.issue(invoice, in: $0) }
    }
    #expect(try codes(about: order) == ["invoiced_called_off"])
  }

  @Test("a quote that is revised here and becomes an order there", arguments: [false, true])
  func revised(swapped: Bool) throws {
    let quote = try commit { try DocumentLines<Quote>.start(account: account, in: $0) }
    try commit {
      try DocumentLines<Quote>.add(
        to: quote, product: world.product, quantity: try Quantity(whole: 1), in: $0)
    }
    try commit { try QuoteOperations.send(quote, in: $0) }
    for _ in 0..<2 { for index in 0..<2 { try sync(index) } }
    let revision = try commit(0) { try QuoteOperations.revise(quote, in: $0) }
    let order = try commit(1) { try QuoteOperations.convert(quote, in: $0) }
    for index in swapped ? [1, 0, 1] : [0, 1, 0] { try sync(index) }
    #expect(try codes(about: quote) == ["deal_twice"])
    let item = try #require(try items(about: quote).first)
    #expect(item[ReviewItem.shape.otherRecord] == .text("\(revision)"))
    // Asked for an order of the revision, one is shown that there is.
    let device = world.devices[0]
    try device.database.read { reader in
      let known = try QuoteOperations.order(of: revision, reader: reader)
      #expect(known?.id == order)
    }
  }
}
