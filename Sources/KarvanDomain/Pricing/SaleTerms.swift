// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is sold, as far as prices and promotions look at it.
public struct Goods: Hashable, Sendable {
  /// The product.
  public let product: RecordID
  /// The search key of its category; nil for none.
  public let category: String?
  /// The search key of its brand; nil for none.
  public let brand: String?
  /// The price of one unit that it has of itself.
  public let listPrice: Money?
  /// What one unit costs the company.
  public let cost: Money?

  /// Describes goods; category and brand are compared as search compares them.
  public init(
    product: RecordID, category: String? = nil, brand: String? = nil, listPrice: Money? = nil,
    cost: Money? = nil
  ) {
    self.product = product
    self.category = Self.key(category)
    self.brand = Self.key(brand)
    self.listPrice = listPrice
    self.cost = cost
  }

  static func key(_ text: String?) -> String? {
    let key = text.map { SearchKey.normalize($0) } ?? ""
    return key.isEmpty ? nil : key
  }
}

/// Who buys, as far as prices and promotions look at it.
public struct Buyer: Hashable, Sendable {
  /// The account; nil for nobody in particular.
  public let account: RecordID?
  /// Its customer group.
  public let group: RecordID?
  /// Its territory and those around it, from the inside out.
  public let territories: [RecordID]
  /// The code of its discount class.
  public let discountClass: String?

  /// Describes a buyer.
  public init(
    account: RecordID? = nil, group: RecordID? = nil, territories: [RecordID] = [],
    discountClass: String? = nil
  ) {
    self.account = account
    self.group = group
    self.territories = territories
    self.discountClass = discountClass
  }
}

/// What a price rule, a promotion or a discount policy is for: of which goods, for whom, when.
public struct SaleTerms: Hashable, Sendable {
  /// The goods.
  public enum Target: Hashable, Sendable {
    /// Whatever is sold.
    case everything
    /// A category, by its search key.
    case category(String)
    /// A brand, by its search key.
    case brand(String)
    /// One product.
    case product(RecordID)
  }

  /// Why something does not hold for a sale.
  public enum Mismatch: String, CaseIterable, Sendable {
    /// It was switched off.
    case inactive
    /// The day is before its first.
    case tooEarly = "too_early"
    /// The day is after its last.
    case tooLate = "too_late"
    /// It is for other goods.
    case otherGoods = "other_goods"
    /// It is for other customers.
    case otherCustomer = "other_customer"
  }

  /// The goods.
  public let target: Target
  /// The only account.
  public let account: RecordID?
  /// The only customer group.
  public let group: RecordID?
  /// The only territory.
  public let territory: RecordID?
  /// The first day; nil for always.
  public let validFrom: CivilDate?
  /// The last day; nil for no end.
  public let validTo: CivilDate?
  /// Whether it holds at all.
  public let isActive: Bool

  /// Describes terms.
  public init(
    target: Target = .everything, account: RecordID? = nil, group: RecordID? = nil,
    territory: RecordID? = nil, validFrom: CivilDate? = nil, validTo: CivilDate? = nil,
    isActive: Bool = true
  ) {
    self.target = target
    self.account = account
    self.group = group
    self.territory = territory
    self.validFrom = validFrom
    self.validTo = validTo
    self.isActive = isActive
  }

  /// Why they do not hold; nil when they do. Without goods, only for whom and when is asked.
  public func mismatch(_ goods: Goods?, _ buyer: Buyer, on date: CivilDate) -> Mismatch? {
    guard isActive else { return .inactive }
    if let validFrom, date < validFrom { return .tooEarly }
    if let validTo, date > validTo { return .tooLate }
    if let goods, !covers(goods) { return .otherGoods }
    if let account, account != buyer.account { return .otherCustomer }
    if let group, group != buyer.group { return .otherCustomer }
    if let territory, !buyer.territories.contains(territory) { return .otherCustomer }
    return nil
  }

  /// Whether goods are among those that they are for.
  public func covers(_ goods: Goods) -> Bool {
    switch target {
    case .everything: true
    case .category(let key): goods.category == key
    case .brand(let key): goods.brand == key
    case .product(let product): goods.product == product
    }
  }

  /// How closely they name the goods: the greater, the closer.
  public var closeness: Int {
    switch target {
    case .everything: 0
    case .category: 1
    case .brand: 2
    case .product: 3
    }
  }

  /// How closely they name the customer: the greater, the closer.
  public var intimacy: Int {
    account != nil ? 3 : group != nil ? 2 : territory != nil ? 1 : 0
  }
}

extension SaleTerms {
  /// The fields of a record that has them.
  init(_ view: RecordView) {
    let target: Target =
      switch view[SaleScope.appliesTo].text {
      case SaleScope.category: .category(Goods.key(view[SaleScope.ofCategory].text) ?? "")
      case SaleScope.brand: .brand(Goods.key(view[SaleScope.ofBrand].text) ?? "")
      case SaleScope.product:
        .product(view[SaleScope.ofProduct].reference ?? RecordID(high: 0, low: 0))
      default: .everything
      }
    self.init(
      target: target, account: view[SaleScope.account].reference,
      group: view[SaleScope.customerGroup].reference,
      territory: view[SaleScope.territory].reference,
      validFrom: CivilDate(view[SaleScope.validFrom]),
      validTo: CivilDate(view[SaleScope.validTo]),
      isActive: view[SaleScope.active] == .truth(true))
  }
}

extension CivilDate {
  /// The day that a value of a field is; nil for none.
  init?(_ value: Value) {
    guard let days = value.integer else { return nil }
    self.init(daysSinceEpoch: Int32(clamping: days))
  }
}
