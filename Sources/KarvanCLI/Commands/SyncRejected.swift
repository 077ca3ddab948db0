// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan sync rejected`
struct SyncRejected: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "rejected", abstract: Tongue.say(.aboutSyncRejected))
  }

  @Flag(help: .init(Tongue.say(.helpAllRejected))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    var report = Report([
      Column("sequence", "#", isNumber: true), Column("at", words(.when)),
      Column("operation", words(.operation)), Column("records", words(.records)),
      Column("changes", words(.fields)),
      Column("code", words(.code)), Column("reason", words(.reason)),
      Column("next", words(.nextStep)),
    ])
    report.rows = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      return try reader.rejected(includingSettled: all).map { try row($0, desk, cells) }
        + reader.waiting().map { try row($0, desk, cells) }
    }
    desk.show(report)
  }

  private func row(
    _ rejected: RejectedCommit, _ desk: Desk, _ cells: RecordCells
  ) throws -> [Cell] {
    let words = desk.words
    let commit = rejected.commit
    let next: String =
      switch rejected.settlement {
      case nil: words(.rejectedNext, "\(commit.sequence)")
      case .discarded?: words(.wasDiscarded)
      case .resentAs(let sequence)?: words(.wasResent, words.number(sequence))
      }
    return try about(commit, cells) + [
      .text(rejected.failure.code.rawValue),
      .text(FailureText.say(rejected.failure, schema: try desk.schema(), language: words.language)),
      .text(next),
    ]
  }

  private func row(
    _ waiting: WaitingCommit, _ desk: Desk, _ cells: RecordCells
  ) throws -> [Cell] {
    try about(waiting.commit, cells) + [
      .text("quarantined"), .text(desk.words(.waitsAtOffice, desk.say(waiting.reason))),
      .text(desk.words(.waitsOn)),
    ]
  }

  private func about(_ commit: Commit, _ cells: RecordCells) throws -> [Cell] {
    let kept = ChangeCells(cells: cells, commits: [commit])
    return [
      Cell(.count(commit.sequence), cells.desk.words.number(commit.sequence)),
      Cell(
        .string(InstantText.format(milliseconds: commit.time.milliseconds)),
        cells.desk.say(instant: commit.time.milliseconds)),
      .text(commit.operation), try kept.records(commit), try kept.changes(commit),
    ]
  }
}

extension Desk {
  /// The open rejection with a number.
  func rejection(_ text: String) throws -> RejectedCommit {
    guard let sequence = Typed.number(text, as: UInt64.self) else {
      throw CLIError(.badChoice, "SEQ", text, "1, 2, 3 …")
    }
    let found = try replica().read { try $0.rejected() }
      .first { $0.commit.sequence == sequence }
    guard let found else { throw CLIError(.noSuchSequence, text) }
    return found
  }

  /// Sends a rejected commit again as a new one, with other values where they are given.
  func redraft(_ rejected: RejectedCommit, _ replacing: [RecordID: [String]]) throws {
    let sequence = rejected.commit.sequence
    let rights = try rights()
    // In one transaction: a rejection that stayed open beside its successor would be sent twice.
    let commit = try replica().bulk { writer in
      let commit = try writer.commit(rights) { try amended(rejected.commit, replacing, in: $0) }
      do {
        try writer.settleRejected(
          sequence, how: commit.map { .resentAs($0.sequence) } ?? .discarded)
      } catch let error as StoreError where error.code == .missing {
        throw CLIError(.noSuchSequence, words.number(sequence))
      }
      return commit
    }
    guard let commit else { return note(words(.nothingChanged)) }
    show(
      .single([
        (Column("rejected", ""), Cell(.count(sequence), words.number(sequence))),
        (Column("sequence", ""), Cell(.count(commit.sequence), words.number(commit.sequence))),
      ]), saying: words(.wasResent, words.number(commit.sequence)))
  }

  private func amended(
    _ commit: Commit, _ replacing: [RecordID: [String]], in context: OperationContext
  ) throws -> OperationDraft {
    var edits: [RecordID: RecordEdit] = [:]
    for change in commit.changes {
      guard let assignments = replacing[change.record] else { continue }
      let before = try context.reader.record(change.entity, change.record)
      edits[change.record] = try edit(
        assignments, of: try entity(change.entity), before: before, in: context)
    }
    return try Amendments.amend(commit, replacing: edits, in: context)
  }
}
