// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Whose records a list is of.
struct WhoseOption: ParsableArguments {
  @Flag(help: .init(Tongue.say(SellingMessage.helpEverybody))) var all = false

  /// Open opportunities, mine or everybody's.
  func open(_ desk: Desk, _ reader: ReplicaReader, in pipeline: RecordID? = nil) throws
    -> [RecordView]
  {
    let shape = Opportunity.shape
    var conditions = [FieldCondition(shape.status.tag, .equals(.text(Opportunity.open)))]
    if let pipeline {
      conditions.append(FieldCondition(shape.pipeline.tag, .equals(.reference(pipeline))))
    }
    return try list(Opportunity.tag, owner: shape.owner, conditions, desk, reader)
  }

  /// Records that somebody answers for, and what they wrote and nobody answers for; or all.
  func list(
    _ entity: EntityTag, owner: Field, _ conditions: [FieldCondition], _ desk: Desk,
    _ reader: ReplicaReader
  ) throws -> [RecordView] {
    if all { return try reader.list(RecordQuery(entity, where: conditions)) }
    let mine = Value.reference(try desk.user)
    let whose = [
      [FieldCondition(owner.tag, .equals(mine))],
      [
        FieldCondition(owner.tag, .equals(.null)),
        FieldCondition(CreationFields.by.tag, .equals(mine)),
      ],
    ]
    return try whose.flatMap { try reader.list(RecordQuery(entity, where: conditions + $0)) }
      .sorted { $0.id < $1.id }
  }
}

/// `karvan opportunity board`
struct OpportunityBoard: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "board", abstract: Tongue.say(SellingMessage.aboutBoard))
  }

  @Option(help: .init(Tongue.say(SellingMessage.helpPipeline))) var pipeline: String?
  @OptionGroup var whose: WhoseOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Pipeline.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let named = try pipeline.map { try desk.finder(reader).find($0, in: [entity]) }
      guard let shown = try named ?? Pipelines.main(reader) else {
        throw Failure(DomainLaw.pipelineMissing, entity: entity.name)
      }
      let deals = try whose.open(desk, reader, in: shown.id)
      return try table(deals, of: shown, cells)
    }
    desk.show(report)
  }

  /// One row a stage and currency: sums of different money are not added up.
  private func table(
    _ deals: [RecordView], of pipeline: RecordView, _ cells: RecordCells
  ) throws -> Report {
    let words = cells.desk.words
    let shape = Opportunity.shape
    var report = Report([
      Column("stage", words(SellingMessage.labelStage)),
      Column("count", words(SellingMessage.labelCount), isNumber: true),
      Column("worth", words(SellingMessage.labelWorth), isNumber: true),
      Column("weighted", words(SellingMessage.labelWeighted), isNumber: true),
    ])
    let stages = try Pipelines.stages(
      of: pipeline.id, reader: cells.reader, includingInactive: true)
    for stage in stages {
      let here = deals.filter { $0[shape.stage].reference == stage.id }
      if here.isEmpty, stage[Stage.shape.active] != .truth(true) { continue }
      let name = Cell(.string("\(stage.id)"), stage.title)
      let codes = here.map { $0[shape.currency].text ?? Currency.irr.code }
      let currencies = Currency.known.filter { codes.contains($0.code) }
      if currencies.isEmpty { report.rows.append([name, cells.count(0), .empty, .empty]) }
      for currency in currencies {
        let same = here.filter { ($0[shape.currency].text ?? Currency.irr.code) == currency.code }
        let sums = try sums(of: same, in: stage, cells.reader)
        report.rows.append([
          name, cells.count(same.count), cells.money(sums.worth, currency),
          cells.money(sums.weighted, currency),
        ])
      }
    }
    return report
  }

  private func sums(
    of deals: [RecordView], in stage: RecordView, _ reader: ReplicaReader
  ) throws -> (worth: Int64, weighted: Int64) {
    var amounts: [Int64] = []
    var weighted: [Int64] = []
    for deal in deals {
      let amount = try OpportunityWorth.amount(of: deal, reader: reader) ?? 0
      amounts.append(amount)
      weighted.append(
        try OpportunityWorth.probability(of: deal, stage: stage)
          .portion(of: amount, rounding: .halfEven))
    }
    return (try CheckedAmount.sum(amounts), try CheckedAmount.sum(weighted))
  }
}

