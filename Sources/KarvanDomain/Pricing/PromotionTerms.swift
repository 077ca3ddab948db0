// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A line of a document, as far as promotions look at it.
public struct BasketLine: Hashable, Sendable {
  /// The line.
  public let id: RecordID
  /// What is sold.
  public let goods: Goods
  /// How much, in thousandths of the product's unit; zero or more.
  public let quantity: Int64
  /// The price of one unit, in minor units; zero or more.
  public let unitPrice: Int64
  /// What the line comes to after its own discount, in minor units; zero or more.
  public let net: Int64

  /// Describes a line.
  public init(id: RecordID, goods: Goods, quantity: Int64, unitPrice: Int64, net: Int64) {
    self.id = id
    self.goods = goods
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.net = net
  }
}

/// A promotion, as far as baskets look at it.
public struct PromotionTerms: Hashable, Sendable {
  /// Something that is given: exactly one of them.
  public enum Gift: Hashable, Sendable {
    /// A part of what the lines come to.
    case percent(PercentBasisPoints)
    /// An amount in minor units, never more than the lines come to.
    case amount(Int64)
    /// Goods, in thousandths of the product's unit.
    case goods(RecordID, Int64)
  }

  /// A step of a promotion by steps.
  public struct Step: Hashable, Sendable {
    /// The step.
    public let id: RecordID
    /// From how many on, in thousandths.
    public let minQuantity: Int64
    /// From how much on, in minor units.
    public let minAmount: Int64
    /// What is given.
    public let gift: Gift

    /// Describes a step.
    public init(id: RecordID, minQuantity: Int64 = 0, minAmount: Int64 = 0, gift: Gift) {
      self.id = id
      self.minQuantity = minQuantity
      self.minAmount = minAmount
      self.gift = gift
    }

    /// Whether it is the higher of two steps that were both reached: a total order.
    func isAbove(_ other: Step) -> Bool {
      let own = [minAmount, minQuantity]
      let others = [other.minAmount, other.minQuantity]
      return own == others ? other.id < id : others.lexicographicallyPrecedes(own)
    }
  }

  /// How much of a product is in one bundle.
  public struct Component: Hashable, Sendable {
    /// The product.
    public let product: RecordID
    /// How much, in thousandths of its unit; more than zero.
    public let quantity: Int64

    /// Describes a component.
    public init(product: RecordID, quantity: Int64) {
      self.product = product
      self.quantity = quantity
    }
  }

  /// What it gives for what.
  public enum Kind: Hashable, Sendable {
    /// A gift, once, when enough was bought.
    case simple(Gift)
    /// Of each so many (thousandths) so many free: of another product, or of what was bought.
    case buyGet(buy: Int64, get: Int64, of: RecordID?)
    /// A gift for each complete bundle; a percentage is of what the bundles come to.
    case bundle([Component], Gift)
    /// The gift of the highest step that was reached.
    case steps([Step])
  }

  /// The promotion.
  public let id: RecordID
  /// Its short name.
  public let code: String
  /// What it is for.
  public let terms: SaleTerms
  /// What it gives.
  public let kind: Kind
  /// The currency of its amounts.
  public let currency: Currency
  /// From how many on, in thousandths, of all lines that it is for.
  public let minQuantity: Int64
  /// From how much on, in minor units, of all lines that it is for.
  public let minAmount: Int64
  /// How often at most; nil for no limit.
  public let maxTimes: Int64?
  /// The higher goes first.
  public let priority: Int64
  /// Of one group only the first is given; nil for none.
  public let exclusiveGroup: String?
  /// Whether a line may get it together with others.
  public let isStackable: Bool
  /// The search key of the budget that it is paid from; nil for no limit.
  public let budget: String?

  /// Describes a promotion.
  public init(
    id: RecordID, code: String = "", terms: SaleTerms = SaleTerms(), kind: Kind,
    currency: Currency = .irr, minQuantity: Int64 = 0, minAmount: Int64 = 0,
    maxTimes: Int64? = nil, priority: Int64 = 0, exclusiveGroup: String? = nil,
    isStackable: Bool = false, budget: String? = nil
  ) {
    self.id = id
    self.code = code
    self.terms = terms
    self.kind = kind
    self.currency = currency
    self.minQuantity = minQuantity
    self.minAmount = minAmount
    self.maxTimes = maxTimes
    self.priority = priority
    self.exclusiveGroup = Goods.key(exclusiveGroup)
    self.isStackable = isStackable
    self.budget = Goods.key(budget)
  }
}

