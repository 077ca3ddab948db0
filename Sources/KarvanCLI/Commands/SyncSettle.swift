// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan sync amend SEQ FIELD=VALUE …`
struct SyncAmend: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "amend", abstract: Tongue.say(.aboutSyncAmend),
      discussion: Tongue.say(.amendForms))
  }

  @Argument(help: .init(Tongue.say(.helpSequence), valueName: "seq")) var sequence: String
  @Argument(help: .init(Tongue.say(.helpAssignments), valueName: "[id.]field=value"))
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let rejected = try desk.rejection(sequence)
    var replacing: [RecordID: [String]] = [:]
    for assignment in assignments {
      let (record, text) = try target(of: assignment, in: rejected.commit, desk)
      replacing[record, default: []].append(text)
    }
    try desk.redraft(rejected, replacing)
  }

  /// The record that an assignment means: the named one, or the first that has the field.
  private func target(
    of assignment: String, in commit: Commit, _ desk: Desk
  ) throws -> (RecordID, String) {
    guard let equals = assignment.firstIndex(of: "=") else {
      throw Failure(.malformed, field: nil, ["assignment", assignment])
    }
    var changes = commit.changes[...]
    var text = assignment
    if let dot = assignment[..<equals].firstIndex(of: "."),
      let part = ShortID.part(String(assignment[..<dot]))
    {
      changes = changes.filter { ShortID.matches($0.record, end: part) }[...]
      text = String(assignment[assignment.index(after: dot)...])
    }
    let name = text.prefix { $0 != "=" }.filter { $0 != "+" && $0 != "-" }
    for change in changes {
      if (try? RecordCells.field(name, in: try desk.entity(change.entity))) != nil {
        return (change.record, text)
      }
    }
    let entity = try commit.changes.first.map { try desk.entity($0.entity) }
    throw CLIError(
      .unknownField, entity?.name ?? "", name,
      (entity?.fields.map(\.name) ?? []).joined(separator: " "))
  }
}

/// `karvan sync resend SEQ`
struct SyncResend: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "resend", abstract: Tongue.say(.aboutSyncResend))
  }

  @Argument(help: .init(Tongue.say(.helpSequence), valueName: "seq")) var sequence: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws { try desk.redraft(try desk.rejection(sequence), [:]) }
}

/// `karvan sync discard SEQ --yes`
struct SyncDiscard: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "discard", abstract: Tongue.say(.aboutSyncDiscard))
  }

  @Argument(help: .init(Tongue.say(.helpSequence), valueName: "seq")) var sequence: String
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let rejected = try desk.rejection(sequence)
    let number = rejected.commit.sequence
    try desk.confirm(
      desk.words(.discardQuestion, desk.words.number(number), rejected.commit.operation), yes: yes)
    try desk.replica().settleRejected(number, how: .discarded)
    desk.show(
      .single([(Column("discarded", ""), Cell(.count(number), desk.words.number(number)))]),
      saying: desk.words(.wasDiscarded))
  }
}
