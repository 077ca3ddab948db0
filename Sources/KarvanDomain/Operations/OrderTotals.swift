// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The amounts of an order, computed from its records and never stored.
public enum OrderTotals {
  /// The amounts of an order with these lines, in minor units of its currency.
  ///
  /// - Throws: A `Failure` that names the field when a discount is too large or a sum does not fit.
  public static func of(
    _ order: RecordView, lines: [RecordView]
  ) throws(Failure) -> DocumentTotals {
    let shape = Order.shape
    do throws(DomainError) {
      return try InvoiceCalculator.totals(
        lines: try invoiceLines(lines),
        headerDiscount: try discount(
          order[shape.discountPercent], order[shape.discountAmount]),
        policy: policy(of: order))
    } catch {
      throw failure(error, of: order, lines)
    }
  }

  /// Refuses a discount that is larger than its line, where it is entered.
  ///
  /// - Throws: A `Failure` that names the field.
  static func check(
    quantity: Value, unitPrice: Value, discountAmount: Value, of order: RecordView?
  ) throws(Failure) {
    guard let discount = discountAmount.integer, let quantity = quantity.integer,
      let price = unitPrice.integer, quantity >= 0, price >= 0
    else { return }
    let mode = order.map { policy(of: $0).mode } ?? .halfUp
    let gross = try naming("unit_price", of: "order_line") { () throws(DomainError) in
      try Quantity(thousandths: quantity).gross(unitPrice: price, rounding: mode)
    }
    guard discount > gross else { return }
    let error = DomainError(
      .discountTooLarge, "The discount is larger than the amount of the line. Make it smaller.")
    throw Failure(error, entity: "order_line", field: "discount_amount")
  }

  /// The living lines of an order, by position and then identifier.
  public static func lines(
    of order: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = OrderLine.shape
    let lines = try reader.records(
      OrderLine.tag, where: shape.order.tag, is: .reference(order))
    return lines.sorted { left, right in
      let one = left[shape.position]
      let other = right[shape.position]
      return one != other ? one < other : left.id < right.id
    }
  }

  /// The amounts of an order as it is stored.
  public static func of(_ order: RecordView, reader: any RecordReader) throws -> DocumentTotals {
    try of(order, lines: try lines(of: order.id, reader: reader))
  }

  /// An error of the calculator said of the record and field that people know.
  private static func failure(
    _ error: DomainError, of order: RecordView, _ lines: [RecordView]
  ) -> Failure {
    let isOfLine = error.field?.hasPrefix("lines[") == true
    let index = isOfLine ? error.field.flatMap { Int($0.dropFirst(6).dropLast()) } : nil
    let line = index.flatMap { lines.indices.contains($0) ? lines[$0] : nil }
    let field: String? =
      switch error.code {
      case .discountTooLarge: "discount_amount"
      case .percentInvalid: "discount_percent"
      case .quantityInvalid where isOfLine: "quantity"
      case .priceInvalid, .amountOverflow: isOfLine ? "unit_price" : nil
      default: nil
      }
    let plain = DomainError(error.code, error.message)
    let entity = isOfLine ? "order_line" : "order"
    return Failure(plain, entity: entity, field: field).about(entity, (line ?? order).id)
  }

  private static func invoiceLines(
    _ lines: [RecordView]
  ) throws(DomainError) -> [InvoiceLine] {
    var result: [InvoiceLine] = []
    for line in lines { result.append(try invoiceLine(line)) }
    return result
  }

  private static func invoiceLine(_ line: RecordView) throws(DomainError) -> InvoiceLine {
    let shape = OrderLine.shape
    return InvoiceLine(
      quantity: Quantity(thousandths: line[shape.quantity].integer ?? 0),
      unitPrice: line[shape.unitPrice].integer ?? 0,
      discount: try discount(line[shape.discountPercent], line[shape.discountAmount]),
      vatRate: try percent(line[shape.vatRate].integer ?? 0))
  }

  private static func discount(
    _ share: Value, _ amount: Value
  ) throws(DomainError) -> Discount {
    if let share = share.integer { return .percent(try percent(share)) }
    return amount.integer.map { .amount($0) } ?? .none
  }

  private static func percent(_ value: Int64) throws(DomainError) -> PercentBasisPoints {
    try PercentBasisPoints(Int32(clamping: value))
  }

  private static func policy(of order: RecordView) -> RoundingPolicy {
    let shape = Order.shape
    return RoundingPolicy(
      mode: order[shape.roundingMode].text.flatMap { RoundingMode(rawValue: $0) } ?? .halfUp,
      scope: order[shape.roundingScope].text.flatMap { RoundingScope(rawValue: $0) } ?? .perLine,
      payableStep: order[shape.payableStep].integer ?? 1)
  }
}
