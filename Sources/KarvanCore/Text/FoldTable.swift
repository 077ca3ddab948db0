// SPDX-License-Identifier: Apache-2.0

/// What each scalar becomes in a search key: nothing, one scalar, or a few.
///
/// Built once, at the first text that is not ASCII, from `FoldRows` and the properties of the
/// standard library; 12,000 entries of four bytes.
struct FoldTable: Sendable {
  static let shared = FoldTable()

  private static let low: Range<UInt32> = 0x80..<0x2C00
  private static let high: Range<UInt32> = 0xF900..<0x10000
  /// An entry with this bit is an index into `sequences`; without it, a scalar; zero drops.
  private static let sequenceBit: UInt32 = 0x8000_0000

  private var entries: [UInt32]
  private var sequences: [[UInt32]] = []

  private init() {
    let all = Array(Self.low) + Array(Self.high)
    entries = all.map { Unicode.Scalar($0).map(Self.general) ?? 0 }
    for block in [FoldRows.latin, FoldRows.others, FoldRows.arabic] {
      for row in block.split(separator: "\n") { load(row) }
    }
    // Full case mapping gives a dotted i for İ; the mark is dropped like any other.
    set(0x130, [0x69])
  }

  /// Calls `emit` with each scalar that `scalar` folds into.
  @inline(__always)
  func fold(_ scalar: Unicode.Scalar, _ emit: (UInt32) -> Void) {
    let value = scalar.value
    guard let index = Self.index(value) else {
      let folded = value < 0x80 ? Self.ascii(value) : Self.general(scalar)
      if folded != 0 { emit(folded) }
      return
    }
    let entry = entries[index]
    if entry & Self.sequenceBit == 0 {
      if entry != 0 { emit(entry) }
    } else {
      for part in sequences[Int(entry & ~Self.sequenceBit)] { emit(part) }
    }
  }

  /// An ASCII scalar in lower case; white space becomes a space and other controls zero.
  static func ascii(_ value: UInt32) -> UInt32 {
    switch value {
    case 0x41...0x5A: value + 0x20
    case 0x09...0x0D: 0x20
    case ..<0x20, 0x7F: 0
    default: value
    }
  }

  /// The rule for a scalar without a row: marks and invisible controls are dropped, white space
  /// becomes a space, a decimal digit its ASCII digit, a letter its lower case.
  private static func general(_ scalar: Unicode.Scalar) -> UInt32 {
    if isDroppedMark(scalar.value) { return 0 }
    let properties = scalar.properties
    if properties.isWhitespace { return 0x20 }
    switch properties.generalCategory {
    case .format, .control: return 0
    case .decimalNumber:
      guard let number = properties.numericValue, (0...9).contains(number) else { break }
      return 0x30 + UInt32(number)
    default: break
    }
    let lower = properties.lowercaseMapping.unicodeScalars
    guard lower.count == 1, let first = lower.first else { return scalar.value }
    return first.value
  }

  /// Marks that searching ignores: accents, Arabic vowels, tatweel, hamza; never the vowel signs
  /// of scripts that are written with them.
  private static func isDroppedMark(_ value: UInt32) -> Bool {
    switch value {
    case 0x300...0x36F, 0x483...0x487, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
      0xFE20...0xFE2F:
      true
    case 0x610...0x61A, 0x621, 0x640, 0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E8,
      0x6EA...0x6ED, 0x8CA...0x8E1, 0x8E3...0x8FF, 0x180B...0x180F, 0xFE00...0xFE0F:
      true
    default: false
    }
  }

  private static func index(_ value: UInt32) -> Int? {
    if low.contains(value) { return Int(value - low.lowerBound) }
    if high.contains(value) { return low.count + Int(value - high.lowerBound) }
    return nil
  }

  private mutating func load(_ row: Substring) {
    // By scalars: a result may begin with a mark that would join the space before it.
    let fields = row.unicodeScalars.split(separator: " ")
    guard let head = fields.first, let start = UInt32(String(head.dropLast()), radix: 16) else {
      return
    }
    for (offset, field) in fields.dropFirst().enumerated() where field.first != "⋯" {
      let result = field.filter { $0 != "∅" }.map { $0 == "␣" ? 0x20 : $0.value }
      set(start + UInt32(offset), result)
    }
  }

  private mutating func set(_ value: UInt32, _ result: [UInt32]) {
    guard let index = Self.index(value) else { return }
    switch result.count {
    case 0: entries[index] = 0
    case 1: entries[index] = result[0]
    default:
      entries[index] = Self.sequenceBit | UInt32(sequences.count)
      sequences.append(result)
    }
  }
}
