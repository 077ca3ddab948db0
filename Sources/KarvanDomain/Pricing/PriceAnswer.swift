// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Something whose price is asked.
public struct Sale: Hashable, Sendable {
  /// What is sold.
  public let goods: Goods
  /// Who buys.
  public let buyer: Buyer
  /// How much; the price depends on it.
  public let quantity: PackedQuantity
  /// The day.
  public let date: CivilDate
  /// The currency of the document.
  public let currency: Currency

  /// Describes a sale.
  public init(
    goods: Goods, buyer: Buyer = Buyer(), quantity: PackedQuantity, date: CivilDate,
    currency: Currency
  ) {
    self.goods = goods
    self.buyer = buyer
    self.quantity = quantity
    self.date = date
    self.currency = currency
  }
}

/// What prices are made of: lists in the order in which the customer buys from them, their rules in
/// any order, and exchange rates.
public struct PriceBook: Hashable, Sendable {
  /// The lists that the customer may buy from on that day, the closest first.
  public let lists: [PriceListTerms]
  /// Rules, of these lists and others, in any order.
  public let rules: [PriceRuleTerms]
  /// Exchange rates.
  public let rates: ExchangeTable

  /// Gathers them.
  public init(
    lists: [PriceListTerms] = [], rules: [PriceRuleTerms] = [],
    rates: ExchangeTable = ExchangeTable()
  ) {
    self.lists = lists
    self.rules = rules
    self.rates = rates
  }
}

/// One step from nothing to a price: the steps of a price add up to it.
public struct PriceStep: Hashable, Sendable {
  /// What a step is.
  public enum Kind: String, CaseIterable, Sendable {
    /// The price that the rule says.
    case fixed
    /// What the rule starts from.
    case base
    /// What it takes off.
    case discount
    /// What it puts on the cost.
    case markup
    /// What it adds.
    case surcharge
    /// What rounding adds or takes.
    case rounding
    /// What the least margin adds.
    case leastMargin = "least_margin"
    /// What the greatest margin takes.
    case greatestMargin = "greatest_margin"
    /// What brings a price below nothing back to nothing.
    case floor
  }

  /// What it is.
  public let kind: Kind
  /// In minor units of the list's currency; negative for less.
  public let amount: Int64
}

/// A rule at work, or the product's list price where no rule is.
public struct PriceLink: Hashable, Sendable {
  /// The rule; nil for the product's list price.
  public let rule: PriceRuleTerms?
  /// The list that the rule is in.
  public let list: PriceListTerms?
  /// The steps to the price; they add up to it.
  public let steps: [PriceStep]
  /// The price of one unit, in the list's currency.
  public let price: Money
  /// How the base came into the list's currency, where it was in another one.
  public let exchange: ExchangeTable.Conversion?
}

/// A rule that was looked at, and why it did not decide.
public struct PriceRejection: Hashable, Sendable {
  /// Why.
  public enum Reason: Hashable, Sendable {
    /// It does not hold for this sale.
    case mismatch(SaleTerms.Mismatch)
    /// It holds from a higher quantity on.
    case quantity
    /// It is for another pack.
    case otherPack
    /// There is no cost, or no base, to compute from.
    case noBase
    /// There is no exchange rate into the currency of the list or the document.
    case noRate
    /// Another rule of the list comes first.
    case outranked
    /// A closer list had a price.
    case laterList
  }

  /// The rule.
  public let rule: PriceRuleTerms
  /// Why it did not decide.
  public let reason: Reason
}

/// The price of one unit, with everything that led to it.
public struct PriceAnswer: Hashable, Sendable {
  /// The price of one unit of the product, in the currency of the document.
  public let price: Money
  /// What is asked: the same, or a pack's price for its content where that does not come out even.
  public let asked: UnitPrice
  /// What decided, and what that started from, from the last step back to the first.
  public let links: [PriceLink]
  /// How the price came into the document's currency; of the same one for none.
  public let exchange: ExchangeTable.Conversion
  /// The rules that did not decide, in the order in which they were looked at.
  public let rejections: [PriceRejection]

  /// The rule that decided; nil for the product's list price.
  public var rule: PriceRuleTerms? { links.first?.rule }
  /// The list of that rule.
  public var list: PriceListTerms? { links.first?.list }
}
