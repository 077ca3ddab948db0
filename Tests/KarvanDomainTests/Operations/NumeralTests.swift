// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Numbers and codes that are texts")
struct NumeralTests {
  let world: World

  init() throws { world = try World() }

  @Test("are those that people type with any digits")
  func fields() {
    let names = world.schema.entities.flatMap { entity in
      entity.fields.filter(\.isNumeral).map { "\(entity.name).\($0.name)" }
    }
    #expect(
      names == [
        "user.phone_extension", "account.national_id", "account.legal_id", "account.economic_code",
        "account.sheba", "account.card_number",
        "contact_point.country_code", "address.postal_code", "product.sku", "product.barcode",
        "product.moadian_good_id",
        "lead.national_id", "lead.legal_id",
        "invoice.buyer_id", "invoice.buyer_economic_code", "invoice_line.good_id",
        "payment.sayad_id", "payment.cheque_number",
        "customer_group.code", "product_unit.barcode", "price_list.code", "promotion.code",
        "stock_location.code", "journey_stop.time_of_day", "form.code",
        "company.legal_id", "company.economic_code", "company.registration_number",
        "company.postal_code", "company.sheba", "company.card_number",
      ])
    for field in world.schema.entities.flatMap(\.fields) where field.isNumeral {
      #expect(field.kind.isText && field.initial.text?.utf8.allSatisfy { $0 < 0x80 } != false)
    }
  }

  @Test("are read as ASCII without what surrounds them, from commands and from files")
  func read() throws {
    let sku = try #require(world.schema["product"]?.field(named: "sku"))
    for text in [" ۱۲۳-آ ", "\u{200F}١٢٣-آ", "123-آ"] {
      #expect(try FieldText.parse(text, field: sku) == .text("123-آ"))
      #expect(try CellText.parse(text, field: sku) == .text("123-آ"))
    }
    #expect(try CellText.parse("  ", field: sku) == .null)
    let name = try #require(world.schema["product"]?.field(named: "name"))
    #expect(try CellText.parse(" ۱۲۳ ", field: name) == .text(" ۱۲۳ "))
  }

  @Test("are measured as they are kept")
  func limits() throws {
    let national = try #require(world.schema["account"]?.field(named: "national_id"))
    #expect(try FieldText.parse("۰۰۸۴۵۷۵۹۴۸", field: national) == .text("0084575948"))
    // The entity takes out the separators when the value is prepared.
    #expect(try FieldText.parse("008-457594-8", field: national) == .text("008-457594-8"))
    #expect(failure { try FieldText.parse("00845759481", field: national) }?.code == .tooLong)
    let code = try #require(world.schema["contact_point"]?.field(named: "country_code"))
    #expect(try FieldText.parse("۴۹", field: code) == .text("49"))
  }

  @Test("are committed in one form, whoever drafts, so that equal numbers claim the same")
  func committed() throws {
    let product = try world.view(Product.self, try world.addProduct(" ۱۲۳ ", 1))
    #expect(product[Product.shape.sku] == .text("123"))
    let same = try world.view(Product.self, try world.addProduct("123", 1))
    let claim = try #require(world.schema["product"]?.about.claims.first { $0.name == "sku" })
    #expect(claim.key(product) == "123" && claim.key(same) == "123")
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        product, RecordEdit(values: [Product.shape.barcode.tag: .text("\u{200E}٩٨٧ ")]), in: $0)
    }
    #expect(try world.view(Product.self, product.id)[Product.shape.barcode] == .text("987"))
  }

  @Test("phones are kept in ASCII digits, other ways to be reached as they are typed")
  func phones() throws {
    let account = try world.view(Account.self, try world.openAccount(phone: " ۰۲۱ ۸۸۷۷ ۶۶۵۵ "))
    let id = try #require(account[Account.shape.primaryPhone].reference)
    let point = try world.view(ContactPoint.self, id)
    #expect(point[ContactPoint.shape.value] == .text("021 8877 6655"))
    #expect(point[ContactPoint.shape.normalized] == .text("+982188776655"))
    try world.run(world.rep) {
      let values: [FieldTag: Value] = [
        ContactPoint.shape.kind.tag: .text("social"), ContactPoint.shape.value.tag: .text("کافه ۱"),
      ]
      return try RecordOperations.edit(point, RecordEdit(values: values), in: $0)
    }
    #expect(try world.view(ContactPoint.self, id)[ContactPoint.shape.value] == .text("کافه ۱"))
  }

  @Test("a number that may be of another country is asked for with its code")
  func foreign() {
    for text in ["030 1234567 8 9", "0171 12", "(0)40/12"] {
      let message = (failure { try world.openAccount(phone: text) })?.arguments.last ?? ""
      #expect(message.contains("write it with its country code, such as +49"), "\(text)")
      #expect(!message.contains("ten digits"), "\(text)")
    }
    let own = (failure { try world.openAccount(phone: "+98 21 12") })?.arguments.last ?? ""
    #expect(own.contains("ten digits"))
  }
}
