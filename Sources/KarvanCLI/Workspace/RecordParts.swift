// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension RecordCells {
  /// The records that are parts of a record, and the amounts of a document.
  func parts(of view: RecordView) throws -> [Report.Part] {
    var parts: [Report.Part] = []
    let merged = try Duplicates.merged(into: view, reader: reader)
    for (tag, field) in Catalog.parts(of: view.entity.tag) {
      guard tag != Order.tag else { continue }
      let entity = try desk.entity(tag)
      let records = try ([view] + merged).flatMap {
        try reader.records(tag, where: field, is: .reference($0.id))
      }
      let fields = partFields(entity).filter { $0.tag != field }
      parts.append(
        Report.Part(
          entity.name, entity.about.label.text(in: desk.words.language),
          try list(inOrder(records, of: entity), of: entity, fields: fields)))
    }
    if !merged.isEmpty {
      let title = view.entity.about.title.compactMap { view.entity.field($0) }
      parts.append(
        Report.Part(
          "merged", desk.words(.mergedHere), try list(merged, of: view.entity, fields: title)))
    }
    if let type = Catalog.type(of: view.entity.tag) as? any CommercialDocument.Type {
      parts.append(try totals(of: view, type))
    }
    parts += try standing(of: view)
    if view.entity.tag == Order.tag, let cover = try cover(of: view) { parts.append(cover) }
    return parts
  }

  /// Lines and stages by their places; equal places by identifier, as everything else.
  private func inOrder(_ records: [RecordView], of entity: Entity) -> [RecordView] {
    entity.field(named: "position").map { records.ordered(by: $0) } ?? records
  }

  private func partFields(_ entity: Entity) -> [Field] {
    guard desk.settings.format == .table else { return entity.fields }
    guard let line = Catalog.type(of: entity.tag) as? any CommercialLine.Type else {
      return Self.usualFields(entity)
    }
    func fields<Line: CommercialLine>(_ type: Line.Type) -> [Field] {
      let shape = Line.shape
      let fields =
        [
          shape.position, shape.product, shape.quantity, shape.unit, shape.unitPrice,
          shape.discountPercent, shape.discountAmount,
        ] + ((shape as? any TracedLine).map { tracedFields($0) } ?? []) + [shape.vatRate]
      return fields.compactMap { entity.field($0.tag) }
    }
    return fields(line)
  }

  /// In which pack a line was entered and what promotions gave; the unit price has its rule.
  private func tracedFields(_ shape: any TracedLine) -> [Field] {
    [
      shape.pricePer, shape.enteredQuantity, shape.enteredUnit, shape.promotionDiscount,
      shape.promotions,
    ]
  }

  /// The amounts of a document, or why they cannot be computed.
  private func totals<Document: CommercialDocument>(
    of document: RecordView, _ type: Document.Type
  ) throws -> Report.Part {
    let lines = try DocumentAmounts<Document>.lines(of: document.id, reader: reader)
    let totals: DocumentTotals
    do {
      totals = try DocumentAmounts<Document>.of(document, lines: lines)
    } catch {
      let said = ErrorText.say(error, words: desk.words, schema: try desk.schema())
      let words = desk.words
      return Report.Part(
        "totals", words(.totals),
        .single([
          (Column("missing_because", words(.reason)), Cell(.string(said), words(.noAmounts, said)))
        ]))
    }
    let currency = try currency(of: Document.shape.discountAmount, in: document)
    let words = desk.words
    return Report.Part(
      "totals", words(.totals),
      .single(
        sums(totals).map {
          (Column($0.name, $0.label, isNumber: true), money($0.amount, currency))
        }))
  }

  /// The sums of a document in the order in which they add up; what is nothing is left out, but for
  /// those that everybody looks for.
  func sums(_ totals: DocumentTotals) -> [(name: String, label: String, amount: Int64)] {
    let words = desk.words
    func label(_ role: AccountingRole) -> String { role.label.text(in: words.language) }
    var sums = [
      ("gross", words(.gross), totals.gross), ("discount", words(.discount), totals.discount),
      ("taxable", words(.taxable), totals.taxable), ("vat", words(.vat), totals.vat),
    ]
    if totals.duty != 0 { sums.append(("duty", label(.duties), totals.duty)) }
    sums.append(("total", words(.total), totals.total))
    if totals.payableRounding != 0 {
      sums.append(("rounding", label(.rounding), totals.payableRounding))
    }
    return sums + [("payable", words(.payable), totals.payable)]
  }
}
