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
    if view.entity.tag == Order.tag {
      parts.append(try totals(of: view))
      if let cover = try cover(of: view) { parts.append(cover) }
    }
    return parts
  }

  /// Lines and stages by their places; equal places by identifier, as everything else.
  private func inOrder(_ records: [RecordView], of entity: Entity) -> [RecordView] {
    guard let position = entity.field(named: "position") else { return records }
    return records.sorted { left, right in
      let places = (left[position], right[position])
      return places.0 != places.1 ? places.0 < places.1 : left.id < right.id
    }
  }

  private func partFields(_ entity: Entity) -> [Field] {
    guard desk.settings.format == .table else { return entity.fields }
    guard entity.tag == OrderLine.tag else { return Self.usualFields(entity) }
    let shape = OrderLine.shape
    return [
      shape.position, shape.product, shape.quantity, shape.unit, shape.unitPrice,
      shape.discountPercent, shape.discountAmount, shape.vatRate,
    ].compactMap { entity.field($0.tag) }
  }

  /// The amounts of an order, or why they cannot be computed.
  private func totals(of order: RecordView) throws -> Report.Part {
    let lines = try OrderTotals.lines(of: order.id, reader: reader)
    let totals: DocumentTotals
    do {
      totals = try OrderTotals.of(order, lines: lines)
    } catch {
      let said = ErrorText.say(error, words: desk.words, schema: try desk.schema())
      let words = desk.words
      return Report.Part(
        "totals", words(.totals),
        .single([
          (Column("missing_because", words(.reason)), Cell(.string(said), words(.noAmounts, said)))
        ]))
    }
    let currency = try currency(of: Order.shape.discountAmount, in: order)
    let words = desk.words
    let amounts: [(String, Message, Int64)] = [
      ("gross", .gross, totals.gross), ("discount", .discount, totals.discount),
      ("taxable", .taxable, totals.taxable), ("vat", .vat, totals.vat),
      ("total", .total, totals.total), ("payable", .payable, totals.payable),
    ]
    return Report.Part(
      "totals", words(.totals),
      .single(amounts.map { (Column($0, words($1), isNumber: true), money($2, currency)) }))
  }
}
