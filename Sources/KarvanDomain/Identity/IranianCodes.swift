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
