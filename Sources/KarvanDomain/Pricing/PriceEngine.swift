// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What one unit costs a customer on a day: a pure function of rules, with its explanation.
///
/// The lists are asked in the order in which the customer buys from them; the first with a rule
/// that holds decides, and within it the rule that comes first (``PriceRuleTerms/precedes(_:)``).
/// Without any, the product's list price holds. The answer does not depend on the order in which
/// rules are given, and is never negative.
public enum PriceEngine {
  /// The price of one unit of the product.
  ///
  /// Throws `priceMissing` where nothing says a price, `rateMissing` where it is in a currency
  /// without a rate, `amountOverflow`.
  public static func price(
    _ sale: Sale, by book: PriceBook
  ) throws(DomainError) -> PriceAnswer {
    var search = Search(sale: sale, book: book)
    let links = try search.links(from: 0)
    guard let first = links.first else {
      if let unpriced = search.currencyFailure { throw unpriced }
      throw DomainError(
        .priceMissing,
        "Nothing says what this costs: give the product a list price, or add a price rule.")
    }
    let exchange = try book.rates.convert(first.price, to: sale.currency, on: sale.date)
    return PriceAnswer(
      price: exchange.to, asked: try asked(exchange.to, first, sale, book.rates), links: links,
      exchange: exchange, rejections: search.rejections(links))
  }

  /// The price of one unit, or the price of a pack that cannot be divided evenly over its content.
  private static func asked(
    _ price: Money, _ link: PriceLink, _ sale: Sale, _ rates: ExchangeTable
  ) throws(DomainError) -> UnitPrice {
    let content = sale.quantity.content.thousandths
    guard let rule = link.rule, rule.unit != nil, case .fixed(let packPrice) = rule.method,
      let currency = link.list?.currency
    else { return UnitPrice(price.minorUnits) }
    let pack = try rates.convert(Money(packPrice, currency), to: sale.currency, on: sale.date).to
    let isEven = Int128(price.minorUnits) * Int128(content) == Int128(pack.minorUnits) * 1_000
    return isEven ? UnitPrice(price.minorUnits) : UnitPrice(pack.minorUnits, per: content)
  }

  private struct Search {
    let sale: Sale
    let book: PriceBook
    private var refused: [PriceRejection] = []
    /// Why something that has a price could not be used.
    var currencyFailure: DomainError?

    init(sale: Sale, book: PriceBook) {
      self.sale = sale
      self.book = book
    }

    /// What decides from a list on, and what that starts from; none where nothing does.
    mutating func links(from index: Int) throws(DomainError) -> [PriceLink] {
      guard index < book.lists.count else { return try own() }
      let list = book.lists[index]
      let rules = book.rules.filter { $0.list == list.id }.sorted { $0.precedes($1) }
      for rule in rules {
        if let reason = refusal(of: rule) {
          note(rule, reason)
          continue
        }
        do throws(DomainError) {
          // What cannot be expressed in the document's currency decides nothing.
          _ = try book.rates.convert(
            Money(1, list.currency), to: sale.currency, on: sale.date)
          if let links = try apply(rule, of: list, next: index + 1) { return links }
          note(rule, .noBase)
        } catch {
          guard error.code == .rateMissing else { throw error }
          currencyFailure = error
          note(rule, .noRate)
        }
      }
      return try links(from: index + 1)
    }

    /// The product's own price.
    private mutating func own() throws(DomainError) -> [PriceLink] {
      guard let price = sale.goods.listPrice else { return [] }
      do throws(DomainError) {
        _ = try book.rates.convert(price, to: sale.currency, on: sale.date)
      } catch {
        guard error.code == .rateMissing else { throw error }
        currencyFailure = error
        return []
      }
      return [
        PriceLink(
          rule: nil, list: nil, steps: [PriceStep(kind: .fixed, amount: price.minorUnits)],
          price: price, exchange: nil)
      ]
    }

    private func refusal(of rule: PriceRuleTerms) -> PriceRejection.Reason? {
      if let mismatch = rule.terms.mismatch(sale.goods, sale.buyer, on: sale.date) {
        return .mismatch(mismatch)
      }
      if let unit = rule.unit {
        guard unit == sale.quantity.unit else { return .otherPack }
        return sale.quantity.entered.thousandths < rule.minQuantity ? .quantity : nil
      }
      return sale.quantity.quantity.thousandths < rule.minQuantity ? .quantity : nil
    }

    private mutating func note(_ rule: PriceRuleTerms, _ reason: PriceRejection.Reason) {
      guard !refused.contains(where: { $0.rule.id == rule.id }) else { return }
      refused.append(PriceRejection(rule: rule, reason: reason))
    }

