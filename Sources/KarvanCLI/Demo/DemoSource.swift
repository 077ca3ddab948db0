// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Synchronization

/// The repeatable chance of the demonstration company: the same seed makes the same company.
///
/// A counter that grows by an odd constant, mixed so that neighbours are unrelated (SplitMix64).
/// Not for secrets.
final class DemoSource: Sendable {
  private let state: Mutex<UInt64>
  private let now: @Sendable () -> Int64

  init(seed: UInt64, now: @escaping @Sendable () -> Int64) {
    state = Mutex(seed)
    self.now = now
  }

  func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  func number(_ range: ClosedRange<Int64>) -> Int64 {
    let width = UInt64(range.upperBound - range.lowerBound) + 1
    return range.lowerBound + Int64(next() % width)
  }

  func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }

  @Sendable func identifier() -> RecordID {
    .version7(milliseconds: now(), random: (next(), next()))
  }
}
