// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension FieldText {
  /// Shows a value; `null` is the empty text, a reference its identifier.
  ///
  /// `parse` with the same options reads the text back to the same value.
  public static func format(
    _ value: Value, field: Field, options: FieldTextOptions = FieldTextOptions()
  ) -> String {
    switch (field.kind, value) {
    case (_, .null): return ""
    case (.choice, .text(let code)): return choice(code, field: field, language: options.language)
    case (.reference, .bytes): return value.reference.map { "\($0)" } ?? ""
    case (_, .text(let text)): return text
    case (_, .bytes(let bytes)): return Hexadecimal.text(of: bytes)
    case (.truth, .integer(let number)): return truth(number, options.language)
    case (.money, .integer(let number)):
      return MoneyText.format(
        Money(number, options.currency), unit: options.moneyUnit, language: options.language)
    case (.quantity, .integer(let number)):
      return digits(Quantity(thousandths: number).text, options.language)
    case (.basisPoints, .integer(let number)): return percent(number, options.language)
    case (.date, .integer(let number)):
      let date = CivilDate(daysSinceEpoch: Int32(clamping: number))
      return CivilDateText.format(date, in: options.calendar, digits: options.language)
    case (.instant, .integer(let number)): return instant(number, options)
    case (_, .integer(let number)): return digits("\(number)", options.language)
    }
  }

  /// Shows the elements of a text set.
  public static func format(words: [String], language: TextLanguage = .english) -> String {
    words.joined(separator: language == .persian ? "، " : ", ")
  }

  /// The label of a code of a choice; the code itself when it is not known.
  public static func choice(_ code: String, field: Field, language: TextLanguage) -> String {
    guard case .choice(let choices) = field.kind,
      let choice = choices.first(where: { $0.code == code })
    else { return code }
    return choice.label.text(in: language)
  }

  private static func truth(_ number: Int64, _ language: TextLanguage) -> String {
    switch language {
    case .english: number == 0 ? "no" : "yes"
    case .persian: number == 0 ? "خیر" : "بله"
    }
  }

  private static func percent(_ number: Int64, _ language: TextLanguage) -> String {
    guard let percent = try? PercentBasisPoints(Int32(clamping: number)) else {
      return digits("\(number)", language)
    }
    let text = digits(percent.text, language)
    return language == .persian ? text.replacing("%", with: "٪") : text
  }

  /// ISO 8601 in the Gregorian calendar; a local date and time in the Jalali one.
  private static func instant(_ number: Int64, _ options: FieldTextOptions) -> String {
    let offset = options.offsetMinutes
    guard options.calendar == .jalali else {
      return InstantText.format(milliseconds: number, offsetMinutes: offset)
    }
    let date = InstantText.civilDate(milliseconds: number, offsetMinutes: offset)
    let start = InstantText.startMilliseconds(of: date, offsetMinutes: offset)
    let minutes = (number - start) / 60_000
    let time = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let day = CivilDateText.format(date, in: .jalali)
    return digits("\(day) \(time.joined(separator: ":"))", options.language)
  }

  static func digits(_ text: String, _ language: TextLanguage) -> String {
    language == .persian ? Digits.toPersian(text).replacing(".", with: "٫") : text
  }
}

extension Label {
  /// The name in one language.
  public func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}
