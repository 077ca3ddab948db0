// SPDX-License-Identifier: Apache-2.0

/// Lets so many in at once.
actor Turnstile {
  private let capacity: Int
  private var inside = 0

  init(capacity: Int) { self.capacity = capacity }

  /// Whether there was room; then ``leave()`` must follow.
  func enter() -> Bool {
    guard inside < capacity else { return false }
    inside += 1
    return true
  }

  func leave() { inside -= 1 }
}
