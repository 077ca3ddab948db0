// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What a line of a document keeps of its product at the moment when it is entered.
enum LineSnapshot<Document: CommercialDocument> {
  /// Product, unit, packs, price with its rule, class and rate of tax, as fields of the line.
  ///
  /// - Parameter price: What a person asks for one unit in place of what the rules say.
  static func of(
    _ product: RecordView, for document: RecordView, _ quantity: PackedQuantity,
    price: Int64? = nil, vat: VATTable, reader: any RecordReader
  ) throws -> RecordEdit {
    let shape = Product.shape
    guard product[shape.active] == .truth(true) else {
      throw Failure(
        .inactive, entity: product.entity.name, record: product.id, [product.title])
    }
    let vatClass = product[shape.vatClass].text ?? "standard"
    let date = date(of: document)
    let rate = try naming("vat_rate", of: Document.Line.about.name) { () throws(DomainError) in
      try vat.rate(taxClass: vatClass, on: date)
    }
    let line = Document.Line.shape
    var edit = RecordEdit(values: [
      line.product.tag: .reference(product.id), line.unit.tag: product[shape.unit],
      line.vatClass.tag: .text(vatClass), line.vatRate.tag: .integer(Int64(rate.basisPoints)),
    ])
    try enter(product, for: document, quantity, price: price, into: &edit, reader: reader)
    guard let traced = line as? any TracedLine else { return edit }
    if product[shape.currency] == document[Document.shape.currency] {
      edit.values[traced.unitCost.tag] = product[shape.cost]
    }
    if let unit = quantity.unit {
      edit.values[traced.enteredQuantity.tag] = .integer(quantity.entered.thousandths)
      edit.values[traced.enteredUnit.tag] = .text(unit)
      edit.values[traced.packContent.tag] = .integer(quantity.content.thousandths)
    }
    return edit
  }

  /// The price of a product for a document, by its rules.
  static func price(
    of product: RecordView, for document: RecordView, _ quantity: PackedQuantity,
    reader: any RecordReader
  ) throws -> PriceAnswer {
    let shape = Document.shape
    let account = try document[shape.account].reference
      .flatMap { try reader.record(Account.tag, $0) }
    let currency = try naming("currency", of: Document.about.name) { () throws(DomainError) in
      try Currency.named(document[shape.currency].text ?? Currency.irr.code)
    }
    return try Pricing.price(
      of: product, for: account, quantity: quantity, on: date(of: document), in: currency,
      reader: reader)
  }

  /// The price of a line and where it came from. A price that a person asks needs no rule.
  private static func enter(
    _ product: RecordView, for document: RecordView, _ quantity: PackedQuantity, price: Int64?,
    into edit: inout RecordEdit, reader: any RecordReader
  ) throws {
    let line = Document.Line.shape
    let answer: PriceAnswer?
    do {
      answer = try self.price(of: product, for: document, quantity, reader: reader)
    } catch {
      if price == nil { throw error }
      answer = nil
    }
    edit.values[line.unitPrice.tag] = (price ?? answer?.price.minorUnits).map { .integer($0) }
    guard let traced = line as? any TracedLine else { return }
    if let answer { edit.take(answer, traced) }
    // What a person asks is asked for one unit, and compared with what the rules say of one.
    guard let price else { return }
    edit.values[line.unitPrice.tag] = .integer(price)
    edit.values[traced.rulePrice.tag] = answer.map { .integer($0.price.minorUnits) } ?? .null
    edit.values[traced.pricePer.tag] = .null
  }

  /// The edit that gives a line another quantity, and the price that goes with it.
  ///
  /// A price that a person set stays; so does one that no rule of today could give again.
  static func requantified(
    _ line: RecordView, _ quantity: UnitQuantity, in context: OperationContext
  ) throws -> RecordEdit {
    let shape = Document.Line.shape
    let traced = shape as? any TracedLine
    var asked = quantity
    // A bare number counts what the line was entered in.
    if asked.unit == nil, let traced, let unit = line[traced.enteredUnit].text {
      asked = UnitQuantity(quantity.number, of: unit)
    }
    guard
      let product = try line[shape.product].reference
        .flatMap({ try context.reader.record(Product.tag, $0) })
    else {
      return RecordEdit(values: [shape.quantity.tag: .integer(quantity.number.thousandths)])
    }
    let packed = try LineUnits.quantity(asked, of: product, reader: context.reader)
    var edit = RecordEdit(values: [shape.quantity.tag: .integer(packed.quantity.thousandths)])
    guard let traced else { return edit }
    let hasPack = packed.unit != nil
    edit.values[traced.enteredQuantity.tag] =
      hasPack ? .integer(packed.entered.thousandths) : .null
    edit.values[traced.enteredUnit.tag] = packed.unit.map { .text($0) } ?? .null
    edit.values[traced.packContent.tag] = hasPack ? .integer(packed.content.thousandths) : .null
    guard !line[traced.rulePrice].isNull, line[traced.rulePrice] == line[shape.unitPrice],
      let document = try line[shape.document].reference
        .flatMap({ try context.reader.record(Document.tag, $0) }),
      let answer = try? price(of: product, for: document, packed, reader: context.reader)
    else { return edit }
    edit.take(answer, traced)
    return edit
  }

  private static func date(of document: RecordView) -> CivilDate {
    CivilDate(
      daysSinceEpoch: Int32(clamping: document[Document.shape.date].integer ?? 0))
  }
}

extension RecordEdit {
  /// The price that the rules say, with where it came from.
  mutating func take(_ answer: PriceAnswer, _ line: any TracedLine) {
    let asked = answer.asked
    values[line.unitPrice.tag] = .integer(asked.amount)
    values[line.rulePrice.tag] = .integer(asked.amount)
    values[line.pricePer.tag] = asked.per == 1_000 ? .null : .integer(asked.per)
    values[line.priceRule.tag] = answer.rule.map { .reference($0.id) } ?? .null
    values[line.priceEdition.tag] = answer.list.map { .integer($0.edition) } ?? .null
  }
}
