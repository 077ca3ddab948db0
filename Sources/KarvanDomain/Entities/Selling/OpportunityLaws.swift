// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Opportunity {
  /// A stage is one of the pipeline that is named with it.
  static let staged: Invariant = { context in
    for version in context.written(shape.stage) {
      guard let id = version[shape.stage.tag].reference,
        let stage = try context.reader.record(Stage.tag, id)
      else { continue }
      if stage[Stage.shape.pipeline] != version[shape.pipeline.tag] {
        return context.breaks(.stageOfPipeline, shape.stage)
      }
    }
    return nil
  }

  /// Whoever loses a deal says why: successors learn from it.
  static let explained: Invariant = { context in
    context.written(shape.status).contains {
      $0[shape.status.tag] == .text("lost") && $0[shape.lostReason.tag].isNull
    } ? context.failure(.required, shape.lostReason) : nil
  }

  /// Whoever moves it writes the history in the same commit. To settle on a value that was there
  /// is no move: its own commit wrote the history.
  static let recorded: Invariant = { context in
    guard let before = context.before else { return nil }
    let present = before.state.versions(
      of: context.after.entity.group(of: shape.status.tag)?.tag ?? 0)
    for version in context.written(shape.status) {
      let isKnown = present.contains {
        $0[shape.status.tag] == version[shape.status.tag]
          && $0[shape.stage.tag] == version[shape.stage.tag]
      }
      if isKnown { continue }
      let history = try context.reader.records(
        StageChange.tag, where: StageChange.shape.opportunity.tag, is: .reference(before.id))
      if !history.contains(where: { $0.isWritten(by: version.dot) }) {
        return context.breaks(.stageByMove, shape.stage)
      }
    }
    return nil
  }
}

extension Opportunity: PreparedEntity {
  /// A new one is the author's own and goes the main way from its start.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if let id = before?.id, let amount = edit.values[shape.amount.tag], !amount.isNull,
      try !OpportunityWorth.lines(of: id, reader: context.reader).isEmpty
    {
      throw Failure(DomainLaw.amountOfLines, field: "amount")
    }
    edit.fillCurrency(shape.currency, of: shape.amount, over: before)
    guard before == nil else { return }
    edit.fill(shape.currency, .text(Currency.irr.code))
    edit.fill(shape.owner, .reference(context.author.user))
    try Pipelines.place(&edit, reader: context.reader)
  }
}
