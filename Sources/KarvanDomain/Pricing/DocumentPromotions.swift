// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Promotions of a document, read from records, and what they do to its lines.
public enum DocumentPromotions<Document: CommercialDocument> where Document.Line: TracedLine {
  /// What the lines of a document get by the promotions of its day, as this device may give it.
  ///
  /// Lines that were given by a promotion are no part of the basket.
  /// - Parameters:
  ///   - document: The document.
  ///   - replica: Whose shares of budgets count.
  ///   - reader: The records.
  public static func outcome(
    of document: RecordView, for replica: ReplicaID, reader: any RecordReader
  ) throws -> PromotionOutcome {
    let lines = try DocumentAmounts<Document>.lines(of: document.id, reader: reader)
    let bought = lines.filter { !isFree($0) }
    let promotions = try promotions(for: bought, reader: reader)
    let basket = try basket(bought, of: document, promotions, for: replica, reader: reader)
    return try naming(nil, of: Document.about.name) { () throws(DomainError) in
      try PromotionEngine.apply(promotions, to: basket)
    }
  }

  /// Gives the lines of a draft what the promotions of its day give, and takes off what earlier ones
  /// gave; empty when nothing would change.
  public static func apply(
    to document: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try DocumentLines<Document>.draft(document, in: context)
    let outcome = try outcome(
      of: shown, for: context.drafter.replica, reader: context.reader)
    return try write(outcome, to: shown, in: context)
  }

  /// Takes off everything that promotions gave to a draft.
  public static func takeOff(
    _ document: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try DocumentLines<Document>.draft(document, in: context)
    return try write(PromotionOutcome(grants: [], rejections: []), to: shown, in: context)
  }

  /// What is drawn from budgets for the promotions that a document has, by search key.
  ///
  /// - Throws: `promotions-changed` when its lines have more than promotions give them now.
  static func budgets(
    of document: RecordView, lines: [RecordView], in context: OperationContext
  ) throws -> [(budget: String, amount: Int64)] {
    let shape = Document.Line.shape
    guard lines.contains(where: { isFree($0) || has($0, shape.promotionDiscount) }) else {
      return []
    }
    let outcome = try outcome(
      of: document, for: context.drafter.replica, reader: context.reader)
    guard isWithin(outcome, lines) else {
      throw Failure(
        .promotionsChanged, entity: Document.about.name, record: document.id, field: "status")
    }
    let codes = lines.flatMap { Self.codes($0) }
    var drawn: [(budget: String, amount: Int64)] = []
    for grant in outcome.grants where codes.contains(grant.promotion.code) {
      guard let budget = grant.promotion.budget else { continue }
      if let index = drawn.firstIndex(where: { $0.budget == budget }) {
        drawn[index].amount += grant.worth
      } else {
        drawn.append((budget, grant.worth))
      }
    }
    return drawn
  }
}

extension DocumentPromotions {
  /// The lines that have something of a promotion, where they have more together than the promotions
  /// that are known here give a replica; empty when all is well.
  static func beyond(
    _ document: RecordView, lines: [RecordView], for replica: ReplicaID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Document.Line.shape
    let given = lines.filter { isFree($0) || has($0, shape.promotionDiscount) }
    guard !given.isEmpty else { return [] }
    let outcome = try outcome(of: document, for: replica, reader: reader)
    return isWithin(outcome, lines) ? [] : given
  }

  private static func isFree(_ line: RecordView) -> Bool {
    line[Document.Line.shape.free] == .truth(true)
  }

  private static func has(_ line: RecordView, _ amount: Field) -> Bool {
    (line[amount].integer ?? 0) > 0
  }

  /// The codes of the promotions that a line says it has.
  private static func codes(_ line: RecordView) -> [String] {
    (line[Document.Line.shape.promotions].text ?? "").split(separator: ",").map(String.init)
  }

