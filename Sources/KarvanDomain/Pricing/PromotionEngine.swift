// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a promotion gives to a basket.
public struct PromotionGrant: Hashable, Sendable {
  /// What is taken off a line.
  public struct Share: Hashable, Sendable {
    /// The line.
    public let line: RecordID
    /// In minor units, more than zero.
    public let amount: Int64
  }

  /// Goods that are given.
  public struct FreeGoods: Hashable, Sendable {
    /// The product.
    public let product: RecordID
    /// In thousandths of its unit, more than zero.
    public let quantity: Int64
    /// The price of one unit, in minor units.
    public let unitPrice: Int64
  }

  /// The promotion.
  public let promotion: PromotionTerms
  /// What is taken off, by line.
  public let shares: [Share]
  /// What is given, by product.
  public let goods: [FreeGoods]
  /// What all that is worth, in minor units.
  public let worth: Int64
}

/// A promotion that gives nothing to a basket, and why.
public struct PromotionRejection: Hashable, Sendable {
  /// Why.
  public enum Reason: Hashable, Sendable {
    /// It does not hold for this customer or on this day.
    case mismatch(SaleTerms.Mismatch)
    /// Its amounts are in another currency.
    case currency
    /// No line is of its goods, or others have them already.
    case noLine
    /// Not enough was bought.
    case tooLittle
    /// Another one of its exclusive group was given.
    case exclusive
    /// Nothing is left to take something off.
    case nothingLeft
    /// What it gives has no price in the currency of the order.
    case noPrice
    /// The budget does not reach for it on this device.
    case budget
  }

  /// The promotion.
  public let promotion: PromotionTerms
  /// Why it gives nothing.
  public let reason: Reason
}

/// What promotions give to a basket, with the reasons of those that give nothing.
public struct PromotionOutcome: Hashable, Sendable {
  /// Those that give something, in the order in which they were given.
  public let grants: [PromotionGrant]
  /// The others, in the order in which they were looked at.
  public let rejections: [PromotionRejection]

  /// What is taken off a line.
  public func off(_ line: RecordID) -> Int64 {
    grants.lazy.flatMap(\.shares).filter { $0.line == line }.reduce(0) { $0 + $1.amount }
  }

  /// The codes of the promotions that a line gets, in the order in which they were given.
  public func codes(_ line: RecordID) -> [String] {
    grants.filter { $0.shares.contains { $0.line == line } }.map(\.promotion.code)
  }
}

/// What is sold together, for whom and when; everything that promotions depend on.
public struct Basket: Sendable {
  /// Its lines, in any order.
  public let lines: [BasketLine]
  /// Who buys.
  public let buyer: Buyer
  /// The day.
  public let date: CivilDate
  /// The currency of the lines.
  public let currency: Currency
  /// The price of one unit of goods that may be given, in minor units.
  public let prices: [RecordID: Int64]
  /// What is left of each budget on this device, by its search key.
  public let budgets: [String: Int64]

  /// Gathers a basket.
  public init(
    lines: [BasketLine], buyer: Buyer = Buyer(), date: CivilDate, currency: Currency = .irr,
    prices: [RecordID: Int64] = [:], budgets: [String: Int64] = [:]
  ) {
    self.lines = lines
    self.buyer = buyer
    self.date = date
    self.currency = currency
    self.prices = prices
    self.budgets = budgets
  }
}

/// Decides what promotions give to a basket: a pure function that depends neither on the order of
/// lines nor on that of promotions.
///
/// The higher priority goes first, then the older record. Of an exclusive group only the first one
/// that gives anything is given. A line that a promotion has which is not for use with others takes
/// no other one, and such a promotion takes no line that has one. Conditions look at what lines come
/// to before promotions, percentages at what earlier promotions left, so that a line never comes to
/// less than nothing. A promotion with a budget is given whole or not at all.
public enum PromotionEngine {
  /// What a basket gets. Throws `amountOverflow`.
  public static func apply(
    _ promotions: [PromotionTerms], to basket: Basket
  ) throws(DomainError) -> PromotionOutcome {
    var giving = Giving(basket)
    let ordered = promotions.sorted { one, other in
      one.priority != other.priority ? one.priority > other.priority : one.id < other.id
    }
    for promotion in ordered { try giving.consider(promotion) }
    return PromotionOutcome(grants: giving.grants, rejections: giving.rejections)
  }

  /// A line as it stands after the promotions so far.
  private struct Standing {
    let line: BasketLine
    var left: Int64
    var isTouched = false
    var isClosed = false
  }

