// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan van …`: what lies on one's van.
struct VanGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "van", abstract: Tongue.say(RoadMessage.aboutVan),
      discussion: Tongue.say(RoadMessage.vanForms),
      subcommands: [
        VanShow.self, VanLoad.self, VanSell.self, VanReturn.self, VanUnload.self, VanCount.self,
        VanReconcile.self, VanReverse.self,
      ])
  }
}

/// The place that a command is about.
struct PlaceOption: ParsableArguments {
  @Option(help: .init(Tongue.say(RoadMessage.helpPlace))) var place: String?

  /// The named place, or the van of whoever asks.
  func find(_ reader: ReplicaReader, at desk: Desk) throws -> RecordView {
    if let place {
      return try desk.finder(reader).find(place, in: [try desk.entity(StockLocation.tag)])
    }
    let user = try desk.replica().identity.user
    guard let van = try StockOperations.van(of: user, reader: reader) else {
      throw CLIError(.noVan)
    }
    return van
  }
}

extension Desk {
  /// The named place, or the only warehouse.
  func warehouse(_ name: String?, _ reader: ReplicaReader) throws -> RecordView {
    if let name { return try finder(reader).find(name, in: [try entity(StockLocation.tag)]) }
    guard let only = try StockOperations.warehouse(reader: reader) else {
      throw CLIError(.noWarehouse)
    }
    return only
  }

  /// Says which moves a commit wrote.
  func showMoves(_ commit: Commit?) throws {
    guard let commit else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      let moves = try commit.changes.filter { $0.entity == StockMove.tag }
        .compactMap { try reader.record(StockMove.tag, $0.record) }
      let sheet = moves.first?[StockMove.shape.sheet].text ?? ""
      let entity = try self.entity(StockMove.tag)
      let cells = RecordCells(desk: self, reader: reader)
      show(
        try cells.list(moves, of: entity, fields: entity.fields),
        saying: words(RoadMessage.moved, words.number(moves.count), words.digits(sheet)))
      try noteOverdrawn(by: moves, cells, reader)
    }
  }

  /// Says at once of what a van now has less than nothing, as long as whoever loaded it remembers.
  private func noteOverdrawn(
    by moves: [RecordView], _ cells: RecordCells, _ reader: ReplicaReader
  ) throws {
    let short = try StockLedger.overdrawn(by: moves, reader: reader)
    guard let place = short.first?.place.title else { return }
    let lines = try short.map {
      "\(try cells.title(Product.tag, $0.product)) \(quantity($0.onHand).text)"
    }
    note(words(RoadMessage.overdrawn, place, words.list(lines)))
  }
}

/// `karvan van load ITEM…`
struct VanLoad: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "load", abstract: Tongue.say(RoadMessage.aboutLoad),
      discussion: Tongue.say(RoadMessage.vanForms))
  }

  @OptionGroup var items: ItemArguments
  @OptionGroup var van: PlaceOption
  @Option(help: .init(Tongue.say(RoadMessage.helpFromPlace))) var from: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let goods = try items.find(desk.finder(reader), at: desk)
      let sheet = StockOperations.Sheet(
        kind: "load", from: try desk.warehouse(from, reader).id,
        to: try van.find(reader, at: desk).id, note: note)
      return try StockOperations.move(
        goods.map { StockQuantity($0.product, $0.quantity) }, sheet, in: context)
    }
    try desk.showMoves(commit)
  }
}

