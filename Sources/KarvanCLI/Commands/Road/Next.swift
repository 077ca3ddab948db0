// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan next`: whom to visit next.
struct Next: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "next", abstract: Tongue.say(RoadMessage.aboutNext),
      discussion: Tongue.say(RoadMessage.nextForms))
  }

  @OptionGroup var place: PositionOption
  @Flag(help: .init(Tongue.say(RoadMessage.helpNearest))) var nearest = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let fix = try place.position()
    try desk.replica().read { reader in
      let day = try Itinerary(desk: desk, reader: reader)
      let here =
        try fix.map { GeoPoint(latitude: $0.latitude, longitude: $0.longitude) } ?? day.position()
      let briefing = Briefing(desk: desk, reader: reader, here: here)
      if let open = try day.open() {
        let since = open[Visit.shape.checkInAt].integer ?? desk.now()
        var report = try briefing.report(Errand(visit: open))
        report.notes.insert(
          desk.words(
            RoadMessage.openVisit, try briefing.title(Errand(visit: open)),
            desk.say(instant: since)),
          at: 0)
        return desk.show(report)
      }
      guard let errand = try choose(day, from: here) else {
        return desk.show(
          .single([(Column("next", desk.words(RoadMessage.visit)), .empty)]),
          saying: desk.words(RoadMessage.nothingNext))
      }
      desk.show(try briefing.report(errand))
    }
  }

  /// The next in order, or the nearest; what a plan says comes in where nobody planned a visit yet.
  private func choose(_ day: Itinerary, from here: GeoPoint?) throws -> Errand? {
    let errands =
      try day.planned().map { Errand(visit: $0) } + day.unplanned().map { Errand(due: $0) }
    guard nearest, let here else { return errands.first }
    let measured = try errands.compactMap { errand -> (Errand, Int64)? in
      guard let account = errand.account,
        let place = try Geofence.place(of: account, reader: day.reader)
      else { return nil }
      return (errand, here.metres(to: place.point))
    }
    // The first of equals, in the order of the day.
    return measured.enumerated().min {
      ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
    }?.element.0 ?? errands.first
  }
}

/// A customer to go to: by a visit, or by a stop that has none yet.
struct Errand {
  var visit: RecordView?
  var due: DueStop?

  init(visit: RecordView) { self.visit = visit }
  init(due: DueStop) { self.due = due }

  var account: RecordID? { visit?[Visit.shape.account].reference ?? due?.account }
  var purposes: [String] {
    visit?.words(Visit.shape.purposes) ?? due?.stop.words(JourneyStop.shape.purposes) ?? []
  }
  func plannedAt(offsetMinutes: Int) -> Int64? {
    visit?[Visit.shape.plannedAt].integer
      ?? due.map { JourneyOperations.plannedAt($0, offsetMinutes: offsetMinutes) }
  }
}

/// What somebody should know before they go in.
struct Briefing {
  let desk: Desk
  let reader: ReplicaReader
  /// Where the user is; nil where that is not known.
  let here: GeoPoint?

  func title(_ errand: Errand) throws -> String {
    guard let account = errand.account else { return "" }
    return try RecordCells(desk: desk, reader: reader).title(Account.tag, account)
  }

  func report(_ errand: Errand) throws -> Report {
    guard let id = errand.account, let account = try reader.record(Account.tag, id) else {
      return .single([(Column("account", desk.words(RoadMessage.account)), .empty)])
    }
    let items = try MustSellList.items(for: account, on: desk.today(), reader: reader)
    return .single(
      try plan(errand, account) + reach(account) + past(account) + money(account),
      parts: [
        Report.Part("must_sell", desk.words(RoadMessage.mustSell), try offer(items)),
        Report.Part("forms", desk.words(RoadMessage.formsToAnswer), try forms(errand)),
      ])
  }

  private func plan(_ errand: Errand, _ account: RecordView) throws -> [(Column, Cell)] {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let priority = try RecordCells.field("priority", in: account.entity)
    let isTable = desk.settings.format == .table
    let visit = errand.visit.map {
      Cell(.string("\($0.id)"), isTable ? ShortID.of($0.id) : "\($0.id)")
    }
    let planned = errand.plannedAt(offsetMinutes: desk.offsetMinutes)
    return [
      (Column("visit", words(RoadMessage.visit)), visit ?? .empty),
      (
        Column("account", words(RoadMessage.account)),
        Cell(.string("\(account.id)"), RecordTitle.text(account, words))
      ),
      (
        Column("planned_at", words(RoadMessage.planned)),
        planned.map {
          Cell(.string(InstantText.format(milliseconds: $0)), desk.say(instant: $0))
        } ?? .empty
      ),
      (Column("purposes", words(RoadMessage.purposes)), list(errand.purposes)),
      (Column("priority", words(RoadMessage.priority)), try cells.cell(priority, of: account)),
    ]
  }

  private func list(_ texts: [String]) -> Cell {
    Cell(.array(texts.map { .string($0) }), desk.words.list(texts))
  }

