// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// What holds of every price, whatever the rules are.
@Suite("Laws of prices")
struct PriceLawTests {
  private static func id(_ number: UInt64) -> RecordID { RecordID(high: 7, low: number) }
  private static let product = id(1)
  private static let account = id(2)
  private static let group = id(3)
  private static let territory = id(4)
  private static let lists: [RecordID] = [id(10), id(11), id(12)]
  private static let today = CivilDate(daysSinceEpoch: 20_000)

  /// Small numbers, so that rules meet, tie and contradict each other.
  private func book(_ generator: inout SeededGenerator) -> PriceBook {
    let currencies: [Currency] = [.irr, .irr, .usd]
    let lists = Self.lists.map { list in
      PriceListTerms(id: list, currency: generator.element(of: currencies))
    }
    let rules = (0..<generator.integer(in: 0...12)).map { rule(UInt64(100 + $0), &generator) }
    let rates = (0..<generator.integer(in: 0...3)).map { index in
      ExchangeTable.Rate(
        id: Self.id(UInt64(200 + index)), currency: .usd, units: generator.integer(in: 1...3),
        counter: .irr, thousandths: generator.integer(in: 1...900_000_000),
        validFrom: day(&generator))
    }
    return PriceBook(lists: lists, rules: rules, rates: ExchangeTable(rates))
  }

  private func day(_ generator: inout SeededGenerator) -> CivilDate {
    CivilDate(daysSinceEpoch: Self.today.daysSinceEpoch + generator.integer(in: -2...2))
  }

  private func rule(_ number: UInt64, _ generator: inout SeededGenerator) -> PriceRuleTerms {
    let targets: [SaleTerms.Target] = [
      .everything, .category("tea"), .brand("alborz"), .product(Self.product),
      .product(Self.id(99)),
    ]
    let isFor = generator.integer(in: 0...4)
    let terms = SaleTerms(
      target: generator.element(of: targets), account: isFor == 0 ? Self.account : nil,
      group: isFor == 1 ? Self.group : nil, territory: isFor == 2 ? Self.territory : nil,
      validFrom: generator.integer(in: 0...1) == 0 ? nil : day(&generator),
      validTo: generator.integer(in: 0...3) == 0 ? day(&generator) : nil,
      isActive: generator.integer(in: 0...9) > 0)
    let hasUnit = generator.integer(in: 0...3) == 0
    return PriceRuleTerms(
      id: Self.id(number), list: generator.element(of: Self.lists), terms: terms,
      minQuantity: Int64(generator.integer(in: 0...3)) * 12_000, unit: hasUnit ? "carton" : nil,
      method: method(&generator), priority: Int64(generator.integer(in: 0...1)))
  }

  private func method(_ generator: inout SeededGenerator) -> PriceRuleTerms.Method {
    switch generator.integer(in: 0...2) {
    case 0: return .fixed(generator.integer(in: 0...2_000_000))
    case 1: return .markup(generator.integer(in: 0...300_000))
    default:
      var formula = PriceRuleTerms.Formula(
        base: generator.element(of: [.onward, .listPrice, .cost]))
      formula.percent =
        (try? PercentBasisPoints(generator.integer(in: 0...10_000))) ?? .zero
      formula.surcharge = generator.integer(in: -50_000...50_000)
      formula.roundTo = generator.element(of: [0, 1, 1_000, 5_000])
      formula.minMargin = generator.integer(in: 0...2) == 0 ? -10_000 : nil
      formula.maxMargin = generator.integer(in: 0...2) == 0 ? 10_000 : nil
      return .formula(formula)
    }
  }

