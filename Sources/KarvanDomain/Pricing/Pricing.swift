// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Reads from records what prices are made of; only indexed fields are asked for.
public enum Pricing {
  /// The price of one unit for an account, with its explanation.
  ///
  /// - Parameters:
  ///   - product: The product.
  ///   - account: Who buys; nil for nobody in particular.
  ///   - quantity: How much, as it was entered.
  ///   - date: The day.
  ///   - currency: The currency of the document.
  ///   - reader: The records.
  /// - Throws: A `Failure` that names the product when it has no price, or none in the currency.
  public static func price(
    of product: RecordView, for account: RecordView?, quantity: PackedQuantity, on date: CivilDate,
    in currency: Currency, reader: any RecordReader
  ) throws -> PriceAnswer {
    let sale = Sale(
      goods: try goods(product), buyer: try buyer(account, reader: reader), quantity: quantity,
      date: date, currency: currency)
    let book = try book(for: sale, account: account, reader: reader)
    do throws(DomainError) {
      return try PriceEngine.price(sale, by: book)
    } catch {
      throw Failure(error, entity: "order_line", field: "unit_price").about("product", product.id)
    }
  }

  /// A product, as far as prices look at it.
  static func goods(_ product: RecordView) throws(DomainError) -> Goods {
    let shape = Product.shape
    let currency = try Currency.named(product[shape.currency].text ?? Currency.irr.code)
    func money(_ field: Field) -> Money? { product[field].integer.map { Money($0, currency) } }
    return Goods(
      product: product.id, category: product[shape.category].text,
      brand: product[shape.brand].text, listPrice: money(shape.listPrice),
      cost: money(shape.cost))
  }

  /// An account, as far as prices look at it.
  static func buyer(_ account: RecordView?, reader: any RecordReader) throws -> Buyer {
    guard let account else { return Buyer() }
    let shape = Account.shape
    var territories: [RecordID] = []
    var next = account[shape.territory].reference
    while let id = next, territories.count < Territory.maximumDepth, !territories.contains(id) {
      territories.append(id)
      next = try reader.record(SchemaTags.territory, id)?[Territory.shape.parent].reference
    }
    return Buyer(
      account: account.id, group: account[shape.customerGroup].reference,
      territories: territories, discountClass: account[shape.discountClass].text)
  }

  /// What decides about the price of a sale: the customer's lists, and their rules for the goods.
  static func book(
    for sale: Sale, account: RecordView?, reader: any RecordReader
  ) throws -> PriceBook {
    let lists = try lists(for: account, on: sale.date, reader: reader)
    let shape = PriceRule.shape
    var records = try reader.records(
      PriceRule.tag, where: shape.product.tag, is: .reference(sale.goods.product))
    for target in [SaleScope.brand, SaleScope.category, SaleScope.all] {
      records += try reader.records(
        PriceRule.tag, where: shape.appliesTo.tag, is: .text(target))
    }
    let ids = lists.map(\.id)
    let rules = records.compactMap { PriceRuleTerms($0) }.filter { rule in
      // What is for other goods is no news to anybody who asks for these.
      ids.contains(rule.list) && rule.terms.covers(sale.goods)
    }
    let currencies =
      lists.map(\.currency) + [sale.goods.listPrice, sale.goods.cost].compactMap(\.?.currency)
    return PriceBook(
      lists: lists, rules: rules,
      rates: try rates(among: [sale.currency] + currencies, reader: reader))
  }

  /// The lists that an account buys from on a day, the closest first, each once.
  public static func lists(
    of account: RecordView, on date: CivilDate, reader: any RecordReader
  ) throws -> [PriceListTerms] {
    try lists(for: account, on: date, reader: reader)
  }

  static func lists(
    for account: RecordView?, on date: CivilDate, reader: any RecordReader
  ) throws -> [PriceListTerms] {
    let shape = PriceList.shape
    var found: [PriceListTerms] = []
    func add(_ record: RecordView?, _ reason: PriceListTerms.Reason) throws {
      guard let record, record.life != .deleted, record[shape.active] == .truth(true),
        holds(record, on: date), !found.contains(where: { $0.id == record.id })
      else { return }
      found.append(
        PriceListTerms(
          id: record.id, code: record[shape.code].text ?? "",
          currency: try Currency.named(record[shape.currency].text ?? Currency.irr.code),
          reason: reason, edition: record[shape.version].integer ?? 1))
    }
    func list(_ id: RecordID?) throws -> RecordView? {
      try id.flatMap { try reader.record(PriceList.tag, $0) }
    }
    try add(try list(account?[Account.shape.priceList].reference), .account)
    let group = try account?[Account.shape.customerGroup].reference
      .flatMap { try reader.record(CustomerGroup.tag, $0) }
    try add(try list(group?[CustomerGroup.shape.priceList].reference), .group)
    let standard = try reader.records(
      PriceList.tag, where: shape.standard.tag, is: .truth(true))
    for record in standard.sorted(by: isNewer) { try add(record, .everybody) }
    return found
  }

  private static func holds(_ list: RecordView, on date: CivilDate) -> Bool {
    let shape = PriceList.shape
    let from = CivilDate(list[shape.validFrom])
    let to = CivilDate(list[shape.validTo])
    return (from.map { $0 <= date } ?? true) && (to.map { date <= $0 } ?? true)
  }

  /// The list that began later, then the newer record.
  private static func isNewer(_ one: RecordView, _ other: RecordView) -> Bool {
    let from = PriceList.shape.validFrom
    let days = (one[from].integer ?? Int64.min, other[from].integer ?? Int64.min)
    return days.0 != days.1 ? days.0 > days.1 : other.id < one.id
  }

  /// The rates between currencies, each pair once.
  private static func rates(
    among currencies: [Currency], reader: any RecordReader
  ) throws -> ExchangeTable {
    let distinct = currencies.reduce(into: [Currency]()) { known, currency in
      if !known.contains(currency) { known.append(currency) }
    }
    var rates: [ExchangeTable.Rate] = []
    for (index, one) in distinct.enumerated() {
      for other in distinct.dropFirst(index + 1) {
        rates += try ExchangeTable.read(one, other, reader: reader).rates
      }
    }
    return ExchangeTable(rates)
  }
}
