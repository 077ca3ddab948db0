// SPDX-License-Identifier: Apache-2.0

/// The calendars in which dates are entered and shown.
public enum CalendarKind: String, CaseIterable, Sendable {
  /// The Gregorian calendar.
  case gregorian
  /// The Iranian solar calendar.
  case jalali
}

/// The days of the week, from Saturday, the first day in Iran.
public enum Weekday: Int, CaseIterable, Sendable {
  /// The first day of the Iranian week.
  case saturday = 0
  /// Yek-shanbeh.
  case sunday = 1
  /// Do-shanbeh.
  case monday = 2
  /// Se-shanbeh.
  case tuesday = 3
  /// Chahar-shanbeh.
  case wednesday = 4
  /// Panj-shanbeh.
  case thursday = 5
  /// Jom'eh, the weekly holiday.
  case friday = 6
}

extension CivilDate {
  /// The day some days later or earlier. Throws `dateInvalid` when no 32-bit number names it.
  public func adding(days: Int) throws(DomainError) -> CivilDate {
    let (sum, overflow) = Int(daysSinceEpoch).addingReportingOverflow(days)
    guard !overflow, let number = Int32(exactly: sum) else {
      throw DomainError(.dateInvalid, "The day is too far away.")
    }
    return CivilDate(daysSinceEpoch: number)
  }

  /// The days from this day to another; negative when it is earlier.
  public func days(until other: CivilDate) -> Int {
    Int(other.daysSinceEpoch) - Int(daysSinceEpoch)
  }

  /// The same day of the month some months later or earlier, in a calendar; the last day of the
  /// month when that is shorter. Throws `dateInvalid` outside the calendar's years.
  public func adding(months: Int, in calendar: CalendarKind) throws(DomainError) -> CivilDate {
    guard (-200_000...200_000).contains(months) else {
      throw DomainError(.dateInvalid, "The day is too far away.")
    }
    let (year, month, day) = parts(in: calendar)
    let index = year * 12 + month - 1 + months
    let newYear = floorQuotient(index, 12)
    let newMonth = floorModulo(index, 12) + 1
    switch calendar {
    case .gregorian:
      let last = Self.daysInMonth(year: newYear, month: newMonth)
      return try CivilDate(year: newYear, month: newMonth, day: min(day, last))
    case .jalali:
      let last = JalaliDate.daysInMonth(year: newYear, month: newMonth)
      return try JalaliDate(year: newYear, month: newMonth, day: min(day, last)).civilDate
    }
  }

  /// The first day of this day's month in a calendar.
  public func startOfMonth(in calendar: CalendarKind) -> CivilDate {
    earlier(by: parts(in: calendar).day - 1)
  }

  /// The first day of this day's year in a calendar.
  public func startOfYear(in calendar: CalendarKind) -> CivilDate {
    var first = startOfMonth(in: calendar)
    for _ in 1..<parts(in: calendar).month {
      first = first.earlier(by: 1).startOfMonth(in: calendar)
    }
    return first
  }

  /// The first day of this day's week, which begins on `first`.
  public func startOfWeek(first: Weekday = .saturday) -> CivilDate {
    earlier(by: floorModulo(weekday.rawValue - first.rawValue, 7))
  }

  /// Year, month and day in a calendar.
  func parts(in calendar: CalendarKind) -> (year: Int, month: Int, day: Int) {
    switch calendar {
    case .gregorian: return (year, month, day)
    case .jalali:
      let date = JalaliDate(self)
      return (date.year, date.month, date.day)
    }
  }

  private func earlier(by days: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: Int32(clamping: Int(daysSinceEpoch) - days))
  }
}
