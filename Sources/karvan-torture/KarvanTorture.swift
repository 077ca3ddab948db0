// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Real programs on real files, killed and starved at random moments; see tools/torture.
@main
enum KarvanTorture {
  static let usage = """
    usage: karvan-torture --programs FOLDER --work FOLDER [--rounds N] [--seed S] [--only FAULT]
                          [--strike LIBRARY] [--mounts] [--keep] [--prove]
    """

  static func main() {
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      let watching = Children.endWithThis()
      defer { withExtendedLifetime(watching) {} }
      if options.proves { try Proof(options).run() } else { try torture(options) }
    } catch let error as Options.Wrong {
      Console.note("\(error.text)\n\(usage)")
      exit(2)
    } catch {
      Console.note("FAILED: \(error)")
      exit(1)
    }
  }

  private static func torture(_ options: Options) throws {
    let start = Moment.now
    var left = options.rounds
    var seed = options.seed
    var acknowledged = 0
    var counts: [Fault: Int] = [:]
    for fault in Fault.allCases where !fault.isPossible(options.setting(seed: 0)) {
      Console.note("left out, as this machine can't: \(fault.rawValue)")
    }
    while left > 0 {
      let rounds = min(left, Campaign.rounds)
      let campaign = try Campaign(seed: seed, options.setting(seed: seed))
      do {
        try campaign.run(rounds: rounds, only: options.only) { _, fault in
          counts[fault, default: 0] += 1
        }
      } catch {
        campaign.company.close(keepsFiles: options.keeps)
        let only = options.only.map { " --only \($0.rawValue)" } ?? ""
        Console.note("replay: tools/torture --seed \(seed) --rounds \(rounds)\(only)")
        throw error
      }
      campaign.company.close(keepsFiles: options.keeps)
      acknowledged += campaign.ledger.acknowledged
      left -= rounds
      seed += 1
      Console.note(
        "\(options.rounds - left) rounds, \(acknowledged) acknowledged writes, "
          + "\((Moment.now - start) / 1_000) s")
    }
    let told = Fault.allCases.compactMap { fault in
      counts[fault].map { "\(fault.rawValue) \($0)" }
    }
    Console.out(
      "\(options.rounds) rounds, \(acknowledged) acknowledged writes, none lost, doubled or halved: "
        + told.joined(separator: ", "))
  }
}

/// What was asked for.
struct Options {
  struct Wrong: Error { let text: String }

  private(set) var programs = ""
  private(set) var work = ""
  private(set) var rounds = 20
  private(set) var seed: UInt64 = 1
  private(set) var only: Fault?
  private(set) var strike: String?
  private(set) var mounts = false
  private(set) var keeps = false
  private(set) var proves = false

  init(_ words: [String]) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--programs": programs = try Self.value(word, &rest)
      case "--work": work = try Self.value(word, &rest)
      case "--rounds": rounds = try Self.number(word, &rest)
      case "--seed": seed = UInt64(try Self.number(word, &rest))
      case "--only":
        let name = try Self.value(word, &rest)
        guard let fault = Fault(rawValue: name) else {
          let names = Fault.allCases.map(\.rawValue).joined(separator: ", ")
          throw Wrong(text: "\(name): \(names)")
        }
        only = fault
      case "--strike": strike = try Self.value(word, &rest)
      case "--mounts": mounts = true
      case "--keep": keeps = true
      case "--prove": proves = true
      default: throw Wrong(text: "not an option: \(word)")
      }
    }
    guard !programs.isEmpty, !work.isEmpty, (1...10_000).contains(rounds) else {
      throw Wrong(text: "--programs, --work, and --rounds 1 to 10000")
    }
  }

  func setting(seed: UInt64) -> Company.Setting {
    Company.Setting(
      programs: programs, folder: "\(work)/company-\(seed)", strike: strike, mounts: mounts)
  }

  private static func value(_ word: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else { throw Wrong(text: "\(word) needs a value") }
    return value
  }

  private static func number(_ word: String, _ rest: inout ArraySlice<String>) throws -> Int {
    let text = try value(word, &rest)
    guard let number = Int(text), number >= 0 else { throw Wrong(text: "\(word) \(text)") }
    return number
  }
}
