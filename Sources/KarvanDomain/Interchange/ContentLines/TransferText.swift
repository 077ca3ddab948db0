// SPDX-License-Identifier: Apache-2.0

/// Bytes of older programs as text: quoted-printable and the character sets of their time.
public enum TransferText {
  /// Undoes quoted-printable (RFC 2045); a sign that is no pair of digits stays as it is.
  ///
  /// - Returns: The bytes, and whether all of them were written as they should be.
  public static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> (bytes: [UInt8], isWhole: Bool)
  {
    var result: [UInt8] = []
    var isWhole = true
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "="), index + 2 < bytes.endIndex,
        let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
        continue
      }
      if byte == UInt8(ascii: "=") { isWhole = false }
      result.append(byte)
      index += 1
    }
    return (result, isWhole)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// The text of bytes in a character set that a file names.
  ///
  /// - Returns: nil for a set that is not known, or that the bytes are not in.
  public static func decode(_ bytes: [UInt8], charset: String) -> String? {
    switch charset.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": return utf8(bytes)
    case "WINDOWS-1256", "CP1256": return decode(bytes, arabic)
    case "WINDOWS-1252", "CP1252", "ISO-8859-1", "LATIN1", "ISO_8859-1":
      return decode(bytes, western)
    default: return nil
    }
  }

  /// The text of bytes that are UTF-8; nil when they are not.
  public static func utf8(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

  /// The text of bytes that say nothing of themselves and are not UTF-8: in the set of Persian
  /// programs where it gives Arabic letters, else in that of western ones.
  public static func guess(_ bytes: [UInt8]) -> String {
    let persian = decode(bytes, arabic)
    let high = bytes.count { $0 >= 0x80 }
    let letters = persian.unicodeScalars.count { (0x0620...0x06FF).contains($0.value) }
    return letters * 2 > high ? persian : decode(bytes, western)
  }

  private static func decode(_ bytes: [UInt8], _ table: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
      text.append(byte < 0x80 ? Unicode.Scalar(byte) : table[Int(byte) - 0x80])
    }
    return String(text)
  }

  /// The upper half of windows-1256; joiners and direction marks among the letters are written out.
  private static let arabic = Array(
    ("€پ‚ƒ„…†‡ˆ‰ٹ‹Œچژڈگ‘’“”•–—ک™ڑ›œ\u{200C}\u{200D}ں"
      + "\u{A0}،¢£¤¥¦§¨©ھ«¬\u{AD}®¯°±²³´µ¶·¸¹؛»¼½¾؟"
      + "ہءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقكàلâمنهوçèéêëىيîï"
      + "\u{64B}\u{64C}\u{64D}\u{64E}ô\u{64F}\u{650}÷\u{651}ù\u{652}ûü\u{200E}\u{200F}ے")
      .unicodeScalars)

  /// The upper half of windows-1252; its five gaps are the controls of ISO 8859-1.
  private static let western = Array(
    ("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ"
      + "\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
      + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ").unicodeScalars)
}
