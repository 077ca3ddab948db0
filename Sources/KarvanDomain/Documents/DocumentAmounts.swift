// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The amounts of a commercial document, computed from its records and never stored.
public enum DocumentAmounts<Document: CommercialDocument> {
  /// The amounts of a document with these lines, in minor units of its currency.
  ///
  /// - Throws: A `Failure` that names the field when a discount is too large or a sum does not fit.
  public static func of(
    _ document: RecordView, lines: [RecordView]
  ) throws(Failure) -> DocumentTotals {
    let shape = Document.shape
    do throws(DomainError) {
      return try InvoiceCalculator.totals(
        lines: try pricedLines(lines),
        headerDiscount: try Discount(
          document[shape.discountPercent], document[shape.discountAmount]),
        policy: policy(of: document))
    } catch {
      throw failure(error, of: document, lines)
    }
  }

  /// The amounts of lines before promotions and discounts of the document.
  static func withoutPromotions(
    _ document: RecordView, lines: [RecordView]
  ) throws(Failure) -> DocumentTotals {
    do throws(DomainError) {
      var plain = try pricedLines(lines)
      for index in plain.indices { plain[index].promotion = 0 }
      return try InvoiceCalculator.totals(lines: plain, policy: policy(of: document))
    } catch {
      throw failure(error, of: document, lines)
    }
  }

  /// The amounts of a document as it is stored.
  public static func of(
    _ document: RecordView, reader: any RecordReader
  ) throws -> DocumentTotals {
    try of(document, lines: try lines(of: document.id, reader: reader))
  }

  /// The living lines of a document, by position and then identifier.
  public static func lines(
    of document: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Document.Line.shape
    return try reader.records(
      Document.Line.tag, where: shape.document.tag, is: .reference(document)
    ).ordered(by: shape.position)
  }

  /// Refuses a discount that is larger than its line, where it is entered.
  ///
  /// - Throws: A `Failure` that names the field.
  static func check(
    quantity: Value, price: UnitPrice?, discountAmount: Value, of document: RecordView?
  ) throws(Failure) {
    guard let discount = discountAmount.integer, let quantity = quantity.integer, let price,
      quantity >= 0, price.amount >= 0
    else { return }
    let line = Document.Line.about.name
    let mode = document.map { policy(of: $0).mode } ?? .halfUp
    let gross = try naming("unit_price", of: line) { () throws(DomainError) in
      try Quantity(thousandths: quantity).gross(price, rounding: mode)
    }
    guard discount > gross else { return }
    let error = DomainError(
      .discountTooLarge, "The discount is larger than the amount of the line. Make it smaller.")
    throw Failure(error, entity: line, field: "discount_amount")
  }

  /// How the amounts of a document are rounded.
  static func policy(of document: RecordView) -> RoundingPolicy {
    let shape = Document.shape
    return RoundingPolicy(
      mode: document[shape.roundingMode].text.flatMap { RoundingMode(rawValue: $0) } ?? .halfUp,
      scope: document[shape.roundingScope].text.flatMap { RoundingScope(rawValue: $0) }
        ?? .perLine,
      payableStep: document[shape.payableStep].integer ?? 1)
  }
}

extension DocumentAmounts {
  /// An error of the calculator said of the record and field that people know.
  private static func failure(
    _ error: DomainError, of document: RecordView, _ lines: [RecordView]
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
    let entity = isOfLine ? Document.Line.about.name : Document.about.name
    return Failure(plain, entity: entity, field: field).about(entity, (line ?? document).id)
  }

  private static func pricedLines(
    _ lines: [RecordView]
  ) throws(DomainError) -> [PricedLine] {
    var result: [PricedLine] = []
    for line in lines { result.append(try pricedLine(line)) }
    return result
  }

  private static func pricedLine(_ line: RecordView) throws(DomainError) -> PricedLine {
    let shape = Document.Line.shape
    return PricedLine(
      quantity: Quantity(thousandths: line[shape.quantity].integer ?? 0),
      unitPrice: shape.price(of: line),
      discount: try Discount(line[shape.discountPercent], line[shape.discountAmount]),
      promotion: shape.promotionAmount.flatMap { line[$0].integer } ?? 0,
      vatRate: try PercentBasisPoints(Int32(clamping: line[shape.vatRate].integer ?? 0)))
  }
}

extension Discount {
  /// The discount that two fields of a record say: a share in hundredths of a percent, or else an
  /// amount.
  init(_ share: Value, _ amount: Value) throws(DomainError) {
    if let share = share.integer {
      self = .percent(try PercentBasisPoints(Int32(clamping: share)))
    } else {
      self = amount.integer.map { .amount($0) } ?? .none
    }
  }
}
