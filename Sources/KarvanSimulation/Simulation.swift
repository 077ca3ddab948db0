// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// One seed from its beginning to its end.
package struct Simulation: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    package let seed: UInt64
    /// nil where every promise was kept.
    package let failure: String?
    /// A hash over everything that happened: the same in each run of the seed.
    package let hash: UInt64
    package let events: Int
    /// What happened last.
    package let log: [String]

    /// The same, but failed where another run of the seed happened another way.
    package func compared(to other: Outcome) -> Outcome {
      guard failure == nil, hash != other.hash else { return self }
      let place = zip(log, other.log).first { $0 != $1 }
      let text = "two runs differ: \(place.map { "\($0.0) | \($0.1)" } ?? "in length")"
      return Outcome(
        seed: seed, failure: "\(Violation(.determinism, text))", hash: hash, events: events,
        log: log)
    }
  }

  /// Whether a seed has all that some names of ``Plan/names`` ask for.
  package static func has(seed: UInt64, _ names: [String]) -> Bool {
    var random = SeededGenerator(seed: seed)
    let plan = Plan(using: &random)
    return names.allSatisfy(plan.has)
  }

  /// Runs a seed.
  ///
  /// - Parameter folder: Where the machines of the simulation have their disks; emptied first and
  ///   removed afterwards.
  package static func run(seed: UInt64, in folder: String) -> Outcome {
    let manager = FileManager.default
    // The disks' calls are known by whole paths, whatever the working directory is.
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    try? manager.removeItem(atPath: folder)
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let world = try World(seed: seed, folder: folder)
      world.run()
      world.end()
      try manager.removeItem(atPath: folder)
      return Outcome(
        seed: seed, failure: world.failure.map { "\($0)" }, hash: world.log.hash,
        events: world.log.count, log: world.log.lines)
    } catch {
      return Outcome(seed: seed, failure: "\(error)", hash: 0, events: 0, log: [])
    }
  }
}
