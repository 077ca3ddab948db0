// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// What orders have that are written in one go.
struct QuickOptions: ParsableArguments {
  @Flag(help: .init(Tongue.say(RoadMessage.helpSubmit))) var submit = false
  @Flag(help: .init(Tongue.say(RoadMessage.helpNoPromotions))) var noPromotions = false
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?

  /// The values of the order beside its lines.
  func edit(at desk: Desk) -> RecordEdit {
    var edit = RecordEdit(values: [
      Order.shape.orderDate.tag: .integer(Int64(desk.today().daysSinceEpoch))
    ])
    if let note { edit.values[Order.shape.note.tag] = .text(note) }
    return edit
  }

  /// Submits what was written where that was asked for, and shows it.
  func finish(_ commit: Commit?, _ command: UInt64?, at desk: Desk) throws {
    guard let id = commit?.changes.first?.record else { return }
    var command = command
    if submit {
      if !noPromotions { try desk.promote("\(id)", &command) }
      _ = try desk.commit(in: &command) {
        try OrderOperations.submit(id, on: desk.today(), in: $0)
      }
    }
    try desk.showChange(commit, Order.tag, id, saying: submit ? .orderSubmitted : .added)
    if submit {
      try desk.sayCover(of: "\(id)")
      try desk.sayCredit(of: "\(id)")
    }
    try desk.noteMustSell(of: id)
  }
}

/// `karvan order quick ACCOUNT ITEM…`
struct OrderQuick: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "quick", abstract: Tongue.say(RoadMessage.aboutOrderQuick),
      discussion: Tongue.say(RoadMessage.quickForms))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @OptionGroup var items: ItemArguments
  @OptionGroup var options: QuickOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var command: UInt64?
    let accounts = try desk.entity(Account.tag)
    let commit = try desk.commit(in: &command) { context in
      let finder = try desk.finder(context)
      return try OrderOperations.quick(
        account: try finder.find(account, in: [accounts]).id, options.edit(at: desk),
        lines: try items.find(finder, at: desk), in: context)
    }
    try options.finish(commit, command, at: desk)
  }
}

/// `karvan order repeat ACCOUNT`
struct OrderRepeat: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "repeat", abstract: Tongue.say(RoadMessage.aboutOrderRepeat))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @Option(help: .init(Tongue.say(RoadMessage.helpLikeOrder))) var like: String?
  @OptionGroup var options: QuickOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var command: UInt64?
    var gone: [RecordID] = []
    var source: (title: String, lines: Int) = ("", 0)
    let commit = try desk.commit(in: &command) { context in
      let finder = try desk.finder(context)
      let shown = try finder.find(account, in: [try desk.entity(Account.tag)])
      let order =
        try like.map { try finder.find($0, in: [try desk.entity(Order.tag)]) }
        ?? OrderOperations.last(of: shown.id, reader: context.reader)
      guard let order else { throw CLIError(.noLastOrder, shown.title) }
      let wanted = try OrderOperations.wanted(like: order.id, reader: context.reader)
      gone = wanted.gone
      source = (order.title, wanted.lines.count)
      return try OrderOperations.quick(
        account: shown.id, options.edit(at: desk), lines: wanted.lines, as: "order repeat",
        in: context)
    }
    let words = desk.words
    desk.note(
      words(RoadMessage.repeated, words.digits(source.title), words.number(source.lines)))
    if !gone.isEmpty {
      let titles = try desk.titles(of: gone)
      desk.note(words(RoadMessage.goneProducts, words.list(titles)))
    }
    try options.finish(commit, command, at: desk)
  }
}

/// `karvan order missing ORDER`: what should be offered, and what of it the order has.
struct OrderMissing: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "missing", abstract: Tongue.say(RoadMessage.aboutOrderMissing))
  }

  @Argument(help: .init(Tongue.say(.helpOrder)), completion: .records(Order.self))
  var order: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let report = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(order, in: [try desk.entity(Order.tag)])
      let items = try MustSellList.items(of: view, reader: reader)
      return try MustSellReport(desk: desk, reader: reader).missing(items)
    }
    desk.show(report)
  }
}

extension Desk {
  /// The titles of products.
  func titles(of products: [RecordID]) throws -> [String] {
    try replica().read { reader in
      let cells = RecordCells(desk: self, reader: reader)
      return try products.map { try cells.title(Product.tag, $0) }
    }
  }

  /// Names what an order leaves out that should be offered.
  func noteMustSell(of order: RecordID) throws {
    let missing =
      try replica().read { reader in
        try reader.record(Order.tag, order).map { try MustSellList.items(of: $0, reader: reader) }
      }?.filter(\.isMissing).map(\.product) ?? []
    guard !missing.isEmpty else { return }
    note(words(RoadMessage.mustSellMissing, words.list(try titles(of: missing))))
  }
}
