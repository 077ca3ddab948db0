// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import TestSupport
import Testing

@Suite struct MoneyLawTests {
  @Test func largestRemainderSumsExactlyAndFairly() throws {
    try forAllSeeds(500) { generator in
      let count = generator.integer(in: 1...12)
      let weights = (0..<count).map { _ in generator.integerOfAnySize().magnitude >> 1 }
        .map { Int64($0) }
      try #require(weights.allSatisfy { $0 >= 0 })
      let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
      guard sum > 0 else { return }
      let total = generator.integerOfAnySize()
      let shares = try LargestRemainder.allocate(total, weights: weights)
      try #require(shares.reduce(Int128(0)) { $0 + Int128($1) } == Int128(total))
      for (share, weight) in zip(shares, weights) {
        // |share × sum − total × weight| < sum says: less than one unit from the exact share.
        try #require(distance(share, sum, total, weight) < sum.magnitude)
        try #require(weight > 0 || share == 0)
      }
      if total > Int64.min {
        try #require(try LargestRemainder.allocate(-total, weights: weights) == shares.map { -$0 })
      }
    }
  }

  private func distance(_ share: Int64, _ sum: Int128, _ total: Int64, _ weight: Int64) -> UInt128 {
    // Both products may exceed 128 bits; their wrapped difference is exact because it is small.
    let difference = Int128(share) &* sum &- Int128(total) &* Int128(weight)
    return difference.magnitude
  }

  @Test func amongEqualWeightsTheEarlierGetsTheRest() throws {
    try forAllSeeds(100) { generator in
      let count = generator.integer(in: 1...20)
      let total = generator.integer(in: Int64(0)...1000)
      let shares = try LargestRemainder.allocate(
        total, weights: Array(repeating: 7, count: count))
      try #require(shares == shares.sorted(by: >))
    }
  }

  @Test func roundingIsSymmetricAndWithinOne() throws {
    try forAllSeeds(1000) { generator in
      let value = Int128(generator.integerOfAnySize())
      let divisor = Int128(generator.integer(in: Int64(1)...20_000))
      for mode in RoundingMode.allCases {
        let rounded = try mode.divide(value, by: divisor)
        try #require(try mode.divide(-value, by: divisor) == -rounded)
        let error = (rounded * divisor - value).magnitude
        try #require(mode == .down ? error < divisor : error * 2 <= divisor)
        if mode == .down { try #require((rounded * divisor).magnitude <= value.magnitude) }
      }
    }
  }

  @Test("so many packs cost so many times the price of one, whatever is in them")
  func packs() throws {
    try forAllSeeds(200) { generator in
      let content: Int64 = generator.integer(in: 1...1_000_000)
      let price = UnitPrice(generator.integer(in: 0...1_000_000_000), per: content)
      let packs: Int64 = generator.integer(in: 0...10_000)
      for mode in RoundingMode.allCases {
        let gross = try Quantity(thousandths: packs * content).gross(price, rounding: mode)
        try #require(gross == packs * price.amount)
      }
    }
  }

  @Test func overflowIsThrown() {
    let overflow = { (error: any Error) in (error as? DomainError)?.code == .amountOverflow }
    let top = Int64.max
    #expect(throws: DomainError.self) { try CheckedAmount.add(top, 1) }
    #expect(throws: DomainError.self) { try CheckedAmount.subtract(.min, 1) }
    #expect(throws: DomainError.self) { try CheckedAmount.negate(.min) }
    #expect(performing: { try CheckedAmount.sum([top, top]) }, throws: overflow)
    #expect(performing: { try Money(top, .irr).adding(Money(1, .irr)) }, throws: overflow)
    #expect(performing: { try Money(.min, .irr).negated() }, throws: overflow)
    #expect(
      performing: {
        try Quantity(thousandths: top).gross(unitPrice: top, rounding: .halfUp)
      }, throws: overflow)
    let line = PricedLine(quantity: Quantity(thousandths: 1000), unitPrice: UnitPrice(top))
    #expect(
      performing: { try InvoiceCalculator.totals(lines: [line, line]) }, throws: overflow)
    var policy = RoundingPolicy()
    policy.payableStep = 1000
    #expect(
      performing: { try InvoiceCalculator.totals(lines: [line], policy: policy) },
      throws: overflow)
    #expect(performing: { try RoundingMode.down.divide(.min, by: 1) }, throws: overflow)
  }

  @Test func documentsAddUp() throws {
    try forAllSeeds(300) { generator in
      let lines = try (0..<generator.integer(in: 0...15)).map { _ in try line(&generator) }
      let header = Discount.percent(
        try PercentBasisPoints(generator.integer(in: Int32(0)...10_000)))
      let policy = RoundingPolicy(
        mode: generator.element(of: RoundingMode.allCases),
        scope: generator.element(of: RoundingScope.allCases),
        payableStep: generator.element(of: [0, 1, 7, 1000]),
        payableMode: generator.element(of: RoundingMode.allCases))
      let totals = try InvoiceCalculator.totals(
        lines: lines, headerDiscount: header, policy: policy)
      try #require(totals.gross == totals.lines.reduce(0) { $0 + $1.gross })
      try #require(totals.headerDiscount == totals.lines.reduce(0) { $0 + $1.headerDiscount })
      try #require(totals.taxable == totals.gross - totals.discount)
      try #require(totals.total == totals.taxable + totals.vat + totals.duty)
      try #require(totals.payable == totals.total + totals.payableRounding)
      try #require(policy.payableStep < 2 || totals.payable % policy.payableStep == 0)
      for line in totals.lines {
        try #require(line.taxable >= 0 && line.vat >= 0 && line.headerDiscount >= 0)
        try #require(line.total == line.taxable + line.vat + line.duty)
      }
    }
  }

  private func line(_ generator: inout SeededGenerator) throws -> PricedLine {
    PricedLine(
      quantity: Quantity(thousandths: generator.integer(in: 0...100_000)),
      unitPrice: UnitPrice(generator.integer(in: 0...10_000_000)),
      discount: .percent(try PercentBasisPoints(generator.integer(in: Int32(0)...10_000))),
      vatRate: try PercentBasisPoints(generator.element(of: [0, 900, 1000])),
      dutyRate: try PercentBasisPoints(generator.element(of: [0, 100])))
  }

  @Test func moneyTextRoundTrips() throws {
    try forAllSeeds(500) { generator in
      let amount = generator.integerOfAnySize()
      for currency in Currency.known {
        let money = Money(amount, currency)
        for unit in MoneyUnit.allCases {
          for language in TextLanguage.allCases {
            let text = MoneyText.format(money, unit: unit, language: language)
            try #require(try MoneyText.parse(text, currency: currency) == money, "\(text)")
          }
        }
      }
      let quantity = Quantity(thousandths: amount)
      try #require(try Quantity.parse(quantity.text) == quantity)
    }
  }
}
