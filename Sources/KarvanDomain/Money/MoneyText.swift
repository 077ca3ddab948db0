// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The unit in which an amount is typed or shown.
public enum MoneyUnit: String, CaseIterable, Sendable {
  /// Ten rial; only for Iranian money.
  case toman
  /// The rial; only for Iranian money.
  case rial
  /// The main unit of any other currency, with its decimals; for Iranian money the rial.
  case major
}

/// Amounts of money as people type and read them.
public enum MoneyText {
  /// An amount as typed.
  ///
  /// Iranian money ends in its unit: `t`, `toman`, `تومان`, `ت` or `r`, `rial`, `ریال`, `ر`, `IRR`;
  /// without one, `defaultUnit` (a setting of the workspace) decides, and without that it is refused,
  /// because a guess is wrong by a factor of ten. Other currencies take their code before or after
  /// the number, or none. Digits of any script, groups of three, a decimal point (`.` or `٫`).
  /// Throws `amountInvalid`, `amountUnitMissing`, `amountTooPrecise`, `currencyMismatch` (another
  /// known code), `amountOverflow`.
  public static func parse(
    _ text: String, currency: Currency = .irr, defaultUnit: MoneyUnit? = nil
  ) throws(DomainError) -> Money {
    guard text.utf8.count <= 4 * DecimalText.maximumLength else { throw malformed }
    let (number, word) = split(TextTrimming.trim(text))
    let unit = try unit(word, currency: currency, default: defaultUnit)
    let scale = unit == .toman ? 1 : currency.exponent
    do {
      return Money(try DecimalText.parse(number, scale: scale), currency)
    } catch {
      switch error {
      case .malformed: throw malformed
      case .tooPrecise:
        throw DomainError(
          .amountTooPrecise, "The amount has a fraction of the smallest unit of \(currency.code).")
      case .overflow:
        throw DomainError(.amountOverflow, "The amount is larger than the ledger can hold.")
      }
    }
  }

  /// An amount with thousands separators and its unit: `12,500 toman`, `۱۲٬۵۰۰ تومان`,
  /// `1,250.00 USD`.
  ///
  /// Iranian money is shown in rial unless `unit` is `.toman`; a rest of rials is then a decimal.
  /// `parse` with the same currency reads the text back to the same amount.
  public static func format(
    _ money: Money, unit: MoneyUnit? = nil, language: TextLanguage = .english
  ) -> String {
    "\(number(money, unit: unit, language: language)) "
      + word(money.currency, unit: unit, language: language)
  }

  /// An amount without its unit, for a table that says it once.
  public static func number(
    _ money: Money, unit: MoneyUnit? = nil, language: TextLanguage = .english
  ) -> String {
    let currency = money.currency
    let number = DecimalText.format(
      money.minorUnits, scale: isToman(currency, unit) ? 1 : currency.exponent,
      minimumDecimals: currency.exponent, groupedBy: ",")
    return language == .persian ? persian(number) : number
  }

  /// The unit in which amounts of a currency are shown.
  public static func word(
    _ currency: Currency, unit: MoneyUnit? = nil, language: TextLanguage = .english
  ) -> String {
    unitWord(currency, isToman: isToman(currency, unit), language: language)
  }

  private static func isToman(_ currency: Currency, _ unit: MoneyUnit?) -> Bool {
    currency == .irr && unit == .toman
  }

  private static var malformed: DomainError {
    DomainError(.amountInvalid, "An amount is a number with its unit, such as 12,500t or 125000r.")
  }

  /// The number and the word before or after it; both may be empty.
  private static func split(_ text: String) -> (number: String, word: String) {
    func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }
    let scalars = Array(text.unicodeScalars)
    let leading = scalars.prefix(while: isLetter)
    let trailing = scalars.dropFirst(leading.count).reversed().prefix(while: isLetter).reversed()
    let middle = scalars.dropFirst(leading.count).dropLast(trailing.count)
    func string(_ part: some Sequence<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
    // A word on both sides is no amount; the pair of them matches no unit.
    return (
      TextTrimming.trim(string(middle)), SearchKey.normalize(string(leading) + string(trailing))
    )
  }

  private static func unit(
    _ word: String, currency: Currency, default defaultUnit: MoneyUnit?
  ) throws(DomainError) -> MoneyUnit {
    if currency != .irr {
      if word.isEmpty || word == SearchKey.normalize(currency.code) { return .major }
      if Currency.known.contains(where: { SearchKey.normalize($0.code) == word }) {
        throw DomainError(
          .currencyMismatch, "The amount is in another currency than \(currency.code).")
      }
      throw malformed
    }
    switch word {
    case "t", "toman", "tomans", "تومان", "تومن", "ت": return .toman
    case "r", "rial", "rials", "ریال", "ر", "irr": return .rial
    case "":
      guard let defaultUnit else {
        throw DomainError(
          .amountUnitMissing, "Say the unit of the amount: t for toman or r for rial.")
      }
      return defaultUnit == .major ? .rial : defaultUnit
    default:
      if Currency.known.contains(where: { SearchKey.normalize($0.code) == word }) {
        throw DomainError(.currencyMismatch, "The amount is in another currency than IRR.")
      }
      throw malformed
    }
  }

  private static func unitWord(
    _ currency: Currency, isToman: Bool, language: TextLanguage
  ) -> String {
    guard currency == .irr else { return currency.code }
    switch language {
    case .english: return isToman ? "toman" : "rial"
    case .persian: return isToman ? "تومان" : "ریال"
    }
  }

  private static func persian(_ number: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in Digits.toPersian(number).unicodeScalars {
      switch scalar {
      case ",": result.append("\u{66C}")
      case ".": result.append("\u{66B}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