  /// Whether no line has more than an outcome gives.
  private static func isWithin(_ outcome: PromotionOutcome, _ lines: [RecordView]) -> Bool {
    let shape = Document.Line.shape
    var gifts = outcome.grants.flatMap { grant in
      grant.goods.map { (code: grant.promotion.code, goods: $0) }
    }
    for line in lines {
      guard isFree(line) else {
        if (line[shape.promotionDiscount].integer ?? 0) > outcome.off(line.id) { return false }
        continue
      }
      let index = gifts.firstIndex { gift in
        gift.goods.product == line[shape.product].reference
          && codes(line).contains(gift.code)
          && (line[shape.quantity].integer ?? 0) <= gift.goods.quantity
      }
      guard let index else { return false }
      gifts.remove(at: index)
    }
    return true
  }

  // MARK: Reading

  /// The promotions that could be for these lines, in any order, each once.
  private static func promotions(
    for lines: [RecordView], reader: any RecordReader
  ) throws -> [PromotionTerms] {
    let shape = Promotion.shape
    var records: [RecordView] = []
    for target in [SaleScope.all, SaleScope.category, SaleScope.brand] {
      records += try reader.records(
        Promotion.tag, where: shape.appliesTo.tag, is: .text(target))
    }
    for product in Set(lines.compactMap { $0[Document.Line.shape.product].reference }).sorted() {
      records += try reader.records(
        Promotion.tag, where: shape.product.tag, is: .reference(product))
    }
    let active = records.filter { $0[shape.active] == .truth(true) }
    return try active.compactMap { record in
      let steps = try reader.records(
        PromotionTier.tag, where: PromotionTier.shape.promotion.tag, is: .reference(record.id))
      return PromotionTerms(record, steps: steps)
    }
  }

  private static func basket(
    _ lines: [RecordView], of document: RecordView, _ promotions: [PromotionTerms],
    for replica: ReplicaID, reader: any RecordReader
  ) throws -> Basket {
    let shape = Document.Line.shape
    let amounts = try DocumentAmounts<Document>.withoutPromotions(document, lines: lines)
    var entries: [BasketLine] = []
    for (line, amount) in zip(lines, amounts.lines) {
      guard
        let product = try line[shape.product].reference
          .flatMap({ try reader.record(Product.tag, $0) })
      else { continue }
      entries.append(
        BasketLine(
          id: line.id, goods: try Pricing.goods(product),
          quantity: line[shape.quantity].integer ?? 0,
          unitPrice: try shape.price(of: line).ofOne(),
          net: amount.gross - amount.lineDiscount))
    }
    let account = try document[Document.shape.account].reference
      .flatMap { try reader.record(Account.tag, $0) }
    return Basket(
      lines: entries, buyer: try Pricing.buyer(account, reader: reader),
      date: CivilDate(document[Document.shape.date]) ?? CivilDate(daysSinceEpoch: 0),
      currency: try Currency.named(document[Document.shape.currency].text ?? Currency.irr.code),
      prices: try prices(of: promotions, for: document, reader: reader),
      budgets: try budgets(
        of: promotions, for: replica, with: document.id, reader: reader))
  }

  /// The prices of what promotions may give, of one unit each.
  private static func prices(
    of promotions: [PromotionTerms], for document: RecordView, reader: any RecordReader
  ) throws -> [RecordID: Int64] {
    var prices: [RecordID: Int64] = [:]
    for product in promotions.flatMap(\.gifts) where prices[product] == nil {
      guard let record = try reader.record(Product.tag, product), record.life != .deleted,
        let answer = try? LineSnapshot<Document>.price(
          of: record, for: document, PackedQuantity(Quantity(thousandths: 1_000)), reader: reader)
      else { continue }
      prices[product] = answer.price.minorUnits
    }
    return prices
  }

  /// What a replica still has of the budgets of promotions, with what the document drew before.
  private static func budgets(
    of promotions: [PromotionTerms], for replica: ReplicaID, with document: RecordID,
    reader: any RecordReader
  ) throws -> [String: Int64] {
    var left: [String: Int64] = [:]
    for promotion in promotions {
      guard let budget = promotion.budget, left[budget] == nil else { continue }
      let books = try Escrow.books(ofResource: "budget/\(budget)", reader: reader).filter {
        $0.isHeld(by: replica) && $0.allocation[Allocation.shape.state].text == Allocation.open
          && $0.allocation[Allocation.shape.unit].text == promotion.currency.code
      }
      left[budget] = books.reduce(0) { sum, book in
        let own = book.entries.filter {
          $0[AllocationEntry.shape.order].reference == document
            && $0[AllocationEntry.shape.kind] == .text("spend")
        }
        return own.reduce(sum + book.left) { $0 + book.covered($1.id) - book.returned($1.id) }
      }
    }
    return left
  }

