// SPDX-License-Identifier: Apache-2.0

/// Days that come back: every so many days, weeks, months or years of a calendar.
public struct Recurrence: Hashable, Sendable {
  /// What is counted.
  public enum Unit: String, Sendable { case day, week, month, year }

  /// What is counted.
  public let unit: Unit
  /// Every so many of them; at least one.
  public let interval: Int
  /// The calendar of months and years.
  public let calendar: CalendarKind
  /// The day of the month that is meant; in shorter months it is the last one.
  public let day: Int

  /// Describes days that come back.
  public init(every unit: Unit, interval: Int = 1, calendar: CalendarKind, day: Int) {
    self.unit = unit
    self.interval = max(interval, 1)
    self.calendar = calendar
    self.day = day
  }

  /// The first of the days counted from one of them that is later than both it and another day.
  ///
  /// - Throws: `dateInvalid` beyond the years of the calendar.
  public func next(
    after date: CivilDate, laterThan other: CivilDate
  ) throws(DomainError) -> CivilDate {
    let bound = max(date, other)
    switch unit {
    case .day, .week:
      let step = interval * (unit == .week ? 7 : 1)
      let passed = date.days(until: bound)
      return try date.adding(days: (passed / step + 1) * step)
    case .month, .year:
      let step = interval * (unit == .year ? 12 : 1)
      // Months are at most 31 days long: no earlier number of steps can be late enough.
      var months = max(date.days(until: bound) / 31 / step, 0) * step
      while true {
        months += step
        let found = try onDay(
          try date.startOfMonth(in: calendar).adding(months: months, in: calendar))
        if found > bound { return found }
      }
    }
  }

  /// The next time that a yearly day is: that day or later, 29 February and 30 Esfand on the day
  /// before in years that lack them.
  ///
  /// - Throws: `dateInvalid` beyond the years of the calendar.
  public static func anniversary(
    of date: CivilDate, in calendar: CalendarKind, from today: CivilDate
  ) throws(DomainError) -> CivilDate {
    if date >= today { return date }
    let years = Recurrence(every: .year, calendar: calendar, day: date.parts(in: calendar).day)
    return try years.next(after: date, laterThan: try today.adding(days: -1))
  }

  /// The meant day in the month that begins on a date.
  private func onDay(_ start: CivilDate) throws(DomainError) -> CivilDate {
    let parts = start.parts(in: calendar)
    let length =
      switch calendar {
      case .gregorian: CivilDate.daysInMonth(year: parts.year, month: parts.month)
      case .jalali: JalaliDate.daysInMonth(year: parts.year, month: parts.month)
      }
    return try start.adding(days: min(day, length) - 1)
  }
}
