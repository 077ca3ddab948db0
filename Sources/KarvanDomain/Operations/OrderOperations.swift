// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with orders while they are written.
public enum OrderOperations {
  /// Starts a draft for an account: dated today by UTC, in rial, unless the edit says otherwise.
  public static func start(
    account: RecordID, _ edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    var edit = edit
    edit.values[Order.shape.account.tag] = .reference(account)
    let change = try creation(edit, in: context)
    return OperationDraft("order new", [change])
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
    let shown = try draft(order, in: context)
    let product = try context.living(Product.tag, product)
    let last = try OrderTotals.lines(of: order, reader: context.reader).last
    let shape = OrderLine.shape
    var edit = try snapshot(product, for: shown, vat: vat)
    edit.values[shape.order.tag] = .reference(order)
    edit.values[shape.position.tag] = .integer((last?[shape.position].integer ?? 0) + 1)
    edit.values[shape.quantity.tag] = .integer(quantity.thousandths)
    switch discount {
    case .none: break
    case .percent(let percent):
      edit.values[shape.discountPercent.tag] = .integer(Int64(percent.basisPoints))
    case .amount(let amount): edit.values[shape.discountAmount.tag] = .integer(amount)
    }
    let line = try context.creation(
      try context.entity(OrderLine.tag), context.makeID(), edit)
    return OperationDraft("order add", [line])
  }

  /// Changes the quantity of a line of a draft.
  public static func changeQuantity(
    line: RecordID, to quantity: Quantity, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(OrderLine.tag, line)
    if let order = shown[OrderLine.shape.order].reference { _ = try draft(order, in: context) }
    let edit = RecordEdit(
      values: [OrderLine.shape.quantity.tag: .integer(quantity.thousandths)])
    let change = try context.change(shown, edit)
    return OperationDraft("order quantity", change.map { [$0] } ?? [])
  }

  /// Takes a line off a draft.
  public static func removeLine(
    _ line: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(OrderLine.tag, line)
    if let order = shown[OrderLine.shape.order].reference { _ = try draft(order, in: context) }
    return OperationDraft("order remove", [context.drafter.delete(shown)])
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
    let head = try creation(order, in: context)
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

extension OrderOperations {
  private static func creation(
    _ edit: RecordEdit, in context: OperationContext
  ) throws -> RecordChange {
    let today = InstantText.civilDate(milliseconds: context.now, offsetMinutes: 0)
    var edit = edit
    edit.fill(Order.shape.orderDate, .integer(Int64(today.daysSinceEpoch)))
    edit.fill(Order.shape.currency, .text(Currency.irr.code))
    return try context.creation(try context.entity(Order.tag), context.makeID(), edit)
  }

  /// A living order that is still a draft.
  static func draft(_ order: RecordID, in context: OperationContext) throws -> RecordView {
    let shown = try context.living(Order.tag, order)
    let state = shown[Order.shape.status].text ?? ""
    guard state == Order.draft else {
      throw Failure(.frozen, entity: "order", record: order, [state])
    }
    return shown
  }

  /// The price of a product as a line keeps it.
  private static func snapshot(
    _ product: RecordView, for order: RecordView, vat: VATTable
  ) throws -> RecordEdit {
    let shape = Product.shape
    guard product[shape.active] == .truth(true) else {
      throw Failure(
        .inactive, entity: product.entity.name, record: product.id, [product.title])
    }
    guard let price = product[shape.listPrice].integer else {
      throw Failure(
        .required, entity: product.entity.name, record: product.id, field: "list_price")
    }
    let currency = product[shape.currency].text ?? ""
    let wanted = order[Order.shape.currency].text ?? ""
    guard currency == wanted else {
      let error = DomainError(
        .currencyMismatch, "The price is in \(currency), the order in \(wanted).")
      throw Failure(error, entity: "order_line", field: "unit_price")
    }
    let vatClass = product[shape.vatClass].text ?? "standard"
    let days = Int32(clamping: order[Order.shape.orderDate].integer ?? 0)
    let date = CivilDate(daysSinceEpoch: days)
    let rate = try naming("vat_rate", of: "order_line") { () throws(DomainError) in
      try vat.rate(taxClass: vatClass, on: date)
    }
    let line = OrderLine.shape
    return RecordEdit(values: [
      line.product.tag: .reference(product.id), line.unit.tag: product[shape.unit],
      line.unitPrice.tag: .integer(price), line.vatClass.tag: .text(vatClass),
      line.vatRate.tag: .integer(Int64(rate.basisPoints)),
    ])
  }
}
