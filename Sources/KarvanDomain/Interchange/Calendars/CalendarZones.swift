// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The time zones that a calendar brings with it.
public struct CalendarZones {
  private let zones: [String: [Observance]]
  /// The minutes east of UTC at a time of the local clock, in milliseconds.
  private let local: (Int64) -> Int

  /// One of the times that a zone has in a year.
  private struct Observance {
    let start: CalendarTime
    let minutes: Int
    let rule: [String: String]
    let days: [CalendarTime]
  }

  /// Reads the zones of a calendar.
  ///
  /// - Parameters:
  ///   - components: What stands in the calendar.
  ///   - localMinutes: The minutes east of UTC at a time of the local clock.
  public init(_ components: [ContentComponent], localMinutes: @escaping (Int64) -> Int) {
    local = localMinutes
    var zones: [String: [Observance]] = [:]
    for zone in components where zone.name == "VTIMEZONE" {
      guard let name = zone.first("TZID")?.text else { continue }
      zones[name] = zone.parts.prefix(100).compactMap { Self.observance($0) }
    }
    self.zones = zones
  }

  private static func observance(_ part: ContentComponent) -> Observance? {
    guard let start = part.first("DTSTART").flatMap({ CalendarTime($0.value) }),
      let minutes = part.first("TZOFFSETTO").flatMap({ minutes($0.value) })
    else { return nil }
    return Observance(
      start: start, minutes: minutes,
      rule: part.first("RRULE").map { CalendarRule.parts($0.value) } ?? [:],
      days: part.all("RDATE").prefix(200).flatMap(\.elements).prefix(1_000)
        .compactMap { CalendarTime($0) })
  }

  /// `+0330` as minutes.
  static func minutes(_ text: String) -> Int? {
    let digits = text.utf8.dropFirst().prefix(4)
    guard let sign = text.utf8.first, [43, 45].contains(sign), digits.count == 4,
      digits.allSatisfy({ (48...57).contains($0) }),
      let number = Int(String(decoding: digits, as: UTF8.self)),
      number % 100 < 60, number <= 1_800
    else { return nil }
    return (sign == 45 ? -1 : 1) * (number / 100 * 60 + number % 100)
  }

  /// The instant of a property, in milliseconds since 1970.
  ///
  /// - Returns: nil for what is no time; `isKnown` is false where its zone had to be guessed.
  public func instant(
    of line: ContentLine
  ) -> (milliseconds: Int64, time: CalendarTime, isKnown: Bool)? {
    guard let time = CalendarTime(TextTrimming.trim(line.value)) else { return nil }
    if time.isUTC { return (time.asUTC, time, true) }
    let name = line.values(of: "TZID").first
    let known = name.flatMap { offset(of: $0, at: time) }
    let minutes = known ?? local(time.asUTC)
    return (time.asUTC - Int64(minutes) * 60_000, time, name == nil || known != nil)
  }

  private func offset(of name: String, at time: CalendarTime) -> Int? {
    if let observances = zones[name], !observances.isEmpty {
      return Self.offset(observances, at: time)
    }
    switch name {
    case "UTC", "GMT", "Etc/UTC", "Etc/GMT": return 0
    // Without summer time since 2022.
    case "Asia/Tehran", "Iran", "Iran Standard Time": return 210
    default: return nil
    }
  }

  /// What the observance says that began last.
  private static func offset(_ observances: [Observance], at time: CalendarTime) -> Int? {
    var latest: (start: Int64, minutes: Int)?
    for observance in observances {
      for start in starts(of: observance, before: time) where start <= time.asUTC {
        if latest.map({ start >= $0.start }) ?? true { latest = (start, observance.minutes) }
      }
    }
    // Before all of them the first holds.
    return latest?.minutes ?? observances.min { $0.start.asUTC < $1.start.asUTC }?.minutes
  }

  private static func starts(of observance: Observance, before time: CalendarTime) -> [Int64] {
    let first = observance.start
    let plain = [first.asUTC] + observance.days.map(\.asUTC)
    guard observance.rule["FREQ"] == "YEARLY" else { return plain }
    let until = observance.rule["UNTIL"].flatMap { CalendarTime($0) }?.asUTC ?? Int64.max
    let yearly = [time.date.year - 1, time.date.year].compactMap { year -> Int64? in
      let day = CalendarRule.day(observance.rule, year: year, like: first.date)
      return day.map { Int64($0.daysSinceEpoch) * 86_400_000 + (first.time ?? 0) }
    }
    return plain + yearly.filter { $0 >= first.asUTC && $0 <= until }
  }
}

/// Rules by which something comes back, as far as they are read here.
enum CalendarRule {
  /// The parts of a rule, by their names.
  static func parts(_ text: String) -> [String: String] {
    Dictionary(
      text.uppercased().split(separator: ";").compactMap { part in
        let halves = part.split(separator: "=", maxSplits: 1)
        return halves.count == 2 ? (String(halves[0]), String(halves[1])) : nil
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The day of a year that a rule such as `BYMONTH=3;BYDAY=-1SU` means.
  static func day(_ rule: [String: String], year: Int, like first: CivilDate) -> CivilDate? {
    guard (1...9_998).contains(year) else { return nil }
    let month = rule["BYMONTH"].flatMap { Int($0) } ?? first.month
    let length = CivilDate.daysInMonth(year: year, month: month)
    guard length > 0 else { return nil }
    guard let text = rule["BYDAY"] else {
      let day = rule["BYMONTHDAY"].flatMap { Int($0) } ?? first.day
      return try? CivilDate(
        year: year, month: month, day: day < 0 ? length + 1 + day : min(day, length))
    }
    let names: [String: Weekday] = [
      "SA": .saturday, "SU": .sunday, "MO": .monday, "TU": .tuesday, "WE": .wednesday,
      "TH": .thursday, "FR": .friday,
    ]
    guard let weekday = names[String(text.suffix(2))], let place = Int(text.dropLast(2)),
      (-5...5).contains(place), place != 0
    else { return nil }
    let days = (1...length).compactMap { try? CivilDate(year: year, month: month, day: $0) }
      .filter { $0.weekday == weekday }
    let index = place > 0 ? place - 1 : days.count + place
    return days.indices.contains(index) ? days[index] : nil
  }
}
