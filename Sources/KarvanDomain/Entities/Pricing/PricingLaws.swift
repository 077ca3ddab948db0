// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Laws of the entities that say what things cost.
enum PricingLaws {
  /// A quantity is more than zero where there is one.
  static func positive(_ field: Field) -> Invariant {
    { context in
      context.written(field).contains { ($0[field.tag].integer ?? 1) <= 0 }
        ? context.breaks(.numberPositive, field) : nil
    }
  }

  /// Every method has what it computes a price from, and nothing that it would not look at.
  static let method: Invariant = { context in
    let shape = PriceRule.shape
    for version in context.written(shape.method) {
      func has(_ field: Field) -> Bool { !version[field.tag].isNull }
      let needed: [Field]
      let allowed: [Field]
      switch version[shape.method.tag].text {
      case PriceRule.fixed: (needed, allowed) = ([shape.price], [])
      case PriceRule.percentOff: (needed, allowed) = ([shape.percent], [shape.base])
      case PriceRule.costPlus: (needed, allowed) = ([shape.markup], [])
      default:
        (needed, allowed) = (
          [],
          [
            shape.percent, shape.base, shape.surcharge, shape.roundTo, shape.minMargin,
            shape.maxMargin,
          ]
        )
      }
      if let missing = needed.first(where: { !has($0) }) {
        return context.breaks(.priceTerms, missing)
      }
      let known = (needed + allowed).map(\.tag)
      let others = [
        shape.price, shape.percent, shape.markup, shape.surcharge, shape.roundTo,
        shape.minMargin, shape.maxMargin,
      ]
      if let idle = others.first(where: { has($0) && !known.contains($0.tag) }) {
        return context.breaks(.priceTerms, idle)
      }
    }
    return nil
  }

  /// The bounds of a price leave room for one.
  static let margins: Invariant = { context in
    let shape = PriceRule.shape
    for version in context.written(shape.minMargin) {
      guard let least = version[shape.minMargin.tag].integer,
        let most = version[shape.maxMargin.tag].integer, most < least
      else { continue }
      return context.breaks(.priceTerms, shape.maxMargin)
    }
    return nil
  }

  /// A rate is between two currencies, and more than nothing.
  static let rate: Invariant = { context in
    let shape = ExchangeRate.shape
    for version in context.written(shape.rate) {
      if version[shape.currency.tag] == version[shape.counter.tag] {
        return context.breaks(.rateTerms, shape.counter)
      }
      let rate = version[shape.rate.tag].integer ?? 0
      if !(1...ExchangeRate.most).contains(rate) {
        return context.breaks(.rateTerms, shape.rate)
      }
    }
    return nil
  }

  /// Every kind of promotion has what it needs to give something.
  static let promotion: Invariant = { context in
    let shape = Promotion.shape
    for version in context.written(shape.kind) {
      func has(_ field: Field) -> Bool { (version[field.tag].integer ?? 0) > 0 }
      let missing: Field? =
        switch version[shape.kind.tag].text {
        case "percent": has(shape.percent) ? nil : shape.percent
        case "amount": has(shape.amount) ? nil : shape.amount
        case "buy_get":
          !has(shape.minQuantity)
            ? shape.minQuantity : has(shape.getQuantity) ? nil : shape.getQuantity
        case "free_goods":
          version[shape.getProduct.tag].isNull
            ? shape.getProduct : has(shape.getQuantity) ? nil : shape.getQuantity
        case "bundle": has(shape.percent) != has(shape.amount) ? nil : shape.percent
        default: nil
        }
      if let missing { return context.breaks(.promotionTerms, missing) }
    }
    return nil
  }
}
