// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// Takes one command back, commit by commit from the last to the first, and tells what became of it.
final class UndoRun {
  /// How many commits share a transaction, and so what a kill can cost to do again.
  static let commitsPerTransaction = 500
  /// The most lines that a report has.
  static let lines = 200

  private let command: OwnCommand
  private let desk: Desk
  private let isDry: Bool
  private let rights: WritingRights
  private var report: Report
  private var operation = ""
  private var restored = 0
  private var left = 0
  private var unsaid = 0
  private var done = 0
  /// A commit that had taken one of these back before.
  private var earlier: UInt64?
  /// The name of the command that takes back, once it has begun.
  private var name: UInt64?

  init(_ command: OwnCommand, desk: Desk, isDry: Bool) throws {
    self.command = command
    self.desk = desk
    self.isDry = isDry
    rights = try desk.rights()
    let words = desk.words
    report = Report([
      Column("record", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("title", words(.title)), Column("field", words(.field)),
      Column("value", words(.value)), Column("outcome", words(.outcome)),
    ])
  }

  private var words: Words { desk.words }

  /// Leaves a transaction without a trace.
  private struct OnlyLooking: Error {}

  func run() throws {
    do {
      // A dry run sees what it would have done, so that it is one transaction which is given up.
      if isDry {
        try desk.replica().bulk { writer in
          try takeBack(writer)
          throw OnlyLooking()
        }
      } else {
        try takeBack(nil)
      }
    } catch is OnlyLooking {}
    try tell()
  }

  private func takeBack(_ open: ReplicaWriter?) throws {
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    var passed: UInt64 = 0
    for run in command.runs.reversed() {
      var rest = run
      while let last = rest.last {
        let length = min(UInt64(rest.count), UInt64(Self.commitsPerTransaction))
        let part = (last - length + 1)...last
        if let open {
          try take(part, open)
        } else {
          try desk.replica().bulk { try take(part, $0) }
        }
        passed += length
        meter.show(WorkProgress(.undoing, done: passed, of: command.count, .records))
        guard part.lowerBound > run.lowerBound else { break }
        rest = run.lowerBound...(part.lowerBound - 1)
      }
    }
  }

  private func take(_ part: ClosedRange<UInt64>, _ writer: ReplicaWriter) throws {
    var written: [UInt64] = []
    for sequence in part.reversed() {
      if let commit = try take(sequence, writer) { written.append(commit.sequence) }
    }
    guard command.count > 1 || name != nil else {
      name = name ?? written.first
      return
    }
    name = try writer.note(written, ofCommand: name)
  }

  /// Takes one commit back; of several commits each is taken back by itself.
  private func take(_ sequence: UInt64, _ writer: ReplicaWriter) throws -> Commit? {
    let isAlone = command.count == 1
    guard let entry = try writer.reader.entry(sequence) else {
      if isAlone { throw CLIError(.undoUnknown, words.number(sequence)) }
      left += 1
      return nil
    }
    operation = entry.commit.operation
    if case .rejected = entry.status {
      if isAlone { throw CLIError(.undoRejected, words.number(sequence)) }
      return nil
    }
    if let other = try writer.reader.takenBack(sequence) {
      if isAlone { throw CLIError(.undoDone, words.number(sequence), words.number(other)) }
      earlier = other
      return nil
    }
    do {
      var back = TakenBack()
      let commit = try writer.commit(rights, undoing: sequence) { context in
        let reader = try desk.reader(of: context)
        let taking = try reader.takingBack(entry.commit, context.drafter)
        let made = try UndoOperations.takeBack(entry.commit, taking, in: context)
        back = made.back
        return made.draft
      }
      if commit != nil { done += 1 }
      try note(back, writer.reader)
      return commit
    } catch let failure as Failure {
      let why = ErrorText.say(failure, words: words, schema: try desk.schema())
      let next = try nextStep(failure, entry.commit, writer.reader)
      if isAlone { throw CLIError(.undoRefused, words.number(sequence), operation, why, next) }
      left += 1
      try add(
        entity: failure.entity.flatMap { try? desk.entity(named: $0) }, failure.record,
        field: failure.field, .text(words(.wasRefused, why)), writer.reader)
      return nil
    }
  }

  // MARK: Telling.

  private func note(_ back: TakenBack, _ reader: ReplicaReader) throws {
    for part in back.parts {
      if part.isLeft { left += 1 } else { restored += 1 }
      // Of many commits only what is left is worth a line.
      if command.count > 1 && !part.isLeft { continue }
      let entity = try desk.entity(part.entity)
      let group = part.group.flatMap { entity.group($0) }
      try add(
        entity: entity, part.record, field: group?.name,
        try outcome(part, reader), reader)
    }
  }

  private func add(
    entity: Entity?, _ record: RecordID?, field: String?, _ outcome: Cell, _ reader: ReplicaReader
  ) throws {
    guard report.rows.count < Self.lines else { return unsaid += 1 }
    let cells = RecordCells(desk: desk, reader: reader)
    let view = try entity.flatMap { entity in
      try record.flatMap { try reader.record(entity.tag, $0) }
    }
    let group = entity.flatMap { entity in entity.groups.first { $0.name == field } }
    var value = Cell.empty
    if let view, let group {
      let versions = try VersionCells(cells: cells, view: view)
      let shown = view.view(of: group).shown
      let texts = try (group.rule.isSet ? shown[...] : shown.prefix(1)).map {
        try versions.value($0, group)
      }
      value =
        group.rule.isSet
        ? Cell(.array(texts.map(\.json)), words.list(texts.map(\.text))) : texts.first ?? .empty
    }
    report.rows.append([
      record.map { Cell(.string("\($0)"), ShortID.of($0)) } ?? .empty,
      entity.map { Cell(.string($0.name), $0.about.label.text(in: words.language)) } ?? .empty,
      .text(view.map { RecordTitle.text($0, words) } ?? ""),
      group.flatMap { group in
        entity.map { Cell(.string(group.name), cells.label(group, in: $0)) }
      } ?? .text(field ?? ""),
      value, outcome,
    ])
  }

  private func outcome(_ part: TakenBack.Part, _ reader: ReplicaReader) throws -> Cell {
    switch part.outcome {
    case .restored: return Cell(.string("restored"), words(.undoRestored))
    case .restoredFromConflict:
      let entity = try desk.entity(part.entity)
      let group = part.group.flatMap { entity.group($0)?.name } ?? ""
      return Cell(
        .string("restored"), words(.undoOneOfConflict, ShortID.of(part.record), group))
    case .deleted: return Cell(.string("deleted"), words(.undoDeleted))
    case .undeleted: return Cell(.string("undeleted"), words(.undoUndeleted))
    case .deletedAgain: return Cell(.string("deleted"), words(.undoDeletedAgain))
    case .left(let reason):
      return Cell(.string("left"), try say(reason, part, reader))
    }
  }

  private func say(
    _ reason: TakenBack.Reason, _ part: TakenBack.Part, _ reader: ReplicaReader
  ) throws -> String {
    switch reason {
    case .changedSince: return words(.undoChangedSince, try who(part, reader))
    case .deletedSince: return words(.undoDeletedSince, try who(part, reader))
    case .inUse(let entity, let record):
      let label = try desk.entity(entity).about.label.text(in: words.language)
      let title = try RecordCells(desk: desk, reader: reader).title(entity, record)
      return words(.undoInUse, "\(label) \(title)")
    case .together: return words(.undoTogether)
    case .unknownBefore: return words(.undoUnknownBefore)
    case .notHere: return words(.undoNotHere)
    }
  }

  private func who(_ part: TakenBack.Part, _ reader: ReplicaReader) throws -> String {
    let cells = RecordCells(desk: desk, reader: reader)
    if let version = part.version, let view = try reader.record(part.entity, part.record) {
      return try VersionCells(cells: cells, view: view).by(version).text
    }
    guard let replica = part.by, replica != reader.replica else { return words(.thisDevice) }
    return words(.otherDevice, ShortID.of(replica))
  }

  /// What to do instead of taking back what cannot be.
  private func nextStep(
    _ failure: Failure, _ commit: Commit, _ reader: ReplicaReader
  ) throws -> String {
    if let merged = try merged(by: commit) {
      let name = merged.entity.about.name.replacing("_", with: "-")
      return words(.undoNextMerge, name, ShortID.of(merged.record))
    }
    let order = commit.changes.first { $0.entity == Order.tag && !$0.creates }
    if let order { return words(.undoNextOrder, ShortID.of(order.record)) }
    let payment = commit.changes.first { $0.entity == Payment.tag && $0.creates }
    if let payment { return words(MoneyMessage.undoNextPayment, ShortID.of(payment.record)) }
    let entity = failure.entity.flatMap { try? desk.entity(named: $0) }
    if entity?.tag == ReviewItem.tag { return words(.undoNextDecision) }
    if failure.code == .appendOnly { return words(.undoNextFact) }
    guard let entity, let record = failure.record else { return "" }
    return words(.undoNextOther, entity.name.replacing("_", with: "-"), ShortID.of(record))
  }

  /// The record that a commit made stand behind another.
  private func merged(by commit: Commit) throws -> (entity: Entity, record: RecordID)? {
    for change in commit.changes {
      guard let field = Catalog.redirect(of: change.entity) else { continue }
      let redirects = change.writes.contains { write in
        guard case .set(let values) = write.action else { return false }
        return values[field.tag].reference != nil
      }
      if redirects { return (try desk.entity(change.entity), change.record) }
    }
    return nil
  }

  private func tell() throws {
    let number = words.number(command.name)
    if unsaid > 0 { report.notes.append(words(.undoMore, words.number(unsaid))) }
    guard done > 0 else {
      if let earlier, left == 0 {
        let name = try desk.replica().read { try $0.command(of: earlier).name }
        throw CLIError(.undoDone, number, words.number(name))
      }
      desk.show(report)
      throw CLIError(.undoNothing, number, operation)
    }
    let shown = Report.single(
      [
        (Column("undone", "#"), Cell(.count(command.name), number)),
        (Column("operation", words(.operation)), .text(operation)),
        (
          Column("sequence", words(.takenBackBy)),
          isDry ? .empty : name.map { Cell(.count($0), words.number($0)) } ?? .empty
        ),
        (Column("commits", words(.undoneCommits)), Cell(.count(done), words.number(done))),
        (Column("restored", words(.undoneParts)), Cell(.count(restored), words.number(restored))),
        (Column("left", words(.leftParts)), Cell(.count(left), words.number(left))),
      ], parts: [Report.Part("changes", words(.fields), report)])
    guard desk.settings.format == .table else { return desk.show(shown) }
    if !report.rows.isEmpty { desk.show(report) }
    desk.note(
      isDry
        ? words(.undoPlanned, number, operation)
        : words(.wasUndone, number, operation, name.map { words.number($0) } ?? ""))
  }
}
