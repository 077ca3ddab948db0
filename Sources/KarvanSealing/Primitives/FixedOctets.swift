// SPDX-License-Identifier: Apache-2.0

/// A byte string of a fixed length, stored in place: ids, hashes, public keys, signatures.
public protocol FixedOctets: Sendable, Hashable, BitwiseCopyable, CustomStringConvertible {
  /// All bytes zero.
  static var zero: Self { get }
}

extension FixedOctets {
  /// The number of bytes of this kind.
  public static var count: Int { MemoryLayout<Self>.size }

  /// Takes exactly `Self.count` bytes; anything else throws `wrongLength`.
  public init(_ bytes: some Collection<UInt8>) throws(SealingError) {
    guard bytes.count == Self.count else {
      throw SealingError(.wrongLength, "expected \(Self.count) bytes, got \(bytes.count)")
    }
    self = Self { target in
      _ = UnsafeMutableBufferPointer(start: target, count: Self.count).update(from: bytes)
    }
  }

  /// Lets `fill` write the bytes, which begin as zeros.
  init(fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    var value = Self.zero
    withUnsafeMutableBytes(of: &value) { buffer in
      if let base = buffer.baseAddress { fill(base.assumingMemoryBound(to: UInt8.self)) }
    }
    self = value
  }

  /// Fresh random bytes from the system.
  public static func random() -> Self { random(from: .system) }

  static func random(from source: RandomSource) -> Self {
    let bytes = source.bytes(count)
    return Self { target in
      _ = UnsafeMutableBufferPointer(start: target, count: count).update(from: bytes)
    }
  }

  /// The bytes as an array.
  public var bytes: [UInt8] { withUnsafeBytes(of: self) { [UInt8]($0) } }

  /// Calls `body` with the bytes in place.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: self) { body($0) }
  }

  /// Lower-case hexadecimal.
  public var description: String { Hexadecimal.text(bytes) }
}

/// Eight bytes, as the id of an exchange key.
public struct Octets8: FixedOctets {
  private var word: UInt64 = 0
  private init() {}
  /// All bytes zero.
  public static let zero = Octets8()
}

/// Sixteen bytes, as the ids of workspaces, devices, replicas and incarnations.
public struct Octets16: FixedOctets {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private init() {}
  /// All bytes zero.
  public static let zero = Octets16()

  /// From two numbers, written big-endian, `high` first.
  public init(high: UInt64, low: UInt64) {
    first = high.bigEndian
    second = low.bigEndian
  }

  /// The first eight bytes as a big-endian number.
  public var high: UInt64 { UInt64(bigEndian: first) }
  /// The last eight bytes as a big-endian number.
  public var low: UInt64 { UInt64(bigEndian: second) }
}

/// Thirty-two bytes, as hashes and public keys.
public struct Octets32: FixedOctets {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private init() {}
  /// All bytes zero.
  public static let zero = Octets32()

  /// Equal when all bytes are.
  public static func == (left: Octets32, right: Octets32) -> Bool { left.words == right.words }

  /// Hashes all bytes.
  public func hash(into hasher: inout Hasher) { withBytes { hasher.combine(bytes: $0) } }
}

/// Sixty-four bytes, as signatures and handshake hashes.
public struct Octets64: FixedOctets {
  private var first = Octets32.zero
  private var second = Octets32.zero
  private init() {}
  /// All bytes zero.
  public static let zero = Octets64()
}