  /// What a promotion would give.
  private struct Draft {
    /// What is taken off, beside the standing lines.
    var off: [Int64]
    var goods: [(product: RecordID, quantity: Int64)] = []
  }

  private struct Giving {
    let basket: Basket
    var grants: [PromotionGrant] = []
    var rejections: [PromotionRejection] = []
    /// By identifier, so that no rest of a division depends on the order of lines.
    private var standing: [Standing]
    private var groups: [String] = []
    private var spent: [String: Int64] = [:]

    init(_ basket: Basket) {
      self.basket = basket
      standing = basket.lines.sorted { $0.id < $1.id }.map { Standing(line: $0, left: $0.net) }
    }

    mutating func consider(_ promotion: PromotionTerms) throws(DomainError) {
      let chosen = standing.indices.filter { index in
        let entry = standing[index]
        return !entry.isClosed && (promotion.isStackable || !entry.isTouched)
          && covers(promotion, entry.line.goods)
      }
      if let reason = refusal(of: promotion, chosen) { return refuse(promotion, reason) }
      guard let draft = try draft(promotion, chosen) else {
        return refuse(promotion, .tooLittle)
      }
      guard draft.off.contains(where: { $0 > 0 }) || !draft.goods.isEmpty else {
        return refuse(promotion, .nothingLeft)
      }
      var goods: [PromotionGrant.FreeGoods] = []
      var worth = try CheckedAmount.sum(draft.off)
      for (product, quantity) in draft.goods {
        guard let price = price(of: product) else { return refuse(promotion, .noPrice) }
        let value = try Quantity(thousandths: quantity).gross(unitPrice: price, rounding: .halfUp)
        worth = try CheckedAmount.add(worth, value)
        goods.append(.init(product: product, quantity: quantity, unitPrice: price))
      }
      guard pays(promotion, worth) else { return refuse(promotion, .budget) }
      give(promotion, chosen, draft, goods, worth)
    }

    private func covers(_ promotion: PromotionTerms, _ goods: Goods) -> Bool {
      if case .bundle(let components, _) = promotion.kind {
        return components.contains { $0.product == goods.product }
      }
      return promotion.terms.covers(goods)
    }

    private func refusal(
      of promotion: PromotionTerms, _ chosen: [Int]
    ) -> PromotionRejection.Reason? {
      if let mismatch = promotion.terms.mismatch(nil, basket.buyer, on: basket.date) {
        return .mismatch(mismatch)
      }
      if promotion.currency != basket.currency { return .currency }
      if let group = promotion.exclusiveGroup, groups.contains(group) { return .exclusive }
      return chosen.isEmpty ? .noLine : nil
    }

    private mutating func refuse(
      _ promotion: PromotionTerms, _ reason: PromotionRejection.Reason
    ) {
      rejections.append(PromotionRejection(promotion: promotion, reason: reason))
    }

    /// The price of goods: that of a line of the basket, the lowest of several, else its own.
    private func price(of product: RecordID) -> Int64? {
      standing.lazy.filter { $0.line.goods.product == product }.map(\.line.unitPrice).min()
        ?? basket.prices[product]
    }

    private func pays(_ promotion: PromotionTerms, _ worth: Int64) -> Bool {
      guard let budget = promotion.budget else { return true }
      return worth <= (basket.budgets[budget] ?? 0) - (spent[budget] ?? 0)
    }

    private mutating func give(
      _ promotion: PromotionTerms, _ chosen: [Int], _ draft: Draft,
      _ goods: [PromotionGrant.FreeGoods], _ worth: Int64
    ) {
      var shares: [PromotionGrant.Share] = []
      for (index, off) in zip(chosen, draft.off) {
        // Free goods are given for all lines that they were counted from.
        guard off > 0 || !goods.isEmpty else { continue }
        standing[index].left -= off
        standing[index].isTouched = true
        standing[index].isClosed = !promotion.isStackable
        if off > 0 { shares.append(.init(line: standing[index].line.id, amount: off)) }
      }
      if let group = promotion.exclusiveGroup { groups.append(group) }
      if let budget = promotion.budget { spent[budget, default: 0] += worth }
      grants.append(
        PromotionGrant(promotion: promotion, shares: shares, goods: goods, worth: worth))
    }

    // MARK: What each kind gives

