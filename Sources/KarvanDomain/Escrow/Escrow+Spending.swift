// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension Escrow {
  /// The lines with which an order draws on the allocations of its author, in the commit that
  /// submits it; none for an order that is under no allocation.
  ///
  /// Only what the replica itself holds is drawn. What is beyond is stated as wanted, so that
  /// everybody sees how much is pending.
  ///
  /// - Parameter budgets: What its promotions cost, by the search key of the budget.
  static func cover(
    _ order: RecordView, lines: [RecordView], budgets: [(budget: String, amount: Int64)] = [],
    in context: OperationContext
  ) throws -> [RecordChange] {
    var spending = try Spending(order, in: context)
    for line in lines {
      guard let product = line[OrderLine.shape.product].reference else { continue }
      try spending.cover(
        line[OrderLine.shape.quantity].integer ?? 0, line: line,
        from: Allocation.shape.product, product)
    }
    if let account = order[Order.shape.account].reference {
      try spending.cover(
        try OrderTotals.of(order, lines: lines).payable, line: nil,
        from: Allocation.shape.account, account)
    }
    for (budget, amount) in budgets { try spending.cover(amount, fromBudget: budget) }
    return spending.changes
  }

  /// Draws on the allocations of one author for one order.
  private struct Spending {
    let order: RecordView
    let context: OperationContext
    let entity: Entity
    /// What the order drew before, of draws that still count.
    let before: [RecordView]
    var purses: [String: (books: [AllocationBook], purse: EscrowPurse)] = [:]
    var changes: [RecordChange] = []

    init(_ order: RecordView, in context: OperationContext) throws {
      self.order = order
      self.context = context
      entity = try context.entity(AllocationEntry.tag)
      before = try context.reader.records(
        AllocationEntry.tag, where: AllocationEntry.shape.order.tag, is: .reference(order.id))
    }

    /// The author's allocations of what a field refers to, each read once an order.
    private mutating func books(
      _ field: Field, _ subject: Value, _ purse: String
    ) throws -> [AllocationBook] {
      if let known = purses[purse] { return known.books }
      let replica = context.drafter.replica
      let books = try context.reader.records(
        Allocation.tag, where: field.tag, is: subject
      ).filter(concerns)
        .map { try AllocationBook($0, reader: context.reader) }
      let own = books.filter {
        $0.isHeld(by: replica)
          && $0.allocation[Allocation.shape.state].text == Allocation.open
      }
      purses[purse] = (books, EscrowPurse(own.flatMap(\.lots)))
      return books
    }

    /// Whether an allocation is the author's, and of the order's currency if it is money.
    private func concerns(_ allocation: RecordView) -> Bool {
      let shape = Allocation.shape
      return allocation[shape.user].reference == context.author.user
        && (allocation[shape.kind] == .text("stock")
          || allocation[shape.unit] == order[Order.shape.currency])
    }

    mutating func cover(
      _ wanted: Int64, line: RecordView?, from field: Field, _ subject: RecordID
    ) throws {
      try cover(wanted, line: line, from: field, .reference(subject), purse: "\(subject)")
    }

    mutating func cover(_ wanted: Int64, fromBudget budget: String) throws {
      let key = "budget/\(budget)"
      try cover(wanted, line: nil, from: Allocation.shape.resource, .text(key), purse: key)
    }

    private mutating func cover(
      _ wanted: Int64, line: RecordView?, from field: Field, _ subject: Value, purse: String
    ) throws {
      let books = try books(field, subject, purse)
      guard !books.isEmpty else { return }
      var missing = wanted - covered(line, books)
      guard missing > 0 else { return }
      for (lot, amount) in purses[purse]?.purse.draw(missing) ?? [] {
        try spend(amount, wanted: amount, of: lot, line, books)
        missing -= amount
      }
      guard missing > 0 else { return }
      // Nothing is drawn for the rest; the line says how much that is.
      let own = books.filter { $0.isHeld(by: context.drafter.replica) }
      if let lot = (own + books).lazy.compactMap(\.lots.last).first {
        try spend(0, wanted: missing, of: lot.lot.id, line, books)
      }
    }

    private func covered(_ line: RecordView?, _ books: [AllocationBook]) -> Int64 {
      let shape = AllocationEntry.shape
      return before.filter { $0[shape.line].reference == line?.id }.reduce(0) { sum, entry in
        guard let book = books.first(where: { $0.entry(entry.id) != nil }) else { return sum }
        return sum + book.covered(entry.id) - book.returned(entry.id)
      }
    }

    private mutating func spend(
      _ amount: Int64, wanted: Int64, of lot: RecordID, _ line: RecordView?,
      _ books: [AllocationBook]
    ) throws {
      guard let book = books.first(where: { $0.entry(lot) != nil }) else { return }
      let shape = AllocationEntry.shape
      let edit = RecordEdit(values: [
        shape.allocation.tag: .reference(book.allocation.id), shape.kind.tag: .text("spend"),
        shape.amount.tag: .integer(amount), shape.wanted.tag: .integer(wanted),
        shape.lot.tag: .reference(lot), shape.order.tag: .reference(order.id),
        shape.line.tag: line.map { .reference($0.id) } ?? .null,
      ])
      changes.append(try context.creation(entity, context.makeID(), edit))
    }
  }
}
