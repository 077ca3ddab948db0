// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan history RECORD`: this device's commits, and the versions that are there now.
struct History: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "history", abstract: Tongue.say(.aboutHistory))
  }

  @Argument(help: .init(Tongue.say(.helpRecord))) var record: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let (found, dropped) = try desk.replica().read { reader in
      let view = try desk.finder(reader).find(record, in: try desk.schema().entities)
      return (try report(view, desk, reader), try whenDropped(view, reader))
    }
    desk.show(found)
    if let dropped {
      desk.note(desk.words(.historyDropped, desk.say(instant: dropped.milliseconds)))
    }
    desk.note(desk.words(.historyIsPartial))
  }

  private func report(_ view: RecordView, _ desk: Desk, _ reader: ReplicaReader) throws -> Report {
    let words = desk.words
    let cells = RecordCells(desk: desk, reader: reader)
    return .single(
      [
        (Column("id", words(.identifier)), .text("\(view.id)")),
        (
          Column("entity", words(.kindOfRecord)),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language))
        ),
        (Column("title", words(.title)), .text(RecordTitle.text(view, words))),
      ],
      parts: [
        Report.Part("commits", words(.ownCommits), try commits(view, desk, reader)),
        Report.Part("versions", words(.presentVersions), try versions(view, cells)),
        Report.Part("earlier", words(.earlierValues), try earlier(view, cells)),
      ],
      notes: [words(.putBackNext, ShortID.of(view.id))])
  }

  /// Up to when own commits of a record may be gone; nil where all of them are here.
  private func whenDropped(_ view: RecordView, _ reader: ReplicaReader) throws -> HybridTime? {
    guard view.state.clock.sequence(of: reader.replica) > 0,
      let time = try reader.journalDropped()
    else { return nil }
    let isStartHere = try reader.journal(of: view.entity.tag, view.id).contains { entry in
      entry.commit.changes.contains { $0.record == view.id && $0.creates }
    }
    return isStartHere ? nil : time
  }

  private func commits(_ view: RecordView, _ desk: Desk, _ reader: ReplicaReader) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("sequence", "#", isNumber: true), Column("at", words(.when)),
      Column("operation", words(.operation)), Column("fields", words(.fields)),
      Column("status", words(.status)),
    ])
    report.rows = try reader.journal(of: view.entity.tag, view.id).map { entry in
      let commit = entry.commit
      let changes = commit.changes.filter { $0.record == view.id }
      let groups = changes.flatMap(\.writes).compactMap { view.entity.group($0.group)?.name }
      let names = groups.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
      return [
        Cell(.count(commit.sequence), words.number(commit.sequence)),
        Cell(
          .string(InstantText.format(milliseconds: commit.time.milliseconds)),
          desk.say(instant: commit.time.milliseconds)),
        .text(commit.operation),
        Cell(.array(names.map { .string($0) }), words.list(names)), desk.status(entry.status),
      ]
    }
    return report
  }

  /// Own values that were replaced since, numbered on from the present ones.
  private func earlier(_ view: RecordView, _ cells: RecordCells) throws -> Report {
    let words = cells.desk.words
    let own = try EarlierValues(of: view, cells.reader)
    let versions = try VersionCells(cells: cells, view: view)
    var report = Report([
      Column("field", words(.field)), Column("number", "#", isNumber: true),
      Column("value", words(.value)), Column("at", words(.when)),
      Column("version", words(.version)),
    ])
    for group in view.entity.groups {
      let label = Cell(.string(group.name), cells.label(group, in: view.entity))
      report.rows += try own.numbered(group).map { number, version in
        [
          label, Cell(.count(number), words.number(number)), try versions.value(version, group),
          versions.at(version.time.milliseconds), .text(VersionCells.name(of: version)),
        ]
      }
    }
    return report
  }

  private func versions(_ view: RecordView, _ cells: RecordCells) throws -> Report {
    let words = cells.desk.words
    let versions = try VersionCells(cells: cells, view: view)
    var report = Report([Column("field", words(.field))] + VersionCells.columns(words))
    for group in view.entity.groups {
      let label = Cell(.string(group.name), cells.label(group, in: view.entity))
      report.rows += try versions.rows(group).map { [label] + $0 }
    }
    return report
  }
}

extension Desk {
  /// What the office waits for before it judges a commit.
  func say(_ reason: QuarantineReason) -> String {
    switch reason {
    case .newer: words(.waitsForUpgrade)
    case .follows: words(.waitsForEarlier)
    case .missing: words(.waitsForOthers)
    case .other: words(.waitsForOffice)
    }
  }

  /// What became of a commit.
  func status(_ status: JournalEntry.Status) -> Cell {
    switch status {
    case .pending: return Cell(.string("pending"), words(.waits))
    case .accepted: return Cell(.string("accepted"), words(.accepted))
    case .waiting(let reason):
      return Cell(.string("quarantined"), words(.waitsAtOffice, say(reason)))
    case .rejected(let failure):
      let why = ErrorText.say(failure, words: words, schema: try? schema())
      return Cell(.string("rejected"), words(.wasRejected, why))
    }
  }
}