/// `karvan opportunity stalled`
struct OpportunityStalled: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "stalled", abstract: Tongue.say(SellingMessage.aboutStalled))
  }

  @OptionGroup var whose: WhoseOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let shape = Opportunity.shape
      let now = desk.now()
      let stalled = try whose.open(desk, reader).compactMap { deal -> (RecordView, Int64)? in
        guard
          let stage = try deal[shape.stage].reference.flatMap({ try reader.record(Stage.tag, $0) }),
          let patience = stage[Stage.shape.stalledAfterDays].integer,
          let days = try StageTimes(of: deal, reader: reader).present?.days(by: now),
          days >= patience
        else { return nil }
        return (deal, days)
      }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.id < $1.0.id }
      var report = Report([
        Column("id", words(.shortID)), Column("name", words(.title)),
        cells.column(try RecordCells.field("account", in: desk.entity(Opportunity.tag))),
        Column("stage", words(SellingMessage.labelStage)),
        Column("days", words(SellingMessage.labelInStage), isNumber: true),
        Column("worth", words(SellingMessage.labelWorth), isNumber: true),
        Column("next_step", words(SellingMessage.labelNextStep)),
      ])
      report.rows = try stalled.map { deal, days in
        [
          cells.id(deal), .text(deal.title), try cells.cell(shape.account, of: deal),
          try cells.cell(shape.stage, of: deal), cells.count(days), try cells.worth(of: deal),
          .text(deal[shape.nextStep].text ?? ""),
        ]
      }
      return report
    }
    desk.show(report)
  }
}

/// `karvan opportunity no-next-step`
struct OpportunityNoNextStep: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "no-next-step", abstract: Tongue.say(SellingMessage.aboutNoNextStep))
  }

  @OptionGroup var whose: WhoseOption
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let deals = try whose.open(desk, reader).filter {
        $0[Opportunity.shape.nextActionAt].isNull
      }
      var report = Report([
        Column("id", words(.shortID)), Column("entity", words(.kindOfRecord)),
        Column("name", words(.title)), Column("status", words(.status)),
      ])
      let leads = try openLeads(desk, reader).filter { $0[Lead.shape.nextActionAt].isNull }
      report.rows = try (deals + leads).map { view in
        let isDeal = view.entity.tag == Opportunity.tag
        return [
          cells.id(view),
          Cell(.string(view.entity.name), view.entity.about.label.text(in: words.language)),
          .text(RecordTitle.text(view, words)),
          try cells.cell(isDeal ? Opportunity.shape.stage : Lead.shape.status, of: view),
        ]
      }
      return report
    }
    desk.show(report)
  }

  private func openLeads(_ desk: Desk, _ reader: ReplicaReader) throws -> [RecordView] {
    let shape = Lead.shape
    let open = FieldCondition(shape.status.tag, .oneOf(Lead.openStates.map { .text($0) }))
    return try whose.list(Lead.tag, owner: shape.owner, [open], desk, reader)
  }
}

/// `karvan opportunity win-back`
struct OpportunityWinBack: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "win-back", abstract: Tongue.say(SellingMessage.aboutWinBack))
  }

  @Option(help: .init(Tongue.say(SellingMessage.helpSince), valueName: "days")) var since = "365"
  @Option(help: .init(Tongue.say(SellingMessage.helpWhyLost))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let days = Typed.number(since, as: Int32.self), days >= 0 else {
      throw CLIError(.badChoice, "--since", since, "30, 365 …")
    }
    let entity = try desk.entity(Opportunity.tag)
    let shape = Opportunity.shape
    var conditions = [
      FieldCondition(shape.status.tag, .oneOf([.text("lost"), .text("abandoned")])),
      FieldCondition(
        shape.closeDate.tag, .atLeast(.integer(Int64(desk.today().daysSinceEpoch &- days)))),
    ]
    if let reason {
      let code = try desk.code(reason, of: shape.lostReason, in: entity.tag)
      conditions.append(FieldCondition(shape.lostReason.tag, .equals(.text(code))))
    }
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let lost = try reader.list(
        RecordQuery(
          entity.tag, where: conditions,
          order: [FieldOrder(shape.closeDate.tag, descending: true)]))
      let fields = [
        shape.name, shape.account, shape.lostReason, shape.lostTo, shape.closeDate,
        shape.closingNote, shape.amount, shape.owner,
      ].compactMap { entity.field($0.tag) }
      return try cells.list(
        try lost.filter { try isFree($0, reader) }, of: entity, fields: fields)
    }
    desk.show(report)
  }

  /// Whether nobody is at it again: the account has no open deal, and won none since.
  private func isFree(_ lost: RecordView, _ reader: ReplicaReader) throws -> Bool {
    let shape = Opportunity.shape
    let others = try reader.records(
      Opportunity.tag, where: shape.account.tag, is: lost[shape.account])
    return !others.contains { other in
      other[shape.status].text == Opportunity.open
        || other[shape.status].text == "won"
          && (other[shape.closeDate].integer ?? 0) >= (lost[shape.closeDate].integer ?? 0)
    }
  }
}
