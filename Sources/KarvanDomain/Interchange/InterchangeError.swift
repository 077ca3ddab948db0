// SPDX-License-Identifier: Apache-2.0

/// Why a file, a mapping or a row of a file cannot be used.
public struct InterchangeError: Error, Hashable, Sendable {
  /// The stable reason; raw values are part of the interface and never change.
  public enum Code: String, CaseIterable, Sendable {
    // What a row of CSV can be wrong about.
    case invalidUTF8 = "invalid-utf8"
    case fieldTooLong = "field-too-long"
    case rowTooLong = "row-too-long"
    case tooManyColumns = "too-many-columns"
    case textAfterQuote = "text-after-quote"
    case unclosedQuote = "unclosed-quote"
    case ragged = "ragged"
    case stillDamaged = "still-damaged"
    // What a header can be wrong about.
    case columnUnnamed = "column-unnamed"
    case columnRepeated = "column-repeated"
    case columnMissing = "column-missing"
    case columnUnknown = "column-unknown"
    // What a mapping can be wrong about.
    case mappingSyntax = "mapping-syntax"
    case mappingUnknown = "mapping-unknown"
    case mappingRepeated = "mapping-repeated"
    case mappingIncomplete = "mapping-incomplete"
    case mappingTooLong = "mapping-too-long"
    // What the values of a row can be wrong about.
    case notInTable = "not-in-table"
    case notWhole = "not-whole"
    case notFraction = "not-fraction"
    case notTime = "not-time"
    case unknownCountry = "unknown-country"
    case noSuchRecord = "no-such-record"
    case ambiguousRecord = "ambiguous-record"
    case noRecordNamed = "no-record-named"
    case ambiguousName = "ambiguous-name"
    case sameRecordTwice = "same-record-twice"
    case keyEmpty = "key-empty"
    // What documents with lines can be wrong about.
    case noLines = "no-lines"
    case tooManyLines = "too-many-lines"
    case lineUnclaimed = "line-unclaimed"
    case lineRefused = "line-refused"
    case documentRefused = "document-refused"
    // What cards and calendars can be wrong about.
    case noProperty = "no-property"
    case outsideCard = "outside-card"
    case strayEnd = "stray-end"
    case noEnd = "no-end"
    case cutOff = "cut-off"
    case propertyTooLong = "property-too-long"
    case controlsLeftOut = "controls-left-out"
    case encodingDamaged = "encoding-damaged"
    case charsetUnknown = "charset-unknown"
    case charsetGuessed = "charset-guessed"
    case leftOut = "left-out"
    case textCut = "text-cut"
    case notRead = "not-read"
    case yearUnknown = "year-unknown"
    case nameMissing = "name-missing"
    case noAccountNamed = "no-account-named"
    case onlyFirst = "only-first"
    case isPast = "is-past"
    case notPlanned = "not-planned"
    case zoneUnknown = "zone-unknown"
    case nothingToRead = "nothing-to-read"
  }

  /// The stable reason.
  public let code: Code
  /// The line of the file or mapping; nil where it is not about one.
  public let line: Int?
  /// The column, by name.
  public let column: String?
  /// The particulars, in the order in which the sentence names them.
  public let arguments: [String]

  /// Makes an error.
  public init(
    _ code: Code, line: Int? = nil, column: String? = nil, _ arguments: [String] = []
  ) {
    self.code = code
    self.line = line
    self.column = column
    self.arguments = arguments
  }

  /// The same error with its place, where it has none yet.
  func at(line: Int?, column: String? = nil) -> InterchangeError {
    InterchangeError(code, line: self.line ?? line, column: self.column ?? column, arguments)
  }
}

extension InterchangeError.Code {
  /// Whether the fields of the row cannot be trusted: what was read is not what was meant.
  var isDamage: Bool {
    switch self {
    case .invalidUTF8, .fieldTooLong, .rowTooLong, .tooManyColumns, .textAfterQuote, .unclosedQuote,
      .ragged, .stillDamaged:
      true
    default: false
    }
  }
}

extension InterchangeError {
  /// One sentence without the place.
  public func text(in language: TextLanguage) -> String {
    let pattern = language == .persian ? persian : english
    let known = arguments + [column ?? ""]
    var parts = pattern.split(separator: "%", omittingEmptySubsequences: false)[...]
    var text = String(parts.removeFirst())
    for part in parts {
      let index = (part.first?.wholeNumberValue ?? 0) - 1
      text += known.indices.contains(index) ? known[index] : ""
      text += part.dropFirst()
    }
    return text
  }

