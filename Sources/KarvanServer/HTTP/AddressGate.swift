// SPDX-License-Identifier: Apache-2.0

/// Holds back addresses that send much more than devices do, before anything is decrypted.
actor AddressGate {
  private var buckets: TokenBuckets<String>

  init(perSecond: Double, burst: Double, capacity: Int = 4_096) {
    buckets = TokenBuckets(perSecond: perSecond, burst: burst, capacity: capacity)
  }

  /// Whether a request of this address may pass at a time in seconds.
  func admits(_ address: String, at now: Double) -> Bool { buckets.admits(address, at: now) }
}
