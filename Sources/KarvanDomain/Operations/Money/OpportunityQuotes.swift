// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension QuoteOperations {
  /// Drafts a quote with the lines of an opportunity at the prices that were talked about, linked to
  /// it; the quote comes first.
  ///
  /// What was described in words and is no product of the list cannot be a line: it goes into the
  /// note, and is told.
  ///
  /// - Parameters:
  ///   - opportunity: An open opportunity with lines.
  ///   - edit: What the quote says beside that, such as its date.
  ///   - context: Who drafts it.
  /// - Returns: the draft, and what went into the note.
  /// - Throws: `nothingLeft` where no line has a product.
  public static func quote(
    opportunity: RecordID, _ edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> (draft: OperationDraft, words: [String]) {
    let shown = try context.living(Opportunity.tag, opportunity)
    guard let account = shown[Opportunity.shape.account].reference else {
      throw Failure(.required, entity: Opportunity.about.name, field: "account")
    }
    let shape = OpportunityLine.shape
    let lines = try OpportunityWorth.lines(of: opportunity, reader: context.reader)
    let priced = lines.filter { !$0[shape.product].isNull }
    guard !priced.isEmpty else {
      throw Failure(
        DomainLaw.nothingLeft, entity: Opportunity.about.name, record: opportunity,
        field: "lines")
    }
    let words = lines.filter { $0[shape.product].isNull }.map { line in
      let quantity = Quantity(thousandths: line[shape.quantity].integer ?? 0)
      return "\(line[shape.text].text ?? "") × \(quantity.text)"
    }
    var header = edit
    header.values[Quote.shape.opportunity.tag] = .reference(opportunity)
    header.fill(Quote.shape.currency, shown[Opportunity.shape.currency])
    if !words.isEmpty { header.fill(Quote.shape.note, note(words)) }
    if header.values[Quote.shape.currency.tag]?.isNull == true {
      header.values[Quote.shape.currency.tag] = nil
    }
    var combined = CombinedDraft(in: context)
    let quote = try combined.add {
      try DocumentLines<Quote>.start(account: account, header, in: $0)
    }
    guard let quote else { throw Failure(.missingRecord, entity: Quote.about.name) }
    for line in priced {
      guard let product = line[shape.product].reference else { continue }
      try combined.add {
        try DocumentLines<Quote>.add(
          to: quote, product: product,
          quantity: UnitQuantity(Quantity(thousandths: line[shape.quantity].integer ?? 0)),
          discount: discount(of: line), price: line[shape.unitPrice].integer, in: $0)
      }
    }
    return (try combined.draft("opportunity quote"), words)
  }

  private static func note(_ words: [String]) -> Value {
    var text = words.joined(separator: "\n")
    while text.utf8.count > 1_000 { text.removeLast() }
    return .text(text)
  }

  private static func discount(of line: RecordView) -> Discount {
    let shape = OpportunityLine.shape
    if let share = line[shape.discountPercent].integer {
      return .percent(PercentBasisPoints(trusted: Int32(clamping: share)))
    }
    return line[shape.discountAmount].integer.map { .amount($0) } ?? .none
  }
}
