// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain

/// What people type, in both scripts: dates, numbers, amounts, ids, filters, edits.
extension Decoder {
  static let texts: [Decoder] = [
    text("date", ["2025-03-20", "1403/12/30", "۱۴۰۴/۱/۱", "2024.2.29"], laws: readDate),
    text("instant", ["2025-03-20T12:00:00Z", "۲۰۲۵-۰۳-۲۰ ۱۲:۰۰+0330"]) { text in
      let instant = try InstantText.parse(text)
      for offset in [0, 210, -720] {
        let shown = InstantText.format(milliseconds: instant, offsetMinutes: offset)
        try Law.hold(
          try Law.must("read \(shown)") { try InstantText.parse(shown) } == instant,
          "\(shown) is another instant than \(instant)")
      }
    },
    text("money", ["12,500t", "۱۲٬۵۰۰ تومان", "1250.5 USD", "-7 rial", "USD 1"], laws: readMoney),
    text("quantity", ["2.5", "۱۲٫۵", "-1,000.125"]) { text in
      let quantity = try Quantity.parse(text)
      try Law.hold(
        try Law.must("read it again") { try Quantity.parse(quantity.text) } == quantity,
        "\(quantity.text) is another quantity")
    },
    text("percent", ["10", "2.5%", "۱۲٫۵٪"]) { text in
      let percent = try PercentBasisPoints.parse(text)
      try Law.hold(
        try Law.must("read it again") { try PercentBasisPoints.parse(percent.text) } == percent,
        "\(percent.text) is another percentage")
    },
    text("phone", ["0912 345 6789", "+49 (30) 5550001", "۰۲۱-۸۸۸۸۸۸۸۸"]) {
      try Law.settles($0) { try PhoneNumber.normalize($0) }
      _ = try? PhoneNumber.normalize($0, defaultCountryCode: "49")
    },
    text("email", ["maryam@Example.IR", "a.b+c@xn--mgbaam7a8h.com"]) {
      try Law.settles($0) { try EmailAddress.normalize($0) }
    },
    text("legal-ids", ["10380284790", "0499370899", "۱۴۰۰۷۶۵۰۹۱۲"]) { text in
      for normalize in identifiers where (try? normalize(text)) != nil {
        try Law.settles(text, normalize)
      }
      _ = TaxNumber.isValid(text)
    },
    text("search", ["Café قهوه‌فروشی", "Ａ１", "كيك"]) { text in
      try Law.settles(text) { SearchKey.normalize($0) }
      _ = (SearchKey.tokens(for: text), SearchKey.queryWords(text), TextWidth.columns(text))
      try Law.settles(text) { Digits.toASCII($0) }
      _ = Digits.toPersian(text)
    },
    text("json-text", ["a\"b\\\n", "متن\u{2028}"]) { text in
      let quoted = Data(JSONText.quoted(text).utf8)
      let read = try Law.must("read the JSON that was written") {
        try JSONSerialization.jsonObject(with: quoted, options: .fragmentsAllowed)
      }
      try Law.hold(
        (read as? String).map { Array($0.utf8) } == Array(text.utf8), "another text is read")
    },
    text("identifier", ["01900000-0000-7000-8000-000000000001"]) { text in
      guard let id = RecordID(text: text) else { return }
      try Law.hold(RecordID(text: "\(id)") == id, "\(id) is another identifier")
    },
    text("scope", ["all", "office", "territory:01900000-0000-7000-8000-000000000001"]) { text in
      guard let scope = Scope(text) else { return }
      try Law.hold(Scope("\(scope)") == scope, "\(scope) is another scope")
    },
    text("condition", ["status=draft", "list_price>=100000", "name~tea", "a!=b"]) { text in
      guard let condition = ConditionText(text) else { return }
      let joined = condition.field + condition.sign.rawValue + condition.value
      try Law.hold(Array(joined.utf8) == Array(text.utf8), "a condition lost something")
    },
    Decoder(
      "field-text",
      samples: {
        ["1403/12/30 14:30", "12,500 toman", "yes", "بله", "draft", "a"].enumerated().map {
          [UInt8($0), UInt8($0 * 9)] + Array($1.utf8)
        }
      }, laws: readField),
    Decoder(
      "edit",
      samples: {
        ["name=Shop", "tags+=vip,spring", "note=", "نام=فروشگاه", "tags-=a"].map {
          [3] + Array($0.utf8)
        }
      }
    ) { bytes in
      let entities = try Fixture.schema().entities
      let entity = entities[Int(bytes.first ?? 0) % entities.count]
      let arguments = bytes.dropFirst().split(separator: 0x0A).map {
        String(decoding: $0, as: UTF8.self)
      }
      _ = try EditText.parse(arguments, entity: entity) { _, _ in RecordID(high: 1, low: 1) }
    },
  ]

