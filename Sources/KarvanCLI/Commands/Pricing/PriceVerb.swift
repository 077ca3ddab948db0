// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan price ACCOUNT PRODUCT [QUANTITY]`: what it costs, and why.
struct PriceOf: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "price", abstract: Tongue.say(.aboutPrice),
      discussion: Tongue.say(.priceForms))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @OptionGroup var sale: SaleArguments
  @OptionGroup var day: SaleDayOptions
  @Option(
    help: .init(Tongue.say(.priceHelpCurrency), valueName: "IRR"),
    completion: .list(Currency.known.map(\.code)))
  var currency: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let currency = try Currency.named(currency ?? Currency.irr.code)
    let date = try day.day(at: desk)
    desk.show(
      try desk.replica().read { reader in
        let finder = desk.finder(reader)
        let account = try finder.find(account, in: [try desk.entity(Account.tag)])
        let (product, asked) = try sale.find(at: desk, finder)
        let quantity = try LineUnits.quantity(asked, of: product, reader: reader)
        let answer = try Pricing.price(
          of: product, for: account, quantity: quantity, on: date, in: currency, reader: reader)
        return try report(
          answer, account, product, quantity, date, RecordCells(desk: desk, reader: reader))
      })
  }

  private func report(
    _ answer: PriceAnswer, _ account: RecordView, _ product: RecordView,
    _ quantity: PackedQuantity, _ date: CivilDate, _ cells: RecordCells
  ) throws -> Report {
    let words = cells.desk.words
    let own = product[Product.shape.unit].text
    let gross = try quantity.quantity.gross(
      unitPrice: answer.price.minorUnits, rounding: .halfUp)
    let limit = try DiscountReview.limit(
      of: product, for: account, on: date, reader: cells.reader)
    let rule = try answer.rule.map { try cells.title(PriceRule.tag, $0.id) }
    let percent = limit.map { Cell(.decimal(decimal($0.most)), words.digits($0.most.text)) }
    let fields: [(Column, Cell?)] = [
      (Column("account", words(.priceAccount)), named(account, words)),
      (Column("product", words(.priceProduct)), named(product, words)),
      (
        Column("quantity", words(.quantity)),
        cells.quantity(quantity.entered, quantity.unit ?? own)
      ),
      (
        Column("own_quantity", words(.inOwnUnit)),
        quantity.unit == nil ? nil : cells.quantity(quantity.quantity, own)
      ),
      (Column("date", words(.priceDate)), Cell(.string(date.isoText), cells.desk.say(date))),
      (
        Column("price", words(.price), isNumber: true),
        cells.money(answer.price.minorUnits, answer.price.currency)
      ),
      (
        Column("gross", words(.priceGross), isNumber: true),
        cells.money(gross, answer.price.currency)
      ),
      (
        Column("rule", words(.priceRule)),
        Cell(answer.rule.map { .string("\($0.id)") } ?? .null, rule ?? words(.listPrice))
      ),
      (Column("list", words(.list)), answer.list.map { .text($0.code) }),
      (
        Column("edition", words(.edition)),
        answer.list.map { Cell(.integer($0.edition), words.number($0.edition)) }
      ),
      (Column("list_of", words(.because)), answer.list.map { cells.reason(of: $0) }),
      (Column("rate", words(.rate)), cells.rate(answer.exchange)),
      (Column("discount_limit", words(.discountLimit)), percent),
    ]
    let lists =
      answer.links.compactMap(\.list)
      + (try Pricing.lists(of: account, on: date, reader: cells.reader))
    return .single(
      fields.map { ($0, $1 ?? .empty) },
      parts: [
        try cells.steps(of: answer), try cells.rejections(of: answer, lists: lists),
      ])
  }

  private func named(_ view: RecordView, _ words: Words) -> Cell {
    Cell(.string("\(view.id)"), RecordTitle.text(view, words))
  }

  private func decimal(_ percent: PercentBasisPoints) -> String { String(percent.text.dropLast()) }
}
