// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The rounds that one company goes through; everything that is chosen follows from its seed.
final class Campaign {
  /// After so many rounds a new company begins, so that files stay small and replays short.
  static let rounds = 10

  let seed: UInt64
  let company: Company
  var dice: Dice
  var ledger = Ledger()
  var backups = 0
  var backupKey = ""

  init(seed: UInt64, _ setting: Company.Setting) throws {
    self.seed = seed
    dice = Dice(seed: seed)
    company = try Company(setting)
  }

  /// Goes through so many rounds.
  ///
  /// - Parameters:
  ///   - only: The only fault; nil for all, each as often as it weighs.
  ///   - told: Called after each round.
  func run(rounds: Int, only: Fault?, told: (Int, Fault) -> Void) throws {
    try company.found()
    let possible = Fault.allCases.filter { $0.isPossible(company.setting) }
    let bag = possible.flatMap { Array(repeating: $0, count: $0.weight) }
    for round in 1...rounds {
      let fault = only ?? bag[dice.below(bag.count)]
      do {
        try calmWork()
        try suffer(fault)
        try healAndCheck()
      } catch {
        throw Trouble("round \(round), \(fault.rawValue): \(error)")
      }
      told(round, fault)
    }
  }
}