/// `karvan van unload ITEM… | --all`
struct VanUnload: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "unload", abstract: Tongue.say(RoadMessage.aboutUnload),
      discussion: Tongue.say(RoadMessage.vanForms))
  }

  @OptionGroup var items: ItemArguments
  @Flag(help: .init(Tongue.say(RoadMessage.helpAll))) var all = false
  @OptionGroup var van: PlaceOption
  @Option(help: .init(Tongue.say(RoadMessage.helpToPlace))) var to: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard !all || items.items.isEmpty else {
      throw CLIError(.conflictingOptions, "--all", "ITEM")
    }
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let place = try van.find(reader, at: desk)
      let sheet = StockOperations.Sheet(
        kind: "unload", from: place.id, to: try desk.warehouse(to, reader).id, note: note)
      let goods =
        all
        ? try StockLedger.balances(at: place.id, reader: reader).filter { $0.onHand > 0 }
          .map { StockQuantity($0.item, $0.onHand) }
        : try items.find(desk.finder(reader), at: desk)
          .map { StockQuantity($0.product, $0.quantity) }
      guard !goods.isEmpty || !all else { return OperationDraft("stock unload", []) }
      return try StockOperations.move(goods, sheet, in: context)
    }
    guard commit != nil else { return desk.note(desk.words(RoadMessage.nothingOnVan)) }
    try desk.showMoves(commit)
  }
}

/// `karvan van sell ORDER [ITEM…]`
struct VanSell: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sell", abstract: Tongue.say(RoadMessage.aboutSell),
      discussion: Tongue.say(RoadMessage.vanForms))
  }

  @Argument(help: .init(Tongue.say(.helpOrder)), completion: .records(Order.self))
  var order: String
  @OptionGroup var items: ItemArguments
  @OptionGroup var van: PlaceOption
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var title = ""
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let finder = desk.finder(reader)
      let shown = try finder.find(order, in: [try desk.entity(Order.tag)])
      title = shown.title
      let place = try van.find(reader, at: desk)
      let goods =
        items.items.isEmpty
        ? try VanSales.open(of: shown.id, reader: reader)
        : try items.find(finder, at: desk).map { StockQuantity($0.product, $0.quantity) }
      guard !goods.isEmpty else { return OperationDraft("stock sale", []) }
      let visit = try VisitOperations.current(of: context.author.user, reader: reader)
      return try VanSales.sell(
        goods, of: shown, from: place.id, visit: visit?.id, note: note, in: context)
    }
    guard commit != nil else { return desk.note(desk.words(RoadMessage.alreadySold, title)) }
    try desk.showMoves(commit)
  }
}

/// `karvan van return ITEM…`
struct VanReturn: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "return", abstract: Tongue.say(RoadMessage.aboutReturn),
      discussion: Tongue.say(RoadMessage.returnForms))
  }

  @OptionGroup var items: ItemArguments
  @OptionGroup var van: PlaceOption
  @Option(help: .init(Tongue.say(.helpOrder))) var order: String?
  @OptionGroup var cause: CauseOption
  @Flag(help: .init(Tongue.say(RoadMessage.helpExchange))) var exchange = false
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let cause = try cause.code(at: desk)
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      let finder = desk.finder(reader)
      return try VanReturns.take(
        try items.find(finder, at: desk).map { StockQuantity($0.product, $0.quantity) },
        onto: try van.find(reader, at: desk).id, cause: cause, isExchange: exchange,
        order: try order.map { try finder.find($0, in: [try desk.entity(Order.tag)]).id },
        visit: try VisitOperations.current(of: context.author.user, reader: reader)?.id,
        note: note, in: context)
    }
    try desk.showMoves(commit)
  }
}

/// `karvan van reverse SHEET`
struct VanReverse: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reverse", abstract: Tongue.say(RoadMessage.aboutReverse))
  }

  @Argument(help: .init(Tongue.say(RoadMessage.helpSheet))) var sheet: String
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let name = Digits.toASCII(Typed.trim(sheet))
    let commit = try desk.commit { context in
      let reader = try desk.reader(of: context)
      var moves = try reader.records(
        StockMove.tag, where: StockMove.shape.sheet.tag, is: .text(name))
      if moves.isEmpty {
        moves = [try desk.finder(reader).find(sheet, in: [try desk.entity(StockMove.tag)])]
      }
      return try StockOperations.reverse(moves, note: note, in: context)
    }
    try desk.showMoves(commit)
  }
}
