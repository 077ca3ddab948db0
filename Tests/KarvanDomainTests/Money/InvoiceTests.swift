// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import Testing

@Suite struct InvoiceTests {
  private func workedLines() throws -> [PricedLine] {
    let vat = try PercentBasisPoints(1000)
    return [
      PricedLine(
        quantity: try Quantity(whole: 12), unitPrice: UnitPrice(185_000),
        discount: .percent(try PercentBasisPoints(1000)), vatRate: vat),
      PricedLine(quantity: try Quantity(whole: 3), unitPrice: UnitPrice(1_250_000), vatRate: vat),
      PricedLine(
        quantity: try Quantity(whole: 7), unitPrice: UnitPrice(99_999),
        discount: .percent(try PercentBasisPoints(250)), vatRate: vat),
    ]
  }

  @Test func workedInvoicePerLine() throws {
    let totals = try InvoiceCalculator.totals(
      lines: try workedLines(), headerDiscount: .amount(50_000))
    #expect(totals.lines.map(\.gross) == [2_220_000, 3_750_000, 699_993])
    #expect(totals.lines.map(\.lineDiscount) == [222_000, 0, 17_500])
    #expect(totals.lines.map(\.net) == [1_998_000, 3_750_000, 682_493])
    #expect(totals.lines.map(\.headerDiscount) == [15_535, 29_158, 5_307])
    #expect(totals.lines.map(\.taxable) == [1_982_465, 3_720_842, 677_186])
    #expect(totals.taxable == 6_380_493)
    #expect(totals.lines.map(\.vat) == [198_247, 372_084, 67_719])
    #expect(totals.vat == 638_050)
    #expect(totals.total == 7_018_543)
    #expect(totals.payable == 7_018_543)
    // The invariants of the tax system's header.
    #expect(totals.taxable == totals.gross - totals.discount)
  }

  @Test func workedInvoicePerDocument() throws {
    let policy = RoundingPolicy(scope: .perDocument, payableStep: 1000)
    let totals = try InvoiceCalculator.totals(
      lines: try workedLines(), headerDiscount: .amount(50_000), policy: policy)
    #expect(totals.vat == 638_049)
    #expect(totals.lines.map(\.vat).reduce(0, +) == 638_049)
    #expect(totals.total == 7_018_542)
    #expect(totals.payableRounding == 458)
    #expect(totals.payable == 7_019_000)
  }

  @Test func payableRoundingMayTakeAway() throws {
    let line = PricedLine(quantity: try Quantity(whole: 1), unitPrice: UnitPrice(7_500))
    var policy = RoundingPolicy(payableStep: 1000, payableMode: .halfEven)
    #expect(try InvoiceCalculator.totals(lines: [line], policy: policy).payableRounding == 500)
    policy.payableMode = .down
    #expect(try InvoiceCalculator.totals(lines: [line], policy: policy).payableRounding == -500)
  }

  @Test(arguments: [
    (RoundingMode.halfUp, RoundingScope.perLine, Int64(1252)),
    (.halfEven, .perLine, 1251), (.down, .perLine, 1250), (.halfUp, .perDocument, 1251),
    (.halfEven, .perDocument, 1251), (.down, .perDocument, 1251),
  ])
  func roundingVector(mode: RoundingMode, scope: RoundingScope, vat: Int64) throws {
    // 10 % of these is 192.5, 481.25 (of 100 times as much at 0.1 %) and 577.5.
    let ten = try PercentBasisPoints(1000)
    let lines = [
      PricedLine(quantity: try Quantity(whole: 1), unitPrice: UnitPrice(1925), vatRate: ten),
      PricedLine(
        quantity: try Quantity(whole: 1), unitPrice: UnitPrice(9625),
        vatRate: try PercentBasisPoints(500)),
      PricedLine(quantity: try Quantity(whole: 1), unitPrice: UnitPrice(5775), vatRate: ten),
    ]
    let policy = RoundingPolicy(mode: mode, scope: scope)
    #expect(try InvoiceCalculator.totals(lines: lines, policy: policy).vat == vat)
  }

  @Test func largestRemainderVectors() throws {
    #expect(try LargestRemainder.allocate(100, weights: [1, 1, 1]) == [34, 33, 33])
    #expect(try LargestRemainder.allocate(7, weights: [0, 5, 5]) == [0, 4, 3])
    #expect(try LargestRemainder.allocate(-7, weights: [0, 5, 5]) == [0, -4, -3])
    #expect(try LargestRemainder.allocate(0, weights: [0, 0]) == [0, 0])
    #expect(try LargestRemainder.allocate(0, weights: []) == [])
    #expect(throws: DomainError.self) { try LargestRemainder.allocate(1, weights: []) }
    #expect(throws: DomainError.self) { try LargestRemainder.allocate(1, weights: [0]) }
    #expect(throws: DomainError.self) { try LargestRemainder.allocate(1, weights: [2, -1]) }
  }

  @Test func theLineInErrorIsNamed() throws {
    let good = PricedLine(quantity: try Quantity(whole: 1), unitPrice: UnitPrice(10))
    var bad = good
    bad.discount = .amount(11)
    let error = #expect(throws: DomainError.self) {
      try InvoiceCalculator.totals(lines: [good, bad])
    }
    #expect(error?.code == .discountTooLarge)
    #expect(error?.field == "lines[1]")
    bad = good
    bad.promotion = 11
    #expect(throws: DomainError.self) { try InvoiceCalculator.totals(lines: [bad]) }
    bad = PricedLine(quantity: Quantity(thousandths: -1), unitPrice: UnitPrice(10))
    #expect(throws: DomainError.self) { try InvoiceCalculator.totals(lines: [bad]) }
    #expect(throws: DomainError.self) {
      try InvoiceCalculator.totals(lines: [good], headerDiscount: .amount(11))
    }
    let many = Array(repeating: good, count: InvoiceCalculator.maximumLines + 1)
    #expect(throws: DomainError.self) { try InvoiceCalculator.totals(lines: many) }
    #expect(try InvoiceCalculator.totals(lines: []).payable == 0)
  }

  @Test func ratesAreThoseOfTheDay() throws {
    let nine = try PercentBasisPoints(900)
    let ten = try PercentBasisPoints(1000)
    let start = try CivilDateText.parse("1400/01/01")
    let last = try CivilDateText.parse("1402/12/29")
    let change = try CivilDateText.parse("1403/01/01")
    let table = try VATTable([
      VATRate(taxClass: "standard", rate: ten, validFrom: change),
      VATRate(taxClass: "standard", rate: nine, validFrom: start, validTo: last),
    ])
    #expect(try table.rate(taxClass: "standard", on: last) == nine)
    #expect(try table.rate(taxClass: "standard", on: change) == ten)
    #expect(throws: DomainError.self) {
      try table.rate(taxClass: "standard", on: try start.adding(days: -1))
    }
    #expect(throws: DomainError.self) { try table.rate(taxClass: "other", on: change) }
    #expect(throws: DomainError.self) { try VATTable(table.rates + [table.rates[0]]) }
    #expect(throws: DomainError.self) {
      try VATTable([VATRate(taxClass: "a", rate: nine, validFrom: change, validTo: start)])
    }
    #expect(try VATTable.sample.rate(taxClass: "standard", on: change) == ten)
    #expect(try VATTable.sample.rate(taxClass: "exempt", on: change) == .zero)
    #expect(VATTable.sample.rates[0].validFrom == change)
  }
}
