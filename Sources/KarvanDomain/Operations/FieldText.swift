// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How values are typed and shown.
public struct FieldTextOptions: Hashable, Sendable {
  /// The language of words and digits.
  public var language: TextLanguage
  /// The calendar that dates are shown in; both are understood.
  public var calendar: CalendarKind
  /// The currency of amounts.
  public var currency: Currency
  /// The unit of amounts that are typed without one and of those that are shown; nil for none.
  public var moneyUnit: MoneyUnit?
  /// The offset of the local time from UTC, in minutes.
  public var offsetMinutes: Int
  /// The day from which `tomorrow` is counted; nil where only dates are understood, as in files.
  public var today: CivilDate?

  /// Gathers options.
  public init(
    language: TextLanguage = .english, calendar: CalendarKind = .gregorian,
    currency: Currency = .irr, moneyUnit: MoneyUnit? = nil, offsetMinutes: Int = 0,
    today: CivilDate? = nil
  ) {
    self.language = language
    self.calendar = calendar
    self.currency = currency
    self.moneyUnit = moneyUnit
    self.offsetMinutes = offsetMinutes
    self.today = today
  }
}

/// Values of fields as people type them: one place for commands, files and forms.
public enum FieldText {
  /// Reads a value; an empty text is `null`.
  ///
  /// Choices are given by code or by label in either language, references by identifier, dates in
  /// either calendar, amounts of Iranian money with their unit, digits in any script; numbers and
  /// codes that are texts lose what surrounds them.
  /// - Throws: A `Failure` that names the field.
  public static func parse(
    _ text: String, field: Field, options: FieldTextOptions = FieldTextOptions()
  ) throws(Failure) -> Value {
    let trimmed = TextTrimming.trim(text)
    if trimmed.isEmpty { return .null }
    let value = try typed(text, trimmed, field, options)
    if let text = value.text, field.isNumeral {
      if let failure = NumeralText.failure(of: text, field: field) { throw failure }
      return value
    }
    if let failure = field.failure(of: value) { throw failure }
    return value
  }

  /// Reads the elements of a text set: separated by commas of either script or semicolons.
  public static func words(_ text: String) -> [String] {
    text.split { [",", "،", ";", "؛"].contains($0) }
      .map { TextTrimming.trim($0) }
      .filter { !$0.isEmpty }
  }

  private static func typed(
    _ text: String, _ trimmed: String, _ field: Field, _ options: FieldTextOptions
  ) throws(Failure) -> Value {
    switch field.kind {
    case .text: return .text(field.isNumeral ? NumeralText.canonical(text) : text)
    case .integer: return .integer(try wholeNumber(trimmed, field))
    case .truth: return try truth(trimmed, field)
    case .choice(let choices): return .text(try code(trimmed, choices, field))
    case .reference:
      guard let id = RecordID(text: trimmed) else {
        throw Failure(.malformed, field: field.name, ["reference", trimmed])
      }
      return .reference(id)
    case .words: throw Failure(.wrongKind, field: field.name)
    case .money, .quantity, .basisPoints, .date, .instant:
      return try naming(field.name) { () throws(DomainError) in
        .integer(try number(trimmed, field.kind, options))
      }
    }
  }

  private static func number(
    _ text: String, _ kind: FieldKind, _ options: FieldTextOptions
  ) throws(DomainError) -> Int64 {
    switch kind {
    case .money:
      return try MoneyText.parse(
        text, currency: options.currency, defaultUnit: options.moneyUnit
      ).minorUnits
    case .quantity: return try Quantity.parse(text).thousandths
    case .basisPoints: return Int64(try PercentBasisPoints.parse(text).basisPoints)
    case .date: return Int64(try CivilDateText.parse(text, today: options.today).daysSinceEpoch)
    default: return try instant(text, options)
    }
  }

  /// An instant with its offset, a local date and time, or the start of a local day.
  private static func instant(
    _ text: String, _ options: FieldTextOptions
  ) throws(DomainError) -> Int64 {
    if let instant = try? InstantText.parse(text) { return instant }
    let parts = Digits.toASCII(text).split(separator: " ")
    guard let first = parts.first, parts.count <= 2 else { return try InstantText.parse(text) }
    let date = try CivilDateText.parse(String(first), today: options.today)
    let start = InstantText.startMilliseconds(of: date, offsetMinutes: options.offsetMinutes)
    guard parts.count == 2 else { return start }
    let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map {
      $0.utf8.count == 2 ? UInt8($0) : nil
    }
    guard clock.count == 2, let hour = clock[0], let minute = clock[1], hour < 24, minute < 60
    else {
      throw DomainError(.instantInvalid, "A time of day is written as 14:30.")
    }
    return start + (Int64(hour) * 60 + Int64(minute)) * 60_000
  }

  private static func wholeNumber(_ text: String, _ field: Field) throws(Failure) -> Int64 {
    guard let number = Int64(Digits.toASCII(text).filter { $0 != "," }) else {
      throw Failure(.malformed, field: field.name, ["integer", text])
    }
    return number
  }

  private static func truth(_ text: String, _ field: Field) throws(Failure) -> Value {
    let key = SearchKey.normalize(text)
    if ["yes", "y", "true", "1", "on", "بله", "آری"].contains(where: { same($0, key) }) {
      return .truth(true)
    }
    if ["no", "n", "false", "0", "off", "خیر", "نه"].contains(where: { same($0, key) }) {
      return .truth(false)
    }
    throw Failure(.malformed, field: field.name, ["truth", text])
  }

  private static func code(
    _ text: String, _ choices: [Choice], _ field: Field
  ) throws(Failure) -> String {
    let key = SearchKey.normalize(text)
    // Codes before labels, so that a label can never hide a code.
    let found =
      choices.first { same($0.code, key) }
      ?? choices.first { same($0.label.english, key) || same($0.label.persian, key) }
    guard let found else {
      throw Failure(.notAChoice, field: field.name, [text] + choices.map(\.code))
    }
    return found.code
  }

  private static func same(_ text: String, _ key: String) -> Bool {
    SearchKey.normalize(text).utf8.elementsEqual(key.utf8)
  }
}
