// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How much may be taken off without approval, as far as lines look at it.
public struct DiscountLimit: Hashable, Sendable {
  /// The policy.
  public let id: RecordID
  /// What it is for.
  public let terms: SaleTerms
  /// The only discount class; nil for all.
  public let discountClass: String?
  /// The most of a line.
  public let most: PercentBasisPoints
  /// Beats whatever is more specific.
  public let priority: Int64

  /// Describes a limit.
  public init(
    id: RecordID, terms: SaleTerms = SaleTerms(), discountClass: String? = nil,
    most: PercentBasisPoints, priority: Int64 = 0
  ) {
    self.id = id
    self.terms = terms
    self.discountClass = discountClass
    self.most = most
    self.priority = priority
  }

  /// The limit that holds for a sale; nil where none does, and nothing is limited.
  ///
  /// A higher priority, then goods named more closely, then the customer (account, group, discount
  /// class, territory, anybody), then the later first day, then the newer record.
  public static func holding(
    _ goods: Goods, _ buyer: Buyer, on date: CivilDate, among limits: [DiscountLimit]
  ) -> DiscountLimit? {
    limits.filter { limit in
      limit.terms.mismatch(goods, buyer, on: date) == nil
        && (limit.discountClass == nil || limit.discountClass == buyer.discountClass)
    }.max { one, other in
      let ranks = (one.rank, other.rank)
      return ranks.0 == ranks.1
        ? one.id < other.id : ranks.0.lexicographicallyPrecedes(ranks.1)
    }
  }

  private var rank: [Int64] {
    let customer =
      terms.intimacy >= 2 ? terms.intimacy + 1 : discountClass != nil ? 2 : terms.intimacy
    return [
      priority, Int64(terms.closeness), Int64(customer),
      terms.validFrom.map { Int64($0.daysSinceEpoch) } ?? Int64.min,
    ]
  }

  /// Whether what is taken off an amount is more than the limit allows.
  public func isExceeded(by off: Int64, of amount: Int64) -> Bool {
    Int128(off) * 10_000 > Int128(amount) * Int128(most.basisPoints)
  }
}

/// What a rep takes off on their own, against what they may.
public enum DiscountReview {
  /// A line from which more is taken off than its limit allows.
  public struct Excess: Sendable {
    /// The line.
    public let line: RecordView
    /// The limit.
    public let limit: DiscountLimit
    /// What is taken off without a promotion: discounts, and a price below that of the rules.
    public let off: Int64
    /// What it is taken from.
    public let amount: Int64
  }

  /// The lines of a document that need approval for what was taken off, in their order.
  public static func excesses<Document: CommercialDocument>(
    of document: RecordView, _ type: Document.Type, reader: any RecordReader
  ) throws -> [Excess] where Document.Line: TracedLine {
    let shape = Document.Line.shape
    let lines = try DocumentAmounts<Document>.lines(of: document.id, reader: reader)
    let totals = try DocumentAmounts<Document>.of(document, lines: lines)
    let account = try document[Document.shape.account].reference
      .flatMap { try reader.record(Account.tag, $0) }
    let buyer = try Pricing.buyer(account, reader: reader)
    let date = CivilDate(document[Document.shape.date]) ?? CivilDate(daysSinceEpoch: 0)
    var excesses: [Excess] = []
    for (line, total) in zip(lines, totals.lines) where line[shape.free] != .truth(true) {
      guard
        let product = try line[shape.product].reference
          .flatMap({ try reader.record(Product.tag, $0) }),
        let limit = try limit(of: product, for: buyer, on: date, reader: reader)
      else { continue }
      let quantity = Quantity(thousandths: line[shape.quantity].integer ?? 0)
      let rulePrice = UnitPrice(
        line[shape.rulePrice].integer ?? 0, per: line[shape.pricePer].integer)
      let full = max(
        (try? quantity.gross(rulePrice, rounding: .halfUp)) ?? 0, total.gross)
      let off = (full - total.gross) + total.lineDiscount + total.headerDiscount
      if limit.isExceeded(by: off, of: full) {
        excesses.append(Excess(line: line, limit: limit, off: off, amount: full))
      }
    }
    return excesses
  }

  /// The limit for a product and an account; nil where nothing is limited.
  public static func limit(
    of product: RecordView, for account: RecordView?, on date: CivilDate,
    reader: any RecordReader
  ) throws -> DiscountLimit? {
    try limit(
      of: product, for: try Pricing.buyer(account, reader: reader), on: date, reader: reader)
  }

  private static func limit(
    of product: RecordView, for buyer: Buyer, on date: CivilDate, reader: any RecordReader
  ) throws -> DiscountLimit? {
    let shape = DiscountPolicy.shape
    var records = try reader.records(
      DiscountPolicy.tag, where: shape.product.tag, is: .reference(product.id))
    for target in [SaleScope.brand, SaleScope.category, SaleScope.all] {
      records += try reader.records(
        DiscountPolicy.tag, where: shape.appliesTo.tag, is: .text(target))
    }
    let limits = records.compactMap { record -> DiscountLimit? in
      let points = Int32(clamping: record[shape.maxPercent].integer ?? 0)
      guard let most = try? PercentBasisPoints(points) else { return nil }
      return DiscountLimit(
        id: record.id, terms: SaleTerms(record), discountClass: record[shape.discountClass].text,
        most: most, priority: record[shape.priority].integer ?? 0)
    }
    return DiscountLimit.holding(
      try Pricing.goods(product), buyer, on: date, among: limits)
  }
}
