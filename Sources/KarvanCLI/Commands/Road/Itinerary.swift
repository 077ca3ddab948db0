// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// The visits of a user's day: made, planned, missed, and due by plan without one.
struct Itinerary {
  let desk: Desk
  let reader: ReplicaReader
  let user: RecordID
  let date: CivilDate

  init(desk: Desk, reader: ReplicaReader, user: RecordID? = nil, date: CivilDate? = nil) throws {
    self.desk = desk
    self.reader = reader
    self.user = try user ?? desk.replica().identity.user
    self.date = date ?? desk.today()
  }

  private static var shape: Visit { Visit.shape }
  /// The most visits that a list of a day has.
  private static let most = 500

  private func visits(
    _ status: String, _ more: [FieldCondition], order: FieldOrder, limit: Int = Self.most
  ) throws -> [RecordView] {
    try reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(Self.shape.rep.tag, .equals(.reference(user))),
          FieldCondition(Self.shape.status.tag, .equals(.text(status))),
        ] + more, order: [order], limit: limit))
  }

  private func during(_ field: Field, _ first: CivilDate, _ last: CivilDate) -> [FieldCondition] {
    [
      FieldCondition(field.tag, .atLeast(.integer(desk.start(of: first)))),
      FieldCondition(field.tag, .less(than: .integer(desk.end(of: last)))),
    ]
  }

  /// What is planned for the day and not begun, in the order in which it is made.
  func planned() throws -> [RecordView] {
    let field = Self.shape.plannedAt
    return JourneyOperations.inOrder(
      try visits("planned", during(field, date, date), order: FieldOrder(field.tag)))
  }

  /// Those of the planned whose time has come.
  func late(_ planned: [RecordView]) -> [RecordView] {
    let midnight = desk.start(of: date)
    return planned.filter { visit in
      // What is planned for the day and no time of it is not late before the day is over.
      guard let at = visit[Self.shape.plannedAt].integer, at > midnight else { return false }
      return at < desk.now()
    }
  }

  /// The visit that goes on.
  func open() throws -> RecordView? {
    try VisitOperations.current(of: user, reader: reader)
  }

  /// What was planned for days of a run that are over, and not made; the latest first.
  func missed(_ days: ClosedRange<CivilDate>) throws -> [RecordView] {
    let field = Self.shape.plannedAt
    let yesterday = CivilDate(daysSinceEpoch: desk.today().daysSinceEpoch &- 1)
    let order = FieldOrder(field.tag, descending: true)
    let said = try visits("missed", during(field, days.lowerBound, days.upperBound), order: order)
    guard days.lowerBound <= yesterday else { return said }
    let silent = try visits(
      "planned", during(field, days.lowerBound, min(days.upperBound, yesterday)), order: order)
    return (said + silent).sorted { $0[field] > $1[field] }
  }

  /// The stops of plans that are due on the day at customers who are here, each with its visit; and
  /// how many are at others.
  func stops() throws -> (stops: [(due: DueStop, visit: RecordView?)], unknown: Int) {
    var stops: [(due: DueStop, visit: RecordView?)] = []
    var unknown = 0
    for due in try JourneyCalendar.due(for: user, on: date, reader: reader) {
      guard let id = due.account, let account = try reader.record(Account.tag, id),
        account.life != .deleted
      else {
        unknown += 1
        continue
      }
      let visit = try JourneyOperations.visit(
        of: due, offsetMinutes: desk.offsetMinutes, reader: reader)
      stops.append((due, visit))
    }
    return (stops, unknown)
  }

  /// The due stops that have no visit.
  func unplanned() throws -> [DueStop] {
    try stops().stops.filter { $0.visit == nil }.map(\.due)
  }

  /// The day's only due stop at an account that has no visit yet.
  func stop(at account: RecordID) throws -> DueStop? {
    try unplanned().first { $0.account == account }
  }

  /// Where the user was last on the day: at a customer of the plan, or where the day began.
  ///
  /// All visits that were ever made are too many to look through; those of today's stops are not.
  func position() throws -> GeoPoint? {
    let shape = Self.shape
    let visits = try stops().stops.compactMap(\.visit)
      .sorted { $0[shape.checkInAt] > $1[shape.checkInAt] }
    for visit in visits {
      if let point = point(visit, shape.checkOutLatitude, shape.checkOutLongitude)
        ?? point(visit, shape.checkInLatitude, shape.checkInLongitude)
      {
        return point
      }
    }
    guard let day = try WorkdayOperations.current(of: user, reader: reader) else { return nil }
    return point(day, Workday.shape.startLatitude, Workday.shape.startLongitude)
  }

  private func point(_ view: RecordView, _ latitude: Field, _ longitude: Field) -> GeoPoint? {
    guard let latitude = view[latitude].integer, let longitude = view[longitude].integer else {
      return nil
    }
    return GeoPoint(latitude: latitude, longitude: longitude)
  }
}
