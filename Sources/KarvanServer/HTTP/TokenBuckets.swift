// SPDX-License-Identifier: Apache-2.0

/// Token buckets by name; the table is bounded, and when it is full the bucket that was touched
/// longest ago makes room.
struct TokenBuckets<Name: Hashable & Sendable>: Sendable {
  private struct Bucket {
    var tokens: Double
    var touched: Double
  }

  private var buckets: [Name: Bucket] = [:]
  private let perSecond: Double
  private let burst: Double
  private let capacity: Int

  init(perSecond: Double, burst: Double, capacity: Int) {
    self.perSecond = perSecond
    self.burst = burst
    self.capacity = capacity
  }

  /// Whether a request under a name may pass at a time in seconds.
  mutating func admits(_ name: Name, at now: Double) -> Bool {
    var bucket = buckets[name] ?? Bucket(tokens: burst, touched: now)
    bucket.tokens = min(burst, bucket.tokens + max(0, now - bucket.touched) * perSecond)
    bucket.touched = now
    let passes = bucket.tokens >= 1
    if passes { bucket.tokens -= 1 }
    if buckets[name] == nil && buckets.count >= capacity { makeRoom() }
    buckets[name] = bucket
    return passes
  }

  private mutating func makeRoom() {
    let oldest = buckets.min { $0.value.touched < $1.value.touched }
    if let oldest { buckets[oldest.key] = nil }
  }
}
