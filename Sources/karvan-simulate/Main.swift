// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanSimulation

/// Runs seeds and says which broke a promise.
@main
struct Simulate: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "karvan-simulate", abstract: "Run seeds of the simulation, one after another.")
  }

  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "How many seeds.") var count: UInt64 = 1
  @Option(help: "The distance from one seed to the next.") var stride: UInt64 = 1
  @Option(help: "End after so many seconds, whatever is left.") var seconds: Double?
  @Option(help: "Where the virtual machines have their disks; emptied.") var folder: String
  @Option(help: "Pass over seeds that don't have this: \(Plan.names.joined(separator: ", ")).")
  var with: [String] = []
  @Flag(help: "Run each seed twice, in two folders; both must happen the same way.")
  var twice = false
  @Flag(help: "Print what happened.") var log = false
  @Flag(help: "End with the first seed that fails.") var first = false

  func validate() throws {
    guard let unknown = with.first(where: { !Plan.names.contains($0) }) else { return }
    throw ValidationError("there is nothing called \(unknown)")
  }

  func run() throws {
    let start = Date()
    var done = 0, failed = 0
    for index in 0..<count {
      if let seconds, Date().timeIntervalSince(start) > seconds { break }
      let seed = seed &+ index &* stride
      guard Simulation.has(seed: seed, with) else {
        Console.pass(seed)
        continue
      }
      var outcome = Simulation.run(seed: seed, in: folder)
      if twice {
        outcome = outcome.compared(to: Simulation.run(seed: seed, in: folder + "-again"))
      }
      done += 1
      failed += outcome.failure == nil ? 0 : 1
      Console.show(outcome, withLog: log)
      if first && failed > 0 { break }
    }
    Console.end(done, failed)
    if failed > 0 { throw ExitCode.failure }
  }
}
