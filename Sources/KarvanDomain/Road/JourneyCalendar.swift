// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A stop of a journey plan that is due on a day.
public struct DueStop: Sendable {
  /// The plan.
  public let plan: RecordView
  /// The stop.
  public let stop: RecordView
  /// The day.
  public let date: CivilDate
  /// Who goes there.
  public let rep: RecordID

  /// Names a stop on a day of whoever goes there.
  public init(plan: RecordView, stop: RecordView, date: CivilDate, rep: RecordID) {
    self.plan = plan
    self.stop = stop
    self.date = date
    self.rep = rep
  }

  /// The customer.
  public var account: RecordID? { stop[JourneyStop.shape.account].reference }

  /// The visit that a stop becomes on a day: the same on every device of its rep.
  ///
  /// The day is in its last digits, too, by which people name it.
  public var visit: RecordID {
    DerivedID.make(
      milliseconds: JourneyCalendar.start(of: date), "journey", "\(stop.id)", "\(rep)",
      date.isoText)
  }

  /// The visit that it became in the first editions, which told the days of a stop apart by their
  /// first digits alone.
  var formerVisit: RecordID {
    DerivedID.make(
      milliseconds: JourneyCalendar.start(of: date), "journey", "\(stop.id)", "\(rep)")
  }
}

/// On which days the stops of journey plans are due.
public enum JourneyCalendar {
  /// Whether a stop of a plan is due on a day.
  ///
  /// Weeks begin on Saturday and are counted from the week of the plan's first day.
  public static func isDue(_ stop: RecordView, of plan: RecordView, on date: CivilDate) -> Bool {
    let shape = JourneyStop.shape
    guard let first = plan[JourneyPlan.shape.startsOn].integer,
      plan[JourneyPlan.shape.active] == .truth(true), plan.life != .deleted,
      Int64(date.daysSinceEpoch) >= first,
      Int64(date.daysSinceEpoch) <= plan[JourneyPlan.shape.endsOn].integer ?? .max,
      stop[shape.active] == .truth(true), stop[shape.weekday].text == code(of: date.weekday)
    else { return false }
    let every = max(stop[shape.everyWeeks].integer ?? 1, 1)
    let weeks = week(Int64(date.daysSinceEpoch)) - week(first)
    return weeks % every == ((stop[shape.week].integer ?? 1) - 1) % every
  }

  /// The stops that a user has on a day, in their order: of their own plans, and of those of whom
  /// they stand in for; none on a day on which they are away themselves.
  public static func due(
    for user: RecordID, on date: CivilDate, reader: any RecordReader
  ) throws -> [DueStop] {
    guard try Absences.covering(user, on: date, reader: reader) == nil else { return [] }
    let absent = try Absences.substituted(by: user, on: date, reader: reader)
    let stops = try ([user] + absent).flatMap { rep in
      try reader.records(
        JourneyPlan.tag, where: JourneyPlan.shape.rep.tag, is: .reference(rep)
      ).flatMap { plan in
        try reader.records(
          JourneyStop.tag, where: JourneyStop.shape.plan.tag, is: .reference(plan.id)
        ).filter { isDue($0, of: plan, on: date) }
          .map { DueStop(plan: plan, stop: $0, date: date, rep: user) }
      }
    }
    return stops.sorted(by: precedes)
  }

  /// The first instant of a day by UTC, which all devices agree on.
  static func start(of date: CivilDate) -> Int64 { Int64(date.daysSinceEpoch) * 86_400_000 }

  /// The code of a day of the week in the field `weekday`.
  public static func code(of weekday: Weekday) -> String {
    switch weekday {
    case .saturday: "saturday"
    case .sunday: "sunday"
    case .monday: "monday"
    case .tuesday: "tuesday"
    case .wednesday: "wednesday"
    case .thursday: "thursday"
    case .friday: "friday"
    }
  }

  /// The number of the week, which begins on Saturday, that a day is in.
  private static func week(_ days: Int64) -> Int64 {
    // 1970-01-01 was a Thursday, the sixth day of its week.
    let shifted = days + 5
    return shifted >= 0 ? shifted / 7 : (shifted - 6) / 7
  }

  /// By sequence, then by time of day, then by identifier; what has neither comes last.
  private static func precedes(_ left: DueStop, _ right: DueStop) -> Bool {
    let shape = JourneyStop.shape
    func key(_ due: DueStop) -> (Int64, Int) {
      (
        due.stop[shape.sequence].integer ?? .max,
        due.stop[shape.timeOfDay].text.flatMap { TimeOfDay.minutes($0) } ?? .max
      )
    }
    let (one, other) = (key(left), key(right))
    return one != other ? one < other : left.stop.id < right.stop.id
  }
}
