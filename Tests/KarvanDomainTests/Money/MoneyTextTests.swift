// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import Testing

@Suite struct MoneyTextTests {
  @Test(arguments: [
    ("12,500t", Int64(125_000)), ("12500 toman", 125_000), ("۱۲٬۵۰۰ تومان", 125_000),
    ("۱۲۵۰۰ت", 125_000), ("125000r", 125_000), ("125,000 ریال", 125_000), ("١٢٥٠٠٠ ريال", 125_000),
    ("IRR 125000", 125_000), ("12.5t", 125), ("-3r", -3), ("\u{2212}3 rial", -3), ("0t", 0),
    ("1 250 000 Rial", 1_250_000), ("+7R", 7), ("5.000r", 5),
    ("\u{200F}۱۲٬۵۰۰\u{200C} تومان\u{200F}", 125_000),
  ])
  func iranianMoney(text: String, rial: Int64) throws {
    #expect(try MoneyText.parse(text) == Money(rial, .irr))
  }

  @Test(arguments: [
    ("12500", DomainError.Code.amountUnitMissing), ("", .amountUnitMissing), ("t", .amountInvalid),
    ("12.55t", .amountTooPrecise), ("1.5r", .amountTooPrecise), ("1,25t", .amountInvalid),
    ("1,2345r", .amountInvalid), ("12x", .amountInvalid), ("12 USD", .currencyMismatch),
    ("9223372036854775808r", .amountOverflow), ("922337203685477580.8t", .amountOverflow),
    ("1..2t", .amountInvalid), (".5t", .amountInvalid), ("5.t", .amountInvalid),
    ("--5t", .amountInvalid), ("1e5r", .amountInvalid), ("t5r", .amountInvalid),
    (",500r", .amountInvalid),
  ])
  func refused(text: String, code: DomainError.Code) {
    let error = #expect(throws: DomainError.self) { try MoneyText.parse(text) }
    #expect(error?.code == code)
  }

  @Test func theWorkspaceMaySayTheUnit() throws {
    #expect(try MoneyText.parse("12500", defaultUnit: .toman).minorUnits == 125_000)
    #expect(try MoneyText.parse("12500", defaultUnit: .rial).minorUnits == 12_500)
    #expect(try MoneyText.parse("12500r", defaultUnit: .toman).minorUnits == 12_500)
  }

  @Test func otherCurrenciesHaveDecimals() throws {
    #expect(try MoneyText.parse("1,250.5 usd", currency: .usd) == Money(125_050, .usd))
    #expect(try MoneyText.parse("EUR 0.07", currency: .eur) == Money(7, .eur))
    #expect(try MoneyText.parse("۱۲٫۵۰", currency: .eur) == Money(1250, .eur))
    #expect(try MoneyText.parse("9", currency: .jpy) == Money(9, .jpy))
    let error = #expect(throws: DomainError.self) {
      try MoneyText.parse("1.005", currency: .usd)
    }
    #expect(error?.code == .amountTooPrecise)
    let other = #expect(throws: DomainError.self) {
      try MoneyText.parse("1 EUR", currency: .usd)
    }
    #expect(other?.code == .currencyMismatch)
  }

  @Test func printing() {
    let price = Money(125_000, .irr)
    #expect(MoneyText.format(price) == "125,000 rial")
    #expect(MoneyText.format(price, unit: .toman) == "12,500 toman")
    #expect(MoneyText.format(price, unit: .toman, language: .persian) == "۱۲٬۵۰۰ تومان")
    #expect(MoneyText.format(Money(-125_005, .irr), unit: .toman) == "-12,500.5 toman")
    #expect(MoneyText.format(Money(7, .usd)) == "0.07 USD")
    #expect(MoneyText.format(Money(-1_234_567, .usd)) == "-12,345.67 USD")
    #expect(MoneyText.format(Money(.min, .irr)) == "-9,223,372,036,854,775,808 rial")
  }

  @Test func currencies() throws {
    #expect(try Currency.named("usd") == .usd)
    #expect(throws: DomainError.self) { try Currency.named("XXX") }
    #expect(throws: DomainError.self) { try Currency(code: "irr", exponent: 0) }
    #expect(throws: DomainError.self) { try Currency(code: "IRR", exponent: 5) }
    let error = #expect(throws: DomainError.self) {
      try Money(1, .irr).subtracting(Money(1, .usd))
    }
    #expect(error?.code == .currencyMismatch)
    #expect(try Money(5, .irr).subtracting(Money(7, .irr)) == Money(-2, .irr))
  }

  @Test func quantitiesAndPercentages() throws {
    #expect(try Quantity.parse("۲٫۵").thousandths == 2500)
    #expect(try Quantity.parse(" 1,000 ").text == "1000")
    #expect(Quantity(thousandths: -1).text == "-0.001")
    #expect(throws: DomainError.self) { try Quantity.parse("1.0005") }
    #expect(throws: DomainError.self) { try Quantity(whole: .max) }
    #expect(
      try Quantity(thousandths: 333).gross(unitPrice: 10, rounding: .halfUp) == 3)
    #expect(try PercentBasisPoints.parse("۱۲٫۵٪").basisPoints == 1250)
    #expect(try PercentBasisPoints.parse("10").text == "10%")
    #expect(try PercentBasisPoints(1).text == "0.01%")
    for text in ["101", "-1", "1.234", "%", "", "99999999999"] {
      #expect(throws: DomainError.self) { try PercentBasisPoints.parse(text) }
    }
    #expect(throws: DomainError.self) { try PercentBasisPoints(10_001) }
  }
}
