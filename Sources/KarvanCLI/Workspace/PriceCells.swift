// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Prices and promotions as reports.
extension RecordCells {
  /// The steps of a price, from the first to the last.
  func steps(of answer: PriceAnswer) throws -> Report.Part {
    let words = desk.words
    var report = Report([
      Column("step", words(.step)), Column("amount", words(.priceAmount), isNumber: true),
      Column("result", words(.result), isNumber: true), Column("rule", words(.priceRule)),
      Column("list", words(.list)), Column("rate", words(.rate)),
    ])
    for link in answer.links.reversed() {
      let name = try link.rule.map { try title(PriceRule.tag, $0.id) } ?? words(.listPrice)
      let rule = Cell(link.rule.map { .string("\($0.id)") } ?? .null, name)
      for (index, step) in link.steps.enumerated() {
        let isLast = index == link.steps.count - 1
        report.rows.append([
          Cell(.string(step.kind.rawValue), words(message(step.kind))),
          money(step.amount, link.price.currency),
          isLast ? money(link.price.minorUnits, link.price.currency) : .empty, rule,
          Cell(link.list.map { .string($0.code) } ?? .null, link.list?.code ?? ""),
          index == 0 ? rate(link.exchange) : .empty,
        ])
      }
    }
    return Report.Part("steps", words(.steps), report)
  }

  /// The rules that did not decide, and why.
  func rejections(of answer: PriceAnswer, lists: [PriceListTerms]) throws -> Report.Part {
    let words = desk.words
    let entity = try desk.entity(PriceRule.tag)
    let shape = PriceRule.shape
    let fields = [shape.method, shape.price, shape.percent, shape.minQuantity]
      .compactMap { entity.field($0.tag) }
    var report = Report(
      [Column("rule", words(.priceRule)), Column("list", words(.list))] + fields.map { column($0) }
        + [Column("reason", words(.priceReason))])
    let isTable = desk.settings.format == .table
    report.rows = try answer.rejections.map { rejection in
      let id = rejection.rule.id
      let view = try reader.record(PriceRule.tag, id)
      let code = lists.first { $0.id == rejection.rule.list }?.code
      let message = message(rejection.reason)
      return [
        Cell(.string("\(id)"), try title(PriceRule.tag, id)),
        Cell(code.map { .string($0) } ?? .null, code ?? ""),
      ]
        + (try fields.map { field in try view.map { try cell(field, of: $0) } ?? .empty })
        + [Cell(.string(message.rawValue), words(message))]
    }
    return Report.Part(
      "others", words(.others), isTable ? report.withoutEmptyColumns : report)
  }

  /// An exchange rate that was used; empty for none.
  func rate(_ exchange: ExchangeTable.Conversion?) -> Cell {
    guard let rate = exchange?.rate else { return .empty }
    let options = desk.textOptions()
    let number = FieldText.format(
      .integer(rate.thousandths), field: OrderLine.shape.quantity, options: options)
    let text =
      "\(desk.words.number(rate.units)) \(rate.currency.code) = \(number) \(rate.counter.code)"
      + " (\(desk.say(rate.validFrom)))"
    return Cell(
      .object([
        ("units", .integer(rate.units)), ("currency", .string(rate.currency.code)),
        ("counter", .string(rate.counter.code)),
        ("rate", .decimal(Quantity(thousandths: rate.thousandths).text)),
        ("valid_from", .string(rate.validFrom.isoText)),
      ]), text)
  }

  /// A quantity with its unit.
  func quantity(_ quantity: Quantity, _ unit: String?) -> Cell {
    let number = FieldText.format(
      .integer(quantity.thousandths), field: OrderLine.shape.quantity,
      options: desk.textOptions())
    let word = unit.map {
      FieldText.choice($0, field: OrderLine.shape.unit, language: desk.words.language)
    }
    return Cell(.decimal(quantity.text), [number, word].compactMap { $0 }.joined(separator: " "))
  }

  /// What promotions give to a document, and why others give nothing.
  func promotions(_ outcome: PromotionOutcome, _ currency: Currency) throws -> [Report.Part] {
    let words = desk.words
    var given = Report([
      Column("promotion", words(.promotion)),
      Column("worth", words(.worth), isNumber: true),
      Column("off", words(.gives), isNumber: true), Column("free", words(.freeGoods)),
    ])
    given.rows = try outcome.grants.map { grant in
      let off = grant.shares.reduce(Int64(0)) { $0 + $1.amount }
      let free = try grant.goods.map { goods -> Cell in
        let amount = quantity(Quantity(thousandths: goods.quantity), nil)
        let name = try title(Product.tag, goods.product)
        return Cell(
          .object([("product", .string("\(goods.product)")), ("quantity", amount.json)]),
          words(.perPack, amount.text, name))
      }
      return [
        Cell(.string(grant.promotion.code), try title(Promotion.tag, grant.promotion.id)),
        money(grant.worth, currency), money(off, currency),
        Cell(.array(free.map(\.json)), words.list(free.map(\.text))),
      ]
    }
    var rest = Report([
      Column("promotion", words(.promotion)), Column("reason", words(.priceReason)),
    ])
    rest.rows = try outcome.rejections.map { rejection in
      let message = message(rejection.reason)
      return [
        Cell(
          .string(rejection.promotion.code), try title(Promotion.tag, rejection.promotion.id)),
        Cell(.string(message.rawValue), words(message)),
      ]
    }
    return [
      Report.Part("given", words(.given), given),
      Report.Part("not_given", words(.notGiven), rest),
    ]
  }
}

extension RecordCells {
  private func message(_ kind: PriceStep.Kind) -> PricingMessage {
    switch kind {
    case .fixed: .stepFixed
    case .base: .stepBase
    case .discount: .stepDiscount
    case .markup: .stepMarkup
    case .surcharge: .stepSurcharge
    case .rounding: .stepRounding
    case .leastMargin: .stepLeastMargin
    case .greatestMargin: .stepGreatestMargin
    case .floor: .stepFloor
    }
  }

  private func message(_ mismatch: SaleTerms.Mismatch) -> PricingMessage {
    switch mismatch {
    case .inactive: .notActive
    case .tooEarly: .notYet
    case .tooLate: .noLonger
    case .otherGoods: .notTheseGoods
    case .otherCustomer: .notThisCustomer
    }
  }

  private func message(_ reason: PriceRejection.Reason) -> PricingMessage {
    switch reason {
    case .mismatch(let mismatch): message(mismatch)
    case .quantity: .needsMore
    case .otherPack: .otherPack
    case .noBase: .noBase
    case .noRate: .noRate
    case .outranked: .outranked
    case .laterList: .laterList
    }
  }

  private func message(_ reason: PromotionRejection.Reason) -> PricingMessage {
    switch reason {
    case .mismatch(let mismatch): message(mismatch)
    case .currency: .otherCurrency
    case .noLine: .noLine
    case .tooLittle: .needsMore
    case .exclusive: .exclusive
    case .nothingLeft: .nothingLeft
    case .noPrice: .noPrice
    case .budget: .noBudget
    }
  }

  /// Why a list is asked.
  func reason(of list: PriceListTerms) -> Cell {
    let message: PricingMessage =
      switch list.reason {
      case .account: .listOfAccount
      case .group: .listOfGroup
      case .everybody: .listOfEverybody
      }
    return Cell(.string(list.reason.rawValue), desk.words(message))
  }
}
