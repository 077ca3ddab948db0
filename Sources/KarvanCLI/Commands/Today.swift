// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan today`: what is open, planned, half done and refused.
struct Today: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "today", abstract: Tongue.say(.aboutToday))
  }

  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    desk.show(try desk.replica().read { try report(desk, $0) })
  }

  private func report(_ desk: Desk, _ reader: ReplicaReader) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let day = try Day(desk: desk, reader: reader)
    let visit = try desk.entity(Visit.tag)
    let order = try desk.entity(Order.tag)
    let shape = Visit.shape
    func fields(_ entity: Entity, _ list: [Field]) -> [Field] {
      desk.settings.format == .table ? list.compactMap { entity.field($0.tag) } : entity.fields
    }
    let road = try Itinerary(desk: desk, reader: reader)
    let planned = try road.planned()
    let stops = try road.stops().stops
    let occasions = OccasionList(desk: desk, reader: reader)
    let parts = [
      Report.Part(
        "open_visits", words(.openVisits),
        try cells.list(
          try day.openVisits(), of: visit, fields: fields(visit, [shape.account, shape.checkInAt]))),
      Report.Part(
        "planned_visits", words(.plannedVisits),
        try cells.list(
          planned, of: visit, fields: fields(visit, [shape.account, shape.plannedAt]))),
      Report.Part(
        "due_stops", words(RoadMessage.dueStops),
        try DayReport(desk: desk, reader: reader).stops(
          stops.filter { $0.visit == nil }.map(\.due))),
      Report.Part(
        "missed_visits", words(RoadMessage.missedVisits),
        try DayReport(desk: desk, reader: reader).visits(
          try road.missed(Self.lately(desk)), ["account", "planned_at", "status"])),
      Report.Part(
        "drafts", words(.drafts),
        try cells.list(
          try day.drafts(), of: order,
          fields: fields(order, [Order.shape.number, Order.shape.account, Order.shape.orderDate]))),
    ]
    let duties = TodayDuties(day)
    let days = [
      Report.Part(
        "occasions", words(DemoMessage.dueOccasions), try occasions.report(try occasions.due()))
    ]
    return .single(
      try day.counts(words) + workday(road), parts: parts + (try duties.parts()) + days,
      notes: notes(road, planned, stops) + (try duties.notes()) + (try footer(desk, reader)))
  }

  /// The week before today: what was missed earlier is asked for with `visit missed`.
  private static func lately(_ desk: Desk) -> ClosedRange<CivilDate> {
    let today = desk.today().daysSinceEpoch
    return CivilDate(daysSinceEpoch: today &- 7)...CivilDate(daysSinceEpoch: today &- 1)
  }

  /// Since when the day on the road goes on.
  private func workday(_ road: Itinerary) throws -> [(Column, Cell)] {
    let day = try WorkdayOperations.current(of: road.user, reader: road.reader)
    let since = day?[Workday.shape.startedAt].integer.map {
      Cell(.string(InstantText.format(milliseconds: $0)), road.desk.say(instant: $0))
    }
    return [
      (Column("on_the_road_since", road.desk.words(RoadMessage.onTheRoad)), since ?? .empty)
    ]
  }

  private func notes(
    _ road: Itinerary, _ planned: [RecordView], _ stops: [(due: DueStop, visit: RecordView?)]
  ) -> [String] {
    let words = road.desk.words
    var notes: [String] = []
    let done = stops.filter { $0.visit?[Visit.shape.status] == .text("done") }.count
    if done > 0 {
      notes.append(words(RoadMessage.dayDone, words.number(done), words.number(stops.count)))
    }
    let late = road.late(planned).count
    if late > 0 { notes.append(words(RoadMessage.lateVisits, words.number(late))) }
    let unplanned = stops.filter { $0.visit == nil }.count
    if unplanned > 0 {
      notes.append(words(RoadMessage.unplannedStops, words.number(unplanned)))
    }
    return notes
  }

  private func footer(_ desk: Desk, _ reader: ReplicaReader) throws -> [String] {
    if let shutOut = try desk.shutOut(reader) { return [shutOut] }
    let unsent = try reader.pendingCount()
    let isAlone = try reader.setting(StoredName.standAlone.rawValue) != nil
    return unsent > 0 && !isAlone ? [desk.words(.unsentFooter, desk.words.number(unsent))] : []
  }
}

/// The day of the user of this device.
struct Day {
  let desk: Desk
  let reader: ReplicaReader
  let user: RecordID

  init(desk: Desk, reader: ReplicaReader) throws {
    self.desk = desk
    self.reader = reader
    user = try desk.replica().identity.user
  }

  private func visits(_ status: String) throws -> [RecordView] {
    let shape = Visit.shape
    return try reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(shape.rep.tag, .equals(.reference(user))),
          FieldCondition(shape.status.tag, .equals(.text(status))),
        ],
        order: [FieldOrder(shape.plannedAt.tag), FieldOrder(shape.checkInAt.tag)], limit: 100))
  }

  func openVisits() throws -> [RecordView] { try visits("in_progress") }

  /// The user's orders that nobody submitted yet.
  func drafts() throws -> [RecordView] {
    let shape = Order.shape
    return try reader.list(
      RecordQuery(
        Order.tag,
        where: [
          FieldCondition(shape.status.tag, .equals(.text(Order.draft))),
          FieldCondition(CreationFields.by.tag, .equals(.reference(user))),
        ], order: [FieldOrder(shape.orderDate.tag)], limit: 100))
  }

  /// The day and what waits, in numbers.
  func counts(_ words: Words) throws -> [(Column, Cell)] {
    func count(_ number: Int) -> Cell { Cell(.count(number), words.number(number)) }
    let today = desk.today()
    let unsent = try reader.pendingCount()
    // Where there is nobody to send it to, nothing waits to be sent.
    let isAlone = try reader.setting(StoredName.standAlone.rawValue) != nil
    return [
      (
        Column("date", words(.date)),
        Cell(
          .string(today.isoText),
          CivilDateText.longFormat(
            today, in: desk.settings.calendar, language: words.language))
      ),
      (Column("unsent", words(.unsent), isNumber: true), isAlone ? .empty : count(unsent)),
      (Column("rejected", words(.rejected), isNumber: true), count(try reader.rejected().count)),
      (Column("conflicts", words(.conflicts), isNumber: true), count(try reader.conflictCount())),
    ]
  }
}
