// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension OrderOperations {
  /// Submits a draft that has a line; from then on it is frozen.
  ///
  /// Its totals must be computable: a discount above the amount is refused here, not in the office.
  /// What speaks against the order is kept on it and turns nobody away.
  ///
  /// - Parameters:
  ///   - order: The draft.
  ///   - day: The day by which invoices are overdue; today by UTC where nobody says it.
  ///   - context: Who submits it.
  public static func submit(
    _ order: RecordID, on day: CivilDate? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    let lines = try OrderTotals.lines(of: order, reader: context.reader)
    guard !lines.isEmpty else {
      throw Failure(
        DomainLaw.orderHasLines, entity: "order", record: order, field: "status")
    }
    let totals = try OrderTotals.of(shown, lines: lines)
    let budgets = try DocumentPromotions<Order>.budgets(of: shown, lines: lines, in: context)
    let reasons = try approvalReasons(
      of: shown, totals, on: day ?? context.today, in: context)
    // The number is used up in the transaction of the document that has it.
    var values = try NumberOperations.missing(Order.self, shown, in: context) ?? [:]
    // A line may be refused that came before: the office then sees that it has less.
    values[Order.shape.linesSubmitted.tag] = .integer(Int64(lines.count))
    values[Order.shape.payableSubmitted.tag] = .integer(totals.payable)
    let draft = try move(
      order, to: "submitted", "order submit",
      also: shown.edit(setting: Order.shape.approvalReasons, to: reasons, values: values),
      in: context)
    // In the same commit, so that nothing is promised without being drawn.
    return try draft.adding(
      try Escrow.cover(shown, lines: lines, budgets: budgets, in: context))
  }

  /// Draws on the allocations of the author for what is still pending of a submitted order; empty
  /// when there is nothing to draw.
  public static func cover(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    guard ["submitted", "approved"].contains(shown[Order.shape.status].text ?? "") else {
      throw Failure(
        .frozen, entity: "order", record: order, [shown[Order.shape.status].text ?? ""])
    }
    let lines = try OrderTotals.lines(of: order, reader: context.reader)
    let drawn = try Escrow.cover(shown, lines: lines, in: context)
    let amount = AllocationEntry.shape.amount.tag
    // What could not be drawn was said when it was submitted.
    let covering = drawn.filter { change in
      change.writes.contains { write in
        if case .set(let values) = write.action { (values[amount].integer ?? 0) > 0 } else { false }
      }
    }
    return try OperationDraft("order cover", []).adding(covering)
  }

  /// Cancels an order of which nothing is delivered or invoiced.
  ///
  /// - Throws: `cancelBeforeDelivery`, `cancelBeforeInvoice`.
  public static func cancel(
    _ order: RecordID, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: "cancelled", reason: reason, "order cancel", in: context)
  }

  /// Approves a submitted order; needs the grant `order.approval:edit`.
  public static func approve(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: "approved", "order approve", in: context)
  }

  /// Declines a submitted order; needs the grant `order.approval:edit`.
  ///
  /// - Throws: `cancelBeforeDelivery`, `cancelBeforeInvoice`.
  public static func decline(
    _ order: RecordID, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: "declined", reason: reason, "order decline", in: context)
  }

  /// Makes a declined order a draft again.
  ///
  /// - Throws: `cancelBeforeDelivery`, `cancelBeforeInvoice`.
  public static func reopen(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: Order.draft, "order reopen", in: context)
  }

  /// Moves an order to any state that its machine allows, such as `delivered`.
  public static func advance(
    _ order: RecordID, to state: String, in context: OperationContext
  ) throws -> OperationDraft {
    // What an order is submitted with is found and drawn by that alone.
    state == "submitted"
      ? try submit(order, in: context)
      : try move(order, to: state, "order advance", in: context)
  }

  private static func move(
    _ order: RecordID, to state: String, reason: String? = nil, _ operation: String,
    also edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    if ["cancelled", "declined", Order.draft].contains(state) {
      try requireNothingOut(shown, in: context)
    }
    var edit = edit
    edit.fill(Order.shape.reason, reason.map { .text($0) } ?? .null)
    return OperationDraft(
      operation,
      try DocumentMoves.move(shown, Order.shape.status, to: state, also: edit, in: context))
  }
}

