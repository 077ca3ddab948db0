// SPDX-License-Identifier: Apache-2.0

/// A hybrid logical time: 48 bits of milliseconds since 1970 and a 16-bit counter.
///
/// It orders concurrent versions and can be printed; it never decides causality.
/// Source: Kulkarni et al., "Logical Physical Clocks", 2014.
public struct HybridTime: Hashable, Comparable, Sendable {
  /// Milliseconds in the upper 48 bits, the counter in the lower 16.
  public let raw: UInt64

  /// Takes the packed form.
  public init(raw: UInt64) { self.raw = raw }

  /// Packs milliseconds (clamped to 48 bits) and a counter.
  public init(milliseconds: Int64, counter: UInt16 = 0) {
    let bounded = min(UInt64(clamping: milliseconds), Self.greatestMilliseconds)
    self.init(raw: bounded << 16 | UInt64(counter))
  }

  /// Milliseconds since 1970.
  public var milliseconds: Int64 { Int64(raw >> 16) }
  /// The counter within the millisecond.
  public var counter: UInt16 { UInt16(truncatingIfNeeded: raw) }

  /// The greatest millisecond that fits: some day in the year 10889.
  public static let greatestMilliseconds: UInt64 = 0xFFFF_FFFF_FFFF
  /// The time before all others.
  public static let zero = HybridTime(raw: 0)

  /// The order of milliseconds, then of counters.
  public static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
}

/// Makes hybrid times that never repeat and never run backwards on one replica.
public struct HybridClock: Hashable, Sendable {
  /// The newest time that was made or observed.
  public private(set) var last: HybridTime

  /// How far a remote time may lie ahead of the local clock before it no longer drags it along:
  /// one day, in milliseconds.
  public static let observationBoundMilliseconds: Int64 = 86_400_000

  /// Continues after `last`.
  public init(last: HybridTime = .zero) { self.last = last }

  /// Makes the next time for a local write at the wall clock `now` (milliseconds since 1970).
  public mutating func tick(now: Int64) -> HybridTime {
    let wall = HybridTime(milliseconds: now)
    last = wall > last ? wall : HybridTime(raw: last.raw == .max ? .max : last.raw + 1)
    return last
  }

  /// Takes notice of a time from elsewhere; one beyond the bound is shown but not followed.
  public mutating func observe(_ remote: HybridTime, now: Int64) {
    let (bound, isBeyondAll) = now.addingReportingOverflow(Self.observationBoundMilliseconds)
    guard isBeyondAll || remote.milliseconds <= bound else { return }
    last = max(last, remote)
  }
}
