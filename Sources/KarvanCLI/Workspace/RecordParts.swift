// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension RecordCells {
  /// The records that are parts of a record, and the amounts of a document.
  func parts(of view: RecordView) throws -> [Report.Part] {
    var parts: [Report.Part] = []
    for (tag, field) in Catalog.parts(of: view.entity.tag) {
      guard tag != Order.tag else { continue }
      let entity = try desk.entity(tag)
      let records =
        tag == OrderLine.tag
        ? try OrderTotals.lines(of: view.id, reader: reader)
        : try reader.records(tag, where: field, is: .reference(view.id))
      let fields = partFields(entity).filter { $0.tag != field }
      parts.append(
        Report.Part(
          entity.name, entity.about.label.text(in: desk.words.language),
          try list(records, of: entity, fields: fields)))
    }
    if view.entity.tag == Order.tag, let totals = try totals(of: view) { parts.append(totals) }
    return parts
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

  /// The amounts of an order; nil where they cannot be computed, which `order submit` explains.
  private func totals(of order: RecordView) throws -> Report.Part? {
    let lines = try OrderTotals.lines(of: order.id, reader: reader)
    guard let totals = try? OrderTotals.of(order, lines: lines) else { return nil }
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
