// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// Shows what became of the values of a record.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show the values of a record, those that lost included, with their numbers.")

  @OptionGroup var home: HomeOption
  @Argument(help: "The record: its identifier or the end of it, its number or its title.")
  var record: String
  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let history = try Office.open(home.folder).history(of: record)
    let header = ["field", "number", "standing", "value", "by", "at", "noted"]
    let rows = history.entries.map { entry -> [String?] in
      [
        entry.group.name, "\(entry.number)", entry.standing, entry.value, entry.author,
        InstantText.format(milliseconds: entry.version.time.milliseconds),
        entry.notedAt.map { InstantText.format(milliseconds: $0) },
      ]
    }
    if json { return Console.json(header, rows) }
    let view = history.view
    Console.note("\(view.entity.name) \(view.id) “\(view.title)” (\(view.life.rawValue))")
    Console.table(header, rows.map { $0.map { $0 ?? "-" } })
  }
}

/// Writes a value that lost again, in the office's name.
struct PutBackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put-back", abstract: "Write a value again that was hidden or swept.")

  @OptionGroup var home: HomeOption
  @Argument(help: "The record: its identifier or the end of it, its number or its title.")
  var record: String
  @Argument(help: "The field, or the group of fields that are decided together.")
  var field: String
  @Argument(help: "The number that history shows beside the field.")
  var number: Int

  func run() throws {
    let value = try Office.open(home.folder).putBack(
      number, to: field, of: record, now: wallClock())
    Console.note(value.map { "\(field) is \($0) again" } ?? "\(field) is that already")
  }
}
