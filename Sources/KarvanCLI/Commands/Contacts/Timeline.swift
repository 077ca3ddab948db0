// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan timeline ACCOUNT`
struct Timeline: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "timeline", abstract: Tongue.say(TalkMessage.aboutTimeline),
      discussion: Tongue.say(TalkMessage.timelineForms))
  }

  @Argument(help: .init(Tongue.say(.helpAccount))) var account: String
  @Option(
    help: .init(Tongue.say(TalkMessage.helpOnly)),
    completion: .list(CustomerHistory.entities.map { $0.about.name }))
  var only: [String] = []
  @Option(name: [.customShort("n"), .long], help: .init(Tongue.say(.helpLimit))) var limit = "50"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let limit = Typed.number(limit, as: Int.self), limit > 0 else {
      throw CLIError(.badChoice, "--limit", limit, "1, 2, 3 …")
    }
    let kinds = try only.map { try desk.entity(named: $0).tag }
    let accounts = try desk.entity(Account.tag)
    desk.show(
      try desk.replica().read { reader in
        let shown = try desk.finder(reader).find(account, in: [accounts])
        let moments = try CustomerHistory(reader: reader, kinds: kinds)
          .moments(of: shown, limit: limit)
        return try RecordCells(desk: desk, reader: reader).timeline(moments)
      })
  }
}

/// Everything that happened with a customer.
struct CustomerHistory {
  /// The entities whose records are moments of it.
  static let entities = Catalog.entities.compactMap { $0 as? any TimelineEntity.Type }

  let reader: ReplicaReader
  /// Only these entities; all when empty.
  var kinds: [EntityTag] = []

  /// The newest moments, also those of accounts that were merged into this one.
  func moments(of account: RecordView, limit: Int) throws -> [TimelineMoment] {
    let ids = [account.id] + (try Duplicates.merged(into: account, reader: reader).map(\.id))
    let entities = Self.entities.filter { kinds.isEmpty || kinds.contains($0.tag) }
    let records = try entities.flatMap { type in
      try ids.flatMap { id in
        try reader.list(
          RecordQuery(
            type.tag,
            where: [
              FieldCondition(type.historyOf.tag, .equals(.reference(id))),
              FieldCondition(type.moment.tag, .differs(from: .null)),
            ], order: [FieldOrder(type.moment.tag, descending: true)], limit: limit))
      }
    }
    return TimelineMoment.sorted(records.compactMap { TimelineMoment($0) }, limit: limit)
  }
}

extension RecordCells {
  /// Moments one below the other: when, what, in short, who.
  func timeline(_ moments: some Sequence<TimelineMoment>) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("id", words(.shortID)), Column("at", words(TalkMessage.at)),
      Column("entity", words(TalkMessage.what)),
      Column("said", words(TalkMessage.said)),
      Column("by", CreationFields.by.label.text(in: words.language)),
    ])
    report.rows = try moments.map { moment in
      let record = moment.record
      let by = try record.creator.map {
        Cell(.string("\($0)"), try title(SchemaTags.user, $0))
      }
      return [
        Cell(.string("\(record.id)"), ShortID.of(record.id)),
        Cell(.string(InstantText.format(milliseconds: moment.at)), desk.say(instant: moment.at)),
        Cell(.string(record.entity.name), record.entity.about.label.text(in: words.language)),
        .text(try gist(of: record)), by ?? .empty,
      ]
    }
    return report
  }

  /// A record in a line.
  func gist(of record: RecordView) throws -> String {
    guard let type = Catalog.type(of: record.entity.tag) as? any TimelineEntity.Type else {
      return record.title
    }
    return try type.gist.compactMap { record.entity.field($0.tag) }
      .map { try cell($0, of: record).text }.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
