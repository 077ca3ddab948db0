// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Reads a card of version 4.0, 3.0 or 2.1 as far as it can be read.
public struct CardReader {
  /// What was not read, or not as it was meant; each names its line and property.
  public private(set) var problems: [InterchangeError] = []
  /// What was read.
  public private(set) var card = VCard()

  private let component: ContentComponent
  /// What the lines of a group are called, by the group.
  private let labels: [String: String]

  /// Reads a card.
  public init(_ component: ContentComponent) {
    self.component = component
    labels = Dictionary(
      component.all("X-ABLABEL").compactMap { line in line.group.map { ($0, line.text) } },
      uniquingKeysWith: { first, _ in first })
    problems = component.problems
    card.line = component.line
    for line in component.lines { read(line) }
    nameIt()
    placeIt()
    for part in component.parts { leaveOut(part.name, part.line) }
  }

  private mutating func read(_ line: ContentLine) {
    if readPoint(line) || readDay(line) { return }
    let text = TextTrimming.trim(line.text)
    switch line.name {
    case "UID": if !text.isEmpty { card.uid = text }
    case "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS":
      let word = text.lowercased()
      if ["org", "organization", "company"].contains(word) { card.isOrganization = true }
    case "FN": if card.name.isEmpty { card.name = text }
    case "ORG":
      let name = line.fields.map { TextTrimming.trim($0) }.first { !$0.isEmpty }
      if card.organization == nil { card.organization = name }
    case "TITLE": if !text.isEmpty { card.title = text }
    case "ROLE": if card.title == nil, !text.isEmpty { card.title = text }
    case "NOTE":
      let more = ContentText.settled(line.text)
      card.note = [card.note, more.isEmpty ? nil : more].compactMap { $0 }.joined(separator: "\n")
      if card.note?.isEmpty == true { card.note = nil }
    case "CATEGORIES":
      card.tags += line.elements.map { TextTrimming.trim($0) }.filter { !$0.isEmpty }
    case "X-KARVAN-ACCOUNT": card.account = VCard.record(text)
    case "REV": card.revision = CardDates.instant(text)
    case "ADR": readPlace(line)
    default: if !Self.silent.contains(line.name) { leaveOut(line) }
    }
  }

  /// Properties that say nothing of whom the card is of, or that are read with others.
  private static let silent: Set<String> = [
    "VERSION", "PRODID", "N", "NICKNAME", "SOURCE", "SORT-STRING", "CLASS", "MAILER", "TZ", "XML",
    "CLIENTPIDMAP", "LABEL", "NAME", "PROFILE", "LANG", "GEO", "X-ABLABEL", "X-ABADR", "X-ABUID",
    "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-PHONETIC-MIDDLE-NAME",
    "X-EVOLUTION-FILE-AS", "X-MOZILLA-HTML",
  ]

  private mutating func leaveOut(_ line: ContentLine) {
    if !TextTrimming.trim(line.value).isEmpty || line.name == "AGENT" {
      leaveOut(line.name, line.line)
    }
  }

  private mutating func leaveOut(_ name: String, _ line: Int) {
    note(InterchangeError(.leftOut, line: line, column: name))
  }

  private mutating func note(_ problem: InterchangeError) {
    if problems.count < ContentFile.mostProblems { problems.append(problem) }
  }

  private func label(of line: ContentLine) -> String? {
    PointLabels.label(of: line, named: line.group.flatMap { labels[$0] })
  }
}

extension CardReader {
  private mutating func readPoint(_ line: ContentLine) -> Bool {
    var value = TextTrimming.trim(line.text)
    let kind: String
    switch line.name {
    case "TEL":
      kind = "phone"
      if value.lowercased().hasPrefix("tel:") {
        // What follows the number, such as an extension, is not part of it.
        let parts = value.dropFirst(4).split(separator: ";", maxSplits: 1)
        value = parts.first.map(String.init) ?? ""
        if parts.count == 2 { leaveOut("TEL;\(Self.excerpt(String(parts[1])))", line.line) }
      }
    case "EMAIL":
      kind = "email"
      if value.lowercased().hasPrefix("mailto:") { value = String(value.dropFirst(7)) }
    case "URL": kind = "website"
    case "IMPP", "X-SOCIALPROFILE": kind = "social"
    default: return false
    }
    guard !value.isEmpty else { return true }
    card.points.append(
      VCard.Point(
        kind, value, label: label(of: line), isPreferred: PointLabels.isPreferred(line),
        line: line.line))
    return true
  }

