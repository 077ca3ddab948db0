// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan opportunity show OPPORTUNITY`
struct OpportunityShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show", abstract: Tongue.say(SellingMessage.aboutOpportunityShow))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Opportunity.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(target.opportunity, in: [entity])
      return try cells.single(view, parts: try cells.course(of: view) + cells.parts(of: view))
    }
    desk.show(report)
  }
}

/// `karvan opportunity score OPPORTUNITY`
struct OpportunityScoreShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "score", abstract: Tongue.say(SellingMessage.aboutScore))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Opportunity.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(target.opportunity, in: [entity])
      let score = try cells.score(of: view)
      return Report.single(
        [
          (Column("id", desk.words(.identifier)), .text("\(view.id)")),
          (
            Column("chance", desk.words(.labelChance), isNumber: true),
            cells.share(Int64(score.percent) * 100)
          ),
        ], parts: [cells.reasons(of: score)])
    }
    desk.show(report)
  }
}

extension RecordCells {
  func score(of opportunity: RecordView) throws -> OpportunityScore {
    try OpportunityScore(
      of: opportunity, now: desk.now(), today: desk.today(), reader: reader)
  }

  /// What speaks for and against a deal.
  func reasons(of score: OpportunityScore) -> Report.Part {
    var report = Report([
      Column("reason", desk.words(.labelReason)),
      Column("points", desk.words(.labelPoints), isNumber: true),
    ])
    report.rows = score.parts.map { part in
      let sign = part.points > 0 && part.reason != .probability ? "+" : ""
      let text = desk.words(SellingMessage(reason: part.reason))
      return [
        Cell(.string(part.reason.rawValue), text),
        Cell(.count(part.points), desk.words.digits("\(sign)\(part.points)")),
      ]
    }
    return Report.Part("chance_parts", desk.words(.labelChance), report)
  }

  /// Where a deal stands, what it needs to go on, and the way that it came.
  func course(of opportunity: RecordView) throws -> [Report.Part] {
    let words = desk.words
    let exit = try StageExit(of: opportunity, reader: reader)
    let times = try StageTimes(of: opportunity, reader: reader)
    let score = try score(of: opportunity)
    let isOpen = opportunity[Opportunity.shape.status].text == Opportunity.open
    let stage = exit.stages.first
    let missing = isOpen ? stage.map { exit.missingFields(of: $0) } ?? [] : []
    let checks = isOpen ? stage.map { exit.openChecks(of: $0) } ?? [] : []
    let labels = missing.map {
      opportunity.entity.field(named: $0)?.label.text(in: words.language) ?? $0
    }
    let days = times.present?.days(by: desk.now()) ?? 0
    let fields: [(Column, Cell)] = [
      (Column("worth", words(.labelWorth), isNumber: true), try worth(of: opportunity)),
      (Column("chance", words(.labelChance), isNumber: true), share(Int64(score.percent) * 100)),
      (Column("days_in_stage", words(.labelInStage), isNumber: true), count(days)),
      (
        Column("playbook", words(.labelPlaybook)),
        isOpen ? .text(stage?[Stage.shape.playbook].text ?? "") : .empty
      ),
      (
        Column("missing", words(.labelMissing)),
        Cell(.array(missing.map { .string($0) }), words.list(labels))
      ),
      (
        Column("open_checks", words(.labelOpenChecks)),
        Cell(.array(checks.map { .string($0) }), words.list(checks))
      ),
    ]
    return [
      Report.Part("course", words(.labelProgress), .single(fields)), reasons(of: score),
      Report.Part("stages", words(.labelStages), try stays(times)),
    ]
  }

  private func stays(_ times: StageTimes) throws -> Report {
    let words = desk.words
    let status = Opportunity.shape.status
    var report = Report([
      Column("stage", words(.labelStage)), Column("status", words(.status)),
      Column("since", words(.labelSince)), Column("days", words(.labelDays), isNumber: true),
    ])
    report.rows = try times.stays.map { stay in
      [
        Cell(.string("\(stay.stage)"), try title(Stage.tag, stay.stage)),
        Cell(.string(stay.status), desk.label(.text(stay.status), of: status)),
        Cell(
          .string(InstantText.format(milliseconds: stay.since)), desk.say(instant: stay.since)),
        count(stay.days(by: desk.now())),
      ]
    }
    return report
  }
}

extension SellingMessage {
  /// What a reason of a score is called.
  init(reason: OpportunityScore.Reason) {
    switch reason {
    case .probability: self = .reasonProbability
    case .decider: self = .reasonDecider
    case .noDecider: self = .reasonNoDecider
    case .nextStep: self = .reasonNextStep
    case .noNextStep: self = .reasonNoNextStep
    case .overdue: self = .reasonOverdue
    case .stalled: self = .reasonStalled
    case .competitors: self = .reasonCompetitors
    case .late: self = .reasonLate
    case .noAmount: self = .reasonNoAmount
    case .referral: self = .reasonReferral
    }
  }
}
