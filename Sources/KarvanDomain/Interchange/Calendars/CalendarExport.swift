// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Writes tasks, visits and occasions as a calendar (RFC 5545).
///
/// Instants are in UTC, so that no rule of a time zone is needed. `UID` is the record's identifier,
/// `DTSTAMP` its last change, and `SEQUENCE` the seconds from its first change to its last: it grows
/// with every change and is the same on every device.
public struct CalendarExport {
  private let reader: any RecordReader
  private let language: TextLanguage
  private let today: CivilDate
  private let years: Int
  private let offset: (Int64) -> Int

  /// A writer of a calendar.
  ///
  /// - Parameters:
  ///   - reader: Reads what records refer to.
  ///   - language: The language of what people read.
  ///   - today: From when on days that come back in the Jalali calendar are written.
  ///   - years: For how many years.
  ///   - offsetMinutes: The minutes east of UTC at an instant.
  public init(
    reader: any RecordReader, language: TextLanguage, today: CivilDate, years: Int = 10,
    offsetMinutes: @escaping (Int64) -> Int
  ) {
    self.reader = reader
    self.language = language
    self.today = today
    self.years = min(max(years, 1), 100)
    offset = offsetMinutes
  }

  /// What a calendar begins with.
  public static func head(name: String) -> String {
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Karvan//Karvan//EN\r\nCALSCALE:GREGORIAN\r\n"
      + ContentLineWriter.text("X-WR-CALNAME", name)
  }

  /// What a calendar ends with.
  public static let tail = "END:VCALENDAR\r\n"

  /// A task.
  public func task(_ view: RecordView) throws -> String {
    let shape = ToDo.shape
    var text = "BEGIN:VTODO\r\n" + stamp(view)
    text += ContentLineWriter.text("SUMMARY", view[shape.subject].text ?? "")
    if let note = view[shape.note].text { text += ContentLineWriter.text("DESCRIPTION", note) }
    if let due = view[shape.due].integer { text += instant("DUE", due) }
    text += "PRIORITY:\(CalendarCodes.priority(of: view[shape.priority].text))\r\n"
    text += "STATUS:\(CalendarCodes.status(of: view[shape.status].text))\r\n"
    if let done = view[shape.doneAt].integer, view[shape.status] == .text("done") {
      text += instant("COMPLETED", done) + "PERCENT-COMPLETE:100\r\n"
    }
    text += try account(view[shape.account])
    guard !view[shape.due].isNull, ToDo.open.contains(view[shape.status].text ?? "") else {
      return text + "END:VTODO\r\n"
    }
    let subject = view[shape.subject].text ?? ""
    for reminder in view.words(shape.reminders).compactMap({ Reminder(text: $0) }) {
      text += alarm("TRIGGER;RELATED=END", minutes: reminder.minutes, subject)
    }
    return text + "END:VTODO\r\n"
  }

  /// A visit, planned or made; nil where it is not known when.
  public func visit(_ view: RecordView) throws -> String? {
    let shape = Visit.shape
    let start = view[shape.checkInAt].integer ?? view[shape.plannedAt].integer
    guard let start else { return nil }
    let account = try view[shape.account].reference.flatMap { try reader.record(Account.tag, $0) }
    let label = Visit.about.label.text(in: language)
    var text = "BEGIN:VEVENT\r\n" + stamp(view)
    text += ContentLineWriter.text(
      "SUMMARY", [label, account?.title ?? ""].joined(separator: ": "))
    text += times(view, start)
    let status = view[shape.status].text ?? ""
    text += "STATUS:\(["cancelled", "missed"].contains(status) ? "CANCELLED" : "CONFIRMED")\r\n"
    text += "X-KARVAN-STATUS:\(status)\r\n"
    text += try self.account(view[shape.account])
    text += try place(view)
    let purposes = view.words(shape.purposes).map { ContentText.escape($0) }
    if !purposes.isEmpty {
      let value = purposes.joined(separator: ",")
      text += ContentLineWriter.write(ContentLine("CATEGORIES", value: value))
    }
    if let note = view[shape.note].text { text += ContentLineWriter.text("DESCRIPTION", note) }
    return text + "END:VEVENT\r\n"
  }

  /// A planned visit at midnight is one of the whole day: no time of it is known.
  private func times(_ view: RecordView, _ start: Int64) -> String {
    let shape = Visit.shape
    let minutes = offset(start)
    let day = InstantText.civilDate(milliseconds: start, offsetMinutes: minutes)
    let midnight = InstantText.startMilliseconds(of: day, offsetMinutes: minutes)
    if view[shape.checkInAt].isNull, midnight == start {
      return "DTSTART;VALUE=DATE:\(CalendarTime.text(day))\r\n"
    }
    let end = view[shape.checkOutAt].integer ?? start
    // To the second, an end must be later than its beginning.
    return instant("DTSTART", start)
      + (end / 1_000 > start / 1_000 ? instant("DTEND", end) : "DURATION:PT30M\r\n")
  }

  /// Where the rep was, else where the customer is.
  private func place(_ view: RecordView) throws -> String {
    let shape = Visit.shape
    guard let id = view[shape.account].reference else { return "" }
    let fix = GeoPoint(view[shape.checkInLatitude], view[shape.checkInLongitude])
    let known = try Geofence.place(of: id, reader: reader)
    var text = ""
    if let point = fix ?? known?.point {
      text +=
        "GEO:\(GeoPoint.degrees(point.latitude));\(GeoPoint.degrees(point.longitude))\r\n"
    }
    let fields = Address.shape
    let addresses = try reader.records(
      Address.tag, where: fields.account.tag, is: .reference(id))
    if let address = known?.address ?? addresses.first {
      let parts = [address[fields.line].text, address[fields.city].text].compactMap { $0 }
        .filter { !$0.isEmpty }
      let separator = language == .persian ? "، " : ", "
      text += ContentLineWriter.text("LOCATION", parts.joined(separator: separator))
    }
    return text
  }

