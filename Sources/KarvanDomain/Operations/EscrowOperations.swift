// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Granting, topping up, giving back and reclaiming allocations.
public enum EscrowOperations {
  /// What an allocation is of.
  public enum Resource: Hashable, Sendable {
    /// A product at a location, in thousandths of its unit.
    case stock(product: RecordID, location: String)
    /// Credit of an account, in the minor unit of its currency.
    case credit(account: RecordID)
    /// A budget, in the minor unit of a currency.
    case budget(name: String, currency: Currency)
  }

  /// Who is given an allocation.
  public struct Holder: Hashable, Sendable {
    /// The replica that may draw from it.
    public let replica: ReplicaID
    /// The code of its device.
    public let device: String
    /// The device's user.
    public let user: RecordID

    /// Names a holder.
    public init(replica: ReplicaID, device: String, user: RecordID) {
      self.replica = replica
      self.device = device
      self.user = user
    }
  }

  /// Sets an amount aside for allocations, or takes it out again (negative).
  public static func fill(
    _ resource: Resource, _ amount: Int64, note: String? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    var values = try values(of: resource, in: context)
    values[AllocationPool.shape.amount.tag] = .integer(amount)
    if let note { values[AllocationPool.shape.note.tag] = .text(note) }
    let change = try context.creation(
      try context.entity(AllocationPool.tag), context.makeID(), RecordEdit(values: values))
    return OperationDraft("allocation fill", [change])
  }

  /// Gives a replica a right; one that it has already, and that nobody wants back, is topped up.
  public static func grant(
    _ resource: Resource, _ amount: Int64, to holder: Holder, expiresAt: Int64? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    var values = try values(of: resource, in: context)
    let shape = Allocation.shape
    let key = values[shape.resource.tag]?.text ?? ""
    let known = try Escrow.books(ofResource: key, reader: context.reader).first {
      $0.isHeld(by: holder.replica) && $0.allocation[shape.state].text == Allocation.open
        && $0.allocation[shape.expiresAt].integer == expiresAt
    }
    if let known { return try topUp(known.allocation, amount, in: context) }
    values[shape.holder.tag] = .text("\(holder.replica)")
    values[shape.device.tag] = .text(holder.device)
    values[shape.user.tag] = .reference(holder.user)
    if let expiresAt { values[shape.expiresAt.tag] = .integer(expiresAt) }
    let head = try context.creation(
      try context.entity(Allocation.tag), context.makeID(), RecordEdit(values: values))
    return OperationDraft(
      "allocation grant", [head, try entry("grant", amount, head.record, in: context)])
  }

  /// Adds to an allocation that is open.
  public static func topUp(
    _ allocation: RecordView, _ amount: Int64, in context: OperationContext
  ) throws -> OperationDraft {
    OperationDraft(
      "allocation top-up", [try entry("grant", amount, allocation.id, in: context)])
  }

  /// Asks the holder for the rest; empty when it was asked before.
  public static func reclaim(
    _ allocation: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let edit = RecordEdit(
      values: [Allocation.shape.state.tag: .text(Allocation.reclaiming)])
    let change = try context.change(allocation, edit)
    return OperationDraft("allocation reclaim", change.map { [$0] } ?? [])
  }

  /// Takes the rest back from a holder that is shut out; what it sent before still counts.
  ///
  /// - Throws: `escrow-at-office` where replicas are not known.
  public static func reclaimFromShutOut(
    _ book: AllocationBook, in context: OperationContext
  ) throws -> OperationDraft {
    guard let holder = Escrow.holder(of: book.allocation),
      let standing = try context.reader.standing(of: holder)
    else {
      throw Failure(.escrowAtOffice, entity: "allocation", record: book.allocation.id)
    }
    let shape = AllocationEntry.shape
    var changes = try reclaim(book.allocation, in: context).changes
    // A lot without anything left is closed too: nothing that comes late may count.
    for lot in book.lots where lot.lot.countsThrough == nil {
      changes.append(
        try entry(
          "reclaim", lot.left, book.allocation.id,
          [
            shape.lot.tag: .reference(lot.lot.id),
            shape.through.tag: .integer(Int64(clamping: standing.taken)),
          ], in: context))
    }
    return OperationDraft("allocation reclaim", changes)
  }