extension PromotionTerms {
  /// The fields of a promotion and its steps; nil for one that gives nothing, such as a bundle
  /// without components.
  init?(_ view: RecordView, steps: [RecordView]) {
    guard let kind = Kind(view, steps: steps) else { return nil }
    let shape = Promotion.shape
    let currency = view[shape.currency].text.flatMap { try? Currency.named($0) }
    self.init(
      id: view.id, code: view[shape.code].text ?? "", terms: SaleTerms(view), kind: kind,
      currency: currency ?? .irr, minQuantity: view[shape.minQuantity].integer ?? 0,
      minAmount: view[shape.minAmount].integer ?? 0, maxTimes: view[shape.maxTimes].integer,
      priority: view[shape.priority].integer ?? 0,
      exclusiveGroup: view[shape.exclusiveGroup].text,
      isStackable: view[shape.stackable] == .truth(true), budget: view[shape.budget].text)
  }
}

extension PromotionTerms.Kind {
  fileprivate init?(_ view: RecordView, steps: [RecordView]) {
    let shape = Promotion.shape
    let percent = PromotionTerms.Gift(percent: view[shape.percent])
    let amount = PromotionTerms.Gift(amount: view[shape.amount])
    let goods = PromotionTerms.Gift(view[shape.getProduct], view[shape.getQuantity])
    let gift: PromotionTerms.Gift?
    switch view[shape.kind].text {
    case "percent": gift = percent
    case "amount": gift = amount
    case "free_goods": gift = goods
    case "buy_get":
      guard let buy = view[shape.minQuantity].integer, buy > 0,
        let get = view[shape.getQuantity].integer, get > 0
      else { return nil }
      self = .buyGet(buy: buy, get: get, of: view[shape.getProduct].reference)
      return
    case "bundle":
      let components = steps.compactMap { PromotionTerms.Component($0) }
      guard !components.isEmpty, let gift = percent ?? amount else { return nil }
      self = .bundle(PromotionTerms.Component.joined(components), gift)
      return
    case "tiered":
      let steps = steps.compactMap { PromotionTerms.Step($0) }
      if steps.isEmpty { return nil }
      self = .steps(steps)
      return
    default: return nil
    }
    guard let gift else { return nil }
    self = .simple(gift)
  }
}

extension PromotionTerms.Gift {
  fileprivate init?(percent: Value) {
    guard let points = percent.integer, points > 0,
      let percent = try? PercentBasisPoints(Int32(clamping: points))
    else { return nil }
    self = .percent(percent)
  }

  fileprivate init?(amount: Value) {
    guard let amount = amount.integer, amount > 0 else { return nil }
    self = .amount(amount)
  }

  fileprivate init?(_ product: Value, _ quantity: Value) {
    guard let product = product.reference, let quantity = quantity.integer, quantity > 0 else {
      return nil
    }
    self = .goods(product, quantity)
  }
}

extension PromotionTerms.Step {
  fileprivate init?(_ view: RecordView) {
    let shape = PromotionTier.shape
    let gift =
      PromotionTerms.Gift(percent: view[shape.percent])
      ?? PromotionTerms.Gift(amount: view[shape.amount])
      ?? PromotionTerms.Gift(view[shape.getProduct], view[shape.getQuantity])
    guard let gift, view[shape.product].isNull else { return nil }
    self.init(
      id: view.id, minQuantity: view[shape.minQuantity].integer ?? 0,
      minAmount: view[shape.minAmount].integer ?? 0, gift: gift)
  }
}

extension PromotionTerms.Component {
  fileprivate init?(_ view: RecordView) {
    let shape = PromotionTier.shape
    guard let product = view[shape.product].reference,
      let quantity = view[shape.quantity].integer, quantity > 0
    else { return nil }
    self.init(product: product, quantity: quantity)
  }

  /// Components of one product as one, by product.
  fileprivate static func joined(_ components: [Self]) -> [Self] {
    components.sorted { $0.product < $1.product }.reduce(into: []) { joined, next in
      guard let last = joined.last, last.product == next.product else {
        joined.append(next)
        return
      }
      let (sum, overflow) = last.quantity.addingReportingOverflow(next.quantity)
      joined[joined.count - 1] = Self(
        product: next.product, quantity: overflow ? Int64.max : sum)
    }
  }
}