  private func sale(_ generator: inout SeededGenerator) throws -> Sale {
    let hasList = generator.integer(in: 0...3) > 0
    let price = Money(generator.integer(in: 0...1_000_000), .irr)
    let goods = Goods(
      product: Self.product, category: "Tea", brand: "ALBORZ", listPrice: hasList ? price : nil,
      cost: generator.integer(in: 0...1) == 0 ? Money(40_000, .irr) : nil)
    let number = Quantity(thousandths: generator.integer(in: 1...40_000))
    let quantity =
      generator.integer(in: 0...1) == 0
      ? PackedQuantity(number)
      : try PackedQuantity(number, of: "carton", content: Quantity(thousandths: 12_000))
    let buyer = Buyer(
      account: generator.integer(in: 0...1) == 0 ? Self.account : Self.id(98),
      group: generator.integer(in: 0...1) == 0 ? Self.group : nil,
      territories: [Self.id(97), Self.territory])
    return Sale(
      goods: goods, buyer: buyer, quantity: quantity, date: Self.today,
      currency: generator.element(of: [.irr, .irr, .usd]))
  }

  private func shuffled(_ book: PriceBook, _ generator: inout SeededGenerator) -> PriceBook {
    PriceBook(
      lists: book.lists, rules: book.rules.shuffled(using: &generator),
      rates: ExchangeTable(book.rates.rates.shuffled(using: &generator)))
  }

  @Test("a price does not depend on the order in which rules and rates are read")
  func order() throws {
    var priced = 0
    try forAllSeeds(3_000) { generator in
      let book = book(&generator)
      let sale = try sale(&generator)
      let other = shuffled(book, &generator)
      let one = Result { () throws(DomainError) in try PriceEngine.price(sale, by: book) }
      let two = Result { () throws(DomainError) in try PriceEngine.price(sale, by: other) }
      switch (one, two) {
      case (.success(let left), .success(let right)):
        try #require(left == right)
        priced += 1
      case (.failure(let left), .failure(let right)): try #require(left.code == right.code)
      default: Issue.record("one order has a price, the other none")
      }
    }
    #expect(priced > 1_000)
  }

  @Test("no price is negative, and its steps add up to it, through every currency")
  func steps() throws {
    var links = 0
    try forAllSeeds(3_000) { generator in
      let book = book(&generator)
      let sale = try sale(&generator)
      guard let answer = try? PriceEngine.price(sale, by: book) else { return }
      try #require(answer.price.minorUnits >= 0 && answer.price.currency == sale.currency)
      for link in answer.links {
        let sum = link.steps.reduce(Int64(0)) { $0 + $1.amount }
        try #require(sum == link.price.minorUnits && sum >= 0)
        links += 1
      }
      let first = try #require(answer.links.first)
      let worth = try book.rates.convert(first.price, to: sale.currency, on: sale.date)
      try #require(worth.to == answer.price && answer.exchange == worth)
      for (link, behind) in zip(answer.links, answer.links.dropFirst()) {
        let base = try #require(link.steps.first)
        let worth = try book.rates.convert(
          behind.price, to: link.price.currency, on: sale.date)
        try #require(base.kind == .base && base.amount == worth.to.minorUnits)
      }
    }
    #expect(links > 1_000)
  }

  @Test("every rule that was given either decides or is said why it does not")
  func explained() throws {
    try forAllSeeds(1_000) { generator in
      let book = book(&generator)
      let sale = try sale(&generator)
      guard let answer = try? PriceEngine.price(sale, by: book) else { return }
      let named =
        answer.links.compactMap { $0.rule?.id } + answer.rejections.map(\.rule.id)
      try #require(named.sorted() == book.rules.map(\.id).sorted())
    }
  }

