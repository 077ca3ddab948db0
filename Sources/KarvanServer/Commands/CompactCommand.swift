// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// Forgets what nobody has to be told of any more, and says how long things are kept.
struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Forget what every device knows and nobody needs any more.",
    discussion: """
      It runs by itself once a day while the server serves, and devices are answered meanwhile.
      Deleted records go when they were deleted long enough ago, every device that is waited for has
      heard of it, and nothing refers to them. A device that was away for longer begins again with
      all its unsent work.
      """,
    subcommands: [Run.self, Keep.self], defaultSubcommand: Run.self)

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Compact now.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Say what would go and change nothing.")
    var dryRun = false
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let office = try Office.open(home.folder)
      let meter = Meter(home.progress)
      let report = try office.compact(now: wallClock(), dryRun: dryRun) { meter.show($0) }
      meter.clear()
      try office.database.close()
      let counts = [
        ("deleted_records", report.deleted), ("departures", report.departures),
        ("invites", report.invites), ("snapshots", report.snapshots),
        ("segments", report.segments), ("history_lines", report.history),
        ("contents", report.contents),
        ("pages_given_back", report.pages),
      ]
      if json {
        var members = counts.map { "\(JSONText.quoted($0.0)):\($0.1)" }
        members += ["\"acknowledged\":\(report.acknowledged)", "\"head\":\(report.head)"]
        members.append("\"slowest\":\(report.slowest.map { JSONText.quoted($0.code) } ?? "null")")
        return Console.out("{" + members.joined(separator: ",") + "}")
      }
      Console.table(["what", dryRun ? "would_go" : "gone"], counts.map { [$0.0, "\($0.1)"] })
      guard let slowest = report.slowest else { return }
      let seen = slowest.lastSeenAt.map { InstantText.format(milliseconds: $0) } ?? "never"
      Console.note(
        "waiting for device \(slowest.code), last seen \(seen): it has the state"
          + " \(report.acknowledged) of \(report.head)")
    }
  }

  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show or set for how many days what is kept.")

    @OptionGroup var home: HomeOption
    @Option(help: "A device that was silent for so many days is not waited for.")
    var absence: UInt64?
    @Option(help: "Deleted records, and who left which scope, are known for so many days.")
    var deleted: UInt64?
    @Option(help: "The sealed commits of devices are kept for so many days; 0 for ever.")
    var log: UInt64?
    @Option(help: "The merge history is kept for so many days; 0 for ever.")
    var history: UInt64?
    @Option(
      help: """
        Devices keep what a backup has for so many days, and send it again to an office that was \
        restored: at least as old as the oldest backup that you would restore; 0 for ever.
        """)
    var journal: UInt64?
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      for days in [absence, deleted, log, history, journal].compactMap({ $0 })
      where days > Retention.mostDays {
        throw ServerError(.usage, "\(days) days are more than \(Retention.mostDays)")
      }
      if absence == 0 { throw ServerError(.usage, "--absence: 1 day or more") }
      let office = try Office.open(home.folder)
      let kept = try office.keep(
        absence: absence, deleted: deleted, log: log, history: history, journal: journal)
      try office.database.close()
      let rows = [
        ("absence_days", kept.absenceDays), ("deleted_days", kept.traceDays),
        ("log_days", kept.logDays), ("history_days", kept.historyDays),
        ("journal_days", kept.journalDays),
      ]
      if json {
        let members = rows.map { "\(JSONText.quoted($0.0)):\($0.1)" }
        Console.out("{" + members.joined(separator: ",") + "}")
      } else {
        Console.table(["setting", "days"], rows.map { [$0.0, "\($0.1)"] })
      }
    }
  }
}
