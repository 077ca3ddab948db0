// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension OrderOperations {
  /// Submits a draft that has a line; from then on it is frozen.
  ///
  /// Its totals must be computable: a discount above the amount is refused here, not in the office.
  public static func submit(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    let lines = try OrderTotals.lines(of: order, reader: context.reader)
    guard !lines.isEmpty else {
      throw Failure(
        DomainLaw.orderHasLines, entity: "order", record: order, field: "status")
    }
    _ = try OrderTotals.of(shown, lines: lines)
    // The number is used up in the transaction of the document that has it.
    let isNumbered = try Numbers.valid(shown, reader: context.reader) != nil
    let number = isNumbered ? nil : try Numbers.next(for: "order", in: context)
    let draft = try move(
      order, to: "submitted", "order submit", also: number ?? [:], in: context)
    // In the same commit, so that nothing is promised without being drawn.
    return try draft.adding(try Escrow.cover(shown, lines: lines, in: context))
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

  /// Cancels an order that was not delivered.
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
  public static func decline(
    _ order: RecordID, reason: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: "declined", reason: reason, "order decline", in: context)
  }

  /// Makes a declined order a draft again.
  public static func reopen(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: Order.draft, "order reopen", in: context)
  }

  /// Moves an order to any state that its machine allows, such as `delivered`.
  public static func advance(
    _ order: RecordID, to state: String, in context: OperationContext
  ) throws -> OperationDraft {
    try move(order, to: state, "order advance", in: context)
  }

  private static func move(
    _ order: RecordID, to state: String, reason: String? = nil, _ operation: String,
    also values: [FieldTag: Value] = [:], in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    let values = values.merging(
      [Order.shape.reason.tag: reason.map { .text($0) } ?? .null]) { own, _ in own }
    return OperationDraft(
      operation,
      try DocumentMoves.move(shown, Order.shape.status, to: state, also: values, in: context))
  }
}
