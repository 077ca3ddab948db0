// SPDX-License-Identifier: Apache-2.0

/// E-mail addresses.
public enum EmailAddress {
  /// The address with its domain in lower case, without what surrounds it.
  ///
  /// Plausibility, not the grammar of mail: one `@`, a local part of 1 to 64 bytes, a domain of two
  /// or more labels of letters, digits and inner hyphens, 254 bytes in all; no quoted local parts.
  /// Letters of all scripts are accepted. Throws `emailInvalid` with the reason.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    let text = TextTrimming.trim(raw)
    guard text.utf8.count <= 254 else { throw invalid("The address is longer than 254 bytes.") }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw invalid("An address has one @ between name and domain.") }
    try check(local: parts[0])
    try check(domain: parts[1])
    return "\(parts[0])@\(parts[1].lowercased())"
  }

  private static func check(local: Substring) throws(DomainError) {
    guard (1...64).contains(local.utf8.count) else {
      throw invalid("The part before the @ has 1 to 64 characters.")
    }
    guard !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else {
      throw invalid("The part before the @ has full stops only between other characters.")
    }
    let signs = "!#$%&'*+-/=?^_`{|}~.".unicodeScalars
    guard local.unicodeScalars.allSatisfy({ isWord($0) || signs.contains($0) }) else {
      throw invalid("The part before the @ has a character that addresses do not have.")
    }
  }

  private static func check(domain: Substring) throws(DomainError) {
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last else {
      throw invalid("The domain has at least two parts with a full stop between.")
    }
    for label in labels {
      guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-"),
        label.unicodeScalars.allSatisfy({ isWord($0) || $0 == "-" })
      else { throw invalid("The domain has a part that is empty or not letters and digits.") }
    }
    guard last.utf8.count >= 2, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw invalid("The domain does not end in a top-level name.")
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .otherLetter, .titlecaseLetter, .modifierLetter,
      .decimalNumber, .nonspacingMark, .spacingMark:
      true
    default: false
    }
  }

  private static func invalid(_ reason: String) -> DomainError {
    DomainError(.emailInvalid, reason)
  }
}
