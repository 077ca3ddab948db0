// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan import calls FILE`
struct ImportCalls: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "calls", abstract: Tongue.say(TalkMessage.aboutImportCalls),
      discussion: Tongue.say(TalkMessage.callForms))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpCallFile)), completion: .file()) var file: String
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @OptionGroup var common: CommonOptions

  /// How many calls share a transaction.
  private static let callsPerTransaction = 200

  private struct Summary {
    var taken = 0
    var known = 0
    var withoutCustomer = 0
    var problems: [Problem] = []
  }

  /// What is wrong with a line.
  private struct Problem {
    let line: Int?
    let column: String?
    let text: String
  }

  func run(at desk: Desk) throws {
    let content = file == "-" ? PlainFile.standardInput() : PlainFile.bytes(at: file)
    guard let content else { throw CLIError(.unreadableFile, file, PlainFile.reason()) }
    var summary = Summary()
    let calls = TelephoneCall.gather(try records(content, desk, &summary))
    guard !calls.isEmpty || !summary.problems.isEmpty else {
      throw CLIError(.nothingThere, file)
    }
    try take(calls, desk, &summary)
    desk.show(report(calls.count, summary, desk))
    if !summary.problems.isEmpty {
      throw CLIError(.rowsRejected, desk.words.number(summary.problems.count), file)
    }
  }

  private func records(
    _ content: [UInt8], _ desk: Desk, _ summary: inout Summary
  ) throws -> [CallRecord] {
    var table = CSVReader()
    var reader = CallRecordReader { desk.surroundings.offsetMinutes($0) }
    var records: [CallRecord] = []
    let rows = table.push(content) + table.finish()
    if table.isGuessed { desk.note(desk.words(FilesMessage.lettersGuessed, file)) }
    for row in rows {
      do throws(InterchangeError) {
        if let record = try reader.read(row) { records.append(record) }
      } catch {
        // Without its columns no line of the file can be read.
        if error.code == .columnMissing { throw error }
        summary.problems.append(
          Problem(
            line: error.line, column: error.column, text: error.text(in: desk.words.language)))
      }
    }
    return records
  }

  private func take(_ calls: [TelephoneCall], _ desk: Desk, _ summary: inout Summary) throws {
    let rights = try desk.rights()
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    var command: UInt64?
    for start in stride(from: 0, to: calls.count, by: Self.callsPerTransaction) {
      let batch = calls[start..<min(start + Self.callsPerTransaction, calls.count)]
      try desk.replica().bulk { writer in
        var commits: [UInt64] = []
        for call in batch {
          if let sequence = try take(call, rights, writer, desk, &summary) {
            commits.append(sequence)
          }
        }
        if !dryRun { command = try writer.note(commits, ofCommand: command) }
      }
      meter.show(
        WorkProgress(
          .importing, done: UInt64(start + batch.count), of: UInt64(calls.count), .rows))
    }
  }

  /// Writes one call down; one that is refused is listed and keeps no other from coming in.
  private func take(
    _ call: TelephoneCall, _ rights: WritingRights, _ writer: ReplicaWriter, _ desk: Desk,
    _ summary: inout Summary
  ) throws -> UInt64? {
    var drafted: OperationDraft?
    do {
      let commit = try writer.commit(rights) { context in
        drafted = try CallOperations.record(call, in: context)
        guard let drafted, !dryRun else { return OperationDraft("import call", []) }
        return drafted
      }
      guard let drafted else {
        summary.known += 1
        return nil
      }
      summary.taken += 1
      if isWithoutCustomer(drafted) { summary.withoutCustomer += 1 }
      return commit?.sequence
    } catch let failure as Failure {
      summary.problems.append(
        Problem(
          line: call.parts.first?.line, column: failure.field,
          text: ErrorText.say(failure, words: desk.words, schema: try desk.schema())))
      return nil
    }
  }

  private func isWithoutCustomer(_ draft: OperationDraft) -> Bool {
    draft.changes.first?.writes.contains { write in
      guard case .set(let values) = write.action else { return false }
      return !values[Call.shape.account.tag].isNull
    } != true
  }

  private func report(_ calls: Int, _ summary: Summary, _ desk: Desk) -> Report {
    let words = desk.words
    func line(_ name: String, _ label: String, _ number: Int) -> (Column, Cell) {
      (Column(name, label, isNumber: true), Cell(.count(number), words.number(number)))
    }
    var reasons = Report([
      Column("line", words(.line), isNumber: true), Column("column", words(.column)),
      Column("reason", words(.reason)),
    ])
    reasons.rows = summary.problems.prefix(20).map { problem in
      [
        problem.line.map { Cell(.count($0), words.number($0)) } ?? .empty,
        problem.column.map { .text($0) } ?? .empty, .text(problem.text),
      ]
    }
    return .single(
      [
        (Column("dry_run", words(.dryRun)), Cell(.bool(dryRun), dryRun ? words(.yes) : "")),
        line("calls", Call.about.label.text(in: words.language), calls),
        line("imported", words(TalkMessage.imported), summary.taken),
        line("known", words(TalkMessage.known), summary.known),
        line("without_customer", words(TalkMessage.withoutCustomer), summary.withoutCustomer),
        line("rejected", words(.rejected), summary.problems.count),
      ], parts: [Report.Part("reasons", words(.reasons), reasons)])
  }
}
