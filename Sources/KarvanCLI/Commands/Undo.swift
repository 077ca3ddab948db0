// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan undo [COMMIT] [--dry-run] [--list]`: takes a command of this device back.
struct Undo: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "undo", abstract: Tongue.say(.aboutUndo),
      discussion: Tongue.say(.undoForms))
  }

  @Argument(help: .init(Tongue.say(.helpUndoCommit), valueName: "commit")) var commit: String?
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @Flag(help: .init(Tongue.say(.helpUndoList))) var list = false
  @OptionGroup var common: CommonOptions

  /// How many commands a list has, and how far the last one that can be taken back is looked for.
  private static let listed = 20

  func run(at desk: Desk) throws {
    if list {
      if let commit { throw CLIError(.conflictingOptions, "\(commit), --list") }
      return desk.show(try desk.replica().read { try report($0, desk) })
    }
    let command = try desk.replica().read { try choice($0, desk) }
    try UndoRun(command, desk: desk, isDry: dryRun).run()
  }

  /// The named command, or the last one that stands.
  private func choice(_ reader: ReplicaReader, _ desk: Desk) throws -> OwnCommand {
    if let commit {
      guard let number = Typed.number(commit, as: UInt64.self), number > 0 else {
        throw CLIError(.badChoice, "COMMIT", commit, "1, 2, 3 …")
      }
      let command = try reader.command(of: number)
      guard try reader.entry(number) != nil else {
        throw CLIError(.undoUnknown, desk.words.number(number))
      }
      // A command is named by its first commit; any other commit of it stands for itself.
      return command.name == number ? command : OwnCommand(only: number)
    }
    for entry in try reader.lastEntries(Self.listed) {
      if case .rejected = entry.status { continue }
      if UndoOperations.isNobodysCommand(entry.commit) { continue }
      return try reader.command(of: entry.commit.sequence)
    }
    throw CLIError(.undoUnknown, "")
  }

  private func report(_ reader: ReplicaReader, _ desk: Desk) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("sequence", "#", isNumber: true), Column("at", words(.when)),
      Column("operation", words(.operation)),
      Column("commits", words(.undoneCommits), isNumber: true),
      Column("records", words(.records)), Column("status", words(.status)),
      Column("undone_by", words(.takenBackBy), isNumber: true),
    ])
    let cells = RecordCells(desk: desk, reader: reader)
    for command in try reader.lastCommands(Self.listed) {
      guard let entry = try reader.entry(command.name) ?? reader.entry(command.last) else {
        continue
      }
      let commit = entry.commit
      let undone = try reader.takenBack(commit.sequence)
      report.rows.append([
        Cell(.count(command.name), words.number(command.name)),
        Cell(
          .string(InstantText.format(milliseconds: commit.time.milliseconds)),
          desk.say(instant: commit.time.milliseconds)),
        .text(commit.operation), Cell(.count(command.count), words.number(command.count)),
        try ChangeCells(cells: cells, commits: [commit]).records(commit),
        desk.status(entry.status),
        undone.map { Cell(.count($0), words.number($0)) } ?? .empty,
      ])
    }
    return report
  }
}
