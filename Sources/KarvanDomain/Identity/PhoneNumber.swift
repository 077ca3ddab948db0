// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Telephone numbers in the international form E.164.
public enum PhoneNumber {
  /// The number as `+` and 8 to 15 digits, from any usual way to write it.
  ///
  /// Spaces, dashes, full stops, slashes, brackets, joiners and direction marks are ignored, digits
  /// may be Persian or Arabic. `+` or `00` begins an international number, `0` a national one of
  /// `defaultCountryCode`. For Iran (98) the number must be a mobile (`9xx` and 7 digits) or a
  /// landline (area code of two digits and 8), and the forms `98912…` and `912…` are understood, also
  /// with a stray trunk zero (`+98 (0)912…`). For other countries only the length is checked.
  /// Throws `phoneInvalid` with the reason.
  public static func normalize(
    _ raw: String, defaultCountryCode: String = "98"
  ) throws(DomainError) -> String {
    guard (1...3).contains(defaultCountryCode.utf8.count), isNumber(defaultCountryCode),
      defaultCountryCode.first != "0"
    else { throw invalid("The default country code has one to three digits.") }
    let (digits, isInternational) = try digits(of: raw)
    var number = digits
    let hasCode = isInternational || digits.hasPrefix("00")
    if hasCode {
      number = isInternational ? digits : String(digits.dropFirst(2))
    } else if digits.hasPrefix("0") {
      number = defaultCountryCode + digits.dropFirst()
    } else if defaultCountryCode != "98" || !isIranianInternational(digits) {
      number = defaultCountryCode + digits
    }
    guard number.hasPrefix("98") else { return "+" + (try foreign(number)) }
    return "+" + (try iranian(number, hasCode: hasCode))
  }

  /// Whether an E.164 number is an Iranian mobile, which can receive messages.
  public static func isIranianMobile(_ e164: String) -> Bool {
    e164.hasPrefix("+989") && e164.utf8.count == 13
  }

  /// `98` and ten digits, which no national number is.
  private static func isIranianInternational(_ digits: String) -> Bool {
    digits.hasPrefix("98") && digits.utf8.count == 12
  }

  private static func iranian(_ number: String, hasCode: Bool) throws(DomainError) -> String {
    var national = number.dropFirst(2)
    if national.hasPrefix("0") { national = national.dropFirst() }
    let isWhole = national.utf8.count == 10 && national.first != "0"
    guard isWhole else {
      // Without a country code it may well be a number of another country.
      throw invalid(
        hasCode
          ? "After +98 an Iranian number has ten digits: the area code without its zero, and the rest."
          : "This is no Iranian number with its area code. If it is of another country, write it "
            + "with its country code, such as +49 30 1234567.")
    }
    return "98" + national
  }

  private static func foreign(_ number: String) throws(DomainError) -> String {
    guard (8...15).contains(number.utf8.count), number.first != "0" else {
      throw invalid("An international number has 8 to 15 digits with its country code.")
    }
    return number
  }

  /// The ASCII digits of a number, and whether a plus sign came before them.
  private static func digits(of raw: String) throws(DomainError) -> (String, Bool) {
    guard raw.utf8.count <= 128 else { throw invalid("The text is too long for a number.") }
    var digits = ""
    var hasPlus = false
    for scalar in Digits.toASCII(TextTrimming.trim(raw)).unicodeScalars {
      switch scalar {
      case "0"..."9": digits.unicodeScalars.append(scalar)
      case "+", "\u{FF0B}":
        guard digits.isEmpty, !hasPlus else { throw invalid("A plus sign is only in front.") }
        hasPlus = true
      case "-", "(", ")", ".", "/", "\u{2010}"..."\u{2015}", "\u{2212}": continue
      case _ where TextTrimming.isSurrounding(scalar): continue
      default: throw invalid("A number has only digits, spaces, dashes and brackets.")
      }
    }
    guard !digits.isEmpty else { throw invalid("The number has no digits.") }
    return (digits, hasPlus)
  }

  private static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func invalid(_ reason: String) -> DomainError {
    DomainError(.phoneInvalid, reason)
  }
}
