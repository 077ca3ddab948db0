// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Leasing numbers, giving them to documents, and giving back what is left.
public enum NumberOperations {
  /// Leases so many numbers of a series to a replica.
  ///
  /// - Parameter reuses: Whether numbers that were given back, and never used, are leased first;
  ///   there may then be fewer.
  public static func lease(
    _ series: String, count: Int64, to holder: EscrowOperations.Holder, reuses: Bool = false,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shape = NumberLease.shape
    let known = try Numbers.leases(of: series, reader: context.reader)
    let blocks = NumberSeries(known.compactMap(Numbers.block))
    guard count > 0, count <= NumberLease.most, blocks.next + count - 1 <= NumberLease.most else {
      throw Failure(
        .outOfRange, entity: "number_lease", field: "last", ["1", "\(NumberLease.most)"])
    }
    let fresh = blocks.next...(blocks.next + count - 1)
    let range = reuses ? blocks.remainder(atMost: count) ?? fresh : fresh
    let edit = RecordEdit(values: [
      shape.holder.tag: .text("\(holder.replica)"), shape.device.tag: .text(holder.device),
      shape.user.tag: .reference(holder.user), shape.series.tag: .text(series),
      shape.document.tag: .text("order"), shape.first.tag: .integer(range.lowerBound),
      shape.last.tag: .integer(range.upperBound),
    ])
    let change = try context.creation(
      try context.entity(NumberLease.tag), context.makeID(), edit)
    return OperationDraft("number lease", [change])
  }

  /// Gives an order a legal number that has none which counts; empty when nothing is leased here.
  public static func number(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Order.tag, order)
    guard shown[Order.shape.status].text != Order.draft,
      try Numbers.valid(shown, reader: context.reader) == nil,
      let values = try Numbers.next(for: "order", in: context)
    else { return OperationDraft("order number", []) }
    let change = try context.change(shown, RecordEdit(values: values))
    return OperationDraft("order number", change.map { [$0] } ?? [])
  }

  /// Gives back what is left of a lease; its holder never gives a number of it again.
  ///
  /// - Throws: `number-holder` on any other replica.
  public static func giveBack(
    _ lease: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    guard let block = Numbers.block(lease), block.holder == context.drafter.replica else {
      throw Failure(.numberHolder, entity: "number_lease", record: lease.id)
    }
    guard block.end == nil else { return OperationDraft("number give-back", []) }
    let next = try Numbers.take(of: block, lease, in: context)
    return try end(lease, "given_back", min(next - 1, block.through), in: context)
  }

  /// Takes a lease back from a holder that is shut out; what is left of it is never used again,
  /// because it may have been given on paper.
  public static func reclaim(
    _ lease: RecordView, in context: OperationContext
  ) throws -> OperationDraft {
    try end(lease, "reclaimed", nil, in: context)
  }

  private static func end(
    _ lease: RecordView, _ how: String, _ usedThrough: Int64?, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = NumberLease.shape
    let change = try context.change(
      lease,
      RecordEdit(values: [
        shape.ending.tag: .text(how),
        shape.usedThrough.tag: usedThrough.map { .integer($0) } ?? .null,
      ]))
    return OperationDraft("number give-back", change.map { [$0] } ?? [])
  }
}
