// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

/// Prices, packs, promotions and limits as records, on orders of a rep.
@Suite("Pricing")
struct PricingTests {
  let world: World
  let account: RecordID
  let product: RecordID
  let order: RecordID
  let line = OrderLine.shape

  init() throws {
    world = try World()
    account = try world.openAccount()
    product = try world.addProduct("TEA", 100_000)
    let account = self.account
    order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
  }

  // MARK: Helpers

  private func add(
    _ type: (some EntityType).Type, _ values: [FieldTag: Value]
  ) throws -> RecordID {
    try world.run(world.manager, World.laptop) {
      try RecordOperations.add(try world.entity(type), RecordEdit(values: values), in: $0)
    }
  }

  private func set(
    _ type: (some EntityType).Type, _ id: RecordID, _ values: [FieldTag: Value]
  ) throws {
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(try world.view(type, id), RecordEdit(values: values), in: $0)
    }
  }

  func list(_ code: String, isStandard: Bool = false) throws -> RecordID {
    let shape = PriceList.shape
    return try add(
      PriceList.self,
      [
        shape.code.tag: .text(code), shape.name.tag: .text("List \(code)"),
        shape.standard.tag: .truth(isStandard),
      ])
  }

  func price(
    _ list: RecordID, _ price: Int64, _ more: [FieldTag: Value] = [:]
  ) throws -> RecordID {
    let shape = PriceRule.shape
    return try add(
      PriceRule.self,
      [
        shape.priceList.tag: .reference(list), shape.product.tag: .reference(product),
        shape.price.tag: .integer(price),
      ].merging(more) { $1 })
  }

  func sell(
    _ quantity: Int64, of unit: String? = nil, price: Int64? = nil,
    discount: Discount = .none
  ) throws -> RecordView {
    let id = try world.run(world.rep) {
      try DocumentLines<Order>.add(
        to: order, product: product,
        quantity: UnitQuantity(try Quantity(whole: quantity), of: unit), discount: discount,
        price: price, in: $0)
    }
    return try world.view(OrderLine.self, id)
  }

  private func lines() throws -> [RecordView] {
    try OrderTotals.lines(of: order, reader: world.records)
  }

  private func promote() throws {
    try world.run(world.rep) { try DocumentPromotions<Order>.apply(to: order, in: $0) }
  }

  private func promotion(_ code: String, _ values: [FieldTag: Value]) throws -> RecordID {
    let shape = Promotion.shape
    return try add(
      Promotion.self,
      [shape.code.tag: .text(code), shape.name.tag: .text("Promotion \(code)")]
        .merging(values) { $1 })
  }

  func carton(_ content: Int64 = 12) throws {
    let shape = ProductUnit.shape
    _ = try add(
      ProductUnit.self,
      [
        shape.product.tag: .reference(product), shape.unit.tag: .text("carton"),
        shape.content.tag: .integer(content * 1_000),
      ])
  }

  // MARK: Prices

  @Test("the account's list comes before the group's, and that before everybody's")
  func lists() throws {
    let everybody = try list("ALL", isStandard: true)
    let base = try price(everybody, 95_000)
    #expect(try sell(1)[line.unitPrice] == .integer(95_000))
    let group = try add(
      CustomerGroup.self,
      [
        CustomerGroup.shape.code.tag: .text("A"), CustomerGroup.shape.name.tag: .text("Best"),
        CustomerGroup.shape.priceList.tag: .reference(try list("GROUP")),
      ])
    try set(Account.self, account, [Account.shape.customerGroup.tag: .reference(group)])
    // A list without a rule for the product decides nothing.
    let still = try sell(1)
    #expect(still[line.unitPrice] == .integer(95_000) && still[line.priceRule] == .reference(base))
    let own = try list("OWN")
    try set(Account.self, account, [Account.shape.priceList.tag: .reference(own)])
    let shape = PriceRule.shape
    // Ten percent off whatever would hold without the list.
    _ = try add(
      PriceRule.self,
      [shape.priceList.tag: .reference(own), shape.percent.tag: .integer(1_000)])
    let line = try sell(1)
    #expect(line[self.line.unitPrice] == .integer(85_500))
    #expect(line[self.line.rulePrice] == .integer(85_500))
    #expect(line[self.line.priceEdition] == .integer(1))
  }

  @Test("a line keeps what the goods cost the company then, for margins")
  func cost() throws {
    #expect(try sell(1)[line.unitCost].isNull)
    try set(Product.self, product, [Product.shape.cost.tag: .integer(60_000)])
    let sold = try sell(1)
    try set(Product.self, product, [Product.shape.cost.tag: .integer(70_000)])
    #expect(try world.view(OrderLine.self, sold.id)[line.unitCost] == .integer(60_000))
  }

  @Test("breaks, packs, days and the newer rule of a day decide")
  func rules() throws {
    try carton()
    let list = try list("ALL", isStandard: true)
    let shape = PriceRule.shape
    _ = try price(list, 90_000)
    _ = try price(list, 80_000, [shape.minQuantity.tag: .integer(24_000)])
    _ = try price(list, 900_000, [shape.unit.tag: .text("carton")])
    _ = try price(list, 1, [shape.validTo.tag: .integer(20_000)])
    _ = try price(list, 2, [shape.validFrom.tag: .integer(20_100)])
    #expect(try sell(23)[line.unitPrice] == .integer(90_000))
    #expect(try sell(24)[line.unitPrice] == .integer(80_000))
    let packed = try sell(3, of: "carton")
    #expect(packed[line.unitPrice] == .integer(75_000))
    #expect(packed[line.quantity] == .integer(36_000) && packed[line.unit] == .text("piece"))
    #expect(packed[line.enteredQuantity] == .integer(3_000))
    #expect(packed[line.packContent] == .integer(12_000))
    _ = try price(list, 70_000, [shape.minQuantity.tag: .integer(24_000)])
    #expect(try sell(24)[line.unitPrice] == .integer(70_000))
    let unknown = failure { try sell(1, of: "kg") }
    #expect(unknown?.arguments == [DomainLaw.unitOfProduct.rawValue, "piece", "carton"])
  }

  @Test("a rule is never changed, and a rep changes no price at all")
  func immutability() throws {
    let list = try list("ALL", isStandard: true)
    let rule = try price(list, 90_000)
    let shape = PriceRule.shape
    let change = failure { try set(PriceRule.self, rule, [shape.price.tag: .integer(1)]) }
    #expect(change?.code == .alreadySet)
    try set(PriceRule.self, rule, [shape.validTo.tag: .integer(20_200)])
    let own = failure {
      try world.run(world.rep) {
        try PriceOperations.set(
          1, of: product, in: list, .init(from: CivilDate(daysSinceEpoch: 20_000)), in: $0)
      }
    }
    #expect(own?.code == .notGranted)
    for values: [FieldTag: Value] in [
      [shape.method.tag: .text("markup")], [shape.roundTo.tag: .integer(5)],
      [shape.category.tag: .text("tea")], [shape.price.tag: .integer(-1)],
    ] {
      #expect(failure { try price(list, 5, values) }?.code == .invariant)
    }
  }

  @Test("a price that is set is a new rule and a new edition")
  func setting() throws {
    let list = try list("ALL", isStandard: true)
    let from = CivilDate(daysSinceEpoch: 20_000)
    for price in [Int64(70_000), 60_000] {
      try world.run(world.manager, World.laptop) {
        try PriceOperations.set(price, of: product, in: list, .init(from: from), in: $0)
      }
    }
    let entered = try sell(1)
    #expect(entered[line.unitPrice] == .integer(60_000))
    #expect(entered[line.priceEdition] == .integer(3))
  }

  @Test("a price in another currency is converted by the rate of the day, or refused by name")
  func currencies() throws {
    let dollars = try world.run(world.rep) {
      try OrderOperations.start(
        account: account, RecordEdit(values: [Order.shape.currency.tag: .text("USD")]), in: $0)
    }
    func add() throws -> RecordID {
      try world.run(world.rep) {
        try OrderOperations.addLine(
          order: dollars, product: product, quantity: try Quantity(whole: 1), in: $0)
      }
    }
    #expect(failure { try add() }?.arguments.first == "rate-missing")
    let shape = ExchangeRate.shape
    let rate: [FieldTag: Value] = [
      shape.currency.tag: .text("USD"), shape.rate.tag: .integer(500_000_000),
      shape.validFrom.tag: .integer(20_000),
    ]
    let id = try self.add(ExchangeRate.self, rate)
    // 100,000 rial at 500,000 a dollar.
    #expect(try world.view(OrderLine.self, try add())[line.unitPrice] == .integer(20))
    let change = failure {
      try set(ExchangeRate.self, id, [shape.rate.tag: .integer(1)])
    }
    #expect(change?.code == .alreadySet)
    let same = failure {
      try self.add(ExchangeRate.self, rate.merging([shape.counter.tag: .text("USD")]) { $1 })
    }
    #expect(same?.arguments.first == DomainLaw.rateTerms.rawValue)
  }

  @Test("another quantity has the price that goes with it; a price of one's own stays")
  func quantities() throws {
    try carton()
    let list = try list("ALL", isStandard: true)
    _ = try price(list, 80_000, [PriceRule.shape.minQuantity.tag: .integer(24_000)])
    let entered = try sell(1, of: "carton")
    #expect(entered[line.unitPrice] == .integer(100_000))
    func change(_ line: RecordID, _ quantity: UnitQuantity) throws -> RecordView {
      try world.run(world.rep) {
        try DocumentLines<Order>.changeQuantity(line: line, to: quantity, in: $0)
      }
      return try world.view(OrderLine.self, line)
    }
    // A bare number counts cartons, as the line was entered in them.
    let more = try change(entered.id, UnitQuantity(try Quantity(whole: 2)))
    #expect(more[line.quantity] == .integer(24_000) && more[line.unitPrice] == .integer(80_000))
    let loose = try change(entered.id, UnitQuantity(try Quantity(whole: 5), of: "piece"))
    #expect(loose[line.quantity] == .integer(5_000) && loose[line.enteredUnit].isNull)
    #expect(loose[line.unitPrice] == .integer(100_000))
    let own = try sell(1, price: 99_000)
    let kept = try change(own.id, UnitQuantity(try Quantity(whole: 30)))
    #expect(kept[line.unitPrice] == .integer(99_000) && kept[line.rulePrice] == .integer(100_000))
    // Whoever writes a field by itself keeps the packs in step, and cannot make them lie.
    func edit(_ id: RecordID, _ values: [FieldTag: Value]) throws {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(OrderLine.self, id), RecordEdit(values: values), in: $0)
      }
    }
    let cartons = try sell(2, of: "carton")
    try edit(cartons.id, [line.quantity.tag: .integer(36_000)])
    #expect(try world.view(OrderLine.self, cartons.id)[line.enteredQuantity] == .integer(3_000))
    let lie = failure { try edit(cartons.id, [line.enteredQuantity.tag: .integer(9_000)]) }
    #expect(lie?.arguments.first == DomainLaw.lineUnits.rawValue)
  }

  @Test("an order keeps its price when a newer rule comes, says so, and takes it when asked")
  func stale() throws {
    let list = try list("ALL", isStandard: true)
    _ = try price(list, 90_000)
    let entered = try sell(2)
    let own = try sell(1, price: 50_000)
    _ = try price(list, 95_000)
    let shown = try world.view(Order.self, order)
    let review = try PriceReview<Order>.lines(of: shown, reader: world.records)
    #expect(review.map(\.isStale) == [true, true] && review.map(\.isOwn) == [false, true])
    #expect(review.map { $0.answer?.price.minorUnits } == [95_000, 95_000])
    #expect(try world.view(OrderLine.self, entered.id)[line.unitPrice] == .integer(90_000))
    try world.run(world.rep) { try PriceReview<Order>.refresh(order, in: $0) }
    #expect(try world.view(OrderLine.self, entered.id)[line.unitPrice] == .integer(95_000))
    #expect(try world.view(OrderLine.self, own.id)[line.unitPrice] == .integer(50_000))
  }

  // MARK: Promotions

  @Test("promotions go onto lines and come off, and giving them twice gives them once")
  func promotions() throws {
    let shape = Promotion.shape
    let ten = try promotion(
      "TEN", [shape.kind.tag: .text("percent"), shape.percent.tag: .integer(1_000)])
    let gift = try world.addProduct("CUP", 7_000)
    _ = try promotion(
      "CUP",
      [
        shape.kind.tag: .text("free_goods"), shape.getProduct.tag: .reference(gift),
        shape.getQuantity.tag: .integer(2_000), shape.minAmount.tag: .integer(150_000),
        shape.stackable.tag: .truth(true), shape.priority.tag: .integer(5),
      ])
    try set(Promotion.self, ten, [shape.stackable.tag: .truth(true)])
    let entered = try sell(2)
    try promote()
    let once = try lines()
    #expect(once.count == 2)
    #expect(once[0][line.promotionDiscount] == .integer(20_000))
    #expect(once[0][line.promotions] == .text("TEN"))
    #expect(once[1][line.free] == .truth(true) && once[1][line.quantity] == .integer(2_000))
    let totals = try OrderTotals.of(try world.view(Order.self, order), reader: world.records)
    #expect(totals.gross == 214_000 && totals.promotion == 34_000 && totals.net == 180_000)
    let context = try world.context(world.rep)
    #expect(try DocumentPromotions<Order>.apply(to: order, in: context).changes.isEmpty)
    // Another quantity has no promotions until they are given again.
    try world.run(world.rep) {
      try OrderOperations.changeQuantity(line: entered.id, to: Quantity(whole: 1), in: $0)
    }
    #expect(try world.view(OrderLine.self, entered.id)[line.promotionDiscount].isNull)
    let early = failure {
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    }
    #expect(early?.arguments.first == DomainLaw.promotionsChanged.rawValue)
    try promote()
    #expect(try lines().count == 1)
    try world.run(world.rep) { try DocumentPromotions<Order>.takeOff(order, in: $0) }
    #expect(try lines().map { $0[line.promotionDiscount] } == [.null])
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
  }

  @Test("nobody takes more than promotions give, by hand or by changing what was given")
  func greed() throws {
    let shape = Promotion.shape
    _ = try promotion(
      "FREE",
      [
        shape.kind.tag: .text("buy_get"), shape.minQuantity.tag: .integer(10_000),
        shape.getQuantity.tag: .integer(1_000), shape.product.tag: .reference(product),
      ])
    _ = try sell(20)
    try promote()
    let free = try #require(try lines().first { $0[line.free] == .truth(true) })
    #expect(free[line.quantity] == .integer(2_000))
    let changed = failure {
      try world.run(world.rep) {
        try OrderOperations.changeQuantity(line: free.id, to: Quantity(whole: 9), in: $0)
      }
    }
    #expect(changed?.arguments.first == DomainLaw.promotionsChanged.rawValue)
    try world.run(world.rep) {
      try RecordOperations.edit(
        free,
        RecordEdit(values: [
          line.quantity.tag: .integer(9_000), line.free.tag: .truth(true),
          line.promotionDiscount.tag: .integer(900_000),
        ]), in: $0)
    }
    let submitted = failure {
      try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    }
    #expect(submitted?.arguments.first == DomainLaw.promotionsChanged.rawValue)
    // What is given may be declined.
    try world.run(world.rep) { try OrderOperations.removeLine(free.id, in: $0) }
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
  }

  @Test("a promotion with a budget is given from the device's own share, and drawn with the order")
  func budget() throws {
    let shape = Promotion.shape
    _ = try promotion(
      "TEN",
      [
        shape.kind.tag: .text("percent"), shape.percent.tag: .integer(1_000),
        shape.budget.tag: .text("Spring"),
      ])
    _ = try sell(3)
    try promote()
    #expect(try lines()[0][line.promotionDiscount].isNull)
    try world.run(world.administrator, World.laptop) {
      try EscrowOperations.grant(
        .budget(name: "spring", currency: .irr), 40_000,
        to: .init(replica: World.phone, device: "D1", user: world.rep), in: $0)
    }
    try promote()
    #expect(try lines()[0][line.promotionDiscount] == .integer(30_000))
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    let book = try #require(
      try Escrow.books(ofResource: "budget/spring", reader: world.records).first)
    #expect(book.spent == 30_000 && book.left == 10_000)
    let second = try world.run(world.rep) {
      try OrderOperations.start(account: account, in: $0)
    }
    try world.run(world.rep) {
      try OrderOperations.addLine(
        order: second, product: product, quantity: Quantity(whole: 2), in: $0)
    }
    let outcome = try DocumentPromotions<Order>.outcome(
      of: try world.view(Order.self, second), for: World.phone, reader: world.records)
    #expect(outcome.grants.isEmpty && outcome.rejections.map(\.reason) == [.budget])
  }

  @Test("a promotion has what its kind needs, and a step gives one thing")
  func terms() throws {
    let shape = Promotion.shape
    for kind in ["percent", "amount", "buy_get", "bundle", "free_goods"] {
      let bare = failure { try promotion("X-\(kind)", [shape.kind.tag: .text(kind)]) }
      #expect(bare?.arguments.first == DomainLaw.promotionTerms.rawValue, "\(kind)")
    }
    let steps = try promotion("S", [shape.kind.tag: .text("tiered")])
    let step = PromotionTier.shape
    let owner: [FieldTag: Value] = [step.promotion.tag: .reference(steps)]
    let both = failure {
      try add(
        PromotionTier.self,
        owner.merging([step.percent.tag: .integer(1), step.amount.tag: .integer(1)]) { $1 })
    }
    #expect(both?.arguments.first == DomainLaw.promotionTerms.rawValue)
    let turned = failure {
      try promotion(
        "D",
        [
          shape.kind.tag: .text("percent"), shape.percent.tag: .integer(1),
          shape.validFrom.tag: .integer(20_001), shape.validTo.tag: .integer(20_000),
        ])
    }
    #expect(turned?.arguments.first == DomainLaw.periodOrder.rawValue)
  }

  // MARK: Discounts of a rep

  @Test("what is taken off beyond the closest limit is found, whichever way it is taken")
  func limits() throws {
    let shape = DiscountPolicy.shape
    _ = try add(
      DiscountPolicy.self,
      [shape.name.tag: .text("All"), shape.maxPercent.tag: .integer(500)])
    func excesses() throws -> [Int64] {
      try DiscountReview.excesses(
        of: try world.view(Order.self, order), Order.self, reader: world.records
      ).map(\.off)
    }
    _ = try sell(1, discount: .percent(try PercentBasisPoints(500)))
    #expect(try excesses().isEmpty)
    _ = try sell(1, price: 94_999)
    #expect(try excesses() == [5_001])
    _ = try sell(1, discount: .amount(5_001))
    #expect(try excesses() == [5_001, 5_001])
    try set(Account.self, account, [Account.shape.discountClass.tag: .text("special")])
    _ = try add(
      DiscountPolicy.self,
      [
        shape.name.tag: .text("Special"), shape.maxPercent.tag: .integer(1_000),
        shape.discountClass.tag: .text("special"),
      ])
    #expect(try excesses().isEmpty)
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Order.self, order),
        RecordEdit(values: [Order.shape.discountPercent.tag: .integer(2_000)]), in: $0)
    }
    #expect(try excesses().count == 3)
    // The rep is not turned away; the order says why somebody has to look at it.
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    let reasons = Order.shape.approvalReasons
    #expect(try world.view(Order.self, order).words(reasons) == ["discount"])
    try world.run(world.manager, World.laptop) {
      try OrderOperations.decline(order, reason: "Too much", in: $0)
    }
    try world.run(world.rep) { try OrderOperations.reopen(order, in: $0) }
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Order.self, order),
        RecordEdit(values: [Order.shape.discountPercent.tag: .null]), in: $0)
    }
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    #expect(try world.view(Order.self, order).words(reasons).isEmpty)
  }
}
