// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A day of a customer's that is coming up.
public struct ComingOccasion: Sendable {
  /// The day.
  public let day: CivilDate
  /// How many days are left.
  public let daysLeft: Int
  /// Whether today is as near to it as somebody wanted to be reminded.
  public let isDue: Bool
  /// How many years it will be; nil for a day that comes once.
  public let years: Int?
  /// The occasion, or the contact whose birthday it is.
  public let record: RecordView

  /// Occasions and birthdays within so many days from today, the nearest first.
  ///
  /// A birthday that is kept as an occasion, too, is told once, and so is the day of a customer who
  /// was known twice. Birthdays remind three days before.
  public static func coming(
    occasions: [RecordView], contacts: [RecordView], from today: CivilDate, within days: Int,
    reader: any RecordReader
  ) throws -> [ComingOccasion] {
    let shape = Occasion.shape
    let occasions = try once(occasions, reader)
    let told = Set(
      try occasions.filter { $0[shape.kind] == .text("birthday") }
        .compactMap { try survivor(Contact.tag, $0[shape.contact], reader) })
    var known: Set<RecordID> = []
    let contacts = try contacts.sorted { $0.id < $1.id }.filter { contact in
      let id = try Duplicates.survivor(of: contact, reader: reader).id
      return known.insert(id).inserted && !told.contains(id)
    }
    let kept = occasions.compactMap { record in
      next(
        record, record[shape.date], record[shape.calendar], today,
        isYearly: record[shape.yearly] != .truth(false), remind: record[shape.remindDays])
    }
    let births = contacts.compactMap { record in
      next(
        record, record[Contact.shape.birthDate], record[Contact.shape.birthCalendar], today,
        isYearly: true, remind: shape.remindDays.initial)
    }
    return (kept + births).filter { $0.daysLeft <= days }
      .sorted { ($0.day, $0.record.id) < ($1.day, $1.record.id) }
  }

  /// The occasions, of those that say the same of one customer the first.
  private static func once(
    _ occasions: [RecordView], _ reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Occasion.shape
    var known: Set<[Value]> = []
    return try occasions.filter { occasion in
      func whose(_ entity: EntityTag, _ field: Field) throws -> Value {
        try survivor(entity, occasion[field], reader).map { .reference($0) } ?? .null
      }
      let account = try whose(Account.tag, shape.account)
      let contact = try whose(Contact.tag, shape.contact)
      return known.insert([
        account, contact, occasion[shape.kind], occasion[shape.title], occasion[shape.date],
      ]).inserted
    }
  }

  private static func survivor(
    _ entity: EntityTag, _ value: Value, _ reader: any RecordReader
  ) throws -> RecordID? {
    guard let id = value.reference, let view = try reader.record(entity, id) else {
      return value.reference
    }
    return try Duplicates.survivor(of: view, reader: reader).id
  }

  private static func next(
    _ record: RecordView, _ date: Value, _ calendar: Value, _ today: CivilDate, isYearly: Bool,
    remind: Value
  ) -> ComingOccasion? {
    guard record.life != .deleted, let days = date.integer else { return nil }
    let date = CivilDate(daysSinceEpoch: Int32(clamping: days))
    let calendar: CalendarKind = calendar.text == "jalali" ? .jalali : .gregorian
    let day =
      isYearly
      ? try? Recurrence.anniversary(of: date, in: calendar, from: today)
      : date >= today ? date : nil
    guard let day else { return nil }
    let left = today.days(until: day)
    return ComingOccasion(
      day: day, daysLeft: left, isDue: Int64(left) <= remind.integer ?? 0,
      years: isYearly ? day.parts(in: calendar).year - date.parts(in: calendar).year : nil,
      record: record)
  }
}
