// SPDX-License-Identifier: Apache-2.0

/// Turns UTF-16 into UTF-8 as its bytes arrive: "Unicode text" of spreadsheets.
///
/// What is no text (half a pair) becomes a byte that is no UTF-8 either, so that it is told where
/// it stands.
struct WideBytes: Sendable {
  /// How such a file begins (The Unicode Standard, 23.8), and whether the low byte comes first.
  static func isLittleEndian(_ start: [UInt8]) -> Bool? {
    switch start {
    case [0xFF, 0xFE]: true
    case [0xFE, 0xFF]: false
    default: nil
    }
  }

  private static let noText: UInt8 = 0xFF

  private let isLittleEndian: Bool
  private var half: UInt8?
  private var lead: UInt16?

  init(isLittleEndian: Bool) {
    self.isLittleEndian = isLittleEndian
  }

  /// Takes a byte and gives those that it completes.
  mutating func push(_ byte: UInt8) -> [UInt8] {
    guard let first = half else {
      half = byte
      return []
    }
    half = nil
    let (high, low) = isLittleEndian ? (byte, first) : (first, byte)
    return take(UInt16(high) << 8 | UInt16(low))
  }

  /// What is left when the file has ended.
  mutating func finish() -> [UInt8] {
    defer { (half, lead) = (nil, nil) }
    return half == nil && lead == nil ? [] : [Self.noText]
  }

  private mutating func take(_ unit: UInt16) -> [UInt8] {
    if let lead {
      self.lead = nil
      guard UTF16.isTrailSurrogate(unit) else { return [Self.noText] + take(unit) }
      return Array(String(decoding: [lead, unit], as: UTF16.self).utf8)
    }
    if UTF16.isLeadSurrogate(unit) {
      lead = unit
      return []
    }
    guard let scalar = Unicode.Scalar(unit) else { return [Self.noText] }
    return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
