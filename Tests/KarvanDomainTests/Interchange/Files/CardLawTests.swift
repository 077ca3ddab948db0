// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// Cards that Karvan writes are read back, whole.
@Suite struct CardLawTests {
  private static func line(_ generator: inout SeededGenerator, _ most: Int = 20) -> String {
    let text = ContentText.settled(ContentLawTests.text(&generator, most))
    return TextTrimming.trim(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  private static func point(_ generator: inout SeededGenerator) -> VCard.Point {
    let kinds = [
      ("phone", "+989121234567"), ("phone", "+982188776655"), ("email", "a@b.ir"),
      ("website", "https://example.ir/a;b,c"), ("social", "@رضا"),
    ]
    let (kind, value) = generator.element(of: kinds)
    let label = generator.element(of: ["cell", "work", "همراه", line(&generator, 8), ""])
    return VCard.Point(
      kind, value, label: label.isEmpty ? nil : label,
      isPreferred: generator.integer(in: 0...3) == 0)
  }

  private static func date(_ generator: inout SeededGenerator) -> CivilDate {
    CivilDate(daysSinceEpoch: generator.integer(in: -30_000...20_000))
  }

  private static func day(_ generator: inout SeededGenerator, _ kind: String) -> VCard.Day {
    let isNamed = generator.integer(in: 0...1) == 1
    let title = isNamed && kind != "birthday" ? line(&generator, 8) : ""
    return VCard.Day(
      kind, title: title.isEmpty ? nil : title, date(&generator),
      calendar: generator.element(of: [nil, .jalali, .gregorian]),
      isYearly: generator.integer(in: 0...4) > 0)
  }

  static func card(_ generator: inout SeededGenerator) -> VCard {
    var card = VCard()
    card.uid = VCard.uidPrefix + "\(RecordID(high: generator.next(), low: generator.next()))"
    card.isOrganization = generator.integer(in: 0...1) == 1
    card.name = "ن" + line(&generator)
    if !card.isOrganization {
      card.account = RecordID(high: 1, low: generator.next())
      card.organization = generator.integer(in: 0...1) == 1 ? "شرکت " + line(&generator, 5) : nil
      card.organization = card.organization.map { TextTrimming.trim($0) }
      card.title = generator.integer(in: 0...1) == 1 ? "مدیر" : nil
      card.birthday = generator.integer(in: 0...1) == 1 ? day(&generator, "birthday") : nil
    }
    card.points = (0..<generator.integer(in: 0...4)).map { _ in point(&generator) }
    var place = VCard.Place()
    (place.kind, place.street) = ("delivery", "خ" + line(&generator))
    (place.city, place.postalCode) = (line(&generator, 5), "1234567890")
    place.point = GeoPoint(
      latitude: generator.integer(in: -90_000_000...90_000_000),
      longitude: generator.integer(in: -180_000_000...180_000_000))
    card.places = generator.integer(in: 0...1) == 1 ? [place] : []
    for kind in ["anniversary", "founding", "other"] where generator.integer(in: 0...1) == 1 {
      card.days.append(day(&generator, kind))
    }
    let note = ContentText.settled(ContentLawTests.text(&generator))
    card.note = note.isEmpty ? nil : note
    card.tags = ["vip", "شمال, جنوب"].filter { _ in generator.integer(in: 0...1) == 1 }
    card.revision = 1_742_544_000_000
    return card
  }

  /// The card without the lines on which things stand.
  private static func plain(_ card: VCard) -> VCard {
    var card = card
    card.line = 0
    for index in card.points.indices { card.points[index].line = 0 }
    for index in card.places.indices { card.places[index].line = 0 }
    for index in card.days.indices { card.days[index].line = 0 }
    card.birthday?.line = 0
    return card
  }

  @Test func cardsAreReadAsTheyWereWritten() throws {
    try forAllSeeds(300) { generator in
      let card = Self.card(&generator)
      let text = CardWriter.write(card)
      let file = ContentFile(Array(text.utf8))
      try #require(file.components.count == 1, "\(text)")
      let reader = CardReader(file.components[0])
      try #require(reader.problems.isEmpty, "\(reader.problems)\n\(text)")
      try #require(Self.plain(reader.card) == card, "\(text)")
    }
  }

  @Test func theSameCardsTwiceChangeNothingTheSecondTime() throws {
    try forAllSeeds(25) { generator in
      let world = try World()
      var cards = (0..<3).map { _ in Self.card(&generator) }
      for index in cards.indices where generator.integer(in: 0...1) == 1 {
        cards[index].uid = nil
        cards[index].account = nil
      }
      let text = cards.map { CardWriter.write($0) }.joined()
      let first = try CardWorld.bring(text, to: world)
      try #require(first.summary.created > 0 && first.summary.rows == 3)
      let again = try CardWorld.bring(text, to: world)
      try #require(
        again.summary.created == 0 && again.summary.updated == 0,
        "\(again.summary) \(again.rejections)\n\(text)")
      let dry = try CardWorld.bring(text, to: try World(), mode: .dryRun)
      try #require(dry.summary.created == first.summary.created, "\(dry.summary) \(first.summary)")
    }
  }

  @Test func whatOneWorkspaceWritesAnotherTakes() throws {
    let world = try World()
    let text =
      "BEGIN:VCARD\nVERSION:3.0\nORG:پخش البرز\nTEL;TYPE=work:021-88776655\nEND:VCARD\n"
      + "BEGIN:VCARD\nVERSION:3.0\nFN:مینا راد\nORG:پخش البرز\nTEL:0912 345 6789\nBDAY:1991-03-25\n"
      + "END:VCARD\n"
    #expect(try CardWorld.bring(text, to: world).summary.created == 2)
    let written = try CardWorld.write(world)
    let other = try World()
    let taken = try CardWorld.bring(written, to: other)
    #expect(taken.summary.created == 2 && taken.rejections.isEmpty, "\(taken.rejections)")
    #expect(try CardWorld.write(other).count == written.count)
    let back = try CardWorld.bring(written, to: world)
    #expect(back.summary.skipped == 2, "\(back.summary)")
  }
}

/// Brings cards into a workspace in memory, as the command does.
enum CardWorld {
  struct Brought {
    var summary: ImportSummary
    var rejections: [ImportRejection]
  }

