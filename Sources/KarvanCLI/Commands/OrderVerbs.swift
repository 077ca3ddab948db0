// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan order new ACCOUNT`
struct OrderNew: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new", abstract: Tongue.say(.aboutOrderNew),
      discussion: FieldHelp.text(of: Order.self))
  }

  @Argument(help: .init(Tongue.say(.helpAccount))) var account: String
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Order.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Order.tag)
    let accounts = try desk.entity(Account.tag)
    let commit = try desk.commit { context in
      let account = try desk.finder(context).find(account, in: [accounts])
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      let date = Order.shape.orderDate.tag
      if edit.values[date] == nil {
        edit.values[date] = .integer(Int64(desk.today().daysSinceEpoch))
      }
      return try OrderOperations.start(account: account.id, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
  }
}

/// `karvan order add ORDER PRODUCT [QUANTITY]`
struct OrderAdd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "add", abstract: Tongue.say(.aboutOrderAdd))
  }

  @Argument(help: .init(Tongue.say(.helpOrder))) var order: String
  @Argument(help: .init(Tongue.say(.helpProduct))) var product: String
  @Argument(help: .init(Tongue.say(.helpQuantity))) var quantity: String = "1"
  @Option(help: .init(Tongue.say(.helpDiscount), valueName: "percent|amount"))
  var discount: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let orders = try desk.entity(Order.tag)
    let products = try desk.entity(Product.tag)
    let quantity = try Quantity.parse(quantity)
    var id: RecordID?
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      let shown = try finder.find(order, in: [orders])
      id = shown.id
      return try OrderOperations.addLine(
        order: shown.id, product: try finder.find(product, in: [products]).id,
        quantity: quantity, discount: try off(shown, desk), in: context)
    }
    try desk.showChange(commit, orders.tag, id, saying: .lineAdded)
  }

  /// `5%` is a share; anything else is an amount in the order's currency.
  private func off(_ order: RecordView, _ desk: Desk) throws -> Discount {
    guard let discount else { return .none }
    let text = Typed.trim(discount)
    if text.hasSuffix("%") || text.hasSuffix("٪") {
      return .percent(try PercentBasisPoints.parse(text))
    }
    let currency = try Currency.named(order[Order.shape.currency].text ?? "IRR")
    let unit = desk.textOptions(currency: currency).moneyUnit
    return .amount(
      try MoneyText.parse(text, currency: currency, defaultUnit: unit).minorUnits)
  }
}

/// `karvan order show ORDER`: with lines and amounts.
struct OrderShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutOrderShow))
  }

  @Argument(help: .init(Tongue.say(.helpOrder))) var order: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Order.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(order, in: [entity])
      var report = try cells.single(view, parts: try cells.parts(of: view))
      if let number = view[Order.shape.legalNumber].text,
        try Numbers.valid(view, reader: reader) == nil
      {
        report.notes.append(desk.words(.numberDoesNotCount, number))
      }
      return report
    }
    desk.show(report)
  }
}
