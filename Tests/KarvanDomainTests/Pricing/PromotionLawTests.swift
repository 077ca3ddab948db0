// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// What holds of every basket, whatever the promotions are.
@Suite("Laws of promotions")
struct PromotionLawTests {
  private static func id(_ number: UInt64) -> RecordID { RecordID(high: 8, low: number) }
  private static let today = CivilDate(daysSinceEpoch: 20_000)
  private static let products: [RecordID] = [id(1), id(2), id(3)]

  private func basket(_ generator: inout SeededGenerator) throws -> Basket {
    let lines = try (0..<generator.integer(in: 0...6)).map { index in
      let quantity = Quantity(thousandths: Int64(generator.integer(in: 1...40)) * 1_000)
      let price = generator.integer(in: Int64(0)...9_999)
      let gross = try quantity.gross(unitPrice: price, rounding: .halfUp)
      return BasketLine(
        id: Self.id(UInt64(50 + index)),
        goods: Goods(
          product: generator.element(of: Self.products),
          category: generator.element(of: ["tea", "rice"])),
        quantity: quantity.thousandths, unitPrice: price,
        net: gross - generator.integer(in: 0...(gross / 2)))
    }
    return Basket(
      lines: lines, date: Self.today, prices: [Self.id(1): 100, Self.id(4): 250],
      budgets: ["spring": generator.integer(in: 0...50_000)])
  }

  private func promotions(_ generator: inout SeededGenerator) -> [PromotionTerms] {
    (0..<generator.integer(in: 0...6)).map { index in
      let targets: [SaleTerms.Target] = [
        .everything, .category("tea"), .product(Self.id(1)), .product(Self.id(2)),
      ]
      return PromotionTerms(
        id: Self.id(UInt64(100 + index)), code: "P\(index)",
        terms: SaleTerms(target: generator.element(of: targets)), kind: kind(&generator),
        minQuantity: Int64(generator.integer(in: 0...10)) * 1_000,
        minAmount: Int64(generator.integer(in: 0...50)) * 100,
        maxTimes: generator.integer(in: 0...2) == 0 ? 2 : nil,
        priority: generator.integer(in: 0...2),
        exclusiveGroup: generator.integer(in: 0...2) == 0 ? "one" : nil,
        isStackable: generator.integer(in: 0...1) == 0,
        budget: generator.integer(in: 0...3) == 0 ? "Spring" : nil)
    }
  }

  private func gift(_ generator: inout SeededGenerator) -> PromotionTerms.Gift {
    switch generator.integer(in: 0...2) {
    case 0: .percent((try? PercentBasisPoints(generator.integer(in: 1...10_000))) ?? .zero)
    case 1: .amount(generator.integer(in: 1...90_000))
    default: .goods(generator.element(of: [Self.id(1), Self.id(4), Self.id(9)]), 1_000)
    }
  }

  private func kind(_ generator: inout SeededGenerator) -> PromotionTerms.Kind {
    switch generator.integer(in: 0...3) {
    case 0: return .simple(gift(&generator))
    case 1:
      return .buyGet(
        buy: Int64(generator.integer(in: 1...12)) * 1_000, get: 1_000,
        of: generator.integer(in: 0...1) == 0 ? nil : Self.id(4))
    case 2:
      return .bundle(
        [
          .init(product: Self.id(1), quantity: 2_000),
          .init(product: Self.id(2), quantity: Int64(generator.integer(in: 1...5)) * 1_000),
        ], gift(&generator))
    default:
      return .steps(
        (0..<3).map { index in
          PromotionTerms.Step(
            id: Self.id(UInt64(200 + index)), minAmount: Int64(index) * 20_000,
            gift: gift(&generator))
        })
    }
  }

  private func remade(_ basket: Basket, _ lines: [BasketLine]) -> Basket {
    Basket(
      lines: lines, buyer: basket.buyer, date: basket.date, prices: basket.prices,
      budgets: basket.budgets)
  }

  @Test("what is given depends neither on the order of lines nor on that of promotions")
  func order() throws {
    var given = 0
    try forAllSeeds(3_000) { generator in
      let basket = try basket(&generator)
      let promotions = promotions(&generator)
      let one = try PromotionEngine.apply(promotions, to: basket)
      let other = try PromotionEngine.apply(
        promotions.shuffled(using: &generator),
        to: remade(basket, basket.lines.shuffled(using: &generator)))
      try #require(one == other)
      given += one.grants.count
    }
    #expect(given > 2_000)
  }

