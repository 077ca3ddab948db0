// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain

/// Lists and settles conflicts in the office's name.
struct ConflictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts", abstract: "List and settle conflicts.",
    subcommands: [List.self, Resolve.self, Settle.self], defaultSubcommand: List.self)

  /// Which conflicts are meant.
  struct Filter: ParsableArguments {
    @Option(help: "Only records of this entity, such as account.")
    var entity: String?
    @Option(
      name: .customLong("where"),
      help: .init(
        "Only records with this value; also != >= <= > < ~; can be repeated.",
        valueName: "field=value"))
    var conditions: [String] = []

    var filter: Office.ConflictFilter {
      Office.ConflictFilter(entity: entity, conditions: conditions)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what a person has to decide.")

    @OptionGroup var home: HomeOption
    @OptionGroup var filter: Filter
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let lines = try Office.open(home.folder).conflicts(filter.filter)
      let header = ["record", "entity", "title", "field", "values"]
      let rows = lines.map {
        ["\($0.record)", $0.entity, $0.title, $0.group, $0.values.joined(separator: " / ")]
      }
      if json { return Console.json(header, rows) }
      if rows.isEmpty { return Console.note("nothing is open") }
      Console.table(header, rows)
    }
  }

  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Settle many open conflicts at once, one commit a record.",
      discussion: """
        What is kept: mine (the office's own), theirs (the newest of anybody else), office (the
        newest with office authority), latest, earliest, greatest or smallest. Where nothing is
        meant, the conflict is left open. Whether a deleted record shall live is decided by people
        one by one: karvan conflict resolve.
        """)

    @OptionGroup var home: HomeOption
    @OptionGroup var filter: Filter
    @Option(
      help: .init("Which value stands.", valueName: "which"), completion: .list(Self.keeps),
      transform: Self.keep)
    var keep: ConflictKeep
    @Flag(help: "Every open conflict, without --where or --entity.")
    var all = false
    @Flag(help: "Only say what would be done.")
    var dryRun = false
    @Flag(help: "Print one JSON document.")
    var json = false

    private static let keeps = ConflictKeep.allCases.map(\.rawValue)

    private static func keep(_ text: String) throws -> ConflictKeep {
      guard let keep = ConflictKeep(rawValue: text) else {
        throw ValidationError("--keep: \(keeps.joined(separator: ", "))")
      }
      return keep
    }

    func run() throws {
      guard all || filter.entity != nil || !filter.conditions.isEmpty else {
        throw ServerError(.usage, "which conflicts? give --where, --entity or --all")
      }
      let lines = try Office.open(home.folder).resolve(
        filter.filter, keep: keep, isDryRun: dryRun, now: wallClock())
      let header = ["record", "entity", "title", "field", "values", "keep", "outcome"]
      let rows = lines.map { line -> [String?] in
        [
          "\(line.record)", line.entity, line.title, line.group,
          line.values.joined(separator: " / "), line.kept, line.outcome,
        ]
      }
      if json { return Console.json(header, rows) }
      if rows.isEmpty { return Console.note("nothing is open there") }
      Console.table(header, rows.map { $0.map { $0 ?? "-" } })
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sweep old hidden values into the merge history.",
      discussion: """
        Values that a rule hid stay beside the shown one, so that a change of the rule can show
        them. Once nobody needs that any more, this makes records small again. Nothing is lost:
        history shows what was swept, put-back writes it again. Open conflicts are never touched.
        """)

    @OptionGroup var home: HomeOption
    @Option(help: "Only values that were written more than so many days ago.")
    var olderThan: Int
    @Option(help: "Only records of this entity, such as account.")
    var entity: String?
    @Flag(help: "Only say what would be done.")
    var dryRun = false
    @Flag(help: "Print one JSON document.")
    var json = false

    /// A day in milliseconds.
    private static let day: Int64 = 86_400_000

    func run() throws {
      guard (0...36_500).contains(olderThan) else {
        throw ServerError(.usage, "--older-than: 0 to 36500 days, not \(olderThan)")
      }
      let now = wallClock()
      let settled = try Office.open(home.folder).settle(
        before: now - Int64(olderThan) * Self.day, entity: entity, isDryRun: dryRun, now: now)
      let header = ["entity", "field", "rule", "records", "values"]
      let rows = settled.lines.map {
        [$0.entity, $0.group, $0.rule, "\($0.records)", "\($0.versions)"]
      }
      for refused in settled.refused { Console.note("left as it is: \(refused)") }
      if json { return Console.json(header, rows) }
      if rows.isEmpty { return Console.note("nothing is that old") }
      Console.table(header, rows)
      Console.note(dryRun ? "nothing was changed" : "settled in \(settled.commits) commits")
    }
  }
}
