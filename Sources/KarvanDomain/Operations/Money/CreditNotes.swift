// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Correcting what was issued.
public enum CreditNotes {
  /// How much of each line of an invoice was credited and can be, in thousandths, in their order.
  public static func credited(
    _ invoice: RecordID, reader: any RecordReader
  ) throws -> [(line: RecordView, credited: Int64, left: Int64)] {
    let notes = try standing(of: invoice, reader: reader)
    let rows = try notes.flatMap { try DocumentAmounts<Invoice>.lines(of: $0.id, reader: reader) }
    let shape = InvoiceLine.shape
    return try DocumentAmounts<Invoice>.lines(of: invoice, reader: reader).map { line in
      let credited = rows.filter { $0[shape.originalLine].reference == line.id }
        .reduce(Int64(0)) { $0 &+ ($1[shape.quantity].integer ?? 0) }
      return (line, credited, max(0, (line[shape.quantity].integer ?? 0) - credited))
    }
  }

  /// How much of each line of an invoice issued credit notes gave back, in thousandths; a draft gives
  /// nothing back yet.
  static func givenBack(
    of invoice: RecordID, reader: any RecordReader
  ) throws -> [(line: RecordView, quantity: Int64)] {
    let shape = InvoiceLine.shape
    let rows = try issued(of: invoice, reader: reader).flatMap {
      try DocumentAmounts<Invoice>.lines(of: $0.id, reader: reader)
    }
    return try DocumentAmounts<Invoice>.lines(of: invoice, reader: reader).map { line in
      let quantity = rows.filter { $0[shape.originalLine].reference == line.id }
        .reduce(Int64(0)) { $0 &+ ($1[shape.quantity].integer ?? 0) }
      return (line, quantity)
    }
  }

  /// The credit notes of an invoice that are not void, drafts too.
  static func standing(of invoice: RecordID, reader: any RecordReader) throws -> [RecordView] {
    try reader.records(
      Invoice.tag, where: Invoice.shape.original.tag, is: .reference(invoice)
    ).filter { $0[Invoice.shape.status] != .text("void") }
  }

  /// The issued credit notes of an invoice.
  static func issued(of invoice: RecordID, reader: any RecordReader) throws -> [RecordView] {
    try standing(of: invoice, reader: reader).filter(Invoice.isIssued)
  }

  /// Drafts a credit note of an issued invoice: of quantities of lines, or of all that is left.
  ///
  /// A credit note of everything is the exact mirror of its invoice.
  ///
  /// - Parameters:
  ///   - invoice: An issued invoice that is no credit note.
  ///   - quantities: How much of which line, in thousandths; empty for all that is left.
  ///   - day: The day of the note; today by UTC where nobody says it.
  ///   - context: Who drafts it.
  /// - Throws: `nothingLeft`, `moreThanLeft`, `creditNoteOf`.
  public static func draft(
    of invoice: RecordID, _ quantities: [RecordID: Int64] = [:], on day: CivilDate? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Invoice.shape
    let shown = try context.living(Invoice.tag, invoice)
    guard Invoice.isIssued(shown), !Invoice.isCreditNote(shown) else {
      throw Failure(DomainLaw.creditNoteOf, entity: "invoice", record: invoice)
    }
    let wanted = try credited(invoice, reader: context.reader).map { part in
      let quantity = quantities.isEmpty ? part.left : quantities[part.line.id] ?? 0
      guard (0...part.left).contains(quantity) else {
        throw Failure(
          DomainLaw.moreThanLeft, entity: "invoice_line", record: part.line.id,
          field: "quantity", [Quantity(thousandths: part.left).text])
      }
      return (line: part.line, before: part.credited, quantity: quantity)
    }
    var header = RecordEdit(values: [
      shape.kind.tag: .text("credit_note"), shape.original.tag: .reference(invoice),
      shape.order.tag: shown[shape.order],
    ])
    if let day { header.values[shape.invoiceDate.tag] = .integer(Int64(day.daysSinceEpoch)) }
    // Tax is given back at the rate at which it was taken.
    return try PartialDocument<Invoice>(shown, in: context).invoice(
      wanted, header: header, reference: InvoiceLine.shape.originalLine, rates: nil,
      "invoice credit", in: context)
  }
}
