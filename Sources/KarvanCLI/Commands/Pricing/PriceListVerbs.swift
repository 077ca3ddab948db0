// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan price-list price LIST PRODUCT AMOUNT`
struct SetPrice: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "price", abstract: Tongue.say(.aboutSetPrice),
      discussion: Tongue.say(.setPriceForms))
  }

  @Argument(help: .init(Tongue.say(.helpList))) var list: String
  @Argument(help: .init(Tongue.say(.helpProduct)), completion: .records(Product.self))
  var product: String
  @Argument(help: .init(Tongue.say(.helpPrice))) var price: String
  @Option(help: .init(Tongue.say(.helpUnitOption), valueName: "unit")) var pack: String?
  @Option(help: .init(Tongue.say(.helpMinimum), valueName: "n")) var min: String?
  @Option(help: .init(Tongue.say(.priceHelpFrom), valueName: "date")) var from: String?
  @Option(help: .init(Tongue.say(.priceHelpTo), valueName: "date")) var to: String?
  @Option(help: .init(Tongue.say(.helpForGroup))) var group: String?
  @Option(help: .init(Tongue.say(.helpForAccount))) var account: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(PriceRule.tag)
    var sentence = ""
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let list = try finder.find(list, in: [try desk.entity(PriceList.tag)])
      let product = try finder.find(product, in: [try desk.entity(Product.tag)])
      let currency = try Currency.named(list[PriceList.shape.currency].text ?? "IRR")
      let amount = try desk.amount(price, currency)
      let terms = try terms(at: desk, finder)
      let draft = try PriceOperations.set(
        amount, of: product.id, in: list.id, terms, in: context)
      let money = RecordCells(desk: desk, reader: finder.reader).money(amount, currency).text
      let edition = (list[PriceList.shape.version].integer ?? 1) + 1
      sentence = desk.words(
        .priceSet, RecordTitle.text(product, desk.words), money,
        RecordTitle.text(list, desk.words), desk.say(terms.from), desk.words.number(edition))
      return draft
    }
    guard let id = commit?.changes.first(where: { $0.entity == entity.tag })?.record else { return }
    try desk.replica().read { reader in
      guard let view = try reader.record(entity.tag, id) else { return }
      desk.show(try RecordCells(desk: desk, reader: reader).single(view), saying: sentence)
    }
  }

  private func terms(at desk: Desk, _ finder: RecordFinder) throws -> PriceOperations.Terms {
    func named(_ text: String?, _ entity: EntityTag) throws -> RecordID? {
      try text.map { try finder.find($0, in: [try desk.entity(entity)]).id }
    }
    return PriceOperations.Terms(
      from: try desk.day(from),
      to: try to.map { try desk.day($0) },
      unit: try pack.flatMap { try UnitQuantity.unit(Typed.trim($0)) },
      minQuantity: try min.map { try Quantity.parse($0) },
      group: try named(group, CustomerGroup.tag), account: try named(account, Account.tag))
  }
}

/// `karvan exchange-rate convert AMOUNT FROM [TO]`
struct ConvertMoney: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "convert", abstract: Tongue.say(.priceAboutConvert))
  }

  @Argument(help: .init(Tongue.say(.helpAmount))) var amount: String
  @Argument(help: .init(Tongue.say(.helpFromCurrency))) var from: String
  @Argument(help: .init(Tongue.say(.helpToCurrency))) var to: String = "IRR"
  @OptionGroup var day: SaleDayOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let currency = try Currency.named(from)
    let target = try Currency.named(to)
    let money = Money(try desk.amount(amount, currency), currency)
    let date = try day.day(at: desk)
    let words = desk.words
    desk.show(
      try desk.replica().read { reader in
        let table = try ExchangeTable.read(currency, target, reader: reader)
        let done = try table.convert(money, to: target, on: date)
        let cells = RecordCells(desk: desk, reader: reader)
        return .single([
          (
            Column("amount", words(.priceAmount), isNumber: true),
            cells.money(done.from.minorUnits, currency)
          ),
          (
            Column("result", words(.result), isNumber: true),
            cells.money(done.to.minorUnits, target)
          ),
          (Column("rate", words(.rate)), cells.rate(done)),
          (Column("date", words(.priceDate)), Cell(.string(date.isoText), desk.say(date))),
        ])
      })
  }
}
