// SPDX-License-Identifier: Apache-2.0

/// A 128-bit identifier whose `Kind` keeps records, replicas and devices from being mixed up.
///
/// Ordered by its bytes, so that every replica sorts alike.
public struct Identifier<Kind>: Hashable, Comparable, Sendable {
  /// The first eight bytes, big endian.
  public let high: UInt64
  /// The last eight bytes, big endian.
  public let low: UInt64

  /// Makes an identifier of its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads exactly 16 bytes, or answers nil.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      if index < 8 {
        halves.0 = halves.0 << 8 | UInt64(byte)
      } else {
        halves.1 = halves.1 << 8 | UInt64(byte)
      }
    }
    self.init(high: halves.0, low: halves.1)
  }

  /// Reads 32 hexadecimal digits, with or without the four hyphens of a UUID.
  public init?(text: some StringProtocol) {
    let hasHyphens = text.utf8.count == 36
    var digits = 0
    var halves: (UInt64, UInt64) = (0, 0)
    for (index, byte) in text.utf8.enumerated() {
      if hasHyphens && (index == 8 || index == 13 || index == 18 || index == 23) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = Hexadecimal.value(of: byte), digits < 32 else { return nil }
      if digits < 16 {
        halves.0 = halves.0 << 4 | UInt64(digit)
      } else {
        halves.1 = halves.1 << 4 | UInt64(digit)
      }
      digits += 1
    }
    guard digits == 32 else { return nil }
    self.init(high: halves.0, low: halves.1)
  }

  /// The 16 bytes, big endian.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      for index in 0..<8 {
        let shift = UInt64(56 - 8 * index)
        buffer[index] = UInt8(truncatingIfNeeded: high >> shift)
        buffer[index + 8] = UInt8(truncatingIfNeeded: low >> shift)
      }
      count = 16
    }
  }

  /// Whether all bits are zero: the value that stands for "none" where a field is fixed in size.
  public var isZero: Bool { high == 0 && low == 0 }

  /// The order of the bytes.
  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension Identifier: CustomStringConvertible {
  /// The 8-4-4-4-12 form of RFC 9562, in lower case.
  public var description: String {
    var text = ""
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if index == 4 || index == 6 || index == 8 || index == 10 { text.append("-") }
      text.append(Hexadecimal.text(of: byte))
    }
    return text
  }
}

/// The kind of ``RecordID``.
public enum RecordKind: Sendable {}
/// The kind of ``ReplicaID``.
public enum ReplicaKind: Sendable {}
/// The kind of ``DeviceID``.
public enum DeviceKind: Sendable {}
/// The kind of ``WorkspaceID``.
public enum WorkspaceKind: Sendable {}
/// The kind of ``IncarnationID``.
public enum IncarnationKind: Sendable {}

/// Names one record for ever: a UUIDv7 made on the device that created it, never reused.
public typealias RecordID = Identifier<RecordKind>
/// Names one life of one database on one device; a restored or copied database gets a new one.
public typealias ReplicaID = Identifier<ReplicaKind>
/// Names an enrolled machine.
public typealias DeviceID = Identifier<DeviceKind>
/// Names one company's data.
public typealias WorkspaceID = Identifier<WorkspaceKind>
/// Names one life of the server's database.
public typealias IncarnationID = Identifier<IncarnationKind>

extension Identifier {
  /// Makes a UUIDv7 (RFC 9562, 5.7) of a time in milliseconds since 1970 and 74 random bits.
  public static func version7(milliseconds: Int64, random: (UInt64, UInt64)) -> Self {
    let time = UInt64(clamping: milliseconds) & 0xFFFF_FFFF_FFFF
    return Self(
      high: time << 16 | 0x7000 | (random.0 & 0x0FFF),
      low: 0x8000_0000_0000_0000 | (random.1 & 0x3FFF_FFFF_FFFF_FFFF))
  }
}

/// Hexadecimal digits, since Core has no Foundation.
public enum Hexadecimal {
  private static let digits: [Character] = Array("0123456789abcdef")

  /// The value of one digit, or nil.
  public static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// Two lower-case digits of a byte.
  public static func text(of byte: UInt8) -> String {
    String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }

  /// The digits of a run of bytes.
  public static func text(of bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes { text.append(Self.text(of: byte)) }
    return text
  }

  /// The bytes of an even run of digits, or nil.
  public static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      guard let digit = value(of: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }
}
