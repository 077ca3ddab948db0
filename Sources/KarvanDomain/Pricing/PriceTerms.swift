// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A price list, as far as prices look at it.
public struct PriceListTerms: Hashable, Sendable {
  /// Why a customer buys from it.
  public enum Reason: String, CaseIterable, Sendable {
    /// It is the account's own.
    case account
    /// It is that of the account's group.
    case group
    /// It is for everybody.
    case everybody
  }

  /// The list.
  public let id: RecordID
  /// Its short name.
  public let code: String
  /// Its currency.
  public let currency: Currency
  /// Why the customer buys from it.
  public let reason: Reason
  /// Its edition.
  public let edition: Int64

  /// Describes a list.
  public init(
    id: RecordID, code: String = "", currency: Currency, reason: Reason = .everybody,
    edition: Int64 = 1
  ) {
    self.id = id
    self.code = code
    self.currency = currency
    self.reason = reason
    self.edition = edition
  }
}

/// A rule of a price list, as far as prices look at it.
public struct PriceRuleTerms: Hashable, Sendable {
  /// What a percentage or a formula starts from.
  public enum Base: String, CaseIterable, Sendable {
    /// What the further lists, and in the end the product itself, say.
    case onward
    /// The product's list price.
    case listPrice = "list_price"
    /// The product's cost.
    case cost
  }

  /// A price that is computed step by step: off, on, rounded, bounded; never below nothing.
  public struct Formula: Hashable, Sendable {
    /// What it starts from.
    public var base: Base
    /// What is taken off the base.
    public var percent: PercentBasisPoints
    /// What is added, in minor units of the list's currency; negative to take off.
    public var surcharge: Int64
    /// What the price is a multiple of; 0 or 1 for anything.
    public var roundTo: Int64
    /// How far it is at least above the base.
    public var minMargin: Int64?
    /// How far it is at most above the base.
    public var maxMargin: Int64?

    /// Describes a formula; without more, the price is the base.
    public init(
      base: Base = .onward, percent: PercentBasisPoints = .zero, surcharge: Int64 = 0,
      roundTo: Int64 = 1, minMargin: Int64? = nil, maxMargin: Int64? = nil
    ) {
      self.base = base
      self.percent = percent
      self.surcharge = surcharge
      self.roundTo = roundTo
      self.minMargin = minMargin
      self.maxMargin = maxMargin
    }
  }

  /// How the price comes about.
  public enum Method: Hashable, Sendable {
    /// A price in minor units of the list's currency, of one unit or of one pack of the rule.
    case fixed(Int64)
    /// Thousandths of a percent on the cost.
    case markup(Int64)
    /// Percentages off and everything that is more.
    case formula(Formula)
  }

  /// The rule.
  public let id: RecordID
  /// The list that it is in.
  public let list: RecordID
  /// What it is for.
  public let terms: SaleTerms
  /// From how many on, in thousandths of the pack or else of the product's unit.
  public let minQuantity: Int64
  /// The pack that it is for, by its code.
  public let unit: String?
  /// How the price comes about.
  public let method: Method
  /// Beats whatever is more specific.
  public let priority: Int64

  /// Describes a rule.
  public init(
    id: RecordID, list: RecordID, terms: SaleTerms = SaleTerms(), minQuantity: Int64 = 0,
    unit: String? = nil, method: Method, priority: Int64 = 0
  ) {
    self.id = id
    self.list = list
    self.terms = terms
    self.minQuantity = minQuantity
    self.unit = unit
    self.method = method
    self.priority = priority
  }

  /// Whether it decides before another rule of its list that holds as well: a total order.
  ///
  /// A higher priority; then goods named more closely; then the customer (account, group,
  /// territory, anybody); then a pack named; then the higher quantity; then the later first day;
  /// then the newer record.
  func precedes(_ other: PriceRuleTerms) -> Bool {
    func rank(_ rule: PriceRuleTerms) -> [Int64] {
      [
        rule.priority, Int64(rule.terms.closeness), Int64(rule.terms.intimacy),
        rule.unit == nil ? 0 : 1, rule.minQuantity,
        rule.terms.validFrom.map { Int64($0.daysSinceEpoch) } ?? Int64.min,
      ]
    }
    let own = rank(self)
    let others = rank(other)
    return own == others ? other.id < id : others.lexicographicallyPrecedes(own)
  }
}

extension PriceRuleTerms {
  /// The fields of a record; nil for one that says nothing that this program understands.
  init?(_ view: RecordView) {
    let shape = PriceRule.shape
    guard let list = view[shape.priceList].reference, let method = Method(view) else { return nil }
    self.init(
      id: view.id, list: list, terms: SaleTerms(view),
      minQuantity: view[shape.minQuantity].integer ?? 0, unit: view[shape.unit].text,
      method: method, priority: view[shape.priority].integer ?? 0)
  }
}

extension PriceRuleTerms.Method {
  fileprivate init?(_ view: RecordView) {
    let shape = PriceRule.shape
    switch view[shape.method].text {
    case PriceRule.fixed:
      guard let price = view[shape.price].integer, price >= 0 else { return nil }
      self = .fixed(price)
    case PriceRule.costPlus:
      guard let markup = view[shape.markup].integer, markup >= 0 else { return nil }
      self = .markup(markup)
    case PriceRule.percentOff, PriceRule.formula:
      let percent = Int32(clamping: view[shape.percent].integer ?? 0)
      self = .formula(
        PriceRuleTerms.Formula(
          base: view[shape.base].text.flatMap { PriceRuleTerms.Base(rawValue: $0) } ?? .onward,
          percent: (try? PercentBasisPoints(percent)) ?? .zero,
          surcharge: view[shape.surcharge].integer ?? 0,
          roundTo: view[shape.roundTo].integer ?? 1,
          minMargin: view[shape.minMargin].integer, maxMargin: view[shape.maxMargin].integer))
    default: return nil
    }
  }
}
