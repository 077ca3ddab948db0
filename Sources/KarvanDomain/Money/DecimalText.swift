// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Decimal numbers in text, as whole numbers of a fixed scale.
enum DecimalText {
  /// What is wrong with a text that is not a number of the scale.
  enum Failure: Error {
    case malformed, tooPrecise, overflow
  }

  /// The longest text that is looked at.
  static let maximumLength = 64

  /// The number times `10^scale`.
  ///
  /// Accepts a sign, digits of any of the three scripts, groups of three after the first (`,`, `٬`,
  /// `_`, a space or an apostrophe between) and a decimal point (`.` or `٫`). Zeros beyond the scale
  /// are accepted, other digits not.
  static func parse(_ text: some StringProtocol, scale: Int) throws(Failure) -> Int64 {
    guard text.utf8.count <= maximumLength else { throw .malformed }
    var rest = Substring(Digits.toASCII(String(text)))
    let isNegative = rest.first == "-" || rest.first == "\u{2212}"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = try ungrouped(parts[0])
    let fraction = parts.count == 2 ? Array(parts[1].utf8) : []
    guard !whole.isEmpty, parts.count == 1 || !fraction.isEmpty, fraction.allSatisfy(isDigit)
    else { throw .malformed }
    guard fraction.dropFirst(scale).allSatisfy({ $0 == 0x30 }) else { throw .tooPrecise }
    var value: Int64 = 0
    let decimals = fraction.prefix(scale)
    let padding = repeatElement(UInt8(0x30), count: scale - decimals.count)
    for digit in whole + decimals + padding {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let step = Int64(digit - 0x30)
      let (next, carry) = tenfold.addingReportingOverflow(isNegative ? -step : step)
      guard !overflow, !carry else { throw .overflow }
      value = next
    }
    return value
  }

  /// A scaled number in ASCII: sign, whole part in groups when asked, and as many decimals as are
  /// needed, at least `minimumDecimals`.
  static func format(
    _ value: Int64, scale: Int, minimumDecimals: Int = 0, groupedBy separator: String = ""
  ) -> String {
    var digits = Array(String(value.magnitude).utf8)
    if digits.count <= scale {
      digits = Array(repeatElement(0x30, count: scale + 1 - digits.count)) + digits
    }
    var fraction = digits.suffix(scale)
    while fraction.count > minimumDecimals, fraction.last == 0x30 { fraction.removeLast() }
    let sign = value < 0 ? "-" : ""
    let whole = grouped(Array(digits.dropLast(scale)), separator)
    return sign + whole + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
  }

  private static func grouped(_ digits: [UInt8], _ separator: String) -> String {
    guard !separator.isEmpty else { return String(decoding: digits, as: UTF8.self) }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += separator }
      result.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return result
  }

  private static func ungrouped(_ text: Substring) throws(Failure) -> [UInt8] {
    let groups = text.unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: isSeparator)
    guard groups.count > 1 else {
      let digits = Array(text.utf8)
      guard digits.allSatisfy(isDigit) else { throw .malformed }
      return digits
    }
    var digits: [UInt8] = []
    for (index, group) in groups.enumerated() {
      let bytes = Array(String(group).utf8)
      let length = index == 0 ? 1...3 : 3...3
      guard length.contains(bytes.count), bytes.allSatisfy(isDigit) else { throw .malformed }
      digits += bytes
    }
    return digits
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", "_", "'", " ", "\u{A0}", "\u{202F}", "\u{60C}", "\u{2019}": true
    default: false
    }
  }
}