  /// Gives an amount back, or all that is left; empty when nothing is left.
  ///
  /// The holder's own word, after everything that it drew: this is how a reclaim is acknowledged.
  /// - Throws: `escrow-holder` on any other replica.
  public static func giveBack(
    _ book: AllocationBook, _ amount: Int64? = nil, in context: OperationContext
  ) throws -> OperationDraft {
    guard book.isHeld(by: context.drafter.replica) else {
      throw Failure(.escrowHolder, entity: "allocation", record: book.allocation.id)
    }
    var purse = EscrowPurse(book.lots.reversed())
    let changes = try purse.draw(min(amount ?? book.left, book.left)).map { lot, amount in
      try entry(
        "give_back", amount, book.allocation.id,
        [AllocationEntry.shape.lot.tag: .reference(lot)], in: context)
    }
    return OperationDraft("allocation give-back", changes)
  }

  /// What a device gives back by itself is called so, apart from what somebody gives back.
  static let givingBackAsked = "allocation give-back asked"

  /// Gives back what the office wants back of everything that this replica holds.
  public static func giveBackAsked(in context: OperationContext) throws -> OperationDraft {
    let asked = try Escrow.books(of: context.author.user, reader: context.reader).filter {
      $0.isHeld(by: context.drafter.replica) && $0.isAskedBack(now: context.now) && $0.left > 0
    }
    return OperationDraft(
      givingBackAsked, try asked.flatMap { try giveBack($0, in: context).changes })
  }

  /// Brings back to the pool what an order drew that was called off; empty when that is nothing.
  public static func returnSpent(
    by order: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = AllocationEntry.shape
    guard order.isCalledOff else { return OperationDraft("allocation return", []) }
    let spends = try context.reader.records(
      AllocationEntry.tag, where: shape.order.tag, is: .reference(order.id))
    var changes: [RecordChange] = []
    for spend in spends where spend[shape.kind] == .text("spend") {
      guard let id = spend[shape.allocation].reference,
        let allocation = try context.reader.record(Allocation.tag, id)
      else { continue }
      let book = try AllocationBook(allocation, reader: context.reader)
      let amount = book.covered(spend.id)
      let isBack = book.entries.contains { $0[shape.spend].reference == spend.id }
      guard amount > 0, !isBack else { continue }
      changes.append(
        try entry("return", amount, id, [shape.spend.tag: .reference(spend.id)], in: context))
    }
    return OperationDraft("allocation return", changes)
  }
}

extension EscrowOperations {
  private static func entry(
    _ kind: String, _ amount: Int64, _ allocation: RecordID, _ more: [FieldTag: Value] = [:],
    in context: OperationContext
  ) throws -> RecordChange {
    let shape = AllocationEntry.shape
    let values: [FieldTag: Value] = [
      shape.allocation.tag: .reference(allocation), shape.kind.tag: .text(kind),
      shape.amount.tag: .integer(amount),
    ]
    return try context.creation(
      try context.entity(AllocationEntry.tag), context.makeID(),
      RecordEdit(values: values.merging(more) { $1 }))
  }

  /// The fields that say what a resource is.
  private static func values(
    of resource: Resource, in context: OperationContext
  ) throws -> [FieldTag: Value] {
    let shape = Allocation.shape
    switch resource {
    case .stock(let product, let location):
      let view = try context.living(Product.tag, product)
      let place = SearchKey.normalize(location)
      return [
        shape.kind.tag: .text("stock"), shape.product.tag: .reference(product),
        shape.place.tag: .text(location), shape.unit.tag: view[Product.shape.unit],
        shape.resource.tag: .text("stock/\(product)/\(place)"),
      ]
    case .credit(let account):
      let view = try context.living(Account.tag, account)
      return [
        shape.kind.tag: .text("credit"), shape.account.tag: .reference(account),
        shape.unit.tag: .text(view[Account.shape.creditCurrency].text ?? Currency.irr.code),
        shape.resource.tag: .text("credit/\(account)"),
      ]
    case .budget(let name, let currency):
      return [
        shape.kind.tag: .text("budget"), shape.place.tag: .text(name),
        shape.unit.tag: .text(currency.code),
        shape.resource.tag: .text("budget/\(SearchKey.normalize(name))"),
      ]
    }
  }
}