  /// An independent reading of the rule: filter, then sort by everything that counts.
  @Test("the first list with a rule that holds decides, and there the closest rule")
  func resolution() throws {
    var decided = 0
    try forAllSeeds(3_000) { generator in
      let fixed = book(&generator)
      let rules = fixed.rules.map { rule in
        PriceRuleTerms(
          id: rule.id, list: rule.list, terms: rule.terms, minQuantity: rule.minQuantity,
          unit: rule.unit, method: .fixed(Int64(rule.id.low)), priority: rule.priority)
      }
      let book = PriceBook(
        lists: fixed.lists.map { PriceListTerms(id: $0.id, currency: .irr) }, rules: rules)
      let asked = try sale(&generator)
      let sale = Sale(
        goods: asked.goods, buyer: asked.buyer, quantity: asked.quantity, date: asked.date,
        currency: .irr)
      guard let answer = try? PriceEngine.price(sale, by: book) else { return }
      let holding = rules.filter { rule in
        let amount =
          rule.unit == nil ? sale.quantity.quantity : sale.quantity.entered
        return rule.terms.mismatch(sale.goods, sale.buyer, on: sale.date) == nil
          && (rule.unit == nil || rule.unit == sale.quantity.unit)
          && amount.thousandths >= rule.minQuantity
      }
      let list = book.lists.first { list in holding.contains { $0.list == list.id } }
      let best = holding.filter { $0.list == list?.id }.sorted { one, other in
        if one.priority != other.priority { return one.priority > other.priority }
        if one.terms.closeness != other.terms.closeness {
          return one.terms.closeness > other.terms.closeness
        }
        if one.terms.intimacy != other.terms.intimacy {
          return one.terms.intimacy > other.terms.intimacy
        }
        if (one.unit == nil) != (other.unit == nil) { return one.unit != nil }
        if one.minQuantity != other.minQuantity { return one.minQuantity > other.minQuantity }
        let days = [one, other].map { $0.terms.validFrom?.daysSinceEpoch ?? Int32.min }
        return days[0] != days[1] ? days[0] > days[1] : one.id > other.id
      }.first
      try #require(answer.rule?.id == best?.id)
      if best != nil { decided += 1 }
    }
    #expect(decided > 500)
  }

  @Test("money goes there and back by a rate, and keeps its sign and order")
  func exchange() throws {
    try forAllSeeds(1_000) { generator in
      let rate = ExchangeTable.Rate(
        id: Self.id(1), currency: .usd, units: generator.integer(in: 1...100), counter: .irr,
        thousandths: generator.integer(in: 1...1_000_000_000_000), validFrom: Self.today)
      let table = ExchangeTable([rate])
      let amount = generator.integer(in: Int64(0)...1_000_000_000)
      let money = Money(amount, .usd)
      let there = try table.convert(money, to: .irr, on: Self.today).to
      // Half up by hand: cents × rate in thousandths over units, 1000 and 100.
      let bottom = Int128(rate.units) * 100_000
      let exact = Int128(amount) * Int128(rate.thousandths)
      try #require(Int128(there.minorUnits) == (exact * 2 + bottom) / (bottom * 2))
      let mirror = try table.convert(Money(-amount, .usd), to: .irr, on: Self.today).to
      try #require(mirror.minorUnits == -there.minorUnits)
      let back = try table.convert(there, to: .usd, on: Self.today).to
      // One rial off is worth so many cents.
      let slack = bottom / Int128(rate.thousandths) + 1
      try #require((Int128(back.minorUnits) - Int128(amount)).magnitude <= slack.magnitude)
    }
  }

  @Test("the latest rate on or before the day holds, the newest of one day; none is made up")
  func rates() throws {
    func rate(_ number: UInt64, _ day: Int32, _ value: Int64) -> ExchangeTable.Rate {
      ExchangeTable.Rate(
        id: Self.id(number), currency: .usd, counter: .irr, thousandths: value * 1_000,
        validFrom: CivilDate(daysSinceEpoch: day))
    }
    let table = ExchangeTable([
      rate(1, 10, 500_000), rate(3, 20, 600_000), rate(2, 20, 590_000), rate(4, 30, 700_000),
    ])
    func worth(_ day: Int32) throws -> Int64 {
      try table.convert(
        Money(100, .usd), to: .irr, on: CivilDate(daysSinceEpoch: day)
      ).to.minorUnits
    }
    #expect(try worth(10) == 500_000 && worth(19) == 500_000 && worth(20) == 600_000)
    #expect(try worth(31) == 700_000)
    #expect(throws: DomainError.self) { try worth(9) }
    #expect(throws: DomainError.self) {
      try table.convert(
        Money(1, .usd), to: .eur, on: CivilDate(daysSinceEpoch: 20))
    }
    let cents = try table.convert(
      Money(900_000, .irr), to: .usd, on: CivilDate(daysSinceEpoch: 20)
    ).to
    #expect(cents == Money(150, .usd))
  }
}
