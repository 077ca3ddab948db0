// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan sync unsent`: what no server has answered yet, with all of its values, so that it can
/// be carried over by hand.
struct SyncUnsent: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "unsent", abstract: Tongue.say(.aboutSyncUnsent))
  }

  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    var report = Report([
      Column("sequence", "#", isNumber: true), Column("at", words(.when)),
      Column("operation", words(.operation)), Column("records", words(.records)),
      Column("changes", words(.fields)),
    ])
    var notes: [String] = []
    report.rows = try desk.replica().read { reader in
      notes = [try desk.shutOut(reader)].compactMap { $0 }
      let commits = try Self.pending(reader)
      let kept = ChangeCells(cells: RecordCells(desk: desk, reader: reader), commits: commits)
      return try commits.map { commit in
        [
          Cell(.count(commit.sequence), words.number(commit.sequence)),
          Cell(
            .string(InstantText.format(milliseconds: commit.time.milliseconds)),
            desk.say(instant: commit.time.milliseconds)),
          .text(commit.operation), try kept.records(commit), try kept.changes(commit),
        ]
      }
    }
    if !report.rows.isEmpty { report.notes = notes }
    desk.show(report)
  }

  /// The commits that wait, oldest first, read in portions.
  private static func pending(_ reader: ReplicaReader) throws -> [Commit] {
    var found: [Commit] = []
    var next: UInt64 = 1
    let portion = 1_000
    while true {
      let entries = try reader.journal(from: next, limit: portion)
      found += entries.filter { $0.status == .pending }.map(\.commit)
      guard entries.count == portion, let last = entries.last else { return found }
      next = last.commit.sequence + 1
    }
  }
}
