// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A law that failed, with the seed that repeats it.
public struct SeedFailure: Error, CustomStringConvertible {
  /// The seed; `KARVAN_SEED` in the environment repeats only this one.
  public let seed: UInt64
  /// What the law threw.
  public let cause: any Error

  /// The way to repeat the failure, and the failure.
  public var description: String { "repeat with KARVAN_SEED=\(seed): \(cause)" }
}

/// Runs a law with generators of the seeds from 1 on, or with the one of `KARVAN_SEED`.
///
/// The law checks with `try #require`, so that the first failure ends the run and its seed is
/// printed: throws `SeedFailure`.
public func forAllSeeds(
  _ count: UInt64 = 100, _ law: (inout SeededGenerator) throws -> Void
) throws {
  var seeds = Array(1...max(count, 1))
  if let text = ProcessInfo.processInfo.environment["KARVAN_SEED"], let seed = UInt64(text) {
    seeds = [seed]
  }
  for seed in seeds {
    var generator = SeededGenerator(seed: seed)
    do {
      try law(&generator)
    } catch {
      throw SeedFailure(seed: seed, cause: error)
    }
  }
}
