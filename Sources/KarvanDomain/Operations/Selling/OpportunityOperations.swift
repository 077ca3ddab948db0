// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with opportunities beyond plain edits.
public enum OpportunityOperations {
  /// Starts one for an account: in rial, at the start of the main pipeline, in the author's hands,
  /// unless the edit says otherwise.
  public static func start(
    account: RecordID, _ edit: RecordEdit, in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    var edit = edit
    edit.values[Opportunity.shape.account.tag] = .reference(account)
    let change = try context.creation(
      try context.entity(Opportunity.tag), context.makeID(), edit)
    return OperationDraft("opportunity new", [change])
  }

  /// How an opportunity ends.
  public struct Ending: Hashable, Sendable {
    /// The day on which it ended.
    public let date: CivilDate
    /// A code of the field `lost_reason`.
    public var lostReason: String?
    /// The competitor who got it.
    public var lostTo: RecordID?
    /// In words.
    public var note: String?

    /// Describes an end.
    public init(
      on date: CivilDate, lostReason: String? = nil, lostTo: RecordID? = nil, note: String? = nil
    ) {
      self.date = date
      self.lostReason = lostReason
      self.lostTo = lostTo
      self.note = note
    }
  }

  /// Moves an open opportunity to a stage of any pipeline, and writes the history with it.
  ///
  /// - Parameter confirming: Exit checks that are confirmed with the move.
  /// - Throws: `stageRequires` with what is missing, when it goes forward without it.
  public static func move(
    _ opportunity: RecordID, to stage: RecordID, confirming checks: [String] = [],
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try open(opportunity, for: Opportunity.open, in: context)
    let target = try context.living(Stage.tag, stage)
    guard target[Stage.shape.active] == .truth(true) else {
      throw Failure(.inactive, entity: Stage.about.name, record: stage, [target.title])
    }
    guard shown[Opportunity.shape.stage].reference != stage else {
      return OperationDraft("opportunity move", [])
    }
    try StageExit(of: shown, in: context).require(before: target, confirming: checks)
    let shape = Opportunity.shape
    return try write(
      shown,
      [
        shape.stage.tag: .reference(stage), shape.pipeline.tag: target[Stage.shape.pipeline],
      ], confirming: checks, "opportunity move", in: context)
  }

  /// Wins an open opportunity; what all of its stages require has to be there.
  public static func win(
    _ opportunity: RecordID, _ ending: Ending, confirming checks: [String] = [],
    in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try open(opportunity, for: "won", in: context)
    try StageExit(of: shown, in: context).require(before: nil, confirming: checks)
    return try write(
      shown, closing("won", ending), confirming: checks, "opportunity win", in: context)
  }

  /// Loses an open opportunity; the reason is needed.
  public static func lose(
    _ opportunity: RecordID, _ ending: Ending, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try open(opportunity, for: "lost", in: context)
    guard ending.lostReason != nil else {
      throw Failure(
        .required, entity: Opportunity.about.name, record: opportunity, field: "lost_reason")
    }
    return try write(shown, closing("lost", ending), "opportunity lose", in: context)
  }

  /// Gives an open opportunity up, as nobody decided anything.
  public static func abandon(
    _ opportunity: RecordID, _ ending: Ending, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try open(opportunity, for: "abandoned", in: context)
    return try write(shown, closing("abandoned", ending), "opportunity abandon", in: context)
  }

  /// Takes up a closed opportunity again where it was left.
  public static func reopen(
    _ opportunity: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Opportunity.tag, opportunity)
    try requireMove(shown, to: Opportunity.open)
    let shape = Opportunity.shape
    return try write(
      shown,
      [
        shape.status.tag: .text(Opportunity.open), shape.lostReason.tag: .null,
        shape.lostTo.tag: .null, shape.closingNote.tag: .null, shape.closeDate.tag: .null,
      ], "opportunity reopen", in: context)
  }

  /// Confirms exit checks of its stages.
  public static func confirm(
    _ opportunity: RecordID, _ checks: [String], in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Opportunity.tag, opportunity)
    let edit = RecordEdit(adds: [Opportunity.shape.confirmedChecks.tag: checks])
    return OperationDraft(
      "opportunity check", try context.change(shown, edit).map { [$0] } ?? [])
  }
}

extension OpportunityOperations {
  private static func closing(_ status: String, _ ending: Ending) -> [FieldTag: Value] {
    let shape = Opportunity.shape
    return [
      shape.status.tag: .text(status),
      shape.closeDate.tag: .integer(Int64(ending.date.daysSinceEpoch)),
      shape.lostReason.tag: ending.lostReason.map { .text($0) } ?? .null,
      shape.lostTo.tag: ending.lostTo.map { .reference($0) } ?? .null,
      shape.closingNote.tag: ending.note.map { .text($0) } ?? .null,
    ]
  }

  /// A living opportunity that may become something; to stay open it has to be open.
  private static func open(
    _ id: RecordID, for status: String, in context: OperationContext
  ) throws -> RecordView {
    let shown = try context.living(Opportunity.tag, id)
    if status == Opportunity.open, shown[Opportunity.shape.status].text == status { return shown }
    try requireMove(shown, to: status)
    if status == Opportunity.open { throw moveFailure(shown, to: status) }
    return shown
  }

  private static func requireMove(_ shown: RecordView, to status: String) throws(Failure) {
    let present = shown[Opportunity.shape.status].text ?? ""
    guard Opportunity.machine.moves?[present]?.contains(status) == true else {
      throw moveFailure(shown, to: status)
    }
  }

  private static func moveFailure(_ shown: RecordView, to status: String) -> Failure {
    let present = shown[Opportunity.shape.status].text ?? ""
    let allowed = Opportunity.machine.moves?[present] ?? []
    return Failure(
      .moveNotAllowed, entity: Opportunity.about.name, record: shown.id, field: "status",
      [present, status] + allowed.sorted(by: UTF8Order.precedes))
  }

  /// The history first, so that the law finds it, and then the move; one commit.
  private static func write(
    _ shown: RecordView, _ values: [FieldTag: Value], confirming checks: [String] = [],
    _ operation: String, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Opportunity.shape
    let edit = RecordEdit(values: values, adds: [shape.confirmedChecks.tag: checks])
    guard let change = try context.change(shown, edit) else {
      return OperationDraft(operation, [])
    }
    func after(_ field: Field) -> Value { values[field.tag] ?? shown[field] }
    let move = StageChange.shape
    let amount = try? OpportunityWorth.amount(of: shown, reader: context.reader)
    let history = RecordEdit(values: [
      move.opportunity.tag: .reference(shown.id), move.fromStage.tag: shown[shape.stage],
      move.toStage.tag: after(shape.stage), move.fromStatus.tag: shown[shape.status],
      move.toStatus.tag: after(shape.status),
      move.lostReason.tag: values[shape.lostReason.tag] ?? .null,
      move.amount.tag: amount.map { .integer($0) } ?? .null,
      move.currency.tag: amount == nil ? .null : shown[shape.currency],
    ])
    let record = try context.creation(
      try context.entity(StageChange.tag), context.makeID(), history)
    return OperationDraft(operation, [record, change])
  }
}
