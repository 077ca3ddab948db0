// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Why goods came back, as a person says it.
struct CauseOption: ParsableArguments {
  @Option(
    help: .init(Tongue.say(MoneyMessage.helpCause)),
    completion: .list(["damaged", "expired", "wrong", "unsold", "quality", "other"]))
  var cause: String?

  /// The code; nil where none was given.
  func code(at desk: Desk) throws -> String? {
    let field = try RecordCells.field("cause", in: try desk.entity(Delivery.tag))
    return try cause.flatMap { try FieldText.parse($0, field: field).text }
  }
}

/// What is said of a delivery beside its goods.
struct DeliveryOptions: ParsableArguments {
  @OptionGroup var day: DocumentDay
  @Option(help: .init(Tongue.say(MoneyMessage.helpReceivedBy))) var receivedBy: String?
  @OptionGroup var cause: CauseOption
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?

  func details(_ desk: Desk, _ context: OperationContext) throws -> DeliveryOperations.Details {
    // What changes hands during a visit belongs to it.
    let visit = try VisitOperations.current(of: context.author.user, reader: context.reader)
    return DeliveryOperations.Details(
      day: try day.day(desk), receivedBy: receivedBy,
      cause: try cause.code(at: desk),
      visit: visit?.id, note: note)
  }
}

/// `karvan order deliver ORDER [LINE=QUANTITY …]`
struct OrderDeliver: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "deliver", abstract: Tongue.say(MoneyMessage.aboutOrderDeliver))
  }
  @OptionGroup var target: DocumentTarget<Order>
  @OptionGroup var parts: PartArguments
  @OptionGroup var options: DeliveryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.make(Delivery.tag, at: desk) { order, finder, context in
      try DeliveryOperations.deliver(
        order: order.id, try parts.quantities(of: order, Order.self, at: desk, finder),
        try options.details(desk, context), in: context)
    }
  }
}

/// `karvan order return ORDER [LINE=QUANTITY …]`
struct OrderReturn: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "return", abstract: Tongue.say(MoneyMessage.aboutOrderReturn))
  }
  @OptionGroup var target: DocumentTarget<Order>
  @OptionGroup var parts: PartArguments
  @OptionGroup var options: DeliveryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.make(Delivery.tag, at: desk) { order, finder, context in
      try DeliveryOperations.takeBack(
        order: order.id, try parts.quantities(of: order, Order.self, at: desk, finder),
        try options.details(desk, context), in: context)
    }
  }
}

/// `karvan delivery move ACCOUNT --out PRODUCT=QUANTITY --back PRODUCT=QUANTITY`
struct DeliveryMove: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "move", abstract: Tongue.say(MoneyMessage.aboutDeliveryMove))
  }
  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Option(help: .init(Tongue.say(MoneyMessage.helpGoodsOut), valueName: "product=quantity"))
  var out: [String] = []
  @Option(help: .init(Tongue.say(MoneyMessage.helpGoodsBack), valueName: "product=quantity"))
  var back: [String] = []
  @OptionGroup var options: DeliveryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let accounts = try desk.entity(Account.tag)
    let products = try desk.entity(Product.tag)
    let commit = try desk.commit { context in
      let finder = try desk.finder(context)
      func goods(_ texts: [String]) throws -> [DeliveryOperations.Goods] {
        try Pairs.read(texts).map { name, quantity in
          DeliveryOperations.Goods(
            try finder.find(name, in: [products]).id, try Quantity.parse(quantity))
        }
      }
      return try DeliveryOperations.move(
        account: try finder.find(account, in: [accounts]).id, out: try goods(out),
        back: try goods(back), try options.details(desk, context), in: context)
    }
    try desk.showChange(commit, Delivery.tag, saying: .added)
  }
}

/// `karvan delivery reverse DELIVERY`
struct DeliveryReverse: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reverse", abstract: Tongue.say(MoneyMessage.aboutDeliveryReverse))
  }
  @OptionGroup var target: DocumentTarget<Delivery>
  @OptionGroup var options: DeliveryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.make(Delivery.tag, at: desk) { delivery, _, context in
      try DeliveryOperations.reverse(
        delivery.id, try options.details(desk, context), in: context)
    }
  }
}