    /// The links of a rule; nil where it has nothing to start from.
    private mutating func apply(
      _ rule: PriceRuleTerms, of list: PriceListTerms, next: Int
    ) throws(DomainError) -> [PriceLink]? {
      switch rule.method {
      case .fixed(let price):
        let one = try perUnit(price, of: rule)
        let steps = [PriceStep(kind: .fixed, amount: one)]
        return [link(rule, list, steps, one, nil)]
      case .markup(let markup):
        guard let cost = sale.goods.cost else { return nil }
        let exchange = try book.rates.convert(cost, to: list.currency, on: sale.date)
        var steps = PriceSteps(base: exchange.to.minorUnits)
        try steps.add(.markup, try Self.share(markup, of: steps.price))
        return [link(rule, list, steps.done, steps.price, exchange)]
      case .formula(let formula):
        let behind: [PriceLink]
        let base: Money?
        switch formula.base {
        case .cost: (behind, base) = ([], sale.goods.cost)
        case .listPrice: (behind, base) = ([], sale.goods.listPrice)
        case .onward:
          behind = try links(from: next)
          base = behind.first?.price
        }
        guard let base else { return nil }
        let exchange = try book.rates.convert(base, to: list.currency, on: sale.date)
        var steps = PriceSteps(base: exchange.to.minorUnits)
        try steps.follow(formula)
        return [link(rule, list, steps.done, steps.price, exchange)] + behind
      }
    }

    private func link(
      _ rule: PriceRuleTerms, _ list: PriceListTerms, _ steps: [PriceStep], _ price: Int64,
      _ exchange: ExchangeTable.Conversion?
    ) -> PriceLink {
      PriceLink(
        rule: rule, list: list, steps: steps, price: Money(price, list.currency),
        exchange: exchange?.rate == nil ? nil : exchange)
    }

    /// The price of a pack is divided over its content, rounded half up.
    private func perUnit(_ price: Int64, of rule: PriceRuleTerms) throws(DomainError) -> Int64 {
      guard rule.unit != nil else { return price }
      return try CheckedAmount.narrow(
        try RoundingMode.halfUp.divide(
          Int128(price) * 1_000, by: Int128(sale.quantity.content.thousandths)))
    }

    /// Thousandths of a percent of an amount.
    private static func share(_ markup: Int64, of amount: Int64) throws(DomainError) -> Int64 {
      try CheckedAmount.narrow(
        try RoundingMode.halfUp.divide(Int128(amount) * Int128(markup), by: 100_000))
    }

    /// Everything that did not decide, with what was not even looked at.
    func rejections(_ links: [PriceLink]) -> [PriceRejection] {
      let deciding = links.compactMap(\.rule?.id)
      let looked = refused.filter { !deciding.contains($0.rule.id) }
      var rest: [PriceRejection] = []
      for list in book.lists {
        let hasDecided = links.contains { $0.list?.id == list.id }
        let rules = book.rules.filter { $0.list == list.id }.sorted { $0.precedes($1) }
        for rule in rules
        where !deciding.contains(rule.id) && !looked.contains(where: { $0.rule.id == rule.id }) {
          let reason = refusal(of: rule) ?? (hasDecided ? .outranked : .laterList)
          rest.append(PriceRejection(rule: rule, reason: reason))
        }
      }
      return looked + rest
    }
  }
}

/// A price as it is computed; its steps always add up to it.
struct PriceSteps {
  private(set) var done: [PriceStep]
  private(set) var price: Int64
  private let base: Int64

  init(base: Int64) {
    self.base = base
    price = base
    done = [PriceStep(kind: .base, amount: base)]
  }

  mutating func add(_ kind: PriceStep.Kind, _ amount: Int64) throws(DomainError) {
    guard amount != 0 else { return }
    price = try CheckedAmount.add(price, amount)
    done.append(PriceStep(kind: kind, amount: amount))
  }

  /// Off, on, rounded, bounded, and never below nothing.
  mutating func follow(_ formula: PriceRuleTerms.Formula) throws(DomainError) {
    try add(.discount, -(try formula.percent.portion(of: base, rounding: .halfUp)))
    try add(.surcharge, formula.surcharge)
    if formula.roundTo > 1 {
      let step = Int128(formula.roundTo)
      let whole = try RoundingMode.halfUp.divide(Int128(price), by: step) * step
      try add(.rounding, try CheckedAmount.narrow(whole - Int128(price)))
    }
    if let margin = formula.minMargin {
      let least = try CheckedAmount.add(base, margin)
      if price < least { try add(.leastMargin, try CheckedAmount.subtract(least, price)) }
    }
    if let margin = formula.maxMargin {
      let most = try CheckedAmount.add(base, margin)
      if price > most { try add(.greatestMargin, try CheckedAmount.subtract(most, price)) }
    }
    if price < 0 { try add(.floor, try CheckedAmount.negate(price)) }
  }
}
