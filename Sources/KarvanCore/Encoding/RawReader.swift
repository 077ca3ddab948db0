// SPDX-License-Identifier: Apache-2.0

/// Reads the packed encoding in place; what lies beyond the end, or is not as a writer writes it,
/// reads as zero and is remembered.
package struct RawReader {
  private let bytes: UnsafeRawBufferPointer
  package private(set) var position: Int
  package private(set) var isBroken = false

  /// Reads from a place on.
  package init(_ bytes: UnsafeRawBufferPointer, at start: Int = 0) {
    self.bytes = bytes
    position = start
  }

  package var isAtEnd: Bool { position == bytes.count }

  package func run(from start: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[start..<position])
  }

  @inline(__always)
  package mutating func byte() -> UInt8 {
    guard position < bytes.count else {
      isBroken = true
      return 0
    }
    defer { position += 1 }
    return bytes[position]
  }

  /// A number in its shortest form.
  @inline(__always)
  package mutating func unsigned() -> UInt64 {
    let first = byte()
    if first < 0x80 { return UInt64(first) }
    return unsigned(after: first)
  }

  private mutating func unsigned(after first: UInt8) -> UInt64 {
    var number = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while shift < 64 {
      let next = byte()
      // A last byte of nothing says nothing; the tenth byte has one bit.
      if next == 0 || (shift == 63 && next > 1) { break }
      number |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return number }
      shift += 7
    }
    isBroken = true
    return 0
  }

  package mutating func fixed() -> UInt64 {
    guard bytes.count - position >= 8 else {
      isBroken = true
      return 0
    }
    defer { position += 8 }
    return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  package mutating func identifier<Kind>() -> Identifier<Kind> {
    let high = fixed()
    return Identifier(high: high, low: fixed())
  }

  private mutating func skip(_ count: UInt64) {
    guard count <= UInt64(bytes.count - position) else {
      isBroken = true
      position = bytes.count
      return
    }
    position += Int(count)
  }

  /// Bytes after their length.
  package mutating func blob() -> UnsafeRawBufferPointer {
    let count = unsigned()
    let start = position
    skip(count)
    return run(from: start)
  }

  /// Well-formed UTF-8 after its length.
  package mutating func text() -> UnsafeRawBufferPointer {
    let text = blob()
    if !WellFormed.isText(text) { isBroken = true }
    return text
  }

  /// Goes past the values of a group; false where they are not such.
  mutating func skipValues(of group: UInt64) -> Bool {
    let code = byte()
    guard code == ValueCode.fields else { return skipValue(code) }
    let count = unsigned()
    guard count > 0, count <= UInt64(ByteReader.fieldLimit) else { return false }
    var last: UInt64?
    for _ in 0..<count {
      let tag = unsigned()
      // A lone value of the group's own field has a shorter form.
      guard tag <= UInt64(FieldTag.max), last.map({ $0 < tag }) ?? true,
        count > 1 || tag != group, skipValue(byte())
      else { return false }
      last = tag
    }
    return true
  }

  private mutating func skipValue(_ code: UInt8) -> Bool {
    switch code {
    case ValueCode.null: break
    case ValueCode.integer: _ = unsigned()
    case ValueCode.text: _ = text()
    case ValueCode.bytes: _ = blob()
    default: return false
    }
    return !isBroken
  }

  /// Goes past values that were looked at before.
  mutating func passValues() {
    let code = byte()
    guard code == ValueCode.fields else { return passValue(code) }
    for _ in 0..<unsigned() {
      _ = unsigned()
      passValue(byte())
    }
  }

  private mutating func passValue(_ code: UInt8) {
    switch code {
    case ValueCode.integer: _ = unsigned()
    case ValueCode.text, ValueCode.bytes: _ = blob()
    default: break
    }
  }

  /// One value of those that were looked at before.
  mutating func value(_ code: UInt8) -> PackedCreation.Value {
    switch code {
    case ValueCode.integer:
      let raw = unsigned()
      return .integer(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
    case ValueCode.text: return .text(blob())
    case ValueCode.bytes: return .bytes(blob())
    default: return .null
    }
  }
}

/// Whether bytes are well-formed UTF-8 (RFC 3629), said without making a text of them.
enum WellFormed {
  static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var place = 0
    let end = bytes.count
    while place < end {
      if end - place >= 8,
        bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        place += 8
        continue
      }
      let lead = bytes[place]
      if lead < 0x80 {
        place += 1
        continue
      }
      guard let length = length(of: lead), end - place >= length,
        follows(bytes[place + 1], lead)
      else { return false }
      for index in 2..<max(length, 2) where bytes[place + index] & 0xC0 != 0x80 { return false }
      place += length
    }
    return true
  }

  private static func length(of lead: UInt8) -> Int? {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: nil
    }
  }

  /// The second byte excludes long forms, surrogates and what lies beyond the last scalar.
  private static func follows(_ second: UInt8, _ lead: UInt8) -> Bool {
    switch lead {
    case 0xE0: (0xA0...0xBF).contains(second)
    case 0xED: (0x80...0x9F).contains(second)
    case 0xF0: (0x90...0xBF).contains(second)
    case 0xF4: (0x80...0x8F).contains(second)
    default: second & 0xC0 == 0x80
    }
  }
}
