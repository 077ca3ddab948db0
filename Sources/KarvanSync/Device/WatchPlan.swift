// SPDX-License-Identifier: Apache-2.0

/// When a device that watches syncs next: soon after work or news, rarely otherwise, and ever more
/// rarely while nobody answers.
///
/// Chance comes from the caller, so that devices that failed together don't return together.
/// Times are in milliseconds since 1970.
public struct WatchPlan: Hashable, Sendable {
  /// What happened.
  public enum Event: Hashable, Sendable {
    /// A sync reached a sync point.
    case synced
    /// A sync failed; the server may have said how many seconds it wants to be left alone.
    case failed(retryAfter: UInt32?)
    /// Somebody worked on this device.
    case written
    /// The server says that there is news.
    case woken
  }

  /// Whether every byte costs: news then waits for the regular sync, own work does not.
  public let isMetered: Bool
  /// When the next sync is due.
  public private(set) var due: Int64
  private var failures = 0
  /// Nothing is tried before this, whatever happens.
  private var earliest: Int64

  /// Between regular syncs: a quarter of an hour, and two hours on a metered network.
  public static let interval: Int64 = 900_000
  static let meteredInterval: Int64 = 7_200_000
  /// How long after a piece of work its successors are waited for.
  static let gathering: Int64 = 2_000
  /// Over what time devices that are woken together spread.
  static let spread: Int64 = 3_000
  /// The first pause after a failure, and the longest.
  static let firstPause: Int64 = 5_000
  static let longestPause: Int64 = 900_000

  /// The first sync is due at once.
  public init(isMetered: Bool, now: Int64) {
    self.isMetered = isMetered
    due = now
    earliest = now
  }

  /// Takes notice; `chance` is any number, each as likely as another.
  public mutating func note(_ event: Event, now: Int64, chance: UInt64) {
    switch event {
    case .synced:
      failures = 0
      earliest = now
      let interval = isMetered ? Self.meteredInterval : Self.interval
      due = now + interval - Self.part(of: interval / 10, chance)
    case .failed(let retryAfter):
      failures = min(failures + 1, 20)
      let pause = min(Self.firstPause << Int64(failures - 1), Self.longestPause)
      let asked = Int64(retryAfter ?? 0) * 1_000
      earliest =
        now + max(pause / 2 + Self.part(of: pause / 2, chance), asked)
        + (asked > 0 ? Self.part(of: Self.spread, chance) : 0)
      due = earliest
    case .written: advance(to: now + Self.gathering)
    case .woken:
      if !isMetered { advance(to: now + Self.part(of: Self.spread, chance)) }
    }
  }

  private mutating func advance(to time: Int64) { due = max(min(due, time), earliest) }

  private static func part(of span: Int64, _ chance: UInt64) -> Int64 {
    span > 0 ? Int64(chance % UInt64(span)) : 0
  }
}
