// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with orders while they are written.
public enum OrderOperations {
  /// Starts a draft for an account: dated today by UTC, in rial, unless the edit says otherwise.
  public static func start(
    account: RecordID, _ edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> OperationDraft {
    try DocumentLines<Order>.start(account: account, edit, in: context)
  }

  /// Adds a line with the product's price, class and rate as they are now.
  ///
  /// - Parameters:
  ///   - order: A draft.
  ///   - product: An active product with a price in the order's currency.
  ///   - quantity: More than zero.
  ///   - discount: Off the line.
  ///   - vat: The rates of value added tax.
  ///   - context: Who adds it.
  public static func addLine(
    order: RecordID, product: RecordID, quantity: Quantity, discount: Discount = .none,
    vat: VATTable = .sample, in context: OperationContext
  ) throws -> OperationDraft {
    try DocumentLines<Order>.add(
      to: order, product: product, quantity: quantity, discount: discount, vat: vat, in: context)
  }

  /// Changes the quantity of a line of a draft.
  public static func changeQuantity(
    line: RecordID, to quantity: Quantity, in context: OperationContext
  ) throws -> OperationDraft {
    try DocumentLines<Order>.changeQuantity(line: line, to: quantity, in: context)
  }

  /// Takes a line off a draft.
  public static func removeLine(
    _ line: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    try DocumentLines<Order>.remove(line, in: context)
  }

  /// Writes a whole order from elsewhere in one commit, as imports do; the order comes first.
  ///
  /// Positions are counted where none are given. Any other state than draft needs the office.
  public static func record(
    order: RecordEdit, lines: [RecordEdit], in context: OperationContext
  ) throws -> OperationDraft {
    guard lines.count < CommitLimits.records else {
      throw Failure(.tooLarge, entity: "order", ["\(CommitLimits.records)"])
    }
    let head = try context.documentStart(Order.self, order)
    let entity = try context.entity(OrderLine.tag)
    var changes = [head]
    for (index, line) in lines.enumerated() {
      var line = line
      line.values[OrderLine.shape.order.tag] = .reference(head.record)
      line.fill(OrderLine.shape.position, .integer(Int64(index + 1)))
      changes.append(try context.creation(entity, context.makeID(), line))
    }
    return OperationDraft("order record", changes)
  }
}
