// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// Lists, shows and closes findings that need a person.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "List, show and decide findings that need a person.",
    discussion: """
      An item of the kind lost_scope holds work on a record that its author had lost before it
      came: show it, then apply it or close it; the work stays kept as rejected. Applied, it reaches
      the record again and is judged by the rights of its author's own role.
      """,
    subcommands: [List.self, Show.self, Apply.self, Close.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List open review items.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Also those that are closed.")
    var all = false
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).reviews(all: all).map { line -> [String?] in
        [
          "\(line.item.id)", line.kind, line.status, line.subject, line.other, line.details,
        ]
      }
      let header = ["id", "kind", "status", "about", "other", "details"]
      if json {
        Console.json(header, rows)
      } else {
        Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a review item, what it names, and every change that applying it would write."
    )

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the item, or its last digits.")
    var item: String
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let office = try Office.open(home.folder)
      let line = try office.review(item)
      let work = try office.lostWork(in: item).map { commit in
        "\(commit.sequence) \(commit.operation): \(commit.changes.joined(separator: "; "))"
      }
      let shape = ReviewItem.shape
      let rows: [(String, String?)] = [
        ("id", "\(line.item.id)"), ("kind", line.kind), ("status", line.status),
        ("about", line.subject), ("about_id", line.item[shape.subjectRecord].text),
        ("other", line.other), ("other_id", line.item[shape.otherRecord].text),
        ("details", line.details), ("raised_for", line.login),
        ("resolution", line.item[shape.resolution].text),
      ]
      if json {
        Console.json(rows.map(\.0) + ["work"], [rows.map(\.1) + [work.joined(separator: "\n")]])
      } else {
        Console.table(
          ["field", "value"],
          rows.compactMap { name, value in value.map { [name, $0] } }
            + work.map { ["work", $0] })
      }
    }
  }

  struct Apply: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the work of a lost_scope item by its author's own rights, and close it.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the item, or its last digits.")
    var item: String

    func run() throws {
      let applied = try Office.open(home.folder).applyReview(item, now: wallClock())
      for refused in applied.refused {
        let why = Status.of(refused.failure)?.message ?? "\(refused.failure.code)"
        Console.note("commit \(refused.sequence) refused: \(Console.plain(why))")
      }
      Console.note("\(applied.written) commits written, the item is closed")
      if !applied.refused.isEmpty { throw ExitCode(6) }
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Close a review item.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the item, or its last digits.")
    var item: String
    @Option(help: "What was done about it.")
    var note: String?

    func run() throws {
      try Office.open(home.folder).closeReview(item, note: note, now: wallClock())
      Console.note("closed")
    }
  }
}
