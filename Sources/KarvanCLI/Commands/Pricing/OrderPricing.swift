// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan order promote ORDER`: what promotions give, given or taken off.
struct Promote<Document: CommercialDocument>: Verb where Document.Line: TracedLine {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "promote", abstract: Tongue.say(.aboutOrderPromote),
      discussion: Tongue.say(.promoteForms))
  }

  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpDocument)),
    completion: .records(Order.self, Quote.self, Invoice.self))
  var document: String
  @Flag(help: .init(Tongue.say(.helpOff))) var off = false
  @Flag(help: .init(Tongue.say(.helpTry))) var dryRun = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if off, dryRun { throw ValidationError("--off, --dry-run") }
  }

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Document.tag)
    var found: RecordView?
    var outcome: PromotionOutcome?
    func decide(_ finder: RecordFinder, _ replica: ReplicaID) throws -> RecordID {
      let shown = try finder.find(document, in: [entity])
      found = shown
      if !off {
        outcome = try DocumentPromotions<Document>.outcome(
          of: shown, for: replica, reader: finder.reader)
      }
      return shown.id
    }
    let database = try desk.replica()
    if dryRun {
      try database.read { _ = try decide(desk.finder($0), database.identity.replica) }
    } else {
      try desk.commit { context in
        let id = try decide(try desk.finder(context), context.drafter.replica)
        return off
          ? try DocumentPromotions<Document>.takeOff(id, in: context)
          : try DocumentPromotions<Document>.apply(to: id, in: context)
      }
    }
    guard let found else { return }
    try say(outcome, of: found, desk)
  }

  private func say(_ outcome: PromotionOutcome?, of document: RecordView, _ desk: Desk) throws {
    let words = desk.words
    let currency = try Currency.named(document[Document.shape.currency].text ?? "IRR")
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let worth = outcome?.grants.reduce(Int64(0)) { $0 + $1.worth } ?? 0
      let name = document[Document.shape.number].text ?? ""
      let sum = cells.money(worth, currency)
      var report = Report.single(
        [
          (Column("number", document.entity.about.label.text(in: words.language)), .text(name)),
          (Column("worth", words(.worth), isNumber: true), sum),
        ], parts: try outcome.map { try cells.promotions($0, currency) } ?? [])
      report.notes = [
        off
          ? words(.promotionsOff, name)
          : outcome?.grants.isEmpty != false
            ? words(.noPromotion, name)
            : words(dryRun ? .wouldPromote : .promoted, name, sum.text)
      ]
      return report
    }
    desk.show(report)
  }
}

/// `karvan order prices ORDER`: its prices against the rules.
struct ComparePrices<Document: CommercialDocument>: Verb where Document.Line: TracedLine {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "prices", abstract: Tongue.say(.aboutOrderPrices),
      discussion: Tongue.say(.pricesForms))
  }

  @Argument(
    help: .init(Tongue.say(MoneyMessage.helpDocument)),
    completion: .records(Order.self, Quote.self, Invoice.self))
  var document: String
  @Flag(help: .init(Tongue.say(.helpRefresh))) var refresh = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Document.tag)
    var isChanged = false
    if refresh {
      isChanged =
        try desk.commit { context in
          let shown = try desk.finder(context).find(document, in: [entity])
          return try PriceReview<Document>.refresh(shown.id, in: context)
        } != nil
    }
    let report = try desk.replica().read { reader in
      let shown = try desk.finder(reader).find(document, in: [entity])
      return try self.report(
        shown, RecordCells(desk: desk, reader: reader), isChanged: isChanged)
    }
    desk.show(report)
  }

  private func report(
    _ document: RecordView, _ cells: RecordCells, isChanged: Bool
  ) throws -> Report {
    let words = cells.desk.words
    let shape = Document.Line.shape
    let currency = try Currency.named(document[Document.shape.currency].text ?? "IRR")
    let lines = try PriceReview<Document>.lines(of: document, reader: cells.reader)
    var report = Report([
      Column("line", words(.priceLine), isNumber: true), Column("product", words(.priceProduct)),
      Column("agreed", words(.agreed), isNumber: true),
      Column("rules_then", words(.byRules), isNumber: true),
      Column("rules_now", words(.now), isNumber: true),
      Column("difference", words(.priceDifference), isNumber: true),
      Column("stale", words(.stale)), Column("own", words(.own)),
    ])
    func money(_ amount: Int64?) -> Cell { amount.map { cells.money($0, currency) } ?? .empty }
    func truth(_ value: Bool) -> Cell { Cell(.bool(value), value ? words(.yes) : "") }
    report.rows = try lines.map { entry in
      let agreed = entry.line[shape.unitPrice].integer
      let now = entry.now
      let position = entry.line[shape.position].integer ?? 0
      let change = now.flatMap { now in agreed.map { now - $0 } }
      let product = try cells.cell(
        entry.line[shape.product], field: shape.product, of: entry.line)
      return [
        Cell(.integer(position), words.number(position)), product, money(agreed),
        money(entry.before), money(now), money(change), truth(entry.isStale), truth(entry.isOwn),
      ]
    }
    let name = document[Document.shape.number].text ?? ""
    let stale = lines.filter(\.isStale).count
    if isChanged { report.notes.append(words(.repriced, name)) }
    if stale > 0 { report.notes.append(words(.stalePrices, words.number(stale), name)) }
    for excess in try DiscountReview.excesses(of: document, Document.self, reader: cells.reader) {
      let product = try cells.cell(
        excess.line[shape.product], field: shape.product, of: excess.line)
      report.notes.append(
        words(
          .priceNeedsApproval, product.text, cells.money(excess.off, currency).text,
          words.digits(excess.limit.most.text)))
    }
    return report
  }
}

extension Desk {
  /// Gives an order that is about to be submitted what promotions give it, and says so; one to which
  /// somebody gave some, or that was quoted, stays as it is.
  func promote(_ name: String, _ command: inout UInt64?) throws {
    var given: (number: String, worth: Int64, currency: String)?
    let entity = try entity(Order.tag)
    let commit = try commit(in: &command) { context in
      let order = try finder(context).find(name, in: [entity])
      let lines = try DocumentAmounts<Order>.lines(of: order.id, reader: context.reader)
      guard order[Order.shape.status].text == Order.draft, order[Order.shape.quote].isNull,
        lines.allSatisfy({ ($0[OrderLine.shape.promotions].text ?? "").isEmpty })
      else { return OperationDraft("order promote", []) }
      let outcome = try DocumentPromotions<Order>.outcome(
        of: order, for: context.drafter.replica, reader: context.reader)
      given = (
        order[Order.shape.number].text ?? "", outcome.grants.reduce(0) { $0 + $1.worth },
        order[Order.shape.currency].text ?? Currency.irr.code
      )
      return try DocumentPromotions<Order>.apply(to: order.id, in: context)
    }
    guard commit != nil, let given else { return }
    let currency = try Currency.named(given.currency)
    let sum = try replica().read {
      RecordCells(desk: self, reader: $0).money(given.worth, currency).text
    }
    note(words(.promoted, words.digits(given.number), sum))
  }
}