  private mutating func readDay(_ line: ContentLine) -> Bool {
    let kind: String
    switch line.name {
    case "BDAY", "X-EVOLUTION-BIRTHDAY": kind = "birthday"
    case "ANNIVERSARY", "X-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY": kind = "anniversary"
    case "X-ABDATE": kind = line.values(of: "X-KARVAN-KIND").first ?? "other"
    default: return false
    }
    let text = TextTrimming.trim(line.text)
    guard !text.isEmpty else { return true }
    let omitted = line.values(of: "X-APPLE-OMIT-YEAR").first
    guard let (date, day) = CardDates.day(text, withoutYear: omitted) else {
      note(InterchangeError(.notRead, line: line.line, column: line.name, [Self.excerpt(text)]))
      return true
    }
    let title = line.name == "X-ABDATE" ? label(of: line) : nil
    let read = VCard.Day(
      Occasion.kinds.contains(kind) ? kind : "other", title: title, date, monthAndDay: day,
      calendar: line.values(of: "X-KARVAN-CALENDAR").first.flatMap { CalendarKind(rawValue: $0) }
        ?? CardDates.calendar(text),
      isYearly: line.values(of: "X-KARVAN-YEARLY").first != "false", line: line.line)
    if line.name == "BDAY" || line.name == "X-EVOLUTION-BIRTHDAY" {
      if card.birthday == nil { card.birthday = read }
    } else if !card.days.contains(where: { $0.kind == read.kind && $0.date == read.date }) {
      card.days.append(read)
    }
    return true
  }

  private static func excerpt(_ text: String) -> String { String(text.prefix(40)) }

  private mutating func readPlace(_ line: ContentLine) {
    var parts = line.fields.map { TextTrimming.trim($0) }
    parts += Array(repeating: "", count: max(0, 7 - parts.count))
    var place = VCard.Place()
    place.line = line.line
    place.kind = line.values(of: "X-KARVAN-KIND").first
    place.isHome = label(of: line).map { PointLabels.type(of: $0) ?? $0 } == "home"
    let separator = parts[2].unicodeScalars.contains { $0.value > 0x5FF } ? "، " : ", "
    place.street = [parts[2], parts[1], parts[0]].filter { !$0.isEmpty }
      .joined(separator: separator)
    (place.city, place.province) = (parts[3], parts[4])
    (place.postalCode, place.country) = (parts[5], parts[6])
    if place.street.isEmpty {
      let written = line.values(of: "LABEL").first ?? ""
      place.street = TextTrimming.trim(written)
    }
    if place.street.isEmpty {
      place.street = place.city.isEmpty ? place.province : place.city
    }
    place.point = line.values(of: "GEO").first.flatMap { CardPlaces.point($0) }
    if place.street.isEmpty {
      if parts.contains(where: { !$0.isEmpty }) { leaveOut(line) }
    } else {
      card.places.append(place)
    }
  }

  /// What it is called, from whatever the card has.
  private mutating func nameIt() {
    if card.isOrganization || isNamedLikeItsOrganization {
      card.isOrganization = true
      if card.name.isEmpty { card.name = card.organization ?? "" }
      card.organization = nil
    }
    if card.name.isEmpty, let name = component.first("N") { card.name = Self.fullName(name.fields) }
    if card.name.isEmpty, let organization = card.organization {
      card.name = organization
      card.organization = nil
      card.isOrganization = true
    }
    if card.name.isEmpty {
      card.name = TextTrimming.trim(component.first("NICKNAME")?.text ?? "")
    }
    if card.name.isEmpty {
      card.name = card.points.first { $0.kind == "email" }?.value ?? card.points.first?.value ?? ""
    }
    // A name is one line.
    card.name = card.name.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// Whether nobody is on the card but an organisation.
  private var isNamedLikeItsOrganization: Bool {
    guard let organization = card.organization, card.title == nil, card.account == nil else {
      return false
    }
    let hasPerson = component.first("N").map { !Self.fullName($0.fields).isEmpty } ?? false
    return !hasPerson && (card.name.isEmpty || card.name == organization)
  }

  /// Given name, further names, family name, with what comes after.
  private static func fullName(_ fields: [String]) -> String {
    func field(_ index: Int) -> String {
      fields.indices.contains(index) ? TextTrimming.trim(fields[index]) : ""
    }
    return [field(3), field(1), field(2), field(0), field(4)].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Where a place of the card is, when the card says it beside it.
  private mutating func placeIt() {
    guard let line = component.first("GEO") else { return }
    guard let point = CardPlaces.point(line.text) else {
      if !line.text.isEmpty {
        note(
          InterchangeError(.notRead, line: line.line, column: "GEO", [Self.excerpt(line.text)]))
      }
      return
    }
    if let index = card.places.firstIndex(where: { $0.point == nil }) {
      card.places[index].point = point
    } else if card.places.isEmpty {
      leaveOut(line)
    }
  }
}
