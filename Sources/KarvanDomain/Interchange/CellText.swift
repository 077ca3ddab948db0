// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Values as files hold them between programs: no language, nothing lost.
///
/// Numbers in ASCII digits, money in the currency's minor unit, quantities as decimals, percentages
/// with `%`, truth as `true` and `false`, dates and instants in ISO 8601 (instants in UTC), choices
/// by code, references by identifier. An empty cell is `null`.
public enum CellText {
  /// The cell of a value; ``parse(_:field:)`` reads it back, except that an empty text is `null`.
  public static func format(_ value: Value, field: Field) -> String {
    switch (field.kind, value) {
    case (_, .null): ""
    case (_, .text(let text)): text
    case (_, .bytes(let bytes)): value.reference.map { "\($0)" } ?? Hexadecimal.text(of: bytes)
    case (.truth, .integer(let number)): number == 0 ? "false" : "true"
    case (.quantity, .integer(let number)): Quantity(thousandths: number).text
    case (.basisPoints, .integer(let number)): DecimalText.format(number, scale: 2) + "%"
    case (.date, .integer(let number)):
      CivilDate(daysSinceEpoch: Int32(clamping: number)).isoText
    case (.instant, .integer(let number)): InstantText.format(milliseconds: number)
    case (_, .integer(let number)): "\(number)"
    }
  }

  /// Reads a cell; what people type (labels, amounts with their unit, dates of either calendar)
  /// is understood as well.
  /// - Throws: A `Failure` that names the field.
  public static func parse(_ text: String, field: Field) throws(Failure) -> Value {
    let trimmed = TextTrimming.trim(text)
    switch field.kind {
    case .text:
      if field.isNumeral { return try FieldText.parse(text, field: field) }
      guard !text.isEmpty else { return .null }
      if let failure = field.failure(of: .text(text)) { throw failure }
      return .text(text)
    case .money:
      if let number = Int64(trimmed) { return .integer(number) }
    case .date:
      // Before the guess of the calendar: what was exported is Gregorian in every year.
      if trimmed.utf8.contains(UInt8(ascii: "-")),
        let date = try? CivilDateText.parse(trimmed, calendar: .gregorian)
      {
        return .integer(Int64(date.daysSinceEpoch))
      }
    default: break
    }
    return try FieldText.parse(text, field: field)
  }

  /// The elements of a text set in one cell, separated by `;`; a `\` before a sign takes it as it is.
  public static func format(words: [String]) -> String {
    words.map { word in
      word.unicodeScalars.reduce(into: "") { text, scalar in
        if scalar == ";" || scalar == "\\" { text.unicodeScalars.append("\\") }
        text.unicodeScalars.append(scalar)
      }
    }.joined(separator: ";")
  }

  /// Reads the elements back; empty ones are dropped.
  public static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped && scalar == "\\" {
        isEscaped = true
        continue
      }
      if !isEscaped && scalar == ";" {
        words.append(word)
        word = ""
      } else {
        word.unicodeScalars.append(scalar)
      }
      isEscaped = false
    }
    words.append(word)
    return words.filter { !$0.isEmpty }
  }
}