  /// The customer, for people and for Karvan.
  private func account(_ value: Value) throws -> String {
    guard let id = value.reference, let account = try reader.record(Account.tag, id) else {
      return ""
    }
    return ContentLineWriter.text("CONTACT", account.title)
      + ContentLineWriter.text("X-KARVAN-ACCOUNT", VCard.uidPrefix + "\(id)")
  }

  private func stamp(_ view: RecordView, uid: String? = nil) -> String {
    let changed = view.revision ?? 0
    let first = view.state.versions.map(\.time.milliseconds).min() ?? changed
    let created = view.entity.about.recordsCreation ? view[CreationFields.at].integer : nil
    let sequence = Int32(clamping: max((changed - min(created ?? first, first)) / 1_000, 0))
    return ContentLineWriter.text("UID", uid ?? VCard.uidPrefix + "\(view.id)")
      + instant("DTSTAMP", changed) + instant("LAST-MODIFIED", changed)
      + instant("CREATED", created ?? first) + "SEQUENCE:\(sequence)\r\n"
  }

  private func instant(_ name: String, _ milliseconds: Int64) -> String {
    "\(name):\(CalendarTime.text(milliseconds: milliseconds))\r\n"
  }

  private func alarm(_ name: String, minutes: Int64, _ text: String) -> String {
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\n" + ContentLineWriter.text("DESCRIPTION", text)
      + "\(name):\(CalendarCodes.before(minutes: minutes))\r\nEND:VALARM\r\n"
  }
}

extension CalendarExport {
  /// An occasion; nil for one that comes once and is over for good.
  public func occasion(_ view: RecordView) throws -> String? {
    let shape = Occasion.shape
    let owner =
      try view[shape.contact].reference.flatMap { try reader.record(Contact.tag, $0) }
      ?? view[shape.account].reference.flatMap { try reader.record(Account.tag, $0) }
    let kind = CalendarCodes.label(of: view[shape.kind].text, in: shape.kind, language)
    let title = view[shape.title].text ?? kind
    return day(
      view, title: [title, owner?.title ?? ""].joined(separator: ": "), view[shape.date],
      view[shape.calendar], isYearly: view[shape.yearly] != .truth(false),
      remind: view[shape.remindDays].integer ?? 0, note: view[shape.greeting].text)
  }

  /// A contact's birthday; nil where it is not known.
  public func birthday(of contact: RecordView) throws -> String? {
    let shape = Contact.shape
    let kind = CalendarCodes.label(of: "birthday", in: Occasion.shape.kind, language)
    return day(
      contact, uid: CalendarCodes.birthdayPrefix + "\(contact.id)",
      title: "\(kind): \(contact.title)",
      contact[shape.birthDate], contact[shape.birthCalendar], isYearly: true,
      remind: Occasion.shape.remindDays.initial.integer ?? 0, note: nil)
  }

  private func day(
    _ view: RecordView, uid: String? = nil, title: String, _ date: Value, _ calendar: Value,
    isYearly: Bool, remind: Int64, note: String?
  ) -> String? {
    guard let number = date.integer else { return nil }
    let date = CivilDate(daysSinceEpoch: Int32(clamping: number))
    let days =
      !isYearly
      ? "DTSTART;VALUE=DATE:\(CalendarTime.text(date))\r\n"
      : calendar.text == "jalali" ? jalali(date) : Self.gregorian(date)
    guard let days else { return nil }
    var text = "BEGIN:VEVENT\r\n" + stamp(view, uid: uid)
    text += ContentLineWriter.text("SUMMARY", title) + days + "TRANSP:TRANSPARENT\r\n"
    if let note { text += ContentLineWriter.text("DESCRIPTION", note) }
    return text + alarm("TRIGGER", minutes: remind * 1_440, title) + "END:VEVENT\r\n"
  }

  /// Every year on its day; 29 February on the last of its month.
  private static func gregorian(_ date: CivilDate) -> String {
    let isLeapDay = date.month == 2 && date.day == 29
    return "DTSTART;VALUE=DATE:\(CalendarTime.text(date))\r\nRRULE:FREQ=YEARLY"
      + (isLeapDay ? ";BYMONTH=2;BYMONTHDAY=-1" : "") + "\r\n"
  }

  /// The days of this Jalali year and of those to come, each by its Gregorian date.
  private func jalali(_ date: CivilDate) -> String? {
    var days: [CivilDate] = []
    var from = today.startOfYear(in: .jalali)
    for _ in 0..<years {
      guard let day = try? Recurrence.anniversary(of: date, in: .jalali, from: from),
        let next = try? day.adding(days: 1)
      else { break }
      days.append(day)
      from = next
    }
    guard let first = days.first else { return nil }
    let start = "DTSTART;VALUE=DATE:\(CalendarTime.text(first))\r\n"
    guard days.count > 1 else { return start }
    let value = days.dropFirst().map { CalendarTime.text($0) }.joined(separator: ",")
    return start
      + ContentLineWriter.write(
        ContentLine("RDATE", [ContentLine.Parameter("VALUE", ["DATE"])], value: value))
  }
}
