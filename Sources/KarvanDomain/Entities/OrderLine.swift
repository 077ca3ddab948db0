// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One line of an order, with the price as it was when it was entered.
public struct OrderLine: PartEntity {
  /// Order.
  public let order = Field(3, .reference(10), "Order", "سفارش", required: true)
  /// Product.
  public let product = Field(4, .reference(8), "Product", "کالا", required: true)
  /// Its place in the order, from 1; equal places are ordered by identifier.
  public let position = Field(5, .integer(1...10_000), "Position", "ردیف", required: true)
  /// Quantity.
  public let quantity = Field(6, .quantity, "Quantity", "تعداد", group: "amount", required: true)
  /// Unit.
  public let unit = Field(7, Choices.unit, "Unit", "واحد", group: "amount")
  /// The price of one unit, in the minor unit of the order's currency.
  public let unitPrice = Field(
    8, .money, "Unit price", "قیمت واحد", group: "pricing", required: true)
  /// Off this line; either this or an amount.
  public let discountPercent = Field(
    9, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "pricing")
  /// Off this line; either this or a percentage.
  public let discountAmount = Field(
    10, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "pricing")
  /// VAT class.
  public let vatClass = Field(
    11, Choices.vatClass, "VAT class", "طبقه مالیات بر ارزش افزوده", group: "pricing")
  /// The rate that was in force for the class on the order's date.
  public let vatRate = Field(
    12, .basisPoints, "VAT rate", "نرخ مالیات بر ارزش افزوده", group: "pricing",
    initial: .integer(0))
  /// Note.
  public let note = Field(13, .text(maximum: 1_000), "Note", "یادداشت")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = OrderLine()
  /// It goes with its order.
  public static let whole: EntityTag = 10
  /// The order that it goes with.
  public static var wholeField: FieldTag { shape.order.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "order_line", tag: 11, "Order line", "ردیف سفارش",
    groups: [
      GroupDeclaration("amount", rule: .lastWriter),
      GroupDeclaration("pricing", rule: .lastWriter),
    ],
    deletePolicy: .deleteWins, scopes: [.parent(shape.order.tag)], editors: .creator,
    title: [shape.position.tag],
    invariants: [
      frozen, positive, Laws.notNegative(shape.unitPrice),
      Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    ])
}

extension OrderLine: PreparedEntity {
  /// Refuses a discount that is larger than the line, at once and not when the order is submitted.
  ///
  /// No law: two people who change quantity and discount at a time are not turned away for it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    let entered = [shape.quantity, shape.unitPrice, shape.discountAmount]
    guard entered.contains(where: { edit.values[$0.tag] != nil }) else { return }
    let order = edit.value(shape.order, over: before).reference
    try OrderTotals.check(
      quantity: edit.value(shape.quantity, over: before),
      unitPrice: edit.value(shape.unitPrice, over: before),
      discountAmount: edit.value(shape.discountAmount, over: before),
      of: try order.flatMap { try context.reader.record(Order.tag, $0) })
  }
}

extension OrderLine {
  /// Lines follow their order: of its creator, and only while it is a draft, but for notes.
  private static let frozen: Invariant = { context in
    let line = context.after
    let orders = [context.before?[shape.order], line[shape.order]].compactMap { $0?.reference }
    for id in orders {
      guard let order = try context.reader.record(Order.tag, id) else { continue }
      if !context.author.office && order.creator != context.author.user {
        return context.failure(.notCreator, shape.order)
      }
      if order[Order.shape.status].text == Order.draft { continue }
      if context.before == nil {
        // A whole order from elsewhere comes in one commit, in whatever state it is.
        if order.state.clock == line.state.clock { continue }
        return context.breaks(.orderIsDraft, shape.order)
      }
      if let failure = changeOfFrozen(order, in: context) { return failure }
    }
    return nil
  }

  private static func changeOfFrozen(
    _ order: RecordView, in context: ChangeContext
  ) -> Failure? {
    let state = order[Order.shape.status].text ?? ""
    if context.isDeletion { return context.failure(.frozen, nil, [state]) }
    for group in context.after.entity.groups
    where group.tag != shape.note.tag && context.touches(group) {
      return context.failure(.frozen, context.after.entity.field(group.tag), [state])
    }
    return nil
  }

  private static let positive: Invariant = { context in
    context.written(shape.quantity).allSatisfy { ($0[shape.quantity.tag].integer ?? 0) > 0 }
      ? nil : context.breaks(.quantityPositive, shape.quantity)
  }
}
