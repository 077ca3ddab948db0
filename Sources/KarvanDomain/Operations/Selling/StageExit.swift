// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What the stages of an opportunity require before they are left forward.
///
/// Asked of whoever moves it, and no law: who empties a field elsewhere at the same time must not
/// turn a move away.
public struct StageExit {
  /// The opportunity.
  public let opportunity: RecordView
  /// Its stage and those after it in its pipeline, in order; inactive ones only where it is in one.
  public let stages: [RecordView]
  private let lines: [RecordView]

  /// Looks at an opportunity.
  public init(of opportunity: RecordView, reader: any RecordReader) throws {
    self.opportunity = opportunity
    let shape = Opportunity.shape
    lines = try OpportunityWorth.lines(of: opportunity.id, reader: reader)
    guard let pipeline = opportunity[shape.pipeline].reference,
      let id = opportunity[shape.stage].reference,
      let present = try reader.record(Stage.tag, id)
    else {
      stages = []
      return
    }
    let later = try Pipelines.stages(of: pipeline, reader: reader).filter {
      Pipelines.precedes(present, $0)
    }
    stages = [present] + later
  }

  init(of opportunity: RecordView, in context: OperationContext) throws {
    try self.init(of: opportunity, reader: context.reader)
  }

  /// The names of the fields that a stage requires and that are empty.
  public func missingFields(of stage: RecordView) -> [String] {
    stage.words(Stage.shape.requiredFields).filter { name in
      if name == Stage.lines { return lines.isEmpty }
      // A field that this version does not know cannot be asked for here.
      guard let field = opportunity.entity.field(named: name) else { return false }
      if name == "amount", !lines.isEmpty { return false }
      return field.kind == .words ? opportunity.words(field).isEmpty : isEmpty(opportunity[field])
    }
  }

  /// The exit checks of a stage that nobody confirmed yet.
  public func openChecks(of stage: RecordView) -> [String] {
    let confirmed = opportunity.words(Opportunity.shape.confirmedChecks)
    return stage.words(Stage.shape.exitChecks).filter { !confirmed.contains($0) }
  }

  /// The stages that are left when it goes to another, or is won: the present one and those that
  /// are skipped; none when it goes back, or to another pipeline.
  func left(before target: RecordView?) -> [RecordView] {
    guard let target else { return stages }
    guard target[Stage.shape.pipeline] == opportunity[Opportunity.shape.pipeline],
      let present = stages.first, Pipelines.precedes(present, target)
    else { return [] }
    return stages.filter { Pipelines.precedes($0, target) }
  }

  /// Throws what is missing.
  func require(before target: RecordView?, confirming checks: [String]) throws(Failure) {
    let stages = left(before: target)
    let missing =
      stages.flatMap(missingFields)
      + stages.flatMap(openChecks).filter { !checks.contains($0) }
    let once = missing.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    guard once.isEmpty else {
      throw Failure(
        DomainLaw.stageRequires, entity: opportunity.entity.name, record: opportunity.id,
        field: "stage", once)
    }
  }

  private func isEmpty(_ value: Value) -> Bool {
    value.isNull || value.text.map { TextTrimming.trim($0).isEmpty } == true
  }
}
