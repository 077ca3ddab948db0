// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Dated exchange rates, and amounts at them.
///
/// A pair is looked up as it is written, then turned round; a rate through a third currency is not
/// made up. Of several rates the one with the latest first day on or before the day holds, and of
/// one day the newest record.
public struct ExchangeTable: Hashable, Sendable {
  /// What so many of one currency are worth in another.
  public struct Rate: Hashable, Sendable {
    /// The record that says so.
    public let id: RecordID
    /// The currency that is exchanged.
    public let currency: Currency
    /// How many of its major unit; 1 or more.
    public let units: Int64
    /// The currency that it is exchanged for.
    public let counter: Currency
    /// How much of the counter's major unit they are worth, in thousandths; more than zero.
    public let thousandths: Int64
    /// The first day.
    public let validFrom: CivilDate

    /// Describes a rate.
    public init(
      id: RecordID, currency: Currency, units: Int64 = 1, counter: Currency, thousandths: Int64,
      validFrom: CivilDate
    ) {
      self.id = id
      self.currency = currency
      self.units = units
      self.counter = counter
      self.thousandths = thousandths
      self.validFrom = validFrom
    }
  }

  /// An amount in another currency.
  public struct Conversion: Hashable, Sendable {
    /// What was exchanged.
    public let from: Money
    /// What it is worth, rounded half up once.
    public let to: Money
    /// The rate that it was exchanged at; nil for the same currency.
    public let rate: Rate?
  }

  /// The rates.
  public let rates: [Rate]

  /// A table of rates in any order.
  public init(_ rates: [Rate] = []) { self.rates = rates }

  /// An amount in a currency on a day. Throws `rateMissing`, `amountOverflow`.
  public func convert(
    _ money: Money, to currency: Currency, on date: CivilDate
  ) throws(DomainError) -> Conversion {
    if money.currency == currency { return Conversion(from: money, to: money, rate: nil) }
    let straight = rate(from: money.currency, to: currency, on: date)
    guard let rate = straight ?? rate(from: currency, to: money.currency, on: date) else {
      throw DomainError(
        .rateMissing,
        "No rate from \(money.currency.code) to \(currency.code) is known for \(date.isoText). "
          + "Add one with: karvan exchange-rate add")
    }
    // Major units of the counter a thousandth, over major units of the currency.
    let scaleUp = Self.power(currency.exponent)
    let scaleDown = Self.power(money.currency.exponent)
    let worth = Int128(rate.thousandths)
    let count = Int128(rate.units) * 1_000
    let (top, bottom) =
      straight == nil ? (count * scaleUp, worth * scaleDown) : (worth * scaleUp, count * scaleDown)
    let (product, overflow) = Int128(money.minorUnits).multipliedReportingOverflow(by: top)
    guard !overflow else {
      throw DomainError(.amountOverflow, "The amount is larger than the ledger can hold.")
    }
    let amount = try CheckedAmount.narrow(try RoundingMode.halfUp.divide(product, by: bottom))
    return Conversion(from: money, to: Money(amount, currency), rate: rate)
  }

  /// The rate of a pair as it is written that holds on a day.
  private func rate(from: Currency, to: Currency, on date: CivilDate) -> Rate? {
    let known = rates.filter {
      $0.currency == from && $0.counter == to && $0.validFrom <= date && $0.thousandths > 0
        && $0.units > 0
    }
    return known.max { one, other in
      one.validFrom != other.validFrom ? one.validFrom < other.validFrom : one.id < other.id
    }
  }

  private static func power(_ exponent: Int) -> Int128 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension ExchangeTable {
  /// The rates of a pair of currencies, in either direction.
  public static func read(
    _ one: Currency, _ other: Currency, reader: any RecordReader
  ) throws -> ExchangeTable {
    guard one != other else { return ExchangeTable() }
    let shape = ExchangeRate.shape
    func records(_ from: Currency, _ to: Currency) throws -> [RecordView] {
      try reader.records(
        ExchangeRate.tag, where: shape.currency.tag, is: .text(from.code),
        and: shape.counter.tag, is: .text(to.code))
    }
    return ExchangeTable(
      try (records(one, other) + records(other, one)).compactMap { view in
        guard let rate = view[shape.rate].integer, let from = CivilDate(view[shape.validFrom]),
          let currency = view[shape.currency].text, let counter = view[shape.counter].text
        else { return nil }
        return Rate(
          id: view.id, currency: try Currency.named(currency),
          units: view[shape.units].integer ?? 1, counter: try Currency.named(counter),
          thousandths: rate, validFrom: from)
      })
  }
}