  private var english: String {
    switch code {
    case .invalidUTF8: "Field %1 is not UTF-8; save the file as UTF-8."
    case .fieldTooLong: "Field %1 has more than %2 bytes; perhaps a closing quote is missing."
    case .rowTooLong: "The row has more than %1 bytes; perhaps a closing quote is missing."
    case .tooManyColumns: "The row has more than %1 fields."
    case .textAfterQuote: "Field %1 has text after its closing quote."
    case .unclosedQuote: "The quote that opens on line %1 is never closed."
    case .ragged: "The row has %2 fields where the header has %1."
    case .stillDamaged:
      "The row was damaged when it was read (%1). Correct it, then empty its cell %2."
    case .columnUnnamed: "Column %1 of the header has no name."
    case .columnRepeated: "The header names column %1 twice."
    case .columnMissing: "The file has no column %1, which the mapping names."
    case .columnUnknown:
      "Column %1 is not a field. Of another program's file make a mapping: --make-map FILE. The fields "
        + "are: %2."
    case .mappingSyntax: "Expected %1."
    case .mappingUnknown: "There is no %1 %2."
    case .mappingRepeated: "%1 is said twice."
    case .mappingIncomplete: "The mapping lacks %1."
    case .mappingTooLong: "A mapping has at most %1 %2."
    case .notInTable: "%1 is not in the table %2."
    case .notWhole: "%1 is not a whole number."
    case .notTime: "%1 is no date and time, such as 2026-03-21 14:30:00."
    case .notFraction: "%1 is not a fraction from 0 to 1 with at most four decimals."
    case .unknownCountry: "The calling code of the country %1 is not known."
    case .noSuchRecord: "There is no %1 with %2 %3."
    case .ambiguousRecord: "Several records of %1 have %2 %3."
    case .noRecordNamed:
      "There is no %1 called %2. Give its identifier, key, number or exact name, or add it first."
    case .ambiguousName:
      "Several records of %1 are called %2: %3. Give the identifier of the one that is meant."
    case .sameRecordTwice: "The row writes the same %1 twice: %2."
    case .keyEmpty: "The key %1 is empty."
    case .noLines: "There are no lines for %1."
    case .tooManyLines: "There are more than %1 lines."
    case .lineUnclaimed: "No document has the key %1 of this line."
    case .lineRefused: "Its line in line %1 of %2 was refused."
    case .documentRefused: "Its document in line %1 was refused."
    case .noProperty, .outsideCard, .strayEnd, .noEnd, .cutOff, .propertyTooLong, .controlsLeftOut,
      .encodingDamaged, .charsetUnknown, .charsetGuessed, .leftOut, .textCut, .notRead,
      .yearUnknown, .nameMissing, .noAccountNamed, .onlyFirst, .isPast, .notPlanned, .zoneUnknown,
      .nothingToRead:
      englishOfCards
    }
  }

  private var persian: String {
    switch code {
    case .invalidUTF8: "فیلد %1 در قالب UTF-8 نیست؛ پرونده را با UTF-8 ذخیره کنید."
    case .fieldTooLong: "فیلد %1 بیش از %2 بایت دارد؛ شاید گیومهٔ پایانی جا افتاده است."
    case .rowTooLong: "سطر بیش از %1 بایت دارد؛ شاید گیومهٔ پایانی جا افتاده است."
    case .tooManyColumns: "سطر بیش از %1 فیلد دارد."
    case .textAfterQuote: "در فیلد %1 پس از گیومهٔ پایانی متن آمده است."
    case .unclosedQuote: "گیومه‌ای که در خط %1 باز شده بسته نشده است."
    case .ragged: "سطر %2 فیلد دارد ولی سرستون %1 فیلد."
    case .stillDamaged:
      "این سطر هنگام خواندن آسیب دیده بود (%1). آن را درست کنید و سپس خانهٔ %2 آن را خالی کنید."
    case .columnUnnamed: "ستون %1 سرستون نام ندارد."
    case .columnRepeated: "سرستون دو بار ستون %1 را دارد."
    case .columnMissing: "پرونده ستون %1 را ندارد که در نگاشت آمده است."
    case .columnUnknown:
      "ستون %1 فیلد نیست. برای پرونده برنامه‌ای دیگر نگاشتی بسازید: ‎--make-map FILE. فیلدها: %2."
    case .mappingSyntax: "اینجا این انتظار می‌رفت: %1."
    case .mappingUnknown: "%1 با نام %2 وجود ندارد."
    case .mappingRepeated: "%1 دو بار آمده است."
    case .mappingIncomplete: "نگاشت این را کم دارد: %1."
    case .mappingTooLong: "نگاشت حداکثر %1 %2 دارد."
    case .notInTable: "%1 در جدول %2 نیست."
    case .notWhole: "%1 عدد صحیح نیست."
    case .notTime: "%1 تاریخ و ساعت نیست؛ مانند ۲۰۲۶-۰۳-۲۱ ۱۴:۳۰:۰۰."
    case .notFraction: "%1 کسری از ۰ تا ۱ با حداکثر چهار رقم اعشار نیست."
    case .unknownCountry: "پیش‌شمارهٔ کشور %1 شناخته نیست."
    case .noSuchRecord: "رکوردی از %1 با %2 برابر %3 نیست."
    case .ambiguousRecord: "چند رکورد از %1 با %2 برابر %3 هست."
    case .noRecordNamed:
      "رکوردی از %1 به نام %2 نیست. شناسه، کلید، شماره یا نام دقیق آن را بدهید یا نخست آن را بیفزایید."
    case .ambiguousName:
      "چند رکورد از %1 به نام %2 هست: %3. شناسهٔ رکورد دلخواه را بدهید."
    case .sameRecordTwice: "سطر یک %1 را دو بار می‌نویسد: %2."
    case .keyEmpty: "کلید %1 خالی است."
    case .noLines: "برای %1 ردیفی نیست."
    case .tooManyLines: "بیش از %1 ردیف هست."
    case .lineUnclaimed: "هیچ سندی کلید %1 این ردیف را ندارد."
    case .lineRefused: "ردیف آن در خط %1 پروندهٔ %2 پذیرفته نشد."
    case .documentRefused: "سند آن در خط %1 پذیرفته نشد."
    case .noProperty, .outsideCard, .strayEnd, .noEnd, .cutOff, .propertyTooLong, .controlsLeftOut,
      .encodingDamaged, .charsetUnknown, .charsetGuessed, .leftOut, .textCut, .notRead,
      .yearUnknown, .nameMissing, .noAccountNamed, .onlyFirst, .isPast, .notPlanned, .zoneUnknown,
      .nothingToRead:
      persianOfCards
    }
  }
}
