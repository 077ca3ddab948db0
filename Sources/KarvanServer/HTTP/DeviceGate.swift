// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Synchronization

/// Holds back devices that ask much more than a device does, after their signature was verified.
final class DeviceGate: Sendable {
  private let buckets: Mutex<TokenBuckets<DeviceID>>

  /// By default 20 requests a second, 2,000 at once: a first sync of a million records takes some
  /// hundreds in a row.
  init(perSecond: Double = 20, burst: Double = 2_000) {
    buckets = Mutex(TokenBuckets(perSecond: perSecond, burst: burst, capacity: 65_536))
  }

  /// Whether a request of this device may pass at a wall clock in milliseconds.
  func admits(_ device: DeviceID, now: Int64) -> Bool {
    buckets.withLock { $0.admits(device, at: Double(now) / 1_000) }
  }
}