extension OrderOperations {
  /// Why an order needs an approval that is submitted now: one list, whoever adds to it.
  private static func approvalReasons(
    of order: RecordView, _ totals: DocumentTotals, on day: CivilDate,
    in context: OperationContext
  ) throws -> [ApprovalReason] {
    let decision = try credit(for: order, totals, on: day, reader: context.reader)?.decision
    // Whoever may approve an order may give what it gives.
    let mayApprove = context.author.may(.edit, Order.about.name, group: "approval")
    let isWithin =
      try mayApprove
      || DiscountReview.excesses(of: order, Order.self, reader: context.reader).isEmpty
    return (decision?.reasons ?? []) + (isWithin ? [] : [.discount])
  }

  /// How the account of an order stands, and what that makes of the order; nil where the account is
  /// not here, or its limit is in another currency.
  public static func credit(
    for order: RecordView, _ totals: DocumentTotals, on day: CivilDate,
    reader: any RecordReader
  ) throws -> (standing: CreditStanding, decision: CreditDecision)? {
    guard let id = order[Order.shape.account].reference,
      let account = try reader.record(Account.tag, id)
    else { return nil }
    let survivor = try Duplicates.survivor(of: account, reader: reader)
    let standing = try CreditStanding(
      of: survivor, without: order.id, today: day, reader: reader)
    let isCounted = order[Order.shape.currency].text == standing.currency
    return (standing, CreditDecision(standing, adding: isCounted ? totals.payable : 0))
  }

  /// Refuses to call an order off while the account has goods of it or it is on an invoice.
  private static func requireNothingOut(
    _ order: RecordView, in context: OperationContext
  ) throws {
    let fulfilment = try Fulfilment(of: order, reader: context.reader)
    guard fulfilment.isOut || fulfilment.isInvoiced else { return }
    throw Failure(
      fulfilment.isOut ? DomainLaw.cancelBeforeDelivery : .cancelBeforeInvoice, entity: "order",
      record: order.id, field: "status")
  }

  /// Refuses to let goods or invoices of an order go out before it may.
  ///
  /// - Throws: `moveNotAllowed` for an order that is no order yet, or was called off;
  ///   `orderGoesOut` for one that waits for an approval.
  static func requireGoesOut(_ order: RecordView) throws(Failure) {
    let state = order[Order.shape.status].text ?? ""
    guard state != Order.draft, !order.isCalledOff else {
      throw Failure(
        .moveNotAllowed, entity: "order", record: order.id, field: "status",
        [state, "delivered", "submitted", "approved"])
    }
    let isFree = order.words(Order.shape.approvalReasons).isEmpty
    switch state {
    case "approved", "delivered", "invoiced": return
    case "submitted" where isFree: return
    default:
      throw Failure(
        DomainLaw.orderGoesOut, entity: "order", record: order.id, field: "status")
    }
  }

  /// Says of an approved order that it is delivered, where the author may change it; for others the
  /// delivery itself tells it.
  static func delivered(
    _ order: RecordView, in context: OperationContext
  ) throws -> [RecordChange] {
    let isOwn = context.author.office || order.creator == context.author.user
    guard isOwn, order[Order.shape.status] == .text("approved") else { return [] }
    return try DocumentMoves.move(
      order, Order.shape.status, to: "delivered",
      also: RecordEdit(values: [Order.shape.reason.tag: .null]), in: context)
  }
}

extension RecordView {
  /// The edit after which a set has exactly the codes of these cases, with other values beside.
  func edit(
    setting field: Field, to wanted: [ApprovalReason], values: [FieldTag: Value]
  ) -> RecordEdit {
    let codes = wanted.map(\.rawValue)
    let present = words(field)
    return RecordEdit(
      values: values, adds: [field.tag: codes.filter { !present.contains($0) }],
      removes: [field.tag: present.filter { !codes.contains($0) }])
  }
}
