// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSync

/// Shows and lifts the quarantine.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Show what can't be judged yet, and try again.",
    discussion: """
      Commits that were written under a newer schema, or that build on something that is not here
      yet, are kept in quarantine. The server tries again by itself: when it starts, and when
      something comes.
      """,
    subcommands: [List.self, Lift.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the commits in quarantine.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).quarantine().map { line in
        [
          line.device, "\(line.waiting.commit.sequence)", line.waiting.reason.rawValue,
          "\(line.waiting.schemaVersion)", InstantText.format(milliseconds: line.waiting.at),
          line.work,
        ]
      }
      let header = ["device", "sequence", "reason", "schema", "since", "work"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }

  struct Lift: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take what can be taken now; devices learn of it on their next sync.")

    @OptionGroup var home: HomeOption

    func run() throws {
      let report = try Office.open(home.folder).lift(now: wallClock())
      Console.out(
        "accepted \(report.accepted), rejected \(report.rejected), waiting \(report.waiting)")
    }
  }
}
