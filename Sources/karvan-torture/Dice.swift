// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Choices that follow from a seed.
///
/// When processes run at once their order is the system's; everything that is chosen here is the same
/// for the same seed.
struct Dice {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> UInt64 { generator.next() }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func one<Element>(of elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  /// Other dice, so that what one part throws does not move what another gets.
  mutating func another() -> Dice { Dice(seed: next()) }
}
