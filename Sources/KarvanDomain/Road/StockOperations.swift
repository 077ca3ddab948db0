// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How much of an item goes somewhere.
public struct StockQuantity: Hashable, Sendable {
  /// What goes.
  public let item: StockBalance.Item
  /// How much, in thousandths of the product's unit.
  public let thousandths: Int64

  /// Pairs an item and its quantity.
  public init(_ item: StockBalance.Item, _ thousandths: Int64) {
    self.item = item
    self.thousandths = thousandths
  }

  /// A quantity of a product whose lots nobody tells apart.
  public init(_ product: RecordID, _ quantity: Quantity) {
    self.init(StockBalance.Item(product: product), quantity.thousandths)
  }
}

/// Bringing goods from place to place.
public enum StockOperations {
  /// What moves have in common that are written on one sheet.
  public struct Sheet: Hashable, Sendable {
    /// A code of the field `kind`.
    public var kind: String
    /// Where it lay; nil for what came into the company.
    public var from: RecordID?
    /// Where it lies from now on; nil for what left the company.
    public var to: RecordID?
    /// The order that it is for.
    public var order: RecordID?
    /// The visit during which it went.
    public var visit: RecordID?
    /// The count that found it.
    public var count: RecordID?
    /// Why a customer gave it back: a code of the field `cause`.
    public var cause: String?
    /// Note.
    public var note: String?

    /// Describes a sheet.
    public init(
      kind: String, from: RecordID? = nil, to: RecordID? = nil, order: RecordID? = nil,
      visit: RecordID? = nil, count: RecordID? = nil, cause: String? = nil, note: String? = nil
    ) {
      self.kind = kind
      self.from = from
      self.to = to
      self.order = order
      self.visit = visit
      self.count = count
      self.cause = cause
      self.note = note
    }
  }

  /// Moves goods, one move an item, in one commit under one sheet number.
  ///
  /// More may go than lies there: who holds the goods in hand knows better than the ledger.
  /// - Throws: `inactive` for goods that are brought to a place which was given up.
  ///
  /// - Parameter further: What becomes of the same goods after that, on the same sheet.
  public static func move(
    _ goods: [StockQuantity], _ sheet: Sheet, then further: [Sheet] = [],
    in context: OperationContext
  ) throws -> OperationDraft {
    guard !goods.isEmpty else {
      throw Failure(.required, entity: "stock_move", field: "product")
    }
    if let to = sheet.to {
      let place = try context.living(StockLocation.tag, to)
      guard place[StockLocation.shape.active] == .truth(true) else {
        throw Failure(.inactive, entity: place.entity.name, record: to, [place.title])
      }
    }
    let number = try context.makeNumber()
    let changes = try ([sheet] + further).flatMap { sheet in
      try goods.map { goods in
        _ = try context.living(Product.tag, goods.item.product)
        return try change(goods, sheet, number: number, in: context)
      }
    }
    return try OperationDraft("stock \(sheet.kind)", []).adding(changes)
  }

  /// Takes back what was written on a sheet, or a single move: the same goods go the other way.
  ///
  /// - Throws: `stockTakenBack` for what was taken back before, or takes something back itself.
  public static func reverse(
    _ moves: [RecordView], note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = StockMove.shape
    let number = try context.makeNumber()
    let changes = try moves.map { move in
      let earlier = try context.reader.records(
        StockMove.tag, where: shape.reverses.tag, is: .reference(move.id))
      guard earlier.isEmpty, move[shape.reverses].isNull else {
        throw Failure(
          DomainLaw.stockTakenBack, entity: "stock_move", record: move.id, field: "reverses")
      }
      var edit = RecordEdit(values: [
        shape.from.tag: move[shape.to], shape.to.tag: move[shape.from],
        shape.reverses.tag: .reference(move.id), shape.sheet.tag: .text(number),
        shape.movedAt.tag: .integer(context.now), shape.note.tag: note.map { .text($0) } ?? .null,
      ])
      for field in [
        shape.product, shape.lot, shape.quantity, shape.kind, shape.keeper, shape.otherKeeper,
        shape.order, shape.visit,
      ] {
        edit.values[field.tag] = move[field]
      }
      // Of two keepers each takes back in their own name.
      if move[shape.otherKeeper].reference == context.author.user {
        edit.values[shape.keeper.tag] = move[shape.otherKeeper]
        edit.values[shape.otherKeeper.tag] = move[shape.keeper]
      }
      return try context.creation(try context.entity(StockMove.tag), context.makeID(), edit)
    }
    return try OperationDraft("stock reverse", []).adding(changes)
  }

  static func change(
    _ goods: StockQuantity, _ sheet: Sheet, number: String, in context: OperationContext
  ) throws -> RecordChange {
    let shape = StockMove.shape
    func reference(_ id: RecordID?) -> Value { id.map { .reference($0) } ?? .null }
    let edit = RecordEdit(values: [
      shape.product.tag: .reference(goods.item.product),
      shape.lot.tag: goods.item.lot.isEmpty ? .null : .text(goods.item.lot),
      shape.quantity.tag: .integer(goods.thousandths), shape.kind.tag: .text(sheet.kind),
      shape.from.tag: reference(sheet.from), shape.to.tag: reference(sheet.to),
      shape.sheet.tag: .text(number), shape.order.tag: reference(sheet.order),
      shape.visit.tag: reference(sheet.visit), shape.count.tag: reference(sheet.count),
      shape.cause.tag: sheet.cause.map { .text($0) } ?? .null,
      shape.note.tag: sheet.note.map { .text($0) } ?? .null,
    ])
    return try context.creation(try context.entity(StockMove.tag), context.makeID(), edit)
  }

  /// The van that a user sells from; nil when there is none, or more than one to choose from.
  public static func van(of user: RecordID, reader: any RecordReader) throws -> RecordView? {
    let shape = StockLocation.shape
    let vans = try reader.records(
      StockLocation.tag, where: shape.keeper.tag, is: .reference(user)
    ).filter { StockLocation.isVan($0) && $0[shape.active] == .truth(true) }
    return vans.count == 1 ? vans[0] : nil
  }

  /// The only warehouse that is in use; nil when there are several to choose from.
  public static func warehouse(reader: any RecordReader) throws -> RecordView? {
    let shape = StockLocation.shape
    let all = try reader.records(
      StockLocation.tag, where: shape.kind.tag, is: .text("warehouse")
    ).filter { $0[shape.active] == .truth(true) }
    return all.count == 1 ? all[0] : nil
  }
}
