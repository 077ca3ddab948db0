// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Orders")
struct OrderTests {
  let world: World
  let shape = Order.shape
  let line = OrderLine.shape

  init() throws { world = try World() }

  private func state(_ order: RecordID) throws -> String? {
    try world.view(Order.self, order)[shape.status].text
  }

  @Test("an order gets its number, date and currency at once, a line the price of the moment")
  func start() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("TEA", 1_250_000)
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let shown = try world.view(Order.self, order)
    #expect(shown[shape.number] == .text("D1-1"))
    #expect(shown[shape.status] == .text("draft") && shown[shape.currency] == .text("IRR"))
    #expect(shown[shape.orderDate] == .integer(20_089))
    for _ in 0..<2 {
      try world.run(world.rep) {
        try OrderOperations.addLine(
          order: order, product: product, quantity: Quantity(whole: 3), in: $0)
      }
    }
    let lines = try OrderTotals.lines(of: order, reader: world.records)
    #expect(lines.map { $0[line.position].integer } == [1, 2])
    #expect(lines[0][line.unitPrice] == .integer(1_250_000))
    #expect(lines[0][line.vatRate] == .integer(1_000))
    try world.run(world.rep) {
      try OrderOperations.changeQuantity(line: lines[0].id, to: Quantity(whole: 4), in: $0)
    }
    try world.run(world.rep) { try OrderOperations.removeLine(lines[1].id, in: $0) }
    let totals = try OrderTotals.of(shown, reader: world.records)
    #expect(totals.gross == 5_000_000 && totals.vat == 500_000 && totals.total == 5_500_000)
  }

  @Test("the worked invoice comes out of records, under both ways of rounding tax")
  func workedInvoice() throws {
    let account = try world.openAccount()
    let order = try world.run(world.rep) {
      try OrderOperations.start(
        account: account, RecordEdit(values: [shape.discountAmount.tag: .integer(50_000)]),
        in: $0)
    }
    let lines: [(Int64, Int64, Discount)] = [
      (12, 185_000, .percent(try PercentBasisPoints(1_000))), (3, 1_250_000, .none),
      (7, 99_999, .percent(try PercentBasisPoints(250))),
    ]
    for (index, entered) in lines.enumerated() {
      let product = try world.addProduct("P\(index)", entered.1)
      try world.run(world.rep) {
        try OrderOperations.addLine(
          order: order, product: product, quantity: try Quantity(whole: entered.0),
          discount: entered.2, in: $0)
      }
    }
    let perLine = try OrderTotals.of(try world.view(Order.self, order), reader: world.records)
    #expect(perLine.lines.map(\.headerDiscount) == [15_535, 29_158, 5_307])
    #expect(perLine.lines.map(\.vat) == [198_247, 372_084, 67_719])
    #expect(perLine.taxable == 6_380_493 && perLine.total == 7_018_543)
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Order.self, order),
        RecordEdit(values: [shape.roundingScope.tag: .text("per_document")]), in: $0)
    }
    let whole = try OrderTotals.of(try world.view(Order.self, order), reader: world.records)
    #expect(whole.vat == 638_049 && whole.total == 7_018_542)
  }

  @Test("an order goes its way: submitted by the rep, then moved by who may approve")
  func path() throws {
    let order = try world.submittedOrder()
    #expect(try state(order) == "submitted")
    let own = failure {
      try world.run(world.rep) { try OrderOperations.approve(order, in: $0) }
    }
    #expect(own?.code == .notGranted && own?.arguments == ["order.approval:edit"])
    try world.run(world.manager, World.laptop) { try OrderOperations.approve(order, in: $0) }
    for next in ["delivered", "invoiced", "closed"] {
      try world.run(world.manager, World.laptop) {
        try OrderOperations.advance(order, to: next, in: $0)
      }
    }
    #expect(try state(order) == "closed")
    let final = failure {
      try world.run(world.rep) { try OrderOperations.cancel(order, in: $0) }
    }
    #expect(final?.code == .moveNotAllowed && final?.arguments == ["closed", "cancelled"])
  }

  @Test("a declined order says why, is opened again, and then has no reason")
  func decline() throws {
    let order = try world.submittedOrder()
    try world.run(world.manager, World.laptop) {
      try OrderOperations.decline(order, reason: "Too dear", in: $0)
    }
    #expect(try world.view(Order.self, order)[shape.reason] == .text("Too dear"))
    try world.run(world.rep) { try OrderOperations.reopen(order, in: $0) }
    #expect(try state(order) == "draft")
    #expect(try world.view(Order.self, order)[shape.reason].isNull)
    try world.run(world.rep) { try OrderOperations.cancel(order, reason: "Gone", in: $0) }
    #expect(try state(order) == "cancelled")
  }

  @Test("an empty order is not submitted, by the operation or around it")
  func empty() throws {
    let account = try world.openAccount()
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let asked = failure {
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    }
    #expect(asked?.arguments.first == DomainLaw.orderHasLines.rawValue)
    let forced = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Order.self, order),
          RecordEdit(values: [shape.status.tag: .text("submitted")]), in: $0)
      }
    }
    #expect(forced?.arguments.first == DomainLaw.orderHasLines.rawValue)
  }

  @Test("an order whose discount is above its amount is not submitted")
  func discount() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let order = try world.run(world.rep) {
      try OrderOperations.start(
        account: account, RecordEdit(values: [shape.discountAmount.tag: .integer(500)]), in: $0)
    }
    try world.run(world.rep) {
      try OrderOperations.addLine(
        order: order, product: product, quantity: Quantity(whole: 1), in: $0)
    }
    let failure = failure {
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    }
    #expect(failure?.arguments.first == "discount-too-large" && failure?.entity == "order")
    let both = KarvanDomainTests.failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Order.self, order),
          RecordEdit(values: [shape.discountPercent.tag: .integer(500)]), in: $0)
      }
    }
    #expect(both?.arguments.first == DomainLaw.oneDiscount.rawValue)
  }

  @Test("a discount above the line is refused where it is entered, by the name of its field")
  func lineDiscount() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    func add(_ discount: Int64) throws -> RecordID {
      try world.run(world.rep) {
        try OrderOperations.addLine(
          order: order, product: product, quantity: Quantity(whole: 2), discount: .amount(discount),
          in: $0)
      }
    }
    let refused = try #require(failure { try add(201) })
    #expect(refused.arguments.first == "discount-too-large")
    #expect(
      FailureText.say(refused, schema: world.schema, language: .english)
        == "Order line, Discount (amount): The discount is larger than the amount of the line. "
        + "Make it smaller.")
    let line = try add(200)
    let edits: [[FieldTag: Value]] = [
      [OrderLine.shape.discountAmount.tag: .integer(201)],
      [OrderLine.shape.quantity.tag: .integer(1_900)],
      [OrderLine.shape.unitPrice.tag: .integer(99)],
    ]
    for values in edits {
      let failure = failure {
        try world.run(world.rep) {
          try RecordOperations.edit(
            try world.view(OrderLine.self, line), RecordEdit(values: values), in: $0)
        }
      }
      #expect(failure?.field == "discount_amount" && failure?.entity == "order_line")
    }
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
  }

  @Test("totals that cannot be computed name the line and its field")
  func totalsFailure() throws {
    let order = try world.submittedOrder()
    let line = try #require(try OrderTotals.lines(of: order, reader: world.records).first)
    var state = line.state
    let pricing = try #require(line.entity.group(of: OrderLine.shape.discountAmount.tag))
    let value = try #require(
      GroupValue([
        FieldValue(OrderLine.shape.unitPrice.tag, .integer(1)),
        FieldValue(OrderLine.shape.discountAmount.tag, .integer(9)),
      ]))
    // As two people can do it who write quantity and discount at the same time.
    let change = Drafter(replica: World.laptop).resolve(line, group: pricing, value: value)
    state.apply(
      change, of: world.makeCommit(OperationDraft("test", [change]), World.laptop, office: true))
    let failed = failure {
      try OrderTotals.of(
        try world.view(Order.self, order), lines: [RecordView(entity: line.entity, state: state)])
    }
    #expect(failed?.entity == "order_line" && failed?.record == line.id)
    #expect(failed?.field == "discount_amount")
  }

  @Test("what left the draft is frozen but for its notes, lines too, and never deleted")
  func frozen() throws {
    let order = try world.submittedOrder()
    let lines = try OrderTotals.lines(of: order, reader: world.records)
    func edit(_ type: (some EntityType).Type, _ id: RecordID, _ edit: RecordEdit) -> Failure? {
      failure {
        try world.run(world.rep) {
          try RecordOperations.edit(try world.view(type, id), edit, in: $0)
        }
      }
    }
    let note = Value.text("Ring twice")
    #expect(edit(Order.self, order, RecordEdit(values: [shape.note.tag: note])) == nil)
    let date = RecordEdit(values: [shape.deliveryDate.tag: .integer(20_100)])
    #expect(edit(Order.self, order, date)?.code == .frozen)
    let quantity = RecordEdit(values: [line.quantity.tag: .integer(1)])
    #expect(edit(OrderLine.self, lines[0].id, quantity)?.code == .frozen)
    #expect(edit(OrderLine.self, lines[0].id, RecordEdit(values: [line.note.tag: note])) == nil)
    let operations: [(OperationContext) throws -> OperationDraft] = [
      { try RecordOperations.delete(try world.view(Order.self, order), in: $0) },
      { try RecordOperations.delete(lines[0], in: $0) },
      { try OrderOperations.removeLine(lines[0].id, in: $0) },
      {
        try OrderOperations.addLine(
          order: order, product: lines[0][line.product].reference ?? order,
          quantity: Quantity(whole: 1), in: $0)
      },
      { try OrderOperations.changeQuantity(line: lines[0].id, to: Quantity(whole: 1), in: $0) },
    ]
    for operation in operations {
      let refused = failure { try world.run(world.rep, World.phone, operation) }
      #expect([.frozen, .notDeletable].contains(refused?.code))
    }
    let context = try world.context(world.rep)
    let alone = failure {
      try world.run(world.rep) {
        OperationDraft("raw", [$0.drafter.delete(try world.view(Order.self, order))])
      }
    }
    #expect(alone?.code == .notDeletable)
    let late = failure {
      try world.run(world.rep) { _ in
        var values: [FieldTag: Value] = [
          line.position.tag: .integer(9), line.quantity.tag: .integer(1_000),
          line.unitPrice.tag: .integer(1), line.order.tag: .reference(order),
          line.product.tag: lines[0][line.product],
        ]
        values[CreationFields.by.tag] = .reference(world.rep)
        return OperationDraft(
          "raw",
          [
            context.drafter.create(
              try world.entity(OrderLine.self), world.makeID(), RecordEdit(values: values))
          ])
      }
    }
    #expect(late?.arguments.first == DomainLaw.orderIsDraft.rawValue)
  }

  @Test("a draft is deleted with its lines, and only by who wrote it")
  func deletion() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let row = try world.run(world.rep) {
      try OrderOperations.addLine(
        order: order, product: product, quantity: Quantity(whole: 1), in: $0)
    }
    try world.run(world.rep) {
      try RecordOperations.delete(try world.view(Order.self, order), in: $0)
    }
    #expect(try world.view(Order.self, order).life == .deleted)
    #expect(try world.view(OrderLine.self, row).life == .deleted)
  }

  @Test("lines have a quantity, an active product and a price in the order's currency")
  func lines() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    func add(_ order: RecordID, _ quantity: Int64 = 1_000) -> Failure? {
      failure {
        try world.run(world.rep) {
          try OrderOperations.addLine(
            order: order, product: product, quantity: Quantity(thousandths: quantity), in: $0)
        }
      }
    }
    #expect(add(order, 0)?.arguments.first == DomainLaw.quantityPositive.rawValue)
    #expect(add(order, -1)?.arguments.first == DomainLaw.quantityPositive.rawValue)
    let dollars = try world.run(world.rep) {
      try OrderOperations.start(
        account: account, RecordEdit(values: [shape.currency.tag: .text("USD")]), in: $0)
    }
    #expect(add(dollars)?.arguments.first == "rate-missing")
    let old = try world.run(world.rep) {
      try OrderOperations.start(
        account: account, RecordEdit(values: [shape.orderDate.tag: .integer(0)]), in: $0)
    }
    #expect(add(old)?.arguments.first == "tax-rate-missing")
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        try world.view(Product.self, product),
        RecordEdit(values: [Product.shape.active.tag: .truth(false)]), in: $0)
    }
    #expect(add(order)?.code == .inactive)
  }

  @Test("the office records whole orders from elsewhere in any state; a rep only drafts")
  func record() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let head = RecordEdit(values: [
      shape.number.tag: .text("NW-10248"), shape.account.tag: .reference(account),
      shape.status.tag: .text("closed"), shape.currency.tag: .text("USD"),
      CreationFields.by.tag: .reference(world.rep),
    ])
    let row = RecordEdit(values: [
      line.product.tag: .reference(product), line.quantity.tag: .integer(12_000),
      line.unitPrice.tag: .integer(1_400),
    ])
    let refused = failure {
      try world.run(world.rep) {
        try OrderOperations.record(order: head, lines: [row, row], in: $0)
      }
    }
    #expect(refused?.arguments.first == DomainLaw.startingState.rawValue)
    let order = try world.run(world.administrator, World.laptop) {
      try OrderOperations.record(order: head, lines: [row, row], in: $0)
    }
    let shown = try world.view(Order.self, order)
    #expect(shown[shape.number] == .text("NW-10248") && shown.creator == world.rep)
    #expect(try OrderTotals.of(shown, reader: world.records).total == 33_600)
  }

  @Test("an order belongs to who wrote it: no other rep edits it, adds lines or deletes it")
  func strangers() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("P", 100)
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let stranger = try world.addRep("Omid", "omid")
    let operations: [(OperationContext) throws -> OperationDraft] = [
      { try RecordOperations.delete(try world.view(Order.self, order), in: $0) },
      { try OrderOperations.cancel(order, in: $0) },
      {
        try OrderOperations.addLine(
          order: order, product: product, quantity: Quantity(whole: 1), in: $0)
      },
    ]
    for operation in operations {
      #expect(failure { try world.run(stranger, World.laptop, operation) }?.code == .notCreator)
    }
  }

  @Test("a rep does not settle what the office decided, not even for what is shown")
  func settling() throws {
    let order = try world.submittedOrder()
    let manager = try world.context(world.manager, World.laptop)
    let administrator = try world.context(world.administrator, World.phone)
    let approval = try OrderOperations.approve(order, in: manager)
    let refusal = try OrderOperations.decline(order, in: administrator)
    try world.commit(approval, by: manager.author, replica: World.laptop)
    try world.commit(refusal, by: administrator.author, replica: World.phone)
    let shown = try world.view(Order.self, order)
    let group = try #require(shown.conflicts.first)
    for version in shown.view(of: group).shown {
      let failure = failure {
        try world.run(world.rep) {
          try ConflictOperations.resolve(shown, group: group, keep: .version(version.name), in: $0)
        }
      }
      #expect(failure?.code == .notGranted)
    }
  }

  @Test("an edit made while the draft was deleted elsewhere is refused, not lost in silence")
  func deletedElsewhere() throws {
    let account = try world.openAccount()
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let seen = try world.view(Order.self, order)
    let laptop = try world.context(world.rep, World.laptop)
    let edit = try RecordOperations.edit(
      seen, RecordEdit(values: [shape.note.tag: .text("More tea")]), in: laptop)
    try world.run(world.rep) { try RecordOperations.delete(seen, in: $0) }
    let failure = failure {
      try world.commit(edit, by: laptop.author, replica: World.laptop)
    }
    #expect(failure?.code == .deletedRecord)
    let second = try RecordOperations.delete(seen, in: laptop)
    try world.commit(second, by: laptop.author, replica: World.laptop)
    #expect(try world.view(Order.self, order).life == .deleted)
  }

  @Test("prices have a currency and are not negative")
  func prices() throws {
    let negative = failure { try world.addProduct("P", -1) }
    #expect(negative?.arguments.first == DomainLaw.amountNotNegative.rawValue)
    let product = try world.addProduct("Q", 5)
    let bare = failure {
      try world.run(world.manager, World.laptop) {
        let change = $0.drafter.edit(
          try world.view(Product.self, product),
          RecordEdit(values: [Product.shape.currency.tag: .null]))
        return OperationDraft("raw", change.map { [$0] } ?? [])
      }
    }
    #expect(bare?.arguments.first == DomainLaw.priceCurrency.rawValue)
  }

  @Test("approved here and declined there stays open until somebody settles it")
  func conflict() throws {
    let order = try world.submittedOrder()
    let manager = try world.context(world.manager, World.laptop)
    let administrator = try world.context(world.administrator, World.phone)
    let approval = try OrderOperations.approve(order, in: manager)
    let refusal = try OrderOperations.decline(order, reason: "No", in: administrator)
    try world.commit(approval, by: manager.author, replica: World.laptop)
    try world.commit(refusal, by: administrator.author, replica: World.phone)
    let shown = try world.view(Order.self, order)
    let group = try #require(shown.conflicts.first)
    #expect(group.name == "state" && shown[shape.status] == .text("approved"))
    let keep = try #require(shown.view(of: group).shown.last)
    try world.run(world.administrator) {
      try ConflictOperations.resolve(shown, group: group, keep: .version(keep.name), in: $0)
    }
    let settled = try world.view(Order.self, order)
    #expect(settled.conflicts.isEmpty && settled[shape.status] == .text("declined"))
    #expect(settled[shape.reason] == .text("No"))
    let again = failure {
      try ConflictOperations.resolve(
        settled, group: group, keep: .version(keep.name), in: manager)
    }
    #expect(again?.arguments.first == DomainLaw.nothingToResolve.rawValue)
  }
}
