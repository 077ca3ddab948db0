// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// A part of a line of a document as a line of another one, which has no discount of its own as a
/// whole: all that was taken off becomes the line's discount.
///
/// The taxable amount of a part is what its last unit makes of the whole less what its first one
/// makes, so that parts that meet add up to the whole and no unit of money is lost between them.
struct PartialLine {
  /// The line.
  let line: RecordView
  /// Its amounts in its document.
  let totals: LineTotals
  /// Its whole quantity, in thousandths.
  let whole: Int64
  /// What other documents have of it already, in thousandths.
  let before: Int64
  /// What this one gets, in thousandths.
  let quantity: Int64

  /// Whether it is all of the line.
  var isWhole: Bool { before == 0 && quantity == whole }

  /// What is taken off the price of the part, in minor units.
  func discount(_ mode: RoundingMode, _ price: UnitPrice) throws(DomainError) -> Int64 {
    let gross = try Quantity(thousandths: quantity).gross(price, rounding: mode)
    let end = min(before + quantity, whole)
    func share(_ quantity: Int64) throws(DomainError) -> Int64 {
      try self.share(quantity, mode, price)
    }
    let taxable = try share(end) - share(min(before, whole))
    return max(0, gross - taxable)
  }

  /// The taxable amount up to a quantity, rounded down where neither this part nor the rest would be
  /// more than its price, as a line can be made cheaper and never dearer.
  private func share(
    _ quantity: Int64, _ mode: RoundingMode, _ price: UnitPrice
  ) throws(DomainError) -> Int64 {
    guard whole > 0 else { return 0 }
    func gross(_ quantity: Int64) throws(DomainError) -> Int64 {
      try Quantity(thousandths: quantity).gross(price, rounding: mode)
    }
    let exact = Int128(totals.taxable) * Int128(quantity)
    let down = try CheckedAmount.narrow(exact / Int128(whole))
    return min(max(down, totals.taxable - (try gross(whole - quantity))), try gross(quantity))
  }
}

/// Making an invoice or a credit note of a part of a document.
struct PartialDocument<Source: NumberedDocument> {
  let source: RecordView
  let lines: [RecordView]
  let totals: DocumentTotals

  init(_ source: RecordView, in context: OperationContext) throws {
    self.source = source
    lines = try DocumentAmounts<Source>.lines(of: source.id, reader: context.reader)
    totals = try DocumentAmounts<Source>.of(source, lines: lines)
  }

  /// Drafts an invoice of quantities of the lines, in thousandths; lines of nothing are left out.
  ///
  /// - Parameters:
  ///   - wanted: How much of each line, with how much other invoices have of it.
  ///   - header: What the invoice is, beside what it takes over.
  ///   - reference: The field of a line that names the line that it comes from.
  ///   - rates: The rates of tax of the invoice's day; nil keeps those of the source.
  ///   - operation: The name of the operation.
  ///   - context: Who drafts it.
  func invoice(
    _ wanted: [(line: RecordView, before: Int64, quantity: Int64)], header: RecordEdit,
    reference: Field, rates: VATTable?, _ operation: String, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Source.Line.shape
    let parts = zip(wanted, totals.lines).map { wanted, totals in
      PartialLine(
        line: wanted.line, totals: totals, whole: wanted.line[shape.quantity].integer ?? 0,
        before: wanted.before, quantity: wanted.quantity)
    }
    let chosen = parts.filter { $0.quantity > 0 }
    guard !chosen.isEmpty else {
      throw Failure(DomainLaw.nothingLeft, entity: Source.about.name, record: source.id)
    }
    let isWhole = parts.allSatisfy(\.isWhole)
    let entity = try context.entity(Invoice.tag)
    var edit = DocumentCopy.header(source, for: entity)
    if !isWhole {
      edit.values[Invoice.shape.discountPercent.tag] = nil
      edit.values[Invoice.shape.discountAmount.tag] = nil
    }
    edit.values.merge(header.values) { $1 }
    let head = try context.documentStart(Invoice.self, edit)
    let day = head.value(of: Invoice.shape.invoiceDate)?.integer
    let rows = try chosen.enumerated().map { index, part in
      var row = try self.row(part, isWhole: isWhole, in: context)
      row.values[InvoiceLine.shape.invoice.tag] = .reference(head.record)
      row.values[InvoiceLine.shape.position.tag] = .integer(Int64(index + 1))
      row.values[reference.tag] = .reference(part.line.id)
      if let rates { row.takeRate(from: rates, on: day) }
      return try context.creation(
        try context.entity(InvoiceLine.tag), context.makeID(), row)
    }
    return try OperationDraft(operation, [head]).adding(rows)
  }

  /// The fields that say how a whole line was entered or what a promotion gave on it.
  private static var ofWholes: [String] {
    [
      "entered_quantity", "entered_unit", "pack_content", "promotion_discount", "promotions",
      "free",
    ]
  }

  private func row(
    _ part: PartialLine, isWhole: Bool, in context: OperationContext
  ) throws -> RecordEdit {
    let shape = InvoiceLine.shape
    let entity = try context.entity(InvoiceLine.tag)
    var row = DocumentCopy.line(
      part.line, for: entity,
      but: [Source.about.name, Invoice.about.name, "order_line", "original_line"])
    row.values[shape.quantity.tag] = .integer(part.quantity)
    guard !isWhole else { return row }
    let price = Source.Line.shape.price(of: part.line)
    let mode = DocumentAmounts<Source>.policy(of: source).mode
    let discount = try naming("discount_amount", of: InvoiceLine.about.name) {
      () throws(DomainError) in
      try part.discount(mode, price)
    }
    row.values[shape.discountPercent.tag] = nil
    row.values[shape.discountAmount.tag] = discount > 0 ? .integer(discount) : nil
    // What packs and promotions made of the whole is in quantity and discount of the part.
    for name in Self.ofWholes {
      if let field = entity.field(named: name) { row.values[field.tag] = nil }
    }
    return row
  }
}

extension RecordEdit {
  /// Takes the rate of the line's class that is in force on a day; one that nobody knows stays.
  fileprivate mutating func takeRate(from table: VATTable, on day: Int64?) {
    let shape = InvoiceLine.shape
    guard let taxClass = values[shape.vatClass.tag]?.text, let day else { return }
    let date = CivilDate(daysSinceEpoch: Int32(clamping: day))
    if let rate = try? table.rate(taxClass: taxClass, on: date) {
      values[shape.vatRate.tag] = .integer(Int64(rate.basisPoints))
    }
  }
}

extension RecordChange {
  /// The value that the change writes to a field.
  func value(of field: Field) -> Value? {
    for write in writes {
      if case .set(let values) = write.action, values.all.contains(where: { $0.field == field.tag })
      {
        return values[field.tag]
      }
    }
    return nil
  }
}
