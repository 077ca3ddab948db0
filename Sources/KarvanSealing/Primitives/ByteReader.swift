// SPDX-License-Identifier: Apache-2.0

/// Reads fixed-size binary from the front; numbers are big-endian.
struct ByteReader {
  private let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  var remaining: Int { bytes.count - offset }

  mutating func number<Number: FixedWidthInteger>() throws(SealingError) -> Number {
    let range = try take(MemoryLayout<Number>.size)
    return bytes.withUnsafeBytes {
      Number(bigEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Number.self))
    }
  }

  mutating func octets<Value: FixedOctets>() throws(SealingError) -> Value {
    try Value(bytes[try take(Value.count)])
  }

  mutating func slice(_ count: Int) throws(SealingError) -> ArraySlice<UInt8> {
    bytes[try take(count)]
  }

  /// Moves over `count` bytes and gives their range.
  mutating func take(_ count: Int) throws(SealingError) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw SealingError(.truncated, "\(count) bytes expected at \(offset), \(remaining) there")
    }
    defer { offset += count }
    return offset..<(offset + count)
  }

  /// Throws `trailingBytes` unless everything was read.
  func end() throws(SealingError) {
    guard remaining == 0 else {
      throw SealingError(.trailingBytes, "\(remaining) bytes after the end at \(offset)")
    }
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }

  mutating func append(_ octets: some FixedOctets) {
    octets.withBytes { append(contentsOf: $0) }
  }

  mutating func append(_ domain: Domain) { append(contentsOf: domain.rawValue.utf8) }
}
