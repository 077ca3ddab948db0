// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// Decides what a lost device pushed.
struct DeviceRescue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescue", abstract: "Decide what a lost device has pushed since.",
    discussion: """
      What a lost device pushes may be the rep's last honest work or a thief's. It is kept sealed \
      and takes no effect until somebody has looked: list it, then take or discard it, oldest \
      first. What is taken is judged with the office's authority; what is discarded is kept as a \
      rejection.
      """,
    subcommands: [List.self, Take.self, Discard.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show each commit that waits, with its values.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The device's code, such as A1.")
    var device: String
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).rescue(device: device).map { commit in
        [
          "\(commit.sequence)", commit.at.map { InstantText.format(milliseconds: $0) } ?? "-",
          commit.operation, commit.changes.joined(separator: "; "),
        ]
      }
      let header = ["commit", "written", "operation", "changes"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }

  struct Take: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the oldest commits that wait, as if the office had judged them itself.")

    @OptionGroup var home: HomeOption
    @OptionGroup var choice: RescueChoice

    func run() throws {
      let decided = try choice.decide(takes: true, home)
      let rejected = decided.filter { if case .rejected = $0.result { true } else { false } }
      for decision in rejected {
        guard case .rejected(let failure) = decision.result, let said = Status.of(failure) else {
          continue
        }
        Console.note("commit \(decision.sequence) rejected: \(Console.plain(said.message))")
      }
      Console.out("taken \(decided.count - rejected.count), rejected \(rejected.count)")
      if !rejected.isEmpty { throw ExitCode(6) }
    }
  }

  struct Discard: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Discard the oldest commits that wait; they are kept as rejections.")

    @OptionGroup var home: HomeOption
    @OptionGroup var choice: RescueChoice

    func run() throws {
      Console.out("discarded \(try choice.decide(takes: false, home).count)")
    }
  }
}

/// Which commits a decision is about.
struct RescueChoice: ParsableArguments {
  @Argument(help: "The device's code, such as A1.")
  var device: String
  @Option(help: "Decide the oldest commits up to this number.")
  var through: UInt64?
  @Flag(help: "Decide all that wait.")
  var all = false

  func validate() throws {
    guard (through != nil) != all else {
      throw ValidationError("Say which: --through NUMBER or --all.")
    }
  }

  func decide(
    takes: Bool, _ home: HomeOption
  ) throws -> [Office.RescueDecision] {
    try Office.open(home.folder).decideRescue(
      device: device, through: through, takes: takes, now: wallClock())
  }
}
