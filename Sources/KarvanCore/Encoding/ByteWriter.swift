// SPDX-License-Identifier: Apache-2.0

/// Writes the packed encoding: the one deterministic form in which values are stored, sealed,
/// hashed and sent. The format is described in `protocol/README.md`, P-010 to P-019.
public struct ByteWriter: Sendable {
  /// What was written so far.
  public internal(set) var bytes: [UInt8]

  /// Starts empty.
  public init(reserving capacity: Int = 0) {
    bytes = []
    if capacity > 0 { bytes.reserveCapacity(capacity) }
  }

  /// Forgets what was written but keeps the room, for reuse on hot paths.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Puts other bytes in the place of some that were written.
  mutating func replace(_ range: Range<Int>, by run: [UInt8]) {
    bytes.replaceSubrange(range, with: run)
  }

  /// One byte.
  @inline(__always)
  public mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  /// An unsigned number, seven bits a byte, the least significant first (LEB128).
  @inline(__always)
  public mutating func unsigned(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A signed number, zigzag then as unsigned.
  @inline(__always)
  public mutating func signed(_ number: Int64) {
    unsigned(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Bytes as they are, without their length.
  public mutating func raw(_ run: some Collection<UInt8>) { bytes.append(contentsOf: run) }

  /// Bytes in place as they are.
  public mutating func raw(_ run: UnsafeRawBufferPointer) { bytes.append(contentsOf: run) }

  /// Bytes after their length.
  public mutating func blob(_ run: some Collection<UInt8>) {
    unsigned(UInt64(run.count))
    bytes.append(contentsOf: run)
  }

  /// UTF-8 after its length.
  public mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      unsigned(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  /// The 16 bytes of an identifier.
  public mutating func identifier<Kind>(_ id: Identifier<Kind>) {
    fixed(id.high)
    fixed(id.low)
  }

  /// Eight bytes, big endian.
  public mutating func fixed(_ number: UInt64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
