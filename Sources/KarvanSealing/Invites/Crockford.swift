// SPDX-License-Identifier: Apache-2.0

/// Crockford's base 32: digits and capitals without I, L, O, U.
enum Crockford {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// The text of 5-bit symbols.
  static func text(_ symbols: some Sequence<UInt8>) -> String {
    String(decoding: symbols.map { alphabet[Int($0 & 31)] }, as: UTF8.self)
  }

  /// The text in groups with a dash between.
  static func grouped(_ symbols: [UInt8], by size: Int) -> String {
    stride(from: 0, to: symbols.count, by: size)
      .map { text(symbols[$0..<min($0 + size, symbols.count)]) }
      .joined(separator: "-")
  }

  /// The symbol of a character as people type it: either case, I and L for 1, O for 0, Persian and
  /// Arabic digits.
  static func symbol(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar {
    case "\u{06F0}"..."\u{06F9}": return UInt8(scalar.value - 0x06F0)
    case "\u{0660}"..."\u{0669}": return UInt8(scalar.value - 0x0660)
    default: break
    }
    guard let character = UInt8(exactly: scalar.value) else { return nil }
    let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
    let folded: UInt8
    switch isSmall ? character - 32 : character {
    case UInt8(ascii: "I"), UInt8(ascii: "L"): folded = UInt8(ascii: "1")
    case UInt8(ascii: "O"): folded = UInt8(ascii: "0")
    case let other: folded = other
    }
    return alphabet.firstIndex(of: folded).map(UInt8.init)
  }

  /// Whether a character only separates: spaces, dashes, and the marks that right-to-left text
  /// and copied messages bring along.
  static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case " ", "\t", "\n", "\r", "-", "_", ".", "\u{00A0}", "\u{00AD}", "\u{061C}", "\u{2060}",
      "\u{FEFF}", "\u{202F}", "\u{2212}", "\u{0640}":
      true
    case "\u{2000}"..."\u{2015}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
    default: false
    }
  }

  /// The 5-bit symbols of a byte string, most significant bit first; missing bits are zero.
  static func symbols(of bytes: [UInt8], count: Int) -> [UInt8] {
    (0..<count).map { index in
      (0..<5).reduce(UInt8(0)) { symbol, step in
        let bit = index * 5 + step
        let byte = bit / 8 < bytes.count ? bytes[bit / 8] : 0
        return symbol << 1 | (byte >> UInt8(7 - bit % 8)) & 1
      }
    }
  }

  /// The byte string of symbols, the last byte filled with zero bits.
  static func bytes(of symbols: some Collection<UInt8>) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (symbols.count * 5 + 7) / 8)
    for (index, symbol) in symbols.enumerated() {
      for step in 0..<5 where symbol >> UInt8(4 - step) & 1 == 1 {
        let bit = index * 5 + step
        bytes[bit / 8] |= 1 << UInt8(7 - bit % 8)
      }
    }
    return bytes
  }
}
