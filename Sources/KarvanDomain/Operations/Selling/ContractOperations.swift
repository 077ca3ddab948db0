// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with contracts beyond plain edits.
public enum ContractOperations {
  /// Signs a draft.
  public static func sign(
    _ contract: RecordID, on date: CivilDate, in context: OperationContext
  ) throws -> OperationDraft {
    try move(contract, to: "signed", on: date, reason: nil, "contract sign", in: context)
  }

  /// Ends a signed contract before its time.
  public static func terminate(
    _ contract: RecordID, on date: CivilDate, reason: String, in context: OperationContext
  ) throws -> OperationDraft {
    try move(
      contract, to: "terminated", on: date, reason: reason, "contract terminate", in: context)
  }

  /// Gives a draft up.
  public static func cancel(
    _ contract: RecordID, on date: CivilDate, reason: String?, in context: OperationContext
  ) throws -> OperationDraft {
    try move(
      contract, to: "cancelled", on: date, reason: reason, "contract cancel", in: context)
  }

  /// The living contract that continues another; nil where there is none.
  public static func continuation(
    of contract: RecordID, reader: any RecordReader
  ) throws -> RecordView? {
    try reader.records(
      Contract.tag, where: Contract.shape.renews.tag, is: .reference(contract)
    ).first { $0[Contract.shape.status] != .text("cancelled") }
  }

  /// Drafts the contract that follows on a signed one, from the day after the end of its present
  /// term, for as many months as it says or as are given; the draft is empty when there is one
  /// already.
  ///
  /// - Throws: `contractEndless` where there is nothing to follow on.
  public static func renew(
    _ contract: RecordID, months: Int? = nil, _ edit: RecordEdit = RecordEdit(),
    on today: CivilDate, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Contract.tag, contract)
    let shape = Contract.shape
    guard shown[shape.status] == .text("signed") else {
      throw failure(shown, to: "signed")
    }
    if try continuation(of: contract, reader: context.reader) != nil {
      return OperationDraft("contract renew", [])
    }
    guard let end = ContractTerm(of: shown, on: today).end else {
      throw Failure(
        DomainLaw.contractEndless, entity: Contract.about.name, record: contract,
        field: "end_date")
    }
    let length = months ?? Int(shown[shape.renewalMonths].integer ?? 12)
    let start = try end.adding(days: 1)
    let last = try start.lastDay(
      ofMonths: max(length, 1), in: ContractTerm.calendar(of: shown)
    ).daysSinceEpoch
    var edit = edit
    edit.fill(shape.startDate, .integer(Int64(start.daysSinceEpoch)))
    edit.fill(shape.endDate, .integer(Int64(last)))
    edit.values[shape.renews.tag] = .reference(contract)
    let same = [
      shape.account, shape.title, shape.kind, shape.noticeDays, shape.renewal,
      shape.renewalMonths, shape.amount, shape.currency, shape.terms, shape.opportunity,
      shape.calendar,
    ]
    for field in same where !shown[field].isNull { edit.fill(field, shown[field]) }
    if context.author.office { edit.fill(shape.owner, shown[shape.owner]) }
    let change = try context.creation(try context.entity(Contract.tag), context.makeID(), edit)
    return OperationDraft("contract renew", [change])
  }

  private static func move(
    _ contract: RecordID, to state: String, on date: CivilDate, reason: String?,
    _ operation: String, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Contract.tag, contract)
    let shape = Contract.shape
    let present = shown[shape.status].text ?? ""
    guard Contract.machine.moves?[present]?.contains(state) == true else {
      throw failure(shown, to: state)
    }
    let edit = RecordEdit(values: [
      shape.status.tag: .text(state), shape.statusDate.tag: .integer(Int64(date.daysSinceEpoch)),
      shape.reason.tag: reason.map { .text($0) } ?? .null,
    ])
    return OperationDraft(operation, try context.change(shown, edit).map { [$0] } ?? [])
  }

  private static func failure(_ shown: RecordView, to state: String) -> Failure {
    let present = shown[Contract.shape.status].text ?? ""
    let allowed = Contract.machine.moves?[present] ?? []
    return Failure(
      .moveNotAllowed, entity: Contract.about.name, record: shown.id, field: "status",
      [present, state] + allowed.sorted(by: UTF8Order.precedes))
  }
}
