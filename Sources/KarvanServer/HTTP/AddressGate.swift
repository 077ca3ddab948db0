// SPDX-License-Identifier: Apache-2.0

/// Holds back addresses that send much more than devices do, before anything is decrypted.
///
/// A token bucket an address; the table is bounded, and when it is full the bucket that was
/// touched longest ago makes room.
actor AddressGate {
  private struct Bucket {
    var tokens: Double
    var touched: Double
  }

  private var buckets: [String: Bucket] = [:]
  private let perSecond: Double
  private let burst: Double
  private let capacity: Int

  init(perSecond: Double, burst: Double, capacity: Int = 4_096) {
    self.perSecond = perSecond
    self.burst = burst
    self.capacity = capacity
  }

  /// Whether a request of this address may pass at a time in seconds.
  func admits(_ address: String, at now: Double) -> Bool {
    var bucket = buckets[address] ?? Bucket(tokens: burst, touched: now)
    bucket.tokens = min(burst, bucket.tokens + max(0, now - bucket.touched) * perSecond)
    bucket.touched = now
    let passes = bucket.tokens >= 1
    if passes { bucket.tokens -= 1 }
    if buckets[address] == nil && buckets.count >= capacity { makeRoom() }
    buckets[address] = bucket
    return passes
  }

  private func makeRoom() {
    let oldest = buckets.min { $0.value.touched < $1.value.touched }
    if let oldest { buckets[oldest.key] = nil }
  }
}
