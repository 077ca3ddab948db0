// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan van show`: the sheet of the day.
struct VanShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: Tongue.say(RoadMessage.aboutVanShow),
      discussion: Tongue.say(RoadMessage.vanForms))
  }

  @OptionGroup var van: PlaceOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try desk.replica().read { reader in
      let place = try van.find(reader, at: desk)
      desk.show(try StockSheet(desk: desk, reader: reader).today(of: place))
    }
  }
}

/// `karvan stock-location stock PLACE`: the same of any place, where people look for it.
struct PlaceStock: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "stock", abstract: Tongue.say(RoadMessage.aboutStock))
  }

  @Argument(help: .init(Tongue.say(.helpRecord))) var place: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try desk.replica().read { reader in
      let found = try desk.finder(reader).find(place, in: [try desk.entity(StockLocation.tag)])
      desk.show(try StockSheet(desk: desk, reader: reader).today(of: found))
    }
  }
}

/// `karvan van count ITEM…`
struct VanCount: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "count", abstract: Tongue.say(RoadMessage.aboutCount),
      discussion: Tongue.say(RoadMessage.vanForms) + "\n\n" + Tongue.say(RoadMessage.countForms))
  }

  @OptionGroup var items: ItemArguments
  @OptionGroup var van: PlaceOption
  @Option(help: .init(Tongue.say(RoadMessage.helpLot))) var lot: String?
  @Option(
    help: .init(Tongue.say(RoadMessage.helpCountReason)),
    completion: .list(["damaged", "lost", "miscounted", "misloaded", "sample", "unrecorded"]))
  var reason: String?
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard !items.items.isEmpty else { return try desk.showCount(van) }
    let lines = try desk.entity(StockCountLine.tag)
    let reason = try reason.flatMap {
      try FieldText.parse($0, field: try RecordCells.field("reason", in: lines)).text
    }
    var counted = 0
    try desk.commit { context in
      let reader = try desk.reader(of: context)
      let place = try van.find(reader, at: desk)
      let seen = try items.find(desk.finder(reader), at: desk).map { one in
        let item = StockBalance.Item(product: one.product, lot: lot ?? "")
        return CountOperations.Seen(
          StockQuantity(item, one.quantity.thousandths), reason: reason, note: note)
      }
      counted = seen.count
      return try CountOperations.count(seen, at: place.id, in: context)
    }
    try desk.showCount(van, counted: counted)
  }
}

/// `karvan van reconcile`
struct VanReconcile: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reconcile", abstract: Tongue.say(RoadMessage.aboutReconcile),
      discussion: Tongue.say(RoadMessage.reconcileForms))
  }

  @OptionGroup var van: PlaceOption
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    if dryRun { return try desk.showCount(van) }
    var closed: RecordID?
    var report: Report?
    var booked = 0
    try desk.commit { context in
      let reader = try desk.reader(of: context)
      let place = try van.find(reader, at: desk)
      guard let count = try CountOperations.open(at: place.id, reader: reader) else {
        throw CLIError(.nothingToCount)
      }
      closed = count.id
      // Before the moves are written: afterwards nothing differs any more.
      let found = try CountOperations.differences(of: count, reader: reader)
      booked = found.filter { $0.difference != 0 }.count
      report = try StockSheet(desk: desk, reader: reader).count(found)
      return try CountOperations.close(count, in: context)
    }
    guard let closed, let report else { return }
    let title = try desk.replica().read { try $0.record(StockCount.tag, closed)?.title ?? "" }
    let words = desk.words
    desk.show(
      report,
      saying: booked == 0
        ? words(RoadMessage.reconciledEven, words.digits(title))
        : words(RoadMessage.reconciled, words.digits(title), words.number(booked)))
  }
}

extension Desk {
  /// The open count of a place beside what the ledger says.
  func showCount(_ van: PlaceOption, counted: Int? = nil) throws {
    try replica().read { reader in
      let place = try van.find(reader, at: self)
      guard let count = try CountOperations.open(at: place.id, reader: reader) else {
        throw CLIError(.nothingToCount)
      }
      let found = try CountOperations.differences(of: count, reader: reader)
      let report = try StockSheet(desk: self, reader: reader).count(found)
      guard let counted else { return show(report) }
      show(
        report,
        saying: words(RoadMessage.counting, words.number(counted), words.digits(count.title)))
    }
  }
}

/// What lies in a place, as people check it against the shelves.
struct StockSheet {
  let desk: Desk
  let reader: ReplicaReader

  /// What lay there in the morning, what came and went since, and what lies there now.
  func today(of place: RecordView) throws -> Report {
    let words = desk.words
    let all = try StockLedger.balances(at: place.id, reader: reader)
    let today = try StockLedger.balances(
      at: place.id, since: desk.start(of: desk.today()), reader: reader)
    let named: [(String, RoadMessage, [String])] = [
      ("loaded", .loaded, ["load"]), ("sold", .sold, ["sale"]),
      ("returned", .returned, ["return"]), ("unloaded", .unloaded, ["unload"]),
    ]
    let columns =
      [Column("opening", words(RoadMessage.opening), isNumber: true)]
      + named.map { Column($0.0, words($0.1), isNumber: true) }
      + [
        Column("other", words(RoadMessage.other), isNumber: true),
        Column("on_hand", words(RoadMessage.onHand), isNumber: true),
      ]
    var report = Report(itemColumns + columns)
    report.rows = try all.compactMap { balance in
      let moved = today.first { $0.item == balance.item }
      guard balance.onHand != 0 || moved != nil else { return nil }
      let net = moved?.onHand ?? 0
      let amounts = named.map { kinds in
        kinds.2.reduce(Int64(0)) { $0 + (moved?.byKind[$1] ?? 0) }
      }
      let rest = net - amounts.reduce(0, +)
      return try item(balance.item)
        + ([balance.onHand - net] + amounts + [rest, balance.onHand]).map { desk.quantity($0) }
    }
    return report
  }

  /// What was counted beside what was expected.
  func count(_ found: [StockDifference]) throws -> Report {
    let words = desk.words
    let entity = try desk.entity(StockCountLine.tag)
    let reason = try RecordCells.field("reason", in: entity)
    let columns: [(String, RoadMessage)] = [
      ("expected", .expected), ("counted", .counted), ("difference", .difference),
    ]
    var report = Report(
      itemColumns + columns.map { Column($0.0, words($0.1), isNumber: true) }
        + [Column("reason", words(RoadMessage.why))])
    report.rows = try found.map { one in
      let why = one.reason.map {
        Cell(.string($0), FieldText.choice($0, field: reason, language: words.language))
      }
      return try item(one.item) + [
        desk.quantity(one.expected), one.counted.map { desk.quantity($0) } ?? .empty,
        desk.quantity(one.difference), why ?? .empty,
      ]
    }
    return report
  }

  private var itemColumns: [Column] {
    let words = desk.words
    return [
      Column("sku", "SKU"), Column("product", words(RoadMessage.product)),
      Column("unit", words(RoadMessage.unit)),
    ]
  }

  private func item(_ item: StockBalance.Item) throws -> [Cell] {
    let shape = Product.shape
    guard let product = try reader.record(Product.tag, item.product) else {
      return [.text(ShortID.of(item.product)), .text(item.lot), .empty]
    }
    let unit = product[shape.unit].text ?? ""
    let name = [product[shape.name].text ?? "", item.lot].filter { !$0.isEmpty }
    return [
      .text(product[shape.sku].text ?? ""), .text(name.joined(separator: " / ")),
      Cell(
        .string(unit), FieldText.choice(unit, field: shape.unit, language: desk.words.language)),
    ]
  }
}
