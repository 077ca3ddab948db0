// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Beginning and ending a day on the road.
public enum WorkdayOperations {
  /// What is said at the beginning or the end of a day.
  public struct Reading: Hashable, Sendable {
    /// The odometer, in kilometres.
    public var odometer: Quantity?
    /// Where it was read.
    public var position: GeoFix?

    /// Notes a reading.
    public init(odometer: Quantity? = nil, position: GeoFix? = nil) {
      self.odometer = odometer
      self.position = position
    }
  }

  /// The author's day that goes on; of several, the one that began first.
  public static func current(
    of user: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = Workday.shape
    return try reader.records(
      Workday.tag, where: shape.user.tag, is: .reference(user), and: shape.status.tag,
      is: .text(Workday.open)
    ).min { ($0[shape.startedAt], $0.id) < ($1[shape.startedAt], $1.id) }
  }

  /// Begins a day.
  ///
  /// - Throws: `oneWorkday` when an earlier one was not ended.
  public static func start(
    on date: CivilDate, _ reading: Reading = Reading(), vehicle: String? = nil,
    keepsTrail: Bool = false, in context: OperationContext
  ) throws -> OperationDraft {
    if let open = try current(of: context.author.user, reader: context.reader) {
      throw Failure(DomainLaw.oneWorkday, entity: "workday", record: open.id, field: "status")
    }
    let shape = Workday.shape
    var edit = RecordEdit(values: [
      shape.user.tag: .reference(context.author.user),
      shape.date.tag: .integer(Int64(date.daysSinceEpoch)),
      shape.startedAt.tag: .integer(context.now),
      shape.startOdometer.tag: reading.odometer.map { .integer($0.thousandths) } ?? .null,
      shape.vehicle.tag: vehicle.map { .text($0) } ?? .null,
    ])
    if keepsTrail { edit.values[shape.keepsTrail.tag] = .truth(true) }
    edit.values[shape.startLatitude.tag] = reading.position.map { .integer($0.latitude) } ?? .null
    edit.values[shape.startLongitude.tag] =
      reading.position.map { .integer($0.longitude) } ?? .null
    return OperationDraft(
      "workday start",
      [try context.creation(try context.entity(Workday.tag), context.makeID(), edit)])
  }

  /// Ends the author's day; what was planned for it and not visited is then missed.
  ///
  /// - Parameter missed: Planned visits that will not be made any more.
  /// - Throws: `noWorkday` when none goes on, `oneVisitInProgress` while a visit does, `odometerOrder` when the odometer went backwards.
  public static func end(
    _ reading: Reading = Reading(), missed: [RecordView] = [], in context: OperationContext
  ) throws -> OperationDraft {
    guard let shown = try current(of: context.author.user, reader: context.reader) else {
      throw Failure(DomainLaw.noWorkday, entity: "workday")
    }
    // A day that is over has nobody inside a customer's shop.
    if let open = try VisitOperations.current(of: context.author.user, reader: context.reader) {
      throw Failure(DomainLaw.oneVisitInProgress, entity: "visit", record: open.id, field: "status")
    }
    let shape = Workday.shape
    let started = shown[shape.startedAt].integer ?? context.now
    var edit = RecordEdit(values: [
      shape.status.tag: .text("closed"),
      // A clock that was set back during the day must not make it end before it began.
      shape.endedAt.tag: .integer(max(started, context.now)),
    ])
    if let odometer = reading.odometer {
      if let first = shown[shape.startOdometer].integer, odometer.thousandths < first {
        throw Failure(
          DomainLaw.odometerOrder, entity: "workday", record: shown.id, field: "end_odometer")
      }
      edit.values[shape.endOdometer.tag] = .integer(odometer.thousandths)
    }
    if let position = reading.position {
      edit.values[shape.endLatitude.tag] = .integer(position.latitude)
      edit.values[shape.endLongitude.tag] = .integer(position.longitude)
    }
    edit.keepFirst(of: shown)
    let visits = try missed.compactMap { visit in
      try context.change(visit, RecordEdit(values: [Visit.shape.status.tag: .text("missed")]))
    }
    return try OperationDraft(
      "workday end", try context.change(shown, edit).map { [$0] } ?? []
    ).adding(visits)
  }

  /// Keeps where the rep is, on a day for which that was agreed.
  ///
  /// - Throws: `noWorkday`, or `trailAgreed` on a day without the agreement.
  public static func mark(
    _ position: GeoFix, in context: OperationContext
  ) throws -> OperationDraft {
    guard let shown = try current(of: context.author.user, reader: context.reader) else {
      throw Failure(DomainLaw.noWorkday, entity: "workday")
    }
    guard shown[Workday.shape.keepsTrail] == .truth(true) else {
      throw Failure(DomainLaw.trailAgreed, entity: "workday", record: shown.id)
    }
    let crumb =
      InstantText.format(milliseconds: context.now) + " "
      + GeoPoint.degrees(position.latitude) + " " + GeoPoint.degrees(position.longitude)
    let edit = RecordEdit(adds: [Workday.shape.trail.tag: [crumb]])
    return OperationDraft("workday mark", try context.change(shown, edit).map { [$0] } ?? [])
  }

  /// How far the car went on a day; nil while one of the readings is missing, or where they cannot
  /// be right.
  public static func mileage(of workday: RecordView) -> Quantity? {
    let shape = Workday.shape
    guard let first = workday[shape.startOdometer].integer,
      let last = workday[shape.endOdometer].integer, last >= first
    else { return nil }
    return Quantity(thousandths: last - first)
  }
}
