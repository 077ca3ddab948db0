// SPDX-License-Identifier: Apache-2.0

/// The national id of an Iranian person: ten digits, the last a check digit.
public enum NationalID {
  /// The ten digits. Throws `nationalIDInvalid` with the reason: length, repeated digit, check digit.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [10], name: "national id", code: .nationalIDInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.nationalIDInvalid, "The national id is one digit ten times.")
    }
    // The place of a digit, counted from the right, is its weight.
    let sum = digits.dropLast().enumerated().reduce(0) { $0 + $1.element * (10 - $1.offset) }
    let rest = sum % 11
    guard digits.last == (rest < 2 ? rest : 11 - rest) else {
      throw DomainError(.nationalIDInvalid, "The check digit of the national id is wrong.")
    }
    return DigitCode.text(digits)
  }
}

/// The legal id of an Iranian organisation: eleven digits, the last a check digit.
public enum LegalID {
  /// The eleven digits. Throws `legalIDInvalid` with the reason: length, repeated digit, check digit.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [11], name: "legal id", code: .legalIDInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.legalIDInvalid, "The legal id is one digit eleven times.")
    }
    let weights = [29, 27, 23, 19, 17, 29, 27, 23, 19, 17]
    let shift = digits[9] + 2
    let sum = zip(digits, weights).reduce(0) { $0 + ($1.0 + shift) * $1.1 }
    guard digits.last == sum % 11 % 10 else {
      throw DomainError(.legalIDInvalid, "The check digit of the legal id is wrong.")
    }
    return DigitCode.text(digits)
  }
}

/// The economic code of a taxpayer: twelve digits in the old form, fourteen in the new one.
public enum EconomicCode {
  /// The digits. Throws `economicCodeInvalid` with the reason: length, repeated digit. The check
  /// digits are not published, so that a wrong code can pass.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [12, 14], name: "economic code", code: .economicCodeInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.economicCodeInvalid, "The economic code is one digit repeated.")
    }
    return DigitCode.text(digits)
  }
}

/// The postal code of an Iranian address: ten digits.
public enum PostalCode {
  /// The ten digits. Throws `postalCodeInvalid` with the reason: length, repeated digit, a zero in
  /// front.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [10], name: "postal code", code: .postalCodeInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.postalCodeInvalid, "The postal code is one digit ten times.")
    }
    guard digits.first != 0 else {
      throw DomainError(.postalCodeInvalid, "A postal code does not begin with zero.")
    }
    return DigitCode.text(digits)
  }
}

/// The Sayad id of an Iranian cheque: sixteen digits.
public enum SayadID {
  /// The sixteen digits. Throws `sayadIDInvalid` with the reason: length, repeated digit.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [16], name: "Sayad id", code: .sayadIDInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.sayadIDInvalid, "The Sayad id is one digit sixteen times.")
    }
    return DigitCode.text(digits)
  }
}

/// The Sheba of an Iranian bank account, its IBAN: `IR` and 24 digits, the first two of them check
/// digits (ISO 13616-1, modulo 97 by ISO/IEC 7064).
public enum Sheba {
  /// `IR` and the 24 digits; the letters may be left out when it is typed. Throws `shebaInvalid` with
  /// the reason: another country, length, check digits.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    var text = TextTrimming.trim(raw)[...]
    let country = text.prefix(2)
    if country.count == 2 && country.allSatisfy(\.isASCIILetter) {
      guard country.uppercased() == "IR" else {
        throw DomainError(.shebaInvalid, "A Sheba begins with IR.")
      }
      text = text.dropFirst(2)
    }
    let digits = try DigitCode.digits(
      String(text), lengths: [24], name: "Sheba", code: .shebaInvalid)
    // The country's letters count as 10 and up and follow the account, then the check digits.
    let moved = digits[2...] + [1, 8, 2, 7] + digits[..<2]
    guard moved.reduce(0, { ($0 * 10 + $1) % 97 }) == 1 else {
      throw DomainError(.shebaInvalid, "The check digits of the Sheba are wrong.")
    }
    return "IR" + DigitCode.text(digits)
  }
}

extension Character {
  fileprivate var isASCIILetter: Bool { isASCII && isLetter }
}

/// The number of an Iranian bank card: sixteen digits, the last a check digit (ISO/IEC 7812-1, the
/// formula of Luhn).
public enum CardNumber {
  /// The sixteen digits. Throws `cardNumberInvalid` with the reason: length, repeated digit, check
  /// digit.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let digits = try DigitCode.digits(
      raw, lengths: [16], name: "card number", code: .cardNumberInvalid)
    guard !DigitCode.isRepeated(digits) else {
      throw DomainError(.cardNumberInvalid, "The card number is one digit sixteen times.")
    }
    let sum = digits.enumerated().reduce(0) { sum, digit in
      let doubled = digit.element * 2
      return sum + (digit.offset % 2 == 1 ? digit.element : doubled > 9 ? doubled - 9 : doubled)
    }
    guard sum % 10 == 0 else {
      throw DomainError(.cardNumberInvalid, "The check digit of the card number is wrong.")
    }
    return DigitCode.text(digits)
  }
}
