// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Laws that several entities of the road share.
enum RoadLaws {
  /// Whoever is outside of the office writes this in their own name.
  static func ownName(_ field: Field) -> Invariant {
    { context in
      let others = context.written(field).contains {
        $0[field.tag].reference != context.author.user
      }
      return others ? context.requiring("assignment", field) : nil
    }
  }
}

/// What keeps the ledger of goods true.
///
/// Nothing is refused for being more than what lies there: who was told wrongly, or sold while
/// another took, has goods in hand all the same. The sum is then negative, and the office is told.
enum StockLaws {
  private static var shape: StockMove { StockMove.shape }

  /// Which ends a kind of move has.
  static func ends(of kind: String) -> (from: Bool, to: Bool) {
    switch kind {
    case "receipt", "return", "surplus": (false, true)
    case "load", "unload", "transfer": (true, true)
    default: (true, false)
    }
  }

  /// A move has the ends that its kind needs, and they are not the same; one that takes another back
  /// has them the other way round.
  static let ends: Invariant = { context in
    guard context.before == nil else { return nil }
    let move = context.after
    var needed = ends(of: move[shape.kind].text ?? "")
    if !move[shape.reverses].isNull { needed = (needed.to, needed.from) }
    let has = (from: !move[shape.from].isNull, to: !move[shape.to].isNull)
    guard has == needed else {
      return context.breaks(.stockEnds, has.from == needed.from ? shape.to : shape.from)
    }
    return has.from && move[shape.from] == move[shape.to]
      ? context.breaks(.stockEnds, shape.to) : nil
  }

  /// A rep moves goods in and out of a van in their own name; what never touches a van needs the
  /// grant. What a place is never changes, so that nobody else can make this wrong meanwhile.
  static let ownVan: Invariant = { context in
    guard context.before == nil, !context.author.office else { return nil }
    let places = try [shape.from, shape.to].compactMap { end in
      try context.after[end].reference.flatMap {
        try context.reader.record(StockLocation.tag, $0)
      }
    }
    guard places.contains(where: StockLocation.isVan) else {
      return context.requiring("warehouse", shape.from)
    }
    return context.after[shape.keeper].reference == context.author.user
      ? nil : context.breaks(.vanOfRep, shape.keeper)
  }

  /// What takes a move back says of everything else the same.
  static let takenBack: Invariant = { context in
    guard context.before == nil, let id = context.after[shape.reverses].reference,
      let first = try context.reader.record(StockMove.tag, id)
    else { return nil }
    let move = context.after
    let agrees =
      [shape.product, shape.lot, shape.quantity, shape.kind].allSatisfy { move[$0] == first[$0] }
      && move[shape.from] == first[shape.to] && move[shape.to] == first[shape.from]
      && first[shape.reverses].isNull
    return agrees ? nil : context.breaks(.stockTakenBack, shape.reverses)
  }

  /// What was counted is not changed after the count was closed; a further count corrects it.
  static let countFrozen: Invariant = { context in
    let count = StockCount.shape
    guard let before = context.before, before[count.status] == .text("closed") else { return nil }
    if context.isDeletion { return context.failure(.notDeletable, nil) }
    for group in context.after.entity.groups
    where group.tag != count.note.tag && context.touches(group) {
      return context.failure(
        .frozen, context.after.entity.field(group.tag), [before[count.status].text ?? ""])
    }
    return nil
  }

  /// Lines follow their count.
  static let lineFrozen: Invariant = { context in
    let line = StockCountLine.shape
    guard let id = context.after[line.count].reference,
      let count = try context.reader.record(StockCount.tag, id),
      count[StockCount.shape.status] == .text("closed"),
      count.state.clock != context.after.state.clock
    else { return nil }
    return context.failure(.frozen, line.count, ["closed"])
  }
}
