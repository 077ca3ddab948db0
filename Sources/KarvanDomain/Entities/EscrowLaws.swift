// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What keeps the ledgers of escrow true.
///
/// A draw is never refused for being too much: it counts as far as its lot reaches
/// (``EscrowLot``), and the document stays pending for the rest. Only what the office does is
/// refused beyond the pool.
enum EscrowLaws {
  /// Only the office grants.
  static let office: Invariant = { context in
    context.author.office ? nil : context.failure(.notOffice, nil)
  }

  /// The key of a resource follows from its parts.
  static let resource: Invariant = { context in
    guard context.before == nil else { return nil }
    return context.after[EscrowResource.key].text == EscrowResource.key(context.after)
      ? nil : context.breaks(.escrowResource, EscrowResource.key)
  }

  /// The holder is named by the identifier of a replica.
  static let holder: Invariant = { context in
    guard context.before == nil, let text = context.after[Allocation.shape.holder].text else {
      return nil
    }
    return ReplicaID(text: text).map { "\($0)" == text } == true
      ? nil : context.breaks(.escrowHolder, Allocation.shape.holder)
  }

  /// What is taken out of a pool is in it.
  static let poolLasts: Invariant = { context in
    guard context.before == nil, (context.after[AllocationPool.shape.amount].integer ?? 0) < 0
    else { return nil }
    return try isDecidedHere(context) && !lasts(context.after, in: context)
      ? context.breaks(.escrowPool, AllocationPool.shape.amount) : nil
  }

  /// Every kind of line has what it needs, and what the office writes stays within the pool.
  static let entry: Invariant = { context in
    guard context.before == nil, let id = context.after[shape.allocation].reference,
      let allocation = try context.reader.record(Allocation.tag, id)
    else { return nil }
    return switch context.after[shape.kind].text {
    case "grant": try grant(allocation, in: context)
    case "spend", "give_back": try draw(in: context)
    case "reclaim": try reclaim(allocation, in: context)
    case "return": try comesBack(allocation, in: context)
    default: nil
    }
  }

  private static var shape: AllocationEntry { AllocationEntry.shape }
}

extension EscrowLaws {
  /// Only the office's own server knows all of a pool, and how a replica stands.
  private static func isDecidedHere(_ context: ChangeContext) throws -> Bool {
    guard let author = context.after.author else { return false }
    return try context.reader.standing(of: author.replica) != nil
  }

  private static func lasts(_ resource: RecordView, in context: ChangeContext) throws -> Bool {
    guard let pool = try Escrow.pool(of: resource, reader: context.reader) else { return false }
    return pool.free >= 0
  }

  private static func grant(
    _ allocation: RecordView, in context: ChangeContext
  ) throws -> Failure? {
    guard context.author.office else { return context.failure(.notOffice, shape.kind) }
    guard context.after[shape.lot].isNull, (context.after[shape.amount].integer ?? 0) > 0 else {
      return context.breaks(.escrowEntry, shape.amount)
    }
    guard allocation[Allocation.shape.state].text == Allocation.open else {
      return context.breaks(.escrowOpen, shape.allocation)
    }
    return try isDecidedHere(context) && !lasts(allocation, in: context)
      ? context.breaks(.escrowPool, shape.amount) : nil
  }

  /// The grant that a line is from, when it is one of the same allocation.
  private static func lot(in context: ChangeContext) throws -> RecordView? {
    guard let id = context.after[shape.lot].reference,
      let lot = try context.reader.record(AllocationEntry.tag, id),
      lot[shape.kind] == .text("grant"),
      lot[shape.allocation] == context.after[shape.allocation]
    else { return nil }
    return lot
  }

  private static func draw(in context: ChangeContext) throws -> Failure? {
    let entry = context.after
    guard try lot(in: context) != nil else { return context.breaks(.escrowEntry, shape.lot) }
    guard entry[shape.kind] == .text("spend") else { return nil }
    guard let id = entry[shape.order].reference else {
      return context.breaks(.escrowEntry, shape.order)
    }
    // Nobody makes another's order look pending, or confirmed.
    if !context.author.office, let order = try context.reader.record(Order.tag, id),
      order.creator != context.author.user
    {
      return context.failure(.notCreator, shape.order)
    }
    let amount = entry[shape.amount].integer ?? 0
    return amount <= entry[shape.wanted].integer ?? 0
      ? nil : context.breaks(.escrowEntry, shape.wanted)
  }

  /// The rest is taken from a replica only when it is shut out; what it sent before still counts.
  private static func reclaim(
    _ allocation: RecordView, in context: ChangeContext
  ) throws -> Failure? {
    guard context.author.office else { return context.failure(.notOffice, shape.kind) }
    guard let lot = try lot(in: context), let through = context.after[shape.through].integer
    else { return context.breaks(.escrowEntry, shape.lot) }
    guard let holder = Escrow.holder(of: allocation),
      let standing = try context.reader.standing(of: holder)
    else { return context.breaks(.escrowAtOffice, shape.kind) }
    guard standing.isShutOut, UInt64(clamping: through) >= standing.taken else {
      return context.breaks(.escrowStillHeld, shape.kind)
    }
    let lines = try context.reader.records(
      AllocationEntry.tag, where: shape.lot.tag, is: .reference(lot.id))
    return lines.contains { $0[shape.kind] == .text("reclaim") && $0.id != context.after.id }
      ? context.breaks(.escrowEntry, shape.lot) : nil
  }

  /// What an order took comes back once, whole, when the order was called off.
  private static func comesBack(
    _ allocation: RecordView, in context: ChangeContext
  ) throws -> Failure? {
    guard context.author.office else { return context.failure(.notOffice, shape.kind) }
    guard try isDecidedHere(context) else { return context.breaks(.escrowAtOffice, shape.kind) }
    let book = try AllocationBook(allocation, reader: context.reader)
    guard let spend = context.after[shape.spend].reference,
      let order = book.entry(spend)?[shape.order].reference,
      let view = try context.reader.record(Order.tag, order), view.isCalledOff
    else { return context.breaks(.escrowEntry, shape.spend) }
    let others = book.entries.filter { $0[shape.spend].reference == spend }
    let amount = context.after[shape.amount].integer ?? 0
    return amount > 0 && amount == book.covered(spend)
      && others.allSatisfy { $0.id == context.after.id }
      ? nil : context.breaks(.escrowEntry, shape.amount)
  }
}

extension RecordView {
  /// The commit that wrote a record which is never changed; one of them where it came under two
  /// names.
  var author: Dot? { state.versions.first?.dot }

  /// Whether a commit wrote a record which is never changed.
  func isWritten(by dot: Dot) -> Bool { state.versions.contains { $0.dot == dot } }

  /// When a record was written that is never changed.
  var writtenAt: HybridTime? { state.versions.first?.time }

  /// Whether an order will not be delivered, as it stands now.
  public var isCalledOff: Bool {
    life == .deleted || ["cancelled", "declined"].contains(self[Order.shape.status].text ?? "")
  }
}