  static func bring(
    _ text: String, to world: World, _ duplicates: DuplicatePolicy = .update,
    mode: ImportPlanner.Mode = .commit
  ) throws -> Brought {
    try bring(Array(text.utf8), to: world, duplicates, mode: mode)
  }

  static func bring(
    _ bytes: [UInt8], to world: World, _ duplicates: DuplicatePolicy = .update,
    mode: ImportPlanner.Mode = .commit
  ) throws -> Brought {
    let file = ContentFile(bytes)
    return try bring(
      file.components.filter { $0.name == "VCARD" }, to: world,
      CardPlanner(duplicates: duplicates), mode: mode)
  }

  static func bring<Planner: ComponentPlanner>(
    _ components: [ContentComponent], to world: World, _ planner: Planner,
    mode: ImportPlanner.Mode = .commit
  ) throws -> Brought {
    let importer = ComponentImport(planner, file: "f", schema: world.schema, mode: mode)
    var rejections: [ImportRejection] = []
    for component in components {
      let context = try world.context(world.manager, World.laptop)
      var item = try importer.next(component, in: context)
      if let draft = item.draft, mode == .commit {
        do {
          try world.commit(draft, by: context.author, replica: World.laptop)
        } catch let failure as Failure {
          item = importer.refuse(item, because: failure)
        }
      }
      rejections += item.rejections
    }
    return Brought(summary: importer.summary, rejections: rejections)
  }

  static func write(_ world: World) throws -> String {
    let cards = CardExport(reader: world.records)
    let all = world.records.states.keys.sorted { $0.id < $1.id }
    return try all.compactMap { key -> String? in
      guard let view = world.records.record(key.entity, key.id) else { return nil }
      switch key.entity {
      case Account.tag: return CardWriter.write(try cards.card(account: view))
      case Contact.tag: return CardWriter.write(try cards.card(contact: view))
      default: return nil
      }
    }.joined()
  }
}
