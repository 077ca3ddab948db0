// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// What a history shows.
struct HistoryOptions: ParsableArguments {
  @Option(
    name: [.long, .customLong("kind")], help: .init(Tongue.say(TalkMessage.helpOnly)),
    completion: .list(CustomerHistory.entities.map { $0.about.name }))
  var only: [String] = []
  @Option(help: .init(Tongue.say(HistoryMessage.helpFrom), valueName: "date")) var since: String?
  @Option(help: .init(Tongue.say(HistoryMessage.helpUntil), valueName: "date")) var until: String?
  @Option(name: [.customShort("n"), .long], help: .init(Tongue.say(.helpLimit))) var limit = "50"

  func show(
    at desk: Desk, _ find: (RecordFinder) throws -> RecordView
  ) throws {
    guard let limit = Typed.number(limit, as: Int.self), limit > 0 else {
      throw CLIError(.badChoice, "--limit", limit, "1, 2, 3 …")
    }
    let kinds = try only.map { try desk.entity(named: $0).tag }
    let first = try since.map { try desk.day($0) }
    let last = try until.map { CivilDate(daysSinceEpoch: try desk.day($0).daysSinceEpoch &+ 1) }
    func start(_ day: CivilDate) -> Int64 {
      InstantText.startMilliseconds(of: day, offsetMinutes: desk.offsetMinutes)
    }
    desk.show(
      try desk.replica().read { reader in
        let history = CustomerHistory(
          reader: reader, kinds: kinds, since: first.map(start), before: last.map(start))
        let moments = try history.moments(of: try find(desk.finder(reader)), limit: limit)
        return try RecordCells(desk: desk, reader: reader).timeline(moments)
      })
  }
}

/// `karvan timeline ACCOUNT|LEAD|DEAL`
struct Timeline: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "timeline", abstract: Tongue.say(TalkMessage.aboutTimeline),
      discussion: Tongue.say(TalkMessage.timelineForms))
  }

  @Argument(help: .init(Tongue.say(HistoryMessage.helpSubject))) var subject: String
  @OptionGroup var options: HistoryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let tiers = try desk.historyTiers(withContacts: false)
    try options.show(at: desk) { try $0.find(subject, first: tiers) }
  }
}

/// `karvan account|lead|opportunity timeline RECORD`
struct TimelineOf<Declaration: TimelineSubject>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "timeline", abstract: Tongue.say(TalkMessage.aboutTimeline),
      discussion: Tongue.say(TalkMessage.timelineForms))
  }

  @Argument(help: .init(Tongue.say(HistoryMessage.helpSubject))) var subject: String
  @OptionGroup var options: HistoryOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    try options.show(at: desk) { try $0.find(subject, in: [entity]) }
  }
}

/// An entity whose records have a history.
protocol TimelineSubject: EntityType {}
extension Account: TimelineSubject {}
extension Lead: TimelineSubject {}
extension Opportunity: TimelineSubject {}

extension RecordCells {
  /// Moments one below the other: when, what, in short, about which lead or deal, who.
  func timeline(_ moments: some Sequence<TimelineMoment>) throws -> Report {
    let words = desk.words
    var report = Report([
      Column("id", words(.shortID)), Column("at", words(TalkMessage.at)),
      Column("entity", words(TalkMessage.what)),
      Column("said", words(TalkMessage.said)), Column("about", words(HistoryMessage.about)),
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
        .text(try gist(of: record)), try about(record), by ?? .empty,
      ]
    }
    return desk.settings.format == .table ? report.withoutEmptyColumns : report
  }

  /// The deal or the lead that something was about.
  private func about(_ record: RecordView) throws -> Cell {
    for (name, entity) in [("opportunity", Opportunity.tag), ("lead", Lead.tag)] {
      guard let field = record.entity.field(named: name), field.kind == .reference(entity),
        let id = record[field].reference
      else { continue }
      return Cell(.string("\(id)"), try title(entity, id))
    }
    return .empty
  }

  /// A record in a line.
  func gist(of record: RecordView) throws -> String {
    guard let type = Catalog.type(of: record.entity.tag) as? any TimelineEntity.Type else {
      return record.title
    }
    var parts = try type.gist.compactMap { record.entity.field($0.tag) }
      .map { try cell($0, of: record).text }
    if let document = Catalog.type(of: record.entity.tag) as? any CommercialDocument.Type {
      parts.append(try payable(of: record, document))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// What a document comes to; empty where that cannot be computed.
  private func payable<Document: CommercialDocument>(
    of document: RecordView, _ type: Document.Type
  ) throws -> String {
    guard let totals = try? DocumentAmounts<Document>.of(document, reader: reader) else {
      return ""
    }
    let currency = try currency(of: Document.shape.discountAmount, in: document)
    return money(totals.payable, currency).text
  }
}
