// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Writes a card of version 4.0 (RFC 6350); ``CardReader`` reads all of it back.
public struct CardWriter {
  private var text = ""
  private var groups = 0

  /// The card as text, with CR LF at the ends of lines.
  public static func write(_ card: VCard) -> String {
    var writer = CardWriter()
    writer.head(card)
    for point in card.points { writer.point(point) }
    for place in card.places { writer.place(place) }
    if let birthday = card.birthday { writer.day("BDAY", birthday) }
    var hasAnniversary = false
    for day in card.days {
      // Programs know one anniversary, and other days by their labels.
      if day.kind == "anniversary", !hasAnniversary, day.title == nil {
        hasAnniversary = true
        writer.day("ANNIVERSARY", day)
      } else {
        writer.namedDay(day)
      }
    }
    if let note = card.note { writer.plain("NOTE", note) }
    if !card.tags.isEmpty {
      let value = card.tags.map { ContentText.escape($0) }.joined(separator: ",")
      writer.text += ContentLineWriter.write(ContentLine("CATEGORIES", value: value))
    }
    return writer.text + "END:VCARD\r\n"
  }

  private mutating func plain(
    _ name: String, _ value: String, _ parameters: [ContentLine.Parameter] = []
  ) {
    text += ContentLineWriter.text(name, value, parameters: parameters)
  }

  private mutating func head(_ card: VCard) {
    text = "BEGIN:VCARD\r\nVERSION:4.0\r\n"
    plain("PRODID", "-//Karvan//Karvan//EN")
    if let uid = card.uid { plain("UID", uid) }
    plain("KIND", card.isOrganization ? "org" : "individual")
    plain("FN", card.name)
    if card.isOrganization {
      plain("ORG", card.name)
    } else {
      // A name is one text in Karvan: all of it is the given name, which every program shows.
      text += ContentLineWriter.fields("N", ["", card.name, "", "", ""])
      if let organization = card.organization { plain("ORG", organization) }
    }
    if let account = card.account { plain("X-KARVAN-ACCOUNT", VCard.uidPrefix + "\(account)") }
    if let title = card.title { plain("TITLE", title) }
    if let revision = card.revision { plain("REV", CalendarTime.text(milliseconds: revision)) }
  }

  /// The next group of lines, where a value has a label of somebody's own.
  private mutating func group(for label: String?, saidBy type: String?) -> String? {
    guard let label, label != type else { return nil }
    groups += 1
    return "item\(groups)"
  }

  private mutating func point(_ point: VCard.Point) {
    let type = point.label.flatMap { PointLabels.type(of: $0) }
    let group = group(for: point.label, saidBy: type)
    let preferred = point.isPreferred ? [ContentLine.Parameter("PREF", ["1"])] : []
    let types = type.map { [ContentLine.Parameter("TYPE", [$0])] } ?? []
    let names = ["phone": "TEL", "email": "EMAIL", "website": "URL"]
    text += ContentLineWriter.text(
      names[point.kind] ?? "X-SOCIALPROFILE", point.value, parameters: types + preferred,
      group: group)
    label(point.label, group)
  }

  private mutating func label(_ label: String?, _ group: String?) {
    guard let group, let label else { return }
    text += ContentLineWriter.text("X-ABLABEL", label, group: group)
  }

  private mutating func place(_ place: VCard.Place) {
    var parameters: [ContentLine.Parameter] = []
    if let kind = place.kind { parameters.append(ContentLine.Parameter("X-KARVAN-KIND", [kind])) }
    if let point = place.point {
      parameters.append(ContentLine.Parameter("GEO", [point.link]))
    }
    text += ContentLineWriter.fields(
      "ADR", ["", "", place.street, place.city, place.province, place.postalCode, place.country],
      parameters: parameters)
  }

  private mutating func day(_ name: String, _ day: VCard.Day, group: String? = nil) {
    var parameters: [ContentLine.Parameter] = []
    if name == "X-ABDATE" { parameters.append(ContentLine.Parameter("X-KARVAN-KIND", [day.kind])) }
    if let calendar = day.calendar {
      parameters.append(ContentLine.Parameter("X-KARVAN-CALENDAR", [calendar.rawValue]))
    }
    if !day.isYearly { parameters.append(ContentLine.Parameter("X-KARVAN-YEARLY", ["false"])) }
    let value =
      day.date.map { CalendarTime.text($0) }
      ?? day.monthAndDay.map { "--" + padded($0.month, 2) + padded($0.day, 2) }
    guard let value else { return }
    text += ContentLineWriter.write(
      ContentLine(name, parameters, group: group, value: value))
  }

  private mutating func namedDay(_ day: VCard.Day) {
    groups += 1
    let group = "item\(groups)"
    self.day("X-ABDATE", day, group: group)
    label(day.title, group)
  }
}
