// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What lies of one product in one place, by the moves.
public struct StockBalance: Hashable, Sendable {
  /// A product, and the lot of it where lots are told apart.
  public struct Item: Hashable, Comparable, Sendable {
    /// The product.
    public let product: RecordID
    /// The lot; empty where none was said.
    public let lot: String

    /// Names an item.
    public init(product: RecordID, lot: String = "") {
      self.product = product
      self.lot = lot
    }

    /// By product, then by the bytes of the lot.
    public static func < (left: Item, right: Item) -> Bool {
      left.product != right.product
        ? left.product < right.product : UTF8Order.precedes(left.lot, right.lot)
    }
  }

  /// What it is of.
  public let item: Item
  /// How much came, in thousandths of the product's unit.
  public internal(set) var came: Int64 = 0
  /// How much went, in thousandths of the product's unit.
  public internal(set) var went: Int64 = 0
  /// How much of what came and went each kind of move had: what came above zero.
  public internal(set) var byKind: [String: Int64] = [:]

  /// How much lies there; below zero when more was taken than anybody wrote down.
  public var onHand: Int64 { came - went }
}

/// The sums of moves: what lies where.
public enum StockLedger {
  /// What lies in a place, of every item that ever moved there, in the order of the items.
  public static func balances(
    at place: RecordID, since: Int64? = nil, reader: any RecordReader
  ) throws -> [StockBalance] {
    try balances(at: place, reader: reader) { move in
      since.map { (move[StockMove.shape.movedAt].integer ?? 0) >= $0 } ?? true
    }
  }

  /// What lies in a place by the moves that are meant, in the order of the items.
  static func balances(
    at place: RecordID, reader: any RecordReader, by isMeant: (RecordView) -> Bool
  ) throws -> [StockBalance] {
    let shape = StockMove.shape
    let came = try reader.records(StockMove.tag, where: shape.to.tag, is: .reference(place))
    let went = try reader.records(StockMove.tag, where: shape.from.tag, is: .reference(place))
    return try sum(counted(came).filter(isMeant), counted(went).filter(isMeant))
  }

  /// How much of a product lies in a place, in thousandths, over all lots or of one.
  public static func onHand(
    _ product: RecordID, lot: String? = nil, at place: RecordID, reader: any RecordReader
  ) throws -> Int64 {
    let shape = StockMove.shape
    func moves(_ end: Field) throws -> [RecordView] {
      try reader.records(
        StockMove.tag, where: end.tag, is: .reference(place), and: shape.product.tag,
        is: .reference(product)
      ).filter { lot == nil || ($0[shape.lot].text ?? "") == lot }
    }
    return try sum(counted(try moves(shape.to)), counted(try moves(shape.from))).reduce(0) {
      try added($0, $1.onHand)
    }
  }

  /// Of what moves took from vans, that of which more went than the books had there, each once.
  ///
  /// Of other places a device may not hold every move.
  public static func overdrawn(
    by moves: [RecordView], reader: any RecordReader
  ) throws -> [(product: RecordID, place: RecordView, onHand: Int64)] {
    let shape = StockMove.shape
    var seen: Set<[RecordID]> = []
    return try moves.compactMap { move in
      guard let product = move[shape.product].reference, let id = move[shape.from].reference,
        seen.insert([id, product]).inserted,
        let place = try reader.record(StockLocation.tag, id), StockLocation.isVan(place)
      else { return nil }
      let left = try onHand(product, at: id, reader: reader)
      return left < 0 ? (product, place, left) : nil
    }
  }

  /// The moves that count: of those that two took back at a time, the first one alone.
  static func counted(_ moves: [RecordView]) -> [RecordView] {
    let reverses = StockMove.shape.reverses
    var first: [RecordID: RecordID] = [:]
    for move in moves {
      guard let taken = move[reverses].reference else { continue }
      first[taken] = min(first[taken] ?? move.id, move.id)
    }
    return moves.filter { move in
      move[reverses].reference.map { first[$0] == move.id } ?? true
    }
  }

  private static func sum(
    _ came: [RecordView], _ went: [RecordView]
  ) throws(Failure) -> [StockBalance] {
    var balances: [StockBalance.Item: StockBalance] = [:]
    for (moves, sign) in [(came, Int64(1)), (went, -1)] {
      for move in moves {
        let item = item(of: move)
        var balance = balances[item] ?? StockBalance(item: item)
        let quantity = move[StockMove.shape.quantity].integer ?? 0
        if sign > 0 { balance.came = try added(balance.came, quantity) }
        if sign < 0 { balance.went = try added(balance.went, quantity) }
        let kind = move[StockMove.shape.kind].text ?? ""
        balance.byKind[kind] = try added(balance.byKind[kind] ?? 0, sign * quantity)
        balances[item] = balance
      }
    }
    return balances.keys.sorted().compactMap { balances[$0] }
  }

  /// The item that moved.
  static func item(of move: RecordView) -> StockBalance.Item {
    StockBalance.Item(
      product: move[StockMove.shape.product].reference ?? RecordID(high: 0, low: 0),
      lot: move[StockMove.shape.lot].text ?? "")
  }

  /// A sum of quantities; those that do not fit are refused and not wrapped round.
  static func added(_ one: Int64, _ other: Int64) throws(Failure) -> Int64 {
    let (sum, overflow) = one.addingReportingOverflow(other)
    guard !overflow else {
      throw Failure(
        .outOfRange, entity: "stock_move", field: "quantity", ["\(Int64.min)", "\(Int64.max)"])
    }
    return sum
  }
}
