// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSimulation

/// What is printed: a line a seed.
enum Console {
  static func show(_ outcome: Simulation.Outcome, withLog: Bool) {
    if withLog { for line in outcome.log { print(line) } }
    let hash = String(outcome.hash, radix: 16)
    if let failure = outcome.failure {
      print("seed \(outcome.seed) FAILED after \(outcome.events) events: \(failure)")
    } else {
      print("seed \(outcome.seed) ok events=\(outcome.events) hash=\(hash)")
    }
    // Should the process die, it is known of which seed.
    fflush(nil)
  }

  static func pass(_ seed: UInt64) { print("seed \(seed) passed over") }

  static func end(_ done: Int, _ failed: Int) { print("\(done) seeds, \(failed) failed") }
}
