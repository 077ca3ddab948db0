// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A sum of keyed 128-bit hashes of records, modulo 2 to the 128: it finds faults, not malice.
public struct DigestSum: Hashable, Sendable {
  /// The upper half.
  public private(set) var high: UInt64
  /// The lower half.
  public private(set) var low: UInt64

  /// The sum of nothing, or the given halves.
  public init(high: UInt64 = 0, low: UInt64 = 0) {
    self.high = high
    self.low = low
  }

  /// Adds a record's hash.
  public mutating func add(_ hash: DigestSum) {
    let (sum, carry) = low.addingReportingOverflow(hash.low)
    low = sum
    high = high &+ hash.high &+ (carry ? 1 : 0)
  }

  /// Takes a record's hash away again.
  public mutating func subtract(_ hash: DigestSum) {
    let (difference, borrow) = low.subtractingReportingOverflow(hash.low)
    low = difference
    high = high &- hash.high &- (borrow ? 1 : 0)
  }

  /// Thirty-two hexadecimal digits, the upper half first.
  public var text: String {
    var writer = ByteWriter(reserving: 16)
    writer.fixed(high)
    writer.fixed(low)
    return Hexadecimal.text(of: writer.bytes)
  }

  /// Whether the sum is that of nothing.
  public var isZero: Bool { high == 0 && low == 0 }
}

/// Hashes the digestible form of a record under the workspace's digest key (P-047).
public protocol RecordHashing: Sendable {
  /// The keyed BLAKE2b-128 of the bytes.
  func hash(_ bytes: UnsafeRawBufferPointer) -> DigestSum
}

extension RecordHashing {
  /// The hash of a state's content.
  public func hash(_ state: RecordState) -> DigestSum {
    var writer = ByteWriter(reserving: 1_024)
    writer.digestible(state)
    return writer.bytes.withUnsafeBytes { hash($0) }
  }
}