  /// How to get there and whom to call.
  private func reach(_ account: RecordView) throws -> [(Column, Cell)] {
    let words = desk.words
    let place = try Geofence.place(of: account.id, reader: reader)
    let address =
      try place?.address
      ?? CustomerParts.places(of: account.id, reader: reader).first
    let line = [Address.shape.line, Address.shape.city].compactMap { address?[$0].text }
    let metres = place.flatMap { place in here.map { $0.metres(to: place.point) } }
    return [
      (Column("phone", words(RoadMessage.phone)), try phone(of: account)),
      (
        Column("address", words(RoadMessage.address)),
        line.isEmpty
          ? .empty : .text(line.joined(separator: words.language == .persian ? "، " : ", "))
      ),
      (Column("distance_m", words(RoadMessage.distance), isNumber: true), desk.distance(metres)),
      (
        Column("navigation", words(RoadMessage.navigation)),
        place.map { .text($0.point.link) } ?? .empty
      ),
    ]
  }

  private func phone(of account: RecordView) throws -> Cell {
    let point = try CustomerParts.phone(of: account, reader: reader)
    return point?[ContactPoint.shape.normalized].text.map { .text($0) } ?? .empty
  }

  /// What happened there last.
  private func past(_ account: RecordView) throws -> [(Column, Cell)] {
    let words = desk.words
    let order = try OrderOperations.last(of: account.id, reader: reader)
    let shape = Visit.shape
    let visit = try reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(
            shape.account.tag,
            .oneOf(
              try CustomerParts.identities(of: account.id, reader: reader)
                .map { .reference($0) })),
          FieldCondition(shape.status.tag, .equals(.text("done"))),
        ], order: [FieldOrder(shape.checkInAt.tag, descending: true)], limit: 1)
    ).first
    return [
      (
        Column("last_order", words(RoadMessage.lastOrder)), try order.map { try said($0) } ?? .empty
      ),
      (Column("last_visit", words(RoadMessage.lastVisit)), visit.map { said(visit: $0) } ?? .empty),
      (
        Column("note", words(RoadMessage.note)),
        account[Account.shape.note].text.map { .text($0) } ?? .empty
      ),
    ]
  }

  /// What they owe.
  private func money(_ account: RecordView) throws -> [(Column, Cell)] {
    let cells = RecordCells(desk: desk, reader: reader)
    return cells.columns(of: try cells.debt(of: account))
  }

  private func said(_ order: RecordView) throws -> Cell {
    let shape = Order.shape
    let number = order[shape.number].text ?? ""
    let days = Int32(clamping: order[shape.orderDate].integer ?? 0)
    let cells = RecordCells(desk: desk, reader: reader)
    let amount = try? OrderTotals.of(order, reader: reader).payable
    let currency = try cells.currency(of: shape.discountAmount, in: order)
    let parts = [
      number, desk.say(CivilDate(daysSinceEpoch: days)),
      amount.map { cells.money($0, currency).text } ?? "",
    ]
    return Cell(
      .string(number), parts.filter { !$0.isEmpty }.joined(separator: " · "))
  }

  private func said(visit: RecordView) -> Cell {
    let shape = Visit.shape
    let at = visit[shape.checkInAt].integer ?? 0
    let texts = [(shape.outcome, visit[shape.outcome]), (shape.note, visit[shape.note])].map {
      FieldText.format($1, field: $0, options: desk.textOptions())
    }
    let parts = [desk.say(instant: at)] + texts
    return Cell(
      .string(InstantText.format(milliseconds: at)),
      parts.filter { !$0.isEmpty }.joined(separator: " · "))
  }

  private func offer(_ items: [MustSellList.Item]) throws -> Report {
    try MustSellReport(desk: desk, reader: reader).offered(items)
  }

  /// What is to be answered in this visit, or in one that begins.
  private func forms(_ errand: Errand) throws -> Report {
    let forms =
      try errand.visit.map { try FormOperations.missing(at: $0.id, reader: reader) }
      ?? FormOperations.atEveryVisit(reader: reader)
    let entity = try desk.entity(Form.tag)
    return try RecordCells(desk: desk, reader: reader).list(
      forms, of: entity, fields: [try RecordCells.field("name", in: entity)])
  }
}

/// What should be offered, as reports.
struct MustSellReport {
  let desk: Desk
  let reader: ReplicaReader

  /// Products with the least quantity.
  func offered(_ items: [MustSellList.Item]) throws -> Report {
    var report = Report(columns)
    report.rows = try items.map { try row($0) }
    return report
  }

  /// The same with what an order has of each.
  func missing(_ items: [MustSellList.Item]) throws -> Report {
    let words = desk.words
    var report = Report(
      columns + [
        Column("ordered", words(RoadMessage.ordered), isNumber: true),
        Column("missing", words(RoadMessage.missing)),
      ])
    report.rows = try items.map { item in
      try row(item) + [
        desk.quantity(item.ordered),
        Cell(.bool(item.isMissing), item.isMissing ? words(.yes) : ""),
      ]
    }
    return report
  }

  private var columns: [Column] {
    let words = desk.words
    return [
      Column("product", words(RoadMessage.product)),
      Column("at_least", words(RoadMessage.atLeast), isNumber: true),
    ]
  }

  private func row(_ item: MustSellList.Item) throws -> [Cell] {
    let title = try RecordCells(desk: desk, reader: reader).title(Product.tag, item.product)
    return [
      Cell(.string("\(item.product)"), title), item.minimum.map { desk.quantity($0) } ?? .empty,
    ]
  }
}