  private static let identifiers: [@Sendable (String) throws -> String] = [
    { try NationalID.normalize($0) }, { try LegalID.normalize($0) },
    { try EconomicCode.normalize($0) }, { try PostalCode.normalize($0) },
    { try SayadID.normalize($0) }, { try Sheba.normalize($0) }, { try CardNumber.normalize($0) },
  ]

  private static func text(
    _ name: String, _ samples: [String], laws: @escaping @Sendable (String) throws -> Void
  ) -> Decoder {
    Decoder(name, longest: 512, samples: { samples.map { Array($0.utf8) } }) {
      try laws(String(decoding: $0, as: UTF8.self))
    }
  }

  private static func readDate(_ text: String) throws {
    let date = try CivilDateText.parse(text)
    let inJalali = JalaliDate.years.contains(JalaliDate(date).year)
    for calendar in CalendarKind.allCases where calendar == .gregorian || inJalali {
      for digits in [TextLanguage.english, .persian] {
        let shown = CivilDateText.format(date, in: calendar, digits: digits)
        let again = try Law.must("read \(shown)") {
          try CivilDateText.parse(shown, calendar: calendar)
        }
        try Law.hold(again == date, "\(shown) is another date")
        _ = CivilDateText.longFormat(date, in: calendar, language: digits)
      }
    }
  }

  private static func readMoney(_ text: String) throws {
    for currency in Currency.known {
      for unit in [nil, .toman] as [MoneyUnit?] {
        guard
          let money = try? MoneyText.parse(text, currency: currency, defaultUnit: unit ?? .rial)
        else { continue }
        for language in [TextLanguage.english, .persian] {
          let shown = MoneyText.format(money, unit: unit, language: language)
          let again = try Law.must("read \(shown)") {
            try MoneyText.parse(shown, currency: currency)
          }
          try Law.hold(again == money, "\(shown) is another amount than \(money.minorUnits)")
        }
      }
    }
  }

  /// The numbers of an entity and of one of its fields, then a text.
  private static func readField(_ bytes: [UInt8]) throws {
    guard bytes.count > 2 else { return }
    let entities = try Fixture.schema().entities
    let entity = entities[Int(bytes[0]) % entities.count]
    let field = entity.fields[Int(bytes[1]) % entity.fields.count]
    let text = String(decoding: bytes[2...], as: UTF8.self)
    if field.kind == .words {
      let words = CellText.words(text)
      try Law.hold(
        CellText.words(CellText.format(words: words)) == words, "the words of a cell are others")
      return
    }
    if let value = try? CellText.parse(text, field: field), !value.isNull {
      let cell = CellText.format(value, field: field)
      let again = try Law.must("read the cell \(cell)") { try CellText.parse(cell, field: field) }
      try Law.hold(again == value, "the cell \(cell) of \(field.name) is another value")
    }
    for options in [
      FieldTextOptions(),
      FieldTextOptions(language: .persian, calendar: .jalali, moneyUnit: .toman),
    ] {
      guard let value = try? FieldText.parse(text, field: field, options: options) else { continue }
      let shown = FieldText.format(value, field: field, options: options)
      // A local time is shown to the minute, and a date in the calendar that it has a year in.
      guard !value.isNull, field.kind != .instant, field.kind != .date else { continue }
      let again = try Law.must("read \(shown) of \(field.name)") {
        try FieldText.parse(shown, field: field, options: options)
      }
      try Law.hold(again == value, "\(shown) of \(field.name) is another value")
    }
  }
}