  @Test("no line comes to less than nothing, and what is given adds up to its worth")
  func bounds() throws {
    try forAllSeeds(3_000) { generator in
      let basket = try basket(&generator)
      let promotions = promotions(&generator)
      let outcome = try PromotionEngine.apply(promotions, to: basket)
      for line in basket.lines {
        try #require((0...line.net).contains(outcome.off(line.id)))
      }
      for grant in outcome.grants {
        let off = grant.shares.reduce(Int64(0)) { $0 + $1.amount }
        let goods = try grant.goods.reduce(Int64(0)) { sum, goods in
          sum
            + (try Quantity(thousandths: goods.quantity)
              .gross(unitPrice: goods.unitPrice, rounding: .halfUp))
        }
        try #require(off + goods == grant.worth)
        try #require(!grant.shares.isEmpty || !grant.goods.isEmpty)
        try #require(grant.shares.allSatisfy { $0.amount > 0 })
        try #require(grant.goods.allSatisfy { $0.quantity > 0 && $0.unitPrice >= 0 })
      }
      let decided = outcome.grants.map(\.promotion.id) + outcome.rejections.map(\.promotion.id)
      try #require(decided.sorted() == promotions.map(\.id).sorted())
    }
  }

  @Test("exclusive groups, lines that are not shared, and budgets hold")
  func limits() throws {
    try forAllSeeds(3_000) { generator in
      let basket = try basket(&generator)
      let outcome = try PromotionEngine.apply(promotions(&generator), to: basket)
      let groups = outcome.grants.compactMap(\.promotion.exclusiveGroup)
      try #require(Set(groups).count == groups.count)
      for line in basket.lines {
        let having = outcome.grants.filter { $0.shares.contains { $0.line == line.id } }
        try #require(having.count < 2 || having.allSatisfy(\.promotion.isStackable))
      }
      let spent = outcome.grants.filter { $0.promotion.budget == "spring" }
        .reduce(Int64(0)) { $0 + $1.worth }
      try #require(spent <= basket.budgets["spring"] ?? 0)
    }
  }

  @Test("one line split into two of the same product gets the same free goods")
  func splitting() throws {
    try forAllSeeds(500) { generator in
      let buy = Int64(generator.integer(in: 1...12)) * 1_000
      let whole = Int64(generator.integer(in: 2...80)) * 1_000
      let part = Int64(generator.integer(in: 1...Int(whole / 1_000 - 1))) * 1_000
      let promotion = PromotionTerms(
        id: Self.id(1), kind: .buyGet(buy: buy, get: 1_000, of: nil), minQuantity: buy)
      func goods(_ quantities: [Int64]) throws -> [PromotionGrant.FreeGoods] {
        let lines = quantities.enumerated().map { index, quantity in
          BasketLine(
            id: Self.id(UInt64(10 + index)), goods: Goods(product: Self.id(1)),
            quantity: quantity, unitPrice: 100, net: quantity / 10)
        }
        return try PromotionEngine.apply(
          [promotion], to: Basket(lines: lines, date: Self.today)
        ).grants.flatMap(\.goods)
      }
      let one = try goods([whole])
      try #require(try goods([part, whole - part]) == one)
      try #require(one.map(\.quantity) == (whole >= buy ? [whole / buy * 1_000] : []))
    }
  }
}

/// What each kind of promotion gives, by hand.
@Suite("Promotions by hand")
struct PromotionExampleTests {
  private static func id(_ number: UInt64) -> RecordID { RecordID(high: 8, low: number) }

  /// Ten of product 1 at 1,000, five of product 2 at 3,000.
  private func apply(_ promotions: [PromotionTerms]) throws -> PromotionOutcome {
    let lines = [
      BasketLine(
        id: Self.id(11), goods: Goods(product: Self.id(1), category: "tea"), quantity: 10_000,
        unitPrice: 1_000, net: 10_000),
      BasketLine(
        id: Self.id(12), goods: Goods(product: Self.id(2), category: "rice"), quantity: 5_000,
        unitPrice: 3_000, net: 15_000),
    ]
    return try PromotionEngine.apply(
      promotions,
      to: Basket(
        lines: lines, date: CivilDate(daysSinceEpoch: 20_000), prices: [Self.id(3): 700]))
  }

  private func off(_ promotion: PromotionTerms) throws -> [Int64] {
    let outcome = try apply([promotion])
    return [outcome.off(Self.id(11)), outcome.off(Self.id(12))]
  }