  // MARK: Writing

  /// The changes that make lines have what an outcome gives them, and nothing else.
  private static func write(
    _ outcome: PromotionOutcome, to document: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let lines = try DocumentAmounts<Document>.lines(of: document.id, reader: context.reader)
    let shape = Document.Line.shape
    var changes: [RecordChange] = []
    for line in lines where !isFree(line) {
      let off = outcome.off(line.id)
      let codes = outcome.codes(line.id).joined(separator: ",")
      let edit = RecordEdit(values: [
        shape.promotionDiscount.tag: off > 0 ? .integer(off) : .null,
        shape.promotions.tag: off > 0 ? .text(codes) : .null, shape.free.tag: .null,
      ])
      if let change = try context.change(line, edit) { changes.append(change) }
    }
    let given = lines.filter(isFree)
    var kept: [RecordID] = []
    var position = lines.compactMap { $0[shape.position].integer }.max() ?? 0
    for grant in outcome.grants {
      for goods in grant.goods {
        let edit = try free(goods, by: grant.promotion, of: document, in: context)
        let old = given.first { line in
          !kept.contains(line.id) && line[shape.product].reference == goods.product
            && codes(line) == [grant.promotion.code]
        }
        if let old {
          kept.append(old.id)
          if let change = try context.change(old, edit) { changes.append(change) }
          continue
        }
        position += 1
        var new = edit
        new.values[shape.position.tag] = .integer(position)
        new.values[shape.document.tag] = .reference(document.id)
        changes.append(
          try context.creation(
            try context.entity(Document.Line.tag), context.makeID(), new))
      }
    }
    for line in given where !kept.contains(line.id) {
      changes.append(context.drafter.delete(line))
    }
    return OperationDraft("\(Document.about.name) promote", changes)
  }

  /// A line that is given: at its price, all of it taken off, so that everybody sees its worth.
  private static func free(
    _ goods: PromotionGrant.FreeGoods, by promotion: PromotionTerms, of document: RecordView,
    in context: OperationContext
  ) throws -> RecordEdit {
    let shape = Document.Line.shape
    let quantity = Quantity(thousandths: goods.quantity)
    let product = try context.living(Product.tag, goods.product)
    var edit = try LineSnapshot<Document>.of(
      product, for: document, PackedQuantity(quantity), price: goods.unitPrice, vat: .sample,
      reader: context.reader)
    let mode = DocumentAmounts<Document>.policy(of: document).mode
    let worth = try naming("unit_price", of: Document.Line.about.name) { () throws(DomainError) in
      try quantity.gross(unitPrice: goods.unitPrice, rounding: mode)
    }
    edit.values.merge([
      shape.quantity.tag: .integer(goods.quantity),
      shape.promotionDiscount.tag: .integer(worth), shape.promotions.tag: .text(promotion.code),
      shape.free.tag: .truth(true), shape.discountPercent.tag: .null,
      shape.discountAmount.tag: .null, shape.enteredQuantity.tag: .null,
      shape.enteredUnit.tag: .null, shape.packContent.tag: .null,
    ]) { $1 }
    return edit
  }
}

extension PromotionTerms {
  /// The products that it may give, beside those that were bought.
  var gifts: [RecordID] {
    func product(_ gift: Gift) -> RecordID? {
      if case .goods(let product, _) = gift { product } else { nil }
    }
    switch kind {
    case .simple(let gift), .bundle(_, let gift): return [product(gift)].compactMap { $0 }
    case .buyGet(_, _, let product): return [product].compactMap { $0 }
    case .steps(let steps): return steps.compactMap { product($0.gift) }
    }
  }
}
