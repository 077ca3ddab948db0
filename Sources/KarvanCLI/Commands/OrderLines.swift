// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// A line of an order, named by its position or its product.
struct OrderLineArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(.helpOrder))) var order: String
  @Argument(help: .init(Tongue.say(.helpLine))) var line: String

  /// The order and its line.
  func find(at desk: Desk, in context: OperationContext) throws -> (RecordView, RecordView) {
    let finder = try desk.finder(context)
    let shown = try finder.find(order, in: [try desk.entity(Order.tag)])
    let lines = try OrderTotals.lines(of: shown.id, reader: context.reader)
    if let position = Typed.number(line, as: Int64.self) {
      let found = lines.filter { $0[OrderLine.shape.position] == .integer(position) }
      if found.count == 1 { return (shown, found[0]) }
    }
    if let part = ShortID.part(Digits.toASCII(line)),
      let found = lines.first(where: { ShortID.matches($0.id, end: part) })
    {
      return (shown, found)
    }
    guard let product = try? finder.find(line, in: [try desk.entity(Product.tag)]) else {
      throw CLIError(.badLine, line, shown.title)
    }
    let found = lines.filter { $0[OrderLine.shape.product].reference == product.id }
    guard found.count == 1 else { throw CLIError(.badLine, line, shown.title) }
    return (shown, found[0])
  }
}

/// `karvan order quantity ORDER LINE QUANTITY`
struct OrderQuantity: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "quantity", abstract: Tongue.say(.aboutOrderQuantity))
  }

  @OptionGroup var target: OrderLineArguments
  @Argument(help: .init(Tongue.say(.helpQuantity))) var quantity: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let quantity = try Quantity.parse(quantity)
    var id: RecordID?
    let commit = try desk.commit { context in
      let (order, line) = try target.find(at: desk, in: context)
      id = order.id
      return try OrderOperations.changeQuantity(line: line.id, to: quantity, in: context)
    }
    try desk.showChange(commit, Order.tag, id, saying: .changed)
  }
}

/// `karvan order remove ORDER LINE`
struct OrderRemove: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "remove", abstract: Tongue.say(.aboutOrderRemove))
  }

  @OptionGroup var target: OrderLineArguments
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var id: RecordID?
    let commit = try desk.commit { context in
      let (order, line) = try target.find(at: desk, in: context)
      id = order.id
      return try OrderOperations.removeLine(line.id, in: context)
    }
    try desk.showChange(commit, Order.tag, id, saying: .changed)
  }
}
