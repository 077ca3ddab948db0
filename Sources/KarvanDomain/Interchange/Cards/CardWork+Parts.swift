// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What goes with an account or a contact: what is there already stays as it is.
extension CardWork {
  mutating func parts(of account: RecordID, contact: RecordID?) throws {
    try addPoints(account, contact)
    try addPlaces(account, contact)
    try addDays(account, contact)
  }

  private func present(_ entity: EntityTag, _ field: Field, _ account: RecordID) throws
    -> [RecordView]
  {
    try context.reader.records(entity, where: field.tag, is: .reference(account))
  }

  private mutating func addPoints(_ account: RecordID, _ contact: RecordID?) throws {
    let shape = ContactPoint.shape
    let present = try present(ContactPoint.tag, shape.account, account)
      .filter { $0[shape.contact].reference == contact }
    for (point, key) in points {
      let isThere = present.contains { view in
        view[shape.kind].text == point.kind
          && (view[shape.normalized].text == key || view[shape.value].text == key)
      }
      guard !isThere else { continue }
      let column = point.kind == "phone" ? "TEL" : point.kind == "email" ? "EMAIL" : "URL"
      var edit = RecordEdit()
      edit.write(shape.account, .reference(account))
      edit.write(shape.contact, contact.map { .reference($0) })
      edit.write(shape.kind, .text(point.kind))
      edit.write(shape.value, cut(point.value, shape.value, column, line: point.line))
      edit.write(
        shape.label, point.label.flatMap { cut($0, shape.label, column, line: point.line) })
      append(
        try context.creation(try context.entity(ContactPoint.tag), context.makeID(), edit))
    }
  }

  /// The places of the card. Where somebody lives who works for a company is no place of the company,
  /// and where they can be found is not its main one.
  private mutating func addPlaces(_ account: RecordID, _ contact: RecordID?) throws {
    let shape = Address.shape
    let present = try present(Address.tag, shape.account, account)
    var known = present.map { Self.key($0[shape.line].text, $0[shape.city].text) }
    for place in card.places {
      if contact != nil, place.isHome {
        warnings.append(InterchangeError(.leftOut, line: place.line, column: "ADR;TYPE=home"))
        continue
      }
      let line = cut(place.street, shape.line, "ADR", line: place.line)
      let city = cut(place.city, shape.city, "ADR", line: place.line)
      let key = Self.key(line?.text, city?.text)
      guard !known.contains(key) else { continue }
      var edit = RecordEdit()
      edit.write(shape.account, .reference(account))
      let kinds = Self.kinds
      let kind = place.kind.flatMap { kinds.contains($0) ? $0 : nil }
      edit.write(shape.kind, .text(kind ?? (known.isEmpty && contact == nil ? "main" : "other")))
      edit.write(shape.line, line)
      edit.write(shape.city, city)
      edit.write(shape.province, cut(place.province, shape.province, "ADR", line: place.line))
      edit.write(shape.country, cut(place.country, shape.country, "ADR", line: place.line))
      edit.write(shape.postalCode, postalCode(of: place))
      if let point = place.point {
        edit.write(shape.latitude, .integer(point.latitude))
        edit.write(shape.longitude, .integer(point.longitude))
      }
      edit.values = edit.values.filter { $1.text?.isEmpty != true }
      known.append(key)
      append(try context.creation(try context.entity(Address.tag), context.makeID(), edit))
    }
  }

  private static let kinds: [String] = {
    guard case .choice(let choices) = Address.shape.kind.kind else { return [] }
    return choices.map(\.code)
  }()

  private static func key(_ line: String?, _ city: String?) -> String {
    SearchKey.normalize("\(line ?? "")\u{1F}\(city ?? "")")
  }

  /// The postal code, unless Iran has no such one.
  private mutating func postalCode(of place: VCard.Place) -> Value? {
    guard !place.postalCode.isEmpty else { return nil }
    let shape = Address.shape
    if Address.isIranian(.text(place.country)),
      (try? PostalCode.normalize(place.postalCode)) == nil
    {
      warnings.append(
        InterchangeError(
          .notRead, line: place.line, column: "ADR", [String(place.postalCode.prefix(40))]))
      return nil
    }
    return cut(place.postalCode, shape.postalCode, "ADR", line: place.line)
  }

  private mutating func addDays(_ account: RecordID, _ contact: RecordID?) throws {
    let shape = Occasion.shape
    let present = try present(Occasion.tag, shape.account, account)
      .filter { $0[shape.contact].reference == contact }
    var known = present.map { ($0[shape.kind].text ?? "", $0[shape.date].integer ?? 0) }
    for day in card.days + (try birthdayOccasion(contact)) {
      guard let date = try date(of: day) else { continue }
      let isThere = known.contains { kind, other in
        kind == day.kind && (day.date == nil ? Self.fall(date, other) : date == other)
      }
      guard !isThere else { continue }
      if day.date == nil {
        warnings.append(
          InterchangeError(.yearUnknown, line: day.line, column: day.kind.uppercased()))
      }
      var edit = RecordEdit()
      edit.write(shape.account, .reference(account))
      edit.write(shape.contact, contact.map { .reference($0) })
      edit.write(shape.kind, .text(day.kind))
      edit.write(
        shape.title, day.title.flatMap { cut($0, shape.title, "X-ABDATE", line: day.line) })
      edit.write(shape.date, .integer(date))
      edit.write(shape.calendar, day.calendar.map { .text($0.rawValue) })
      if !day.isYearly { edit.write(shape.yearly, .truth(false)) }
      known.append((day.kind, date))
      append(try context.creation(try context.entity(Occasion.tag), context.makeID(), edit))
    }
  }

  /// A birthday that no field of a contact holds: an account's, or one without a year.
  private func birthdayOccasion(_ contact: RecordID?) throws -> [VCard.Day] {
    guard let day = card.birthday else { return [] }
    guard let contact else { return [day] }
    guard day.date == nil, let wanted = try date(of: day) else { return [] }
    let born = try context.reader.record(Contact.tag, contact)?[Contact.shape.birthDate].integer
    return born.map { Self.fall(wanted, $0) } == true ? [] : [day]
  }

  /// The first time of a day; the next one of a day whose year nobody knows.
  private func date(of day: VCard.Day) throws -> Int64? {
    if let date = day.date { return Int64(date.daysSinceEpoch) }
    guard let wanted = day.monthAndDay else { return nil }
    let today = context.today
    let next = (0...8).lazy.compactMap { years in
      try? CivilDate(year: today.year + years, month: wanted.month, day: wanted.day)
    }.first { $0 >= today }
    return next.map { Int64($0.daysSinceEpoch) }
  }

  /// Whether two days fall on the same one of the Gregorian year.
  private static func fall(_ one: Int64, _ other: Int64) -> Bool {
    let (one, other) = (
      CivilDate(daysSinceEpoch: Int32(clamping: one)),
      CivilDate(daysSinceEpoch: Int32(clamping: other))
    )
    return one.month == other.month && one.day == other.day
  }
}
