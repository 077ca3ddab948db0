// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What a line of a document keeps of its product at the moment when it is entered.
enum LineSnapshot<Document: CommercialDocument> {
  /// Product, unit, price, class and rate of tax, as fields of the line.
  static func of(
    _ product: RecordView, for document: RecordView, vat: VATTable
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
    let wanted = document[Document.shape.currency].text ?? ""
    let name = Document.Line.about.name
    guard currency == wanted else {
      let error = DomainError(
        .currencyMismatch, "The price is in \(currency), the document in \(wanted).")
      throw Failure(error, entity: name, field: "unit_price")
    }
    let vatClass = product[shape.vatClass].text ?? "standard"
    let days = Int32(clamping: document[Document.shape.date].integer ?? 0)
    let date = CivilDate(daysSinceEpoch: days)
    let rate = try naming("vat_rate", of: name) { () throws(DomainError) in
      try vat.rate(taxClass: vatClass, on: date)
    }
    let line = Document.Line.shape
    return RecordEdit(values: [
      line.product.tag: .reference(product.id), line.unit.tag: product[shape.unit],
      line.unitPrice.tag: .integer(price), line.vatClass.tag: .text(vatClass),
      line.vatRate.tag: .integer(Int64(rate.basisPoints)),
    ])
  }
}