  @Test func percentages() throws {
    let all = PromotionTerms(id: Self.id(1), kind: .simple(.percent(try PercentBasisPoints(1_000))))
    #expect(try off(all) == [1_000, 1_500])
    let tea = PromotionTerms(
      id: Self.id(1), terms: SaleTerms(target: .category("tea")),
      kind: .simple(.percent(try PercentBasisPoints(1_000))))
    #expect(try off(tea) == [1_000, 0])
  }

  @Test func amountsAreSharedByLargestRemainder() throws {
    let promotion = PromotionTerms(id: Self.id(1), kind: .simple(.amount(1_001)), minAmount: 25_000)
    #expect(try off(promotion) == [400, 601])
    let dear = PromotionTerms(id: Self.id(1), kind: .simple(.amount(1_001)), minAmount: 25_001)
    #expect(try off(dear) == [0, 0])
    #expect(try apply([dear]).rejections.map(\.reason) == [.tooLittle])
    #expect(
      try off(PromotionTerms(id: Self.id(1), kind: .simple(.amount(99_999)))) == [10_000, 15_000])
  }

  @Test func theHighestStepThatWasReached() throws {
    func step(_ from: Int64, _ points: Int32) throws -> PromotionTerms.Step {
      .init(
        id: Self.id(UInt64(from)), minAmount: from, gift: .percent(try PercentBasisPoints(points)))
    }
    let steps = [try step(20_000, 500), try step(10_000, 300), try step(30_000, 900)]
    #expect(try off(PromotionTerms(id: Self.id(1), kind: .steps(steps))) == [500, 750])
  }

  @Test func threeBundlesOfThreeAndOne() throws {
    // Ten and five hold three bundles of three and one: nine of ten and three of five.
    let promotion = PromotionTerms(
      id: Self.id(1),
      kind: .bundle(
        [.init(product: Self.id(1), quantity: 3_000), .init(product: Self.id(2), quantity: 1_000)],
        .amount(600)))
    // 1,800 over 9,000 and 9,000.
    #expect(try off(promotion) == [900, 900])
    let percent = PromotionTerms(
      id: Self.id(1),
      kind: .bundle(
        [.init(product: Self.id(1), quantity: 3_000), .init(product: Self.id(2), quantity: 1_000)],
        .percent(try PercentBasisPoints(1_000))), maxTimes: 1)
    #expect(try off(percent) == [300, 300])
  }

  @Test func freeGoodsAndTheirWorth() throws {
    let buy = PromotionTerms(
      id: Self.id(1), terms: SaleTerms(target: .product(Self.id(1))),
      kind: .buyGet(buy: 4_000, get: 1_000, of: nil))
    let same = try #require(try apply([buy]).grants.first)
    #expect(same.goods.map(\.quantity) == [2_000] && same.worth == 2_000)
    let gift = PromotionTerms(
      id: Self.id(2), kind: .simple(.goods(Self.id(3), 3_000)), minQuantity: 15_000)
    let other = try #require(try apply([gift]).grants.first)
    #expect(other.goods.map(\.product) == [Self.id(3)] && other.worth == 2_100)
    let unpriced = PromotionTerms(id: Self.id(3), kind: .simple(.goods(Self.id(4), 1_000)))
    #expect(try apply([unpriced]).rejections.map(\.reason) == [.noPrice])
    let unpaid = PromotionTerms(
      id: Self.id(4), kind: .simple(.goods(Self.id(3), 1_000)), budget: "spring")
    #expect(try apply([unpaid]).rejections.map(\.reason) == [.budget])
  }

  @Test func theHigherPriorityTakesTheLine() throws {
    let ten = try PercentBasisPoints(1_000)
    func promotion(_ number: UInt64, _ priority: Int64, stacks: Bool) -> PromotionTerms {
      PromotionTerms(
        id: Self.id(number), code: "P\(number)", kind: .simple(.percent(ten)),
        priority: priority, isStackable: stacks)
    }
    let alone = try apply([promotion(1, 0, stacks: false), promotion(2, 5, stacks: false)])
    #expect(alone.codes(Self.id(11)) == ["P2"])
    #expect(alone.rejections.map(\.reason) == [.noLine])
    let both = try apply([promotion(1, 0, stacks: true), promotion(2, 5, stacks: true)])
    #expect(both.off(Self.id(11)) == 1_000 + 900 && both.codes(Self.id(11)) == ["P2", "P1"])
  }
}
