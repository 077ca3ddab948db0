// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan review`
struct ReviewGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "review", abstract: Tongue.say(.aboutReview),
      subcommands: [ReviewList.self, ReviewShow.self, ReviewClose.self],
      defaultSubcommand: ReviewList.self)
  }
}

/// `karvan review list`
struct ReviewList: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: Tongue.say(.aboutReviewList))
  }

  @Flag(help: .init(Tongue.say(.helpAllReviews))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(ReviewItem.tag)
    let shape = ReviewItem.shape
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let open = FieldCondition(shape.status.tag, .equals(.text("open")))
      let items = try reader.list(
        RecordQuery(
          entity.tag, where: all ? [] : [open], order: [FieldOrder(CreationFields.at.tag)]))
      guard desk.settings.format == .table else {
        return try cells.list(items, of: entity, fields: entity.fields)
      }
      return try table(items, cells)
    }
    desk.show(report)
  }

  private func table(_ items: [RecordView], _ cells: RecordCells) throws -> Report {
    let entity = try cells.desk.entity(ReviewItem.tag)
    let words = cells.desk.words
    func field(_ name: String) throws -> Field { try RecordCells.field(name, in: entity) }
    let (kind, details, status) = (try field("kind"), try field("details"), try field("status"))
    var report = Report([
      Column("id", words(.shortID)), cells.column(kind), Column("about", words(.record)),
      Column("other", words(.otherRecord)), cells.column(details), cells.column(status),
    ])
    report.rows = try items.map { item in
      [
        .text(ShortID.of(item.id)), try cells.cell(kind, of: item),
        .text(try subject(item[ReviewItem.shape.subjectRecord], of: item, cells)),
        .text(try subject(item[ReviewItem.shape.otherRecord], of: item, cells)),
        try cells.cell(details, of: item), try cells.cell(status, of: item),
      ]
    }
    return report
  }

  /// The title of a record that an item names as text.
  private func subject(
    _ value: Value, of item: RecordView, _ cells: RecordCells
  ) throws -> String {
    guard let id = value.text.flatMap({ RecordID(text: $0) }),
      let name = item[ReviewItem.shape.subjectEntity].text,
      let entity = try cells.desk.schema()[name]
    else { return "" }
    return "\(try cells.title(entity.tag, id)) (\(ShortID.of(id)))"
  }
}

/// `karvan review show ITEM`: with both records that it names, as far as they are here.
struct ReviewShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutReviewShow))
  }

  @Argument(help: .init(Tongue.say(.helpReviewItem))) var item: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(ReviewItem.tag)
    let shape = ReviewItem.shape
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let item = try desk.finder(reader).find(item, in: [entity])
      let named = item[shape.subjectEntity].text.flatMap { name in
        try? desk.schema()[name]
      }
      func part(_ name: String, _ title: Message, _ field: Field) throws -> Report.Part? {
        guard let id = item[field].text.flatMap({ RecordID(text: $0) }), let named,
          let view = try reader.record(named.tag, id)
        else { return nil }
        return Report.Part(name, desk.words(title), try cells.single(view))
      }
      let parts = [
        try part("about", .record, shape.subjectRecord),
        try part("other", .otherRecord, shape.otherRecord),
      ]
      return try cells.single(item, parts: parts.compactMap { $0 })
    }
    desk.show(report)
  }
}

/// `karvan review close ITEM`
struct ReviewClose: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "close", abstract: Tongue.say(.aboutReviewClose))
  }

  @Argument(help: .init(Tongue.say(.helpReviewItem))) var item: String
  @Option(help: .init(Tongue.say(.helpNote))) var note: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(ReviewItem.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(item, in: [entity])
      id = shown.id
      return try ReviewOperations.close(shown, note: note, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .reviewClosed)
  }
}
