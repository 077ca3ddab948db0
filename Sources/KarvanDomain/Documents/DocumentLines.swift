// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Starting a draft and editing its lines, of whatever kind the document is.
public enum DocumentLines<Document: CommercialDocument> {
  /// Starts a draft for an account: dated today by UTC, in rial, unless the edit says otherwise.
  public static func start(
    account: RecordID, _ edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> OperationDraft {
    _ = try context.living(Account.tag, account)
    var edit = edit
    edit.values[Document.shape.account.tag] = .reference(account)
    return OperationDraft(
      "\(Document.about.name) new", [try context.documentStart(Document.self, edit)])
  }

  /// Adds a line with the product's price, class and rate as they are now.
  ///
  /// - Parameters:
  ///   - document: A draft.
  ///   - product: An active product with a price in the document's currency.
  ///   - quantity: More than zero, in the pack that it says or the product's own unit.
  ///   - discount: Off the line.
  ///   - price: What a person asks for one unit in place of what the rules say, in minor units.
  ///   - vat: The rates of value added tax.
  ///   - context: Who adds it.
  public static func add(
    to document: RecordID, product: RecordID, quantity: UnitQuantity, discount: Discount = .none,
    price: Int64? = nil, vat: VATTable = .sample, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try draft(document, in: context)
    let product = try context.living(Product.tag, product)
    let last = try DocumentAmounts<Document>.lines(of: document, reader: context.reader).last
    let shape = Document.Line.shape
    let packed = try LineUnits.quantity(quantity, of: product, reader: context.reader)
    var edit = try LineSnapshot<Document>.of(
      product, for: shown, packed, price: price, vat: vat, reader: context.reader)
    edit.values[shape.document.tag] = .reference(document)
    edit.values[shape.position.tag] = .integer((last?[shape.position].integer ?? 0) + 1)
    edit.values[shape.quantity.tag] = .integer(packed.quantity.thousandths)
    edit.enter(discount, percent: shape.discountPercent, amount: shape.discountAmount)
    let line = try context.creation(
      try context.entity(Document.Line.tag), context.makeID(), edit)
    return OperationDraft("\(Document.about.name) add", [line])
  }

  /// Changes the quantity of a line of a draft; its price is looked up anew, as it may depend on the
  /// quantity, unless a person had set another.
  public static func changeQuantity(
    line: RecordID, to quantity: UnitQuantity, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try ofDraft(line, in: context)
    let edit = try LineSnapshot<Document>.requantified(shown, quantity, in: context)
    let change = try context.change(shown, edit)
    return OperationDraft("\(Document.about.name) quantity", change.map { [$0] } ?? [])
  }

  /// Takes a line off a draft.
  public static func remove(
    _ line: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try ofDraft(line, in: context)
    return OperationDraft(
      "\(Document.about.name) remove", [context.drafter.delete(shown)])
  }

  /// A living document that is still a draft.
  static func draft(_ document: RecordID, in context: OperationContext) throws -> RecordView {
    let shown = try context.living(Document.tag, document)
    let state = shown[Document.shape.status].text ?? ""
    guard state == Document.draft else {
      throw Failure(.frozen, entity: Document.about.name, record: document, [state])
    }
    return shown
  }

  /// A living line of a draft.
  private static func ofDraft(
    _ line: RecordID, in context: OperationContext
  ) throws -> RecordView {
    let shown = try context.living(Document.Line.tag, line)
    if let document = shown[Document.Line.shape.document].reference {
      _ = try draft(document, in: context)
    }
    return shown
  }

  /// Completes what is entered of a line: refuses a discount that is larger than the line, at once
  /// and not when the document leaves the draft.
  ///
  /// No law: two people who change quantity and discount at a time are not turned away for it.
  static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    let shape = Document.Line.shape
    if let traced = shape as? any TracedLine {
      try TracedFields.prepare(&edit, before: before, shape: traced)
    }
    let entered = [shape.quantity, shape.unitPrice, shape.discountAmount]
    let per = (shape as? any TracedLine).map { edit.value($0.pricePer, over: before).integer }
    guard entered.contains(where: { edit.values[$0.tag] != nil }) else { return }
    let document = edit.value(shape.document, over: before).reference
    try DocumentAmounts<Document>.check(
      quantity: edit.value(shape.quantity, over: before),
      price: edit.value(shape.unitPrice, over: before).integer.map {
        UnitPrice($0, per: per ?? nil)
      },
      discountAmount: edit.value(shape.discountAmount, over: before),
      of: try document.flatMap { try context.reader.record(Document.tag, $0) })
  }
}

extension RecordEdit {
  /// Writes a discount as the one of its two fields that it is.
  mutating func enter(_ discount: Discount, percent: Field, amount: Field) {
    switch discount {
    case .none: break
    case .percent(let share): values[percent.tag] = .integer(Int64(share.basisPoints))
    case .amount(let off): values[amount.tag] = .integer(off)
    }
  }
}
