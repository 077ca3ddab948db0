// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanCore

/// A declaration as a domain writes it.
private struct Shop: EntityType {
  let creditLimit = Field(12, .money, "Credit limit", "سقف اعتبار", group: "credit")
  let title = Field(10, .text(maximum: 20), "Title", "عنوان", required: true)
  let creditDays = Field(11, .integer(0...90), "Credit days", "مهلت", group: "credit")
  let labels = Field(13, .words, "Labels", "برچسب‌ها")
  let notAField = "ignored"

  static let about = EntityAbout(
    "shop", tag: 40, "Shop", "فروشگاه",
    groups: [GroupDeclaration("credit", rule: .authority, guarded: true)],
    scopes: [.everyone], title: [10])
}

@Suite("Schema")
struct SchemaTests {
  @Test("reflects names, order and groups, and adds the fields of creation")
  func reflection() throws {
    let shop = try Entity(Shop.self)
    #expect(shop.name == "shop" && shop.tag == 40)
    #expect(
      shop.fields.map(\.name)
        == ["created_at", "created_by", "title", "credit_days", "credit_limit", "labels"])
    #expect(shop.groups.map(\.name) == ["created", "title", "credit", "labels"])
    #expect(shop.groups.map(\.tag) == [1, 10, 11, 13])
    #expect(shop.group(of: 12)?.fields == [11, 12])
    #expect(shop.group(named: "credit")?.isGuarded == true)
    #expect(shop.group(1)?.rule.name == "firstWriter")
    #expect(shop.group(10)?.rule.name == "lastWriter")
    #expect(shop.group(13)?.rule.isSet == true)
    #expect(shop.field(named: "credit_limit")?.tag == 12 && shop.field(99) == nil)
  }

  @Test("finds entities by tag and name, and refuses two of either")
  func lookup() throws {
    let shop = try Entity(Shop.self)
    let schema = try Schema(version: 1, [shop])
    #expect(schema[40]?.name == "shop" && schema["shop"]?.tag == 40 && schema[41] == nil)
    #expect(throws: SchemaError(entity: "shop", problem: "declared twice")) {
      _ = try Schema(version: 1, [shop, shop])
    }
  }

  private static func about(
    groups: [GroupDeclaration] = [], title: [FieldTag] = [], number: FieldTag? = nil,
    scopes: [ScopeSource] = [.everyone]
  ) -> EntityAbout {
    EntityAbout(
      "thing", tag: 50, "Thing", "چیز", groups: groups, scopes: scopes, title: title,
      number: number)
  }

  private func refuses(
    _ problem: String, _ about: EntityAbout, _ fields: [(String, Field)],
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: SchemaError(entity: "thing", problem: problem), sourceLocation: location
    ) {
      _ = try Entity(about: about, fields: fields.map { TestField.named($0, $1) })
    }
  }

  private static let text = FieldKind.text(maximum: 9)

  @Test("refuses mistakes of fields")
  func fields() {
    let one = Field(10, Self.text, "One", "یک")
    refuses("tag 10 is used twice", Self.about(), [("one", one), ("two", one)])
    refuses("tag 1 is used twice", Self.about(), [("one", Field(1, Self.text, "One", "یک"))])
    let other = Field(11, Self.text, "Two", "دو")
    refuses("field one is named twice", Self.about(), [("one", one), ("one", other)])
    refuses(
      "one: only text sets use addWins", Self.about(),
      [("one", Field(10, Self.text, "One", "یک", rule: .addWins))])
    refuses(
      "one: only text sets use addWins", Self.about(),
      [("one", Field(10, .words, "One", "یک", rule: .lastWriter))])
    let ranking = Ranking(field: 12, ranks: ["a": 0])
    refuses(
      "one: the rule ranks field 12, which is not in it", Self.about(),
      [("one", Field(10, Self.text, "One", "یک", rule: .ranked(ranking)))])
  }

  @Test("refuses mistakes of groups")
  func groups() {
    let pair = GroupDeclaration("pair", rule: .lastWriter)
    let member = Field(10, Self.text, "One", "یک", group: "pair")
    refuses("group pair is not declared", Self.about(), [("one", member)])
    refuses("group pair has no field", Self.about(groups: [pair]), [])
    refuses("group pair is declared twice", Self.about(groups: [pair, pair]), [("one", member)])
    refuses(
      "pair: only text sets use addWins",
      Self.about(groups: [GroupDeclaration("pair", rule: .addWins)]), [("one", member)])
    refuses(
      "pair: only text sets use addWins", Self.about(groups: [pair]),
      [("one", member), ("two", Field(11, .words, "Two", "دو", group: "pair"))])
    refuses(
      "group pair has the name of a field outside of it", Self.about(groups: [pair]),
      [("one", member), ("pair", Field(11, Self.text, "Two", "دو"))])
    let many = (UInt16(10)..<75).map { tag in
      ("f\(tag)", Field(tag, Self.text, "F", "ف", group: "pair"))
    }
    refuses("group pair has more than 64 fields", Self.about(groups: [pair]), many)
  }

  @Test("refuses tags that name no field")
  func tags() {
    refuses("there is no field 77", Self.about(title: [77]), [])
    refuses("there is no field 78", Self.about(number: 78), [])
    refuses("there is no field 79", Self.about(scopes: [.territory(79)]), [])
  }

  @Test("shows initial values where nothing was written, titles, creators")
  func views() throws {
    let shop = try Entity(Shop.self)
    let user = RecordID(high: 3, low: 3)
    let id = RecordID(high: 1, low: 2)
    var state = RecordState(entity: 40, id: id)
    let change = Drafter(replica: World.replica(1)).create(
      shop, id,
      RecordEdit(
        values: [1: .integer(5), 2: .reference(user), 10: .text("Noon")], adds: [13: ["b", "a"]]))
    let commit = Commit(
      replica: World.replica(1), sequence: 1, time: HybridTime(milliseconds: 5), office: false,
      basis: 0, operation: "shop create", changes: [change])
    state.apply(change, of: commit)
    let view = RecordView(entity: shop, state: state)
    #expect(view.title == "Noon" && view.creator == user && view[12] == .null && view[99] == .null)
    #expect(view.words(try #require(shop.field(13))) == ["a", "b"])
    #expect(view.life == .live && view.conflicts.isEmpty)
  }
}
