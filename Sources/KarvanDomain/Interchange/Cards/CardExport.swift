// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Makes cards of accounts and their contacts.
public struct CardExport {
  private let reader: any RecordReader

  /// Reads records with a reader.
  public init(reader: any RecordReader) { self.reader = reader }

  /// The card of an account.
  public func card(account: RecordView) throws -> VCard {
    let shape = Account.shape
    var card = VCard()
    start(&card, account, shape.name)
    card.isOrganization = account[shape.kind] != .text("person")
    card.note = account[shape.note].text.flatMap(Self.filled)
    card.tags = account.words(shape.tags).map { ContentText.settled($0) }
    let points = try points(of: account.id)
      .filter { $0[ContactPoint.shape.contact].isNull }
    card.points = Self.once(
      points.compactMap { Self.point($0, main: account[shape.primaryPhone]) }
    ) { $0.kind == $1.kind && $0.value == $1.value }
    card.places = Self.once(try places(of: account.id)) { $0 == $1 }
    card.days = try days(of: account.id, contacts: [nil])
    return card
  }

  /// The card of a contact, who is of an account.
  public func card(contact: RecordView) throws -> VCard {
    let shape = Contact.shape
    var card = VCard()
    start(&card, contact, shape.name)
    card.title = contact[shape.title].text.flatMap(Self.filled)
    card.note = contact[shape.note].text.flatMap(Self.filled)
    if let date = contact[shape.birthDate].integer {
      card.birthday = VCard.Day(
        "birthday", CivilDate(daysSinceEpoch: Int32(clamping: date)),
        calendar: Self.calendar(contact[shape.birthCalendar]))
    }
    guard let id = contact[shape.account].reference else { return card }
    card.account = id
    let account = try reader.record(Account.tag, id)
    card.organization = account?[Account.shape.name].text.flatMap(Self.line)
    let own = try CustomerParts.identities(of: contact.id, in: Contact.tag, reader: reader)
    let points = try points(of: id)
      .filter { $0[ContactPoint.shape.contact].reference.map(own.contains) ?? false }
    card.points = Self.once(points.compactMap { Self.point($0, main: .null) }) {
      $0.kind == $1.kind && $0.value == $1.value
    }
    card.days = try days(of: id, contacts: own)
    return card
  }

  /// What records that turned out to be one say alike is said once.
  private static func once<Part>(_ parts: [Part], _ isSame: (Part, Part) -> Bool) -> [Part] {
    parts.reduce(into: []) { kept, part in
      if !kept.contains(where: { isSame($0, part) }) { kept.append(part) }
    }
  }

  private func start(_ card: inout VCard, _ view: RecordView, _ name: Field) {
    card.uid = VCard.uidPrefix + "\(view.id)"
    card.name = Self.line(view[name].text ?? "") ?? ""
    card.revision = view.revision
  }

  private func points(of account: RecordID) throws -> [RecordView] {
    try CustomerParts.points(of: account, reader: reader)
  }

  private static func point(_ view: RecordView, main: Value) -> VCard.Point? {
    let shape = ContactPoint.shape
    guard let kind = view[shape.kind].text else { return nil }
    let value = kind == "phone" ? view[shape.normalized].text ?? view[shape.value].text : nil
    guard let value = (value ?? view[shape.value].text).flatMap(line) else { return nil }
    return VCard.Point(
      kind, value, label: view[shape.label].text.flatMap(line),
      isPreferred: main.reference == view.id)
  }

  private func places(of account: RecordID) throws -> [VCard.Place] {
    let shape = Address.shape
    return try CustomerParts.places(of: account, reader: reader).map { address in
      func text(_ field: Field) -> String {
        address[field].text.map { TextTrimming.trim(ContentText.settled($0)) } ?? ""
      }
      var place = VCard.Place()
      place.kind = address[shape.kind].text
      (place.street, place.city) = (text(shape.line), text(shape.city))
      (place.province, place.country) = (text(shape.province), text(shape.country))
      place.postalCode = text(shape.postalCode)
      place.point = GeoPoint(address[shape.latitude], address[shape.longitude])
      return place
    }
  }

  private func days(of account: RecordID, contacts: [RecordID?]) throws -> [VCard.Day] {
    let shape = Occasion.shape
    let occasions = try CustomerParts.records(
      Occasion.tag, where: shape.account, is: account, reader: reader)
    let days = occasions.filter { contacts.contains($0[shape.contact].reference) }
      .compactMap { view -> VCard.Day? in
        guard let date = view[shape.date].integer else { return nil }
        return VCard.Day(
          view[shape.kind].text ?? "other", title: view[shape.title].text.flatMap(Self.line),
          CivilDate(daysSinceEpoch: Int32(clamping: date)),
          calendar: Self.calendar(view[shape.calendar]),
          isYearly: view[shape.yearly] != .truth(false))
      }
    return Self.once(days) { $0 == $1 }
  }

  private static func calendar(_ value: Value) -> CalendarKind? {
    value.text.flatMap { CalendarKind(rawValue: $0) }
  }

  /// A text of one line; nil for nothing.
  private static func line(_ text: String) -> String? {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let trimmed = TextTrimming.trim(ContentText.settled(line))
    return trimmed.isEmpty ? nil : trimmed
  }

  private static func filled(_ text: String) -> String? {
    let text = ContentText.settled(text)
    return text.isEmpty ? nil : text
  }
}

extension RecordView {
  /// When it was last changed, in milliseconds since 1970.
  var revision: Int64? { state.versions.map(\.time.milliseconds).max() }
}

extension Occasion {
  /// The codes of the field `kind`.
  static let kinds: [String] = {
    guard case .choice(let choices) = shape.kind.kind else { return [] }
    return choices.map(\.code)
  }()
}
