// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Values as text")
struct FieldTextTests {
  let schema: Schema

  init() throws { schema = try Catalog.schema() }

  private func field(_ entity: String, _ name: String) throws -> Field {
    try #require(schema[entity]?.field(named: name))
  }

  @Test("people type in their own way")
  func typed() throws {
    let limit = try field("account", "credit_limit")
    #expect(try FieldText.parse("12500t", field: limit) == .integer(125_000))
    #expect(try FieldText.parse("۱۲٬۵۰۰ تومان", field: limit) == .integer(125_000))
    #expect(try FieldText.parse("12500 r", field: limit) == .integer(12_500))
    let hold = try field("account", "credit_hold")
    for text in ["yes", "بله", "1", "TRUE"] {
      #expect(try FieldText.parse(text, field: hold) == .truth(true))
    }
    #expect(try FieldText.parse("خیر", field: hold) == .truth(false))
    let type = try field("account", "type")
    for text in ["prospect", "Prospect", "مشتری بالقوه", "مشتري بالقوه"] {
      #expect(try FieldText.parse(text, field: type) == .text("prospect"))
    }
    let date = try field("order", "delivery_date")
    for text in ["2025-03-20", "1403/12/30", "۱۴۰۳/۱۲/۳۰"] {
      #expect(try FieldText.parse(text, field: date) == .integer(20_167))
    }
    let planned = try field("visit", "planned_at")
    let tehran = FieldTextOptions(calendar: .jalali, offsetMinutes: 210)
    let instant = try FieldText.parse("1404/01/01 14:30", field: planned, options: tehran)
    #expect(FieldText.format(instant, field: planned) == "2025-03-21T11:00:00.000Z")
    #expect(try FieldText.parse("  ", field: limit).isNull)
  }

  @Test("what comes back does so in the calendar that it was typed in, else in the person's")
  func calendars() throws {
    // Entity, what was typed, the person's calendar, the field, and what it becomes.
    let cases: [(String, [String], CalendarKind, String, String?)] = [
      ("contact", ["birth_date=1370/01/05"], .gregorian, "birth_calendar", "jalali"),
      ("contact", ["birth_date=1991-03-25"], .jalali, "birth_calendar", "gregorian"),
      ("contact", ["note=Likes tea"], .jalali, "birth_calendar", nil),
      ("contact", ["birth_date="], .jalali, "birth_calendar", nil),
      (
        "contact", ["birth_date=1370/01/05", "birth_calendar=gregorian"], .jalali,
        "birth_calendar", "gregorian"
      ),
      ("occasion", ["date=۱۳۹۹/۱۲/۳۰"], .gregorian, "calendar", "jalali"),
      ("task", ["due=1405/01/31 09:00", "every=month"], .gregorian, "calendar", "jalali"),
      ("task", ["every=month"], .jalali, "calendar", "jalali"),
      ("task", ["subject=Call"], .jalali, "calendar", nil),
      ("contract", ["start_date=1403/01/01"], .gregorian, "calendar", "jalali"),
    ]
    for (name, typed, calendar, field, expected) in cases {
      let entity = try #require(schema[name])
      let edit = try EditText.parse(
        typed, entity: entity, options: FieldTextOptions(calendar: calendar)
      ) { _, _ in throw Failure(.malformed) }
      let tag = try self.field(name, field).tag
      #expect(edit.values[tag]?.text == expected, "\(name) \(typed)")
    }
  }

  @Test("what cannot be read is refused with its field")
  func refused() throws {
    let cases: [(String, String, String, Failure.Code)] = [
      ("account", "credit_limit", "12500", .malformed), ("account", "type", "friend", .notAChoice),
      ("account", "credit_hold", "maybe", .malformed), ("account", "owner", "reza", .malformed),
      ("account", "tags", "a", .wrongKind), ("order", "delivery_date", "1403/12/31", .malformed),
      ("order", "discount_percent", "101%", .malformed), ("order", "payable_step", "x", .malformed),
      ("order", "payable_step", "0", .outOfRange),
      ("visit", "planned_at", "1404/01/01 25:00", .malformed),
      ("order_line", "quantity", "1.2345", .malformed),
      ("contact_point", "country_code", "98000", .tooLong),
    ]
    for (entity, name, text, code) in cases {
      let field = try field(entity, name)
      let failure = failure { try FieldText.parse(text, field: field) }
      #expect(failure?.code == code, "\(entity).\(name)=\(text)")
      #expect(failure?.field == name)
    }
  }

  @Test("a line of arguments becomes an edit")
  func edits() throws {
    let entity = try #require(schema["account"])
    let shape = Account.shape
    let owner = RecordID(high: 4, low: 4)
    let edit = try EditText.parse(
      ["name=Bread = Butter", "Priority=A", "note=", "tags+=a،b", "owner=reza"], entity: entity
    ) { target, name in
      #expect(target == SchemaTags.user && name == "reza")
      return owner
    }
    #expect(edit.values[shape.name.tag] == .text("Bread = Butter"))
    #expect(edit.values[shape.priority.tag] == .text("A"))
    #expect(edit.values[shape.note.tag] == .null)
    #expect(edit.values[shape.owner.tag] == .reference(owner))
    #expect(edit.adds[shape.tags.tag] == ["a", "b"])
    func parse(_ argument: String) -> Failure? {
      failure { try EditText.parse([argument], entity: entity) { _, _ in owner } }
    }
    #expect(parse("name")?.code == .malformed)
    #expect(parse("colour=red")?.code == .unknownField)
    #expect(parse("name+=x")?.code == .wrongKind)
    #expect(parse("name=")?.code == .required)
    #expect(parse("credit_limit=5")?.entity == "account")
  }

  @Test("a set is replaced by exactly what is given")
  func sets() throws {
    let world = try World()
    let id = try world.openAccount()
    func tag(_ argument: String) throws -> [String] {
      let shown = try world.view(Account.self, id)
      let edit = try EditText.parse([argument], entity: shown.entity, before: shown) { _, _ in id }
      try world.run(world.rep) { try RecordOperations.edit(shown, edit, in: $0) }
      return try world.view(Account.self, id).words(Account.shape.tags)
    }
    #expect(try tag("tags=a, b; c") == ["a", "b", "c"])
    #expect(try tag("tags-=b") == ["a", "c"])
    #expect(try tag("tags=c,d") == ["c", "d"])
    #expect(try tag("tags=") == [])
  }

  @Test("imported numbers get the calling code of their country")
  func callingCodes() {
    #expect(CallingCodes.code(ofCountry: "germany") == "49")
    #expect(CallingCodes.code(ofCountry: "ايران") == "98")
    #expect(CallingCodes.code(ofCountry: "Atlantis") == nil)
    #expect(CallingCodes.code(ofCountry: "") == nil)
  }
}
