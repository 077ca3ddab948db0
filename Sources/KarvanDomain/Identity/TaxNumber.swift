// SPDX-License-Identifier: Apache-2.0

/// The unique tax number of an invoice for the Iranian taxpayers' system: 22 characters.
///
/// Memory id (6), the day since 1970 in hexadecimal (5), the serial in hexadecimal (10) and a
/// Verhoeff digit over the same in decimal, letters by their ASCII codes. The form is that of open
/// implementations, not confirmed by the tax office.
public enum TaxNumber {
  /// The number of an invoice. The memory id has six capital letters and digits, the day is from
  /// 1970 on for 999,999 days, the serial has at most twelve decimal digits.
  /// Throws `taxNumberInvalid`.
  public static func make(
    memoryID: String, date: CivilDate, serial: Int64
  ) throws(DomainError) -> String {
    let days = Int64(date.daysSinceEpoch)
    guard memoryID.utf8.count == 6, memoryID.utf8.allSatisfy(isMemoryByte) else {
      throw DomainError(.taxNumberInvalid, "A memory id has six capital letters and digits.")
    }
    guard (0...999_999).contains(days) else {
      throw DomainError(.taxNumberInvalid, "The day is outside the range of tax numbers.")
    }
    guard (0...999_999_999_999).contains(serial) else {
      throw DomainError(.taxNumberInvalid, "The serial has at most twelve digits.")
    }
    let decimal = decimalForm(memoryID) + fill(String(days), 6) + fill(String(serial), 12)
    let check = try Verhoeff.checkDigit(decimal)
    return memoryID + fill(hexadecimal(days), 5) + fill(hexadecimal(serial), 10) + String(check)
  }

  /// Whether a text has the form of a tax number and the right check digit.
  public static func isValid(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 22 else { return false }
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    guard let days = Int32(string(6..<11), radix: 16),
      let serial = Int64(string(11..<21), radix: 16),
      let made = try? make(
        memoryID: string(0..<6), date: CivilDate(daysSinceEpoch: days), serial: serial)
    else { return false }
    return made.utf8.elementsEqual(text.utf8)
  }

  private static func isMemoryByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
  }

  /// The memory id with each letter as the decimal of its ASCII code.
  private static func decimalForm(_ memoryID: String) -> String {
    memoryID.utf8.map { $0 < 0x3A ? String($0 - 0x30) : String($0) }.joined()
  }

  private static func hexadecimal(_ value: Int64) -> String {
    String(value, radix: 16, uppercase: true)
  }

  private static func fill(_ digits: String, _ length: Int) -> String {
    String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
  }
}