    /// What a promotion gives for lines; nil where its conditions do not hold.
    private func draft(
      _ promotion: PromotionTerms, _ chosen: [Int]
    ) throws(DomainError) -> Draft? {
      let quantity = try CheckedAmount.sum(chosen.map { standing[$0].line.quantity })
      let amount = try CheckedAmount.sum(chosen.map { standing[$0].line.net })
      guard quantity >= promotion.minQuantity, amount >= promotion.minAmount else { return nil }
      let lefts = chosen.map { standing[$0].left }
      switch promotion.kind {
      case .simple(let gift): return try given(gift, of: lefts)
      case .steps(let steps):
        let reached = steps.filter { $0.minQuantity <= quantity && $0.minAmount <= amount }
        guard let step = reached.max(by: { $1.isAbove($0) }) else { return nil }
        return try given(step.gift, of: lefts)
      case .buyGet(let buy, let get, let product):
        return try bought(chosen, buy: buy, get: get, of: product, promotion.maxTimes)
      case .bundle(let components, let gift):
        return try bundled(chosen, components, gift, promotion.maxTimes)
      }
    }

    private func given(
      _ gift: PromotionTerms.Gift, of lefts: [Int64]
    ) throws(DomainError) -> Draft {
      switch gift {
      case .percent(let percent):
        var off: [Int64] = []
        for left in lefts { off.append(try percent.portion(of: left, rounding: .halfUp)) }
        return Draft(off: off)
      case .amount(let amount):
        let most = try CheckedAmount.sum(lefts)
        return Draft(off: try LargestRemainder.allocate(min(amount, most), weights: lefts))
      case .goods(let product, let quantity):
        return Draft(off: lefts.map { _ in 0 }, goods: [(product, quantity)])
      }
    }

    /// Free goods for each so many that were bought: of each product by itself, where the goods are
    /// of the same.
    private func bought(
      _ chosen: [Int], buy: Int64, get: Int64, of product: RecordID?, _ most: Int64?
    ) throws(DomainError) -> Draft? {
      guard buy > 0 else { return nil }
      var draft = Draft(off: chosen.map { _ in 0 })
      let products = chosen.map { standing[$0].line.goods.product }
      let distinct = product == nil ? Array(Set(products)).sorted() : [product].compactMap { $0 }
      for gift in distinct {
        let counted = product == nil ? chosen.filter { isOf(gift, $0) } : chosen
        let quantity = try CheckedAmount.sum(counted.map { standing[$0].line.quantity })
        let times = min(quantity / buy, most ?? Int64.max)
        guard times > 0 else { continue }
        draft.goods.append((gift, try CheckedAmount.narrow(Int128(times) * Int128(get))))
      }
      return draft.goods.isEmpty ? nil : draft
    }

    /// A gift for what the complete bundles come to.
    private func bundled(
      _ chosen: [Int], _ components: [PromotionTerms.Component], _ gift: PromotionTerms.Gift,
      _ most: Int64?
    ) throws(DomainError) -> Draft? {
      var times = most ?? Int64.max
      var totals: [Int64] = []
      for component in components {
        let own = chosen.filter { isOf(component.product, $0) }
        let total = try CheckedAmount.sum(own.map { standing[$0].line.quantity })
        totals.append(total)
        times = min(times, component.quantity > 0 ? total / component.quantity : 0)
      }
      guard times > 0 else { return nil }
      // What of each line is in bundles, rounded down: a line never gives more than it has.
      let values = chosen.map { index -> Int64 in
        for (component, total) in zip(components, totals)
        where total > 0 && isOf(component.product, index) {
          let inBundles = UInt128(times.magnitude) * UInt128(component.quantity.magnitude)
          let product = UInt128(standing[index].left.magnitude)
            .multipliedFullWidth(by: inBundles)
          return Int64(clamping: UInt128(total.magnitude).dividingFullWidth(product).quotient)
        }
        return 0
      }
      let value = try CheckedAmount.sum(values)
      let off: Int64
      switch gift {
      case .percent(let percent): off = try percent.portion(of: value, rounding: .halfUp)
      case .amount(let amount):
        off = Int64(clamping: min(Int128(amount) * Int128(times), Int128(value)))
      case .goods(let product, let quantity):
        let given = try CheckedAmount.narrow(Int128(quantity) * Int128(times))
        return Draft(off: values.map { _ in 0 }, goods: [(product, given)])
      }
      return Draft(off: try LargestRemainder.allocate(off, weights: values))
    }

    private func isOf(_ product: RecordID, _ index: Int) -> Bool {
      standing[index].line.goods.product == product
    }
  }
}
