// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan target progress [TARGET]`
struct TargetProgressShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "progress", abstract: Tongue.say(SellingMessage.aboutTargetProgress))
  }

  @Argument(help: .init(Tongue.say(SellingMessage.helpTarget))) var target: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Target.tag)
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let targets =
        try target.map { [try desk.finder(reader).find($0, in: [entity])] }
        ?? reader.list(RecordQuery(entity.tag, where: running(desk.today())))
      var report = Report([
        Column("id", words(.shortID)), Column("subject", words(.labelSubject)),
        cells.column(try RecordCells.field("metric", in: entity)),
        cells.column(try RecordCells.field("end_date", in: entity)),
        Column("goal", words(.labelGoal), isNumber: true),
        Column("reached", words(.labelReached), isNumber: true),
        Column("share", words(.labelShare), isNumber: true),
        Column("expected", words(.labelExpected), isNumber: true),
        Column("on_course", words(.labelOnCourse)),
      ])
      report.rows = try targets.map { try row($0, cells) }
      return report
    }
    desk.show(report)
  }

  private func running(_ today: CivilDate) -> [FieldCondition] {
    let day = Value.integer(Int64(today.daysSinceEpoch))
    return [
      FieldCondition(Target.shape.endDate.tag, .atLeast(day)),
      FieldCondition(Target.shape.startDate.tag, .atMost(day)),
    ]
  }

  private func row(_ target: RecordView, _ cells: RecordCells) throws -> [Cell] {
    let desk = cells.desk
    let shape = Target.shape
    let progress = try TargetProgress(
      of: target, candidates: try Candidates(desk: desk, reader: cells.reader).of(target),
      today: desk.today(), offsetMinutes: desk.surroundings.offsetMinutes(desk.now()),
      reader: cells.reader)
    let isAmount = Target.isAmount(target[shape.metric].text ?? "")
    let currency = try cells.currency(of: shape.amount, in: target)
    func number(_ value: Int64) -> Cell {
      isAmount ? cells.money(value, currency) : cells.count(value)
    }
    let isOfRep = target[shape.rep].reference != nil
    return [
      cells.id(target), try cells.cell(isOfRep ? shape.rep : shape.territory, of: target),
      try cells.cell(shape.metric, of: target), try cells.cell(shape.endDate, of: target),
      number(progress.goal), number(progress.reached), cells.share(progress.share),
      cells.share(progress.expectedShare),
      Cell(.bool(progress.isOnCourse), progress.isOnCourse ? desk.words(.yes) : ""),
    ]
  }
}

/// The records that may count for a target, found by indexes.
private struct Candidates {
  let desk: Desk
  let reader: ReplicaReader

  func of(_ target: RecordView) throws -> [RecordView] {
    let shape = Target.shape
    guard let source = TargetSource(metric: target[shape.metric].text ?? ""),
      let start = target[shape.startDate].integer, let end = target[shape.endDate].integer
    else { return [] }
    let range = source.range(
      from: CivilDate(daysSinceEpoch: Int32(clamping: start)),
      to: CivilDate(daysSinceEpoch: Int32(clamping: end)),
      offsetMinutes: desk.surroundings.offsetMinutes(desk.now()))
    var conditions = [
      FieldCondition(source.when, .atLeast(.integer(range.lowerBound))),
      FieldCondition(source.when, .atMost(.integer(range.upperBound))),
    ]
    if let state = source.state {
      conditions.append(FieldCondition(state, .oneOf(source.states.map { .text($0) })))
    }
    return try subjects(target, source).flatMap { subject in
      try reader.list(RecordQuery(source.entity, where: conditions + subject))
    }
  }

  /// What narrows the search to a rep or a territory; visits of a territory are sought by rep.
  private func subjects(
    _ target: RecordView, _ source: TargetSource
  ) throws -> [[FieldCondition]] {
    if let rep = target[Target.shape.rep].reference {
      return [[FieldCondition(source.rep, .equals(.reference(rep)))]]
    }
    let territory = target[Target.shape.territory]
    switch source.entity {
    case Account.tag: return [[FieldCondition(Account.shape.territory.tag, .equals(territory))]]
    case Lead.tag: return [[FieldCondition(Lead.shape.territory.tag, .equals(territory))]]
    case Visit.tag:
      let people = try reader.list(RecordQuery(User.tag))
      return people.map { [FieldCondition(source.rep, .equals(.reference($0.id)))] }
    default: return [[]]
    }
  }
}
