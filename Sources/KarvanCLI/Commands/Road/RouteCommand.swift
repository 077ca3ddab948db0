// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan route`: a short way through what is left of today.
struct Route: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "route", abstract: Tongue.say(RoadMessage.aboutRoute),
      discussion: Tongue.say(RoadMessage.routeForms))
  }

  @OptionGroup var place: PositionOption
  @OptionGroup var day: DayOption
  @Flag(help: .init(Tongue.say(RoadMessage.helpApply))) var apply = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let fix = try place.position()
    let date = try day.day(at: desk)
    let way = try desk.replica().read { try Way(desk, $0, date, fix) }
    if apply {
      try desk.commit { context in
        let visits = try way.visits.map { try context.reader.record(Visit.tag, $0.id) ?? $0 }
        return try JourneyOperations.reorder(visits, in: context)
      }
    }
    var report = try desk.replica().read { try way.report(desk, $0) }
    if apply {
      report.notes.append(
        desk.words(RoadMessage.routeApplied, desk.words.number(way.visits.count)))
    }
    desk.show(report)
  }
}

/// A way through the visits of a day.
private struct Way {
  /// In the order of the way.
  let visits: [RecordView]
  /// Where each is; those that are not known come last.
  private let points: [GeoPoint]
  private let start: GeoPoint?
  private let saved: Int64
  private let unplanned: Int

  init(_ desk: Desk, _ reader: ReplicaReader, _ date: CivilDate, _ fix: GeoFix?) throws {
    let day = try Itinerary(desk: desk, reader: reader, date: date)
    let planned = try day.planned()
    let placed = try planned.map { visit in
      (
        visit,
        try visit[Visit.shape.account].reference.flatMap {
          try Geofence.place(of: $0, reader: reader)?.point
        }
      )
    }
    let known = placed.compactMap { visit, point in point.map { (visit, $0) } }
    start =
      try fix.map { GeoPoint(latitude: $0.latitude, longitude: $0.longitude) }
      ?? day.position() ?? Self.planStart(day)
    let order = RouteOrder.solve(from: start, known.map(\.1))
    points = order.map { known[$0].1 }
    visits = order.map { known[$0].0 } + placed.filter { $0.1 == nil }.map(\.0)
    saved =
      RouteOrder.metres(from: start, known.map(\.1)) - RouteOrder.metres(from: start, points)
    unplanned = try day.unplanned().count
  }

  /// Where the user's journey plan begins its days.
  private static func planStart(_ day: Itinerary) throws -> GeoPoint? {
    let shape = JourneyPlan.shape
    let plans = try day.reader.records(
      JourneyPlan.tag, where: shape.rep.tag, is: .reference(day.user))
    return plans.lazy.compactMap { plan in
      guard let latitude = plan[shape.startLatitude].integer,
        let longitude = plan[shape.startLongitude].integer
      else { return nil }
      return GeoPoint(latitude: latitude, longitude: longitude)
    }.first
  }

  func report(_ desk: Desk, _ reader: ReplicaReader) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    let entity = try desk.entity(Visit.tag)
    let account = try RecordCells.field("account", in: entity)
    let plannedAt = try RecordCells.field("planned_at", in: entity)
    var report = Report([
      Column("sequence", words(RoadMessage.sequence), isNumber: true),
      Column("visit", words(.shortID)), Column("account", words(RoadMessage.account)),
      Column("planned_at", words(RoadMessage.planned)),
      Column("leg_m", words(RoadMessage.leg), isNumber: true),
      Column("navigation", words(RoadMessage.navigation)),
    ])
    report.rows = try visits.enumerated().map { index, visit in
      let point = index < points.count ? points[index] : nil
      let before = index == 0 ? start : index <= points.count ? points[index - 1] : nil
      let leg = point.flatMap { point in before.map { $0.metres(to: point) } }
      let isTable = desk.settings.format == .table
      return [
        Cell(.count(index + 1), words.number(index + 1)),
        Cell(.string("\(visit.id)"), isTable ? ShortID.of(visit.id) : "\(visit.id)"),
        try cells.cell(account, of: visit), try cells.cell(plannedAt, of: visit),
        desk.distance(leg), point.map { .text($0.link) } ?? .empty,
      ]
    }
    report.notes = try notes(desk, cells, account)
    return report
  }

  private func notes(_ desk: Desk, _ cells: RecordCells, _ account: Field) throws -> [String] {
    let words = desk.words
    var notes: [String] = []
    if points.count > 1 || (start != nil && !points.isEmpty) {
      let metres = RouteOrder.metres(from: start, points)
      notes.append(words(RoadMessage.routeTotal, words.distance(metres)))
    }
    if saved > 0 { notes.append(words(RoadMessage.routeSaved, words.distance(saved))) }
    let unknown = try visits.dropFirst(points.count).map { try cells.cell(account, of: $0).text }
    if !unknown.isEmpty { notes.append(words(RoadMessage.routeUnknown, words.list(unknown))) }
    if unplanned > 0 {
      notes.append(words(RoadMessage.unplannedStops, words.number(unplanned)))
    }
    return notes
  }
}
