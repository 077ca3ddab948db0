// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan user reassign FROM TO`
struct UserReassign: Verb {
  /// How many records share a commit.
  static let batch = 500

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "reassign", abstract: Tongue.say(SellingMessage.aboutReassign),
      discussion: Tongue.say(SellingMessage.reassignForms))
  }

  @Argument(help: .init(Tongue.say(SellingMessage.helpFrom))) var from: String
  @Argument(help: .init(Tongue.say(SellingMessage.helpTo))) var to: String
  @Flag(help: .init(Tongue.say(SellingMessage.helpTerritories))) var territories = false
  @Flag(help: .init(Tongue.say(SellingMessage.helpDeactivate))) var deactivate = false
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let users = try desk.entity(User.tag)
    let (leaver, heir, book) = try desk.replica().read { reader in
      let finder = desk.finder(reader)
      let leaver = try finder.find(from, in: [users])
      let book = try Book(of: leaver.id, on: desk.today(), reader)
      return (leaver, try finder.find(to, in: [users]), book)
    }
    guard leaver.id != heir.id else {
      throw Failure(DomainLaw.twoUsers, entity: users.name, record: leaver.id)
    }
    let words = desk.words
    let number = words.number(book.count)
    let names = (leaver: leaver.title, heir: heir.title)
    let report = try book.report(desk)
    for van in book.heldBack {
      desk.note(words(HistoryMessage.vanHeldBack, RecordTitle.text(van, words)))
    }
    if dryRun {
      return desk.show(
        report,
        saying: try said(report, desk)
          + words(SellingMessage.wouldReassign, number, names.leaver, names.heir))
    }
    try desk.confirm(
      words(SellingMessage.reassignQuestion, number, names.leaver, names.heir), yes: yes)
    try handOver(book, leaver.id, heir.id, desk)
    desk.show(report, saying: words(SellingMessage.reassigned, number, names.leaver, names.heir))
  }

  /// What a table shows of the plan, before the sentence.
  private func said(_ report: Report, _ desk: Desk) throws -> String {
    report.rows.map { row in row.map(\.text).joined(separator: "  ") }.joined(separator: "\n")
      + "\n"
  }

  private func handOver(
    _ book: Book, _ leaver: RecordID, _ heir: RecordID, _ desk: Desk
  ) throws {
    var command: UInt64?
    // First that the successor can hold what comes, last that the leaver cannot work any more.
    if territories {
      _ = try desk.commit(in: &command) {
        try BookOperations.retire(
          leaver, successor: heir, territories: true, deactivate: false, in: $0)
      }
    }
    for batch in book.batches(of: Self.batch) {
      _ = try desk.commit(in: &command) { context in
        let shown = try batch.compactMap { try context.reader.record($0.entity, $0.id) }
        return try BookOperations.handOver(
          shown.filter { $0.life != .deleted }, from: leaver, to: heir, in: context)
      }
    }
    if deactivate {
      _ = try desk.commit(in: &command) {
        try BookOperations.retire(
          leaver, successor: heir, territories: false, deactivate: true, in: $0)
      }
    }
  }
}

/// What a user answers for and takes part in.
private struct Book {
  struct Entry {
    let entity: EntityTag
    let id: RecordID
  }

  private(set) var records: [Entry] = []
  /// What cannot be handed over yet.
  private(set) var heldBack: [RecordView] = []
  private var counts: [(entity: EntityTag, owned: Int, shared: Int)] = []
  var count: Int { records.count }

  init(of user: RecordID, on today: CivilDate, _ reader: ReplicaReader) throws {
    for shelf in BookOperations.shelves {
      let all = try BookOperations.owned(by: user, on: shelf, today: today, reader: reader)
      let kept = try all.filter { try BookOperations.isHeldBack($0, reader: reader) }
      heldBack += kept
      let owned = all.filter { record in !kept.contains { $0.id == record.id } }
      let known = Set(owned.map(\.id))
      let shared = try Self.shared(with: user, on: shelf, reader).filter { !known.contains($0.id) }
      counts.append((shelf.entity, owned.count, shared.count))
      records += (owned + shared).map { Entry(entity: shelf.entity, id: $0.id) }
    }
  }

  /// The records that go together in a commit. A van goes alone: the office, which knows of all its
  /// moves, may refuse it.
  func batches(of size: Int) -> [[Entry]] {
    let vans = records.filter { $0.entity == StockLocation.tag }
    let others = records.filter { $0.entity != StockLocation.tag }
    return stride(from: 0, to: others.count, by: size).map {
      Array(others[$0..<min($0 + size, others.count)])
    } + vans.map { [$0] }
  }

  private static func shared(
    with user: RecordID, on shelf: BookOperations.Shelf, _ reader: ReplicaReader
  ) throws -> [RecordView] {
    guard let participants = shelf.participants else { return [] }
    var conditions = [FieldCondition(participants, .hasElement("\(user)"))]
    if let state = shelf.state {
      conditions.append(FieldCondition(state, .oneOf(shelf.states)))
    }
    return try reader.list(RecordQuery(shelf.entity, where: conditions))
  }

  func report(_ desk: Desk) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("entity", words(.kindOfRecord)),
      Column("owned", words(SellingMessage.labelAnswersFor), isNumber: true),
      Column("shared", words(SellingMessage.labelTakesPart), isNumber: true),
    ])
    report.rows = try counts.map { row in
      let entity = try desk.entity(row.entity)
      return [
        Cell(.string(entity.name), entity.about.label.text(in: words.language)),
        Cell(.count(row.owned), words.number(row.owned)),
        Cell(.count(row.shared), words.number(row.shared)),
      ]
    }
    return report
  }
}
