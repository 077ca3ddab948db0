// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Leasing numbers, giving them to documents, and giving back what is left.
public enum NumberOperations {
  /// What numbers of a series are for.
  public struct Use: Hashable, Sendable {
    /// The entity of the documents: `order` or `invoice`.
    public let document: String
    /// The tax memory, whose tax numbers invoices get; nil for none.
    public let memoryID: String?

    /// Names a use.
    public init(document: String = "order", memoryID: String? = nil) {
      self.document = document
      self.memoryID = memoryID
    }
  }

  /// Leases so many numbers of a series to a replica.
  ///
  /// - Parameters:
  ///   - series: The name of the series; each number begins with it.
  ///   - use: What the numbers are for.
  ///   - count: How many.
  ///   - holder: The replica that may give them.
  ///   - reuses: Whether numbers that were given back, and never used, are leased first; there may
  ///     then be fewer.
  ///   - context: Who leases, and when.
  public static func lease(
    _ series: String, for use: Use = Use(), count: Int64, to holder: EscrowOperations.Holder,
    reuses: Bool = false, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = NumberLease.shape
    let known = try Numbers.leases(of: series, reader: context.reader)
    let blocks = NumberSeries(known.compactMap(Numbers.block))
    if let memory = use.memoryID {
      _ = try naming("memory_id", of: "number_lease") { () throws(DomainError) in
        try TaxNumber.make(memoryID: memory, date: CivilDate(daysSinceEpoch: 20_000), serial: 1)
      }
    }
    guard count > 0, count <= NumberLease.most, blocks.next + count - 1 <= NumberLease.most else {
      throw Failure(
        .outOfRange, entity: "number_lease", field: "last", ["1", "\(NumberLease.most)"])
    }
    let fresh = blocks.next...(blocks.next + count - 1)
    let range = reuses ? blocks.remainder(atMost: count) ?? fresh : fresh
    let edit = RecordEdit(values: [
      shape.holder.tag: .text("\(holder.replica)"), shape.device.tag: .text(holder.device),
      shape.user.tag: .reference(holder.user), shape.series.tag: .text(series),
      shape.document.tag: .text(use.document), shape.first.tag: .integer(range.lowerBound),
      shape.last.tag: .integer(range.upperBound),
      shape.memoryId.tag: use.memoryID.map { .text($0) } ?? .null,
    ])
    let change = try context.creation(
      try context.entity(NumberLease.tag), context.makeID(), edit)
    return OperationDraft("number lease", [change])
  }

  /// Gives an order a legal number that has none which counts; empty when nothing is leased here.
  public static func number(
    _ order: RecordID, in context: OperationContext
  ) throws -> OperationDraft { try number(Order.self, order, in: context) }

  /// Gives a document a legal number that has none which counts; empty when nothing is leased here.
  public static func number<Document: NumberedDocument>(
    _ type: Document.Type, _ document: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Document.tag, document)
    let name = "\(Document.about.name) number"
    guard shown[Document.shape.status].text != Document.draft,
      let values = try missing(type, shown, in: context)
    else { return OperationDraft(name, []) }
    let change = try context.change(shown, RecordEdit(values: values))
    return OperationDraft(name, change.map { [$0] } ?? [])
  }

  /// The fields of a legal number for a document that has none which counts; nil for one that has,
  /// and where nothing is leased.
  static func missing<Document: NumberedDocument>(
    _ type: Document.Type, _ shown: RecordView, in context: OperationContext
  ) throws -> [FieldTag: Value]? {
    guard try Numbers.valid(shown, reader: context.reader) == nil else { return nil }
    return try Numbers.next(
      for: type, date: shown[Document.shape.date].integer ?? 0, in: context)
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
