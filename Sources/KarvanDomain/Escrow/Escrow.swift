// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a replica may promise without asking, read from the records.
public enum Escrow {
  /// The replica that holds an allocation.
  static func holder(of allocation: RecordView) -> ReplicaID? {
    allocation[Allocation.shape.holder].text.flatMap { ReplicaID(text: $0) }
  }

  /// All allocations, or those of one user, by identifier.
  public static func books(
    of user: RecordID, reader: any RecordReader
  ) throws -> [AllocationBook] {
    try reader.records(Allocation.tag, where: Allocation.shape.user.tag, is: .reference(user))
      .map { try AllocationBook($0, reader: reader) }
  }

  /// The allocations of a resource.
  public static func books(
    ofResource key: String, reader: any RecordReader
  ) throws -> [AllocationBook] {
    try reader.records(Allocation.tag, where: Allocation.shape.resource.tag, is: .text(key))
      .map { try AllocationBook($0, reader: reader) }
  }

  /// The pool that a resource is granted from, at the office, which knows all of it; nil when the
  /// sums do not fit.
  ///
  /// - Parameter resource: An allocation or a pool entry of it.
  public static func pool(
    of resource: RecordView, reader: any RecordReader
  ) throws -> EscrowPool? {
    let key = resource[EscrowResource.key]
    let shape = AllocationPool.shape
    var filled = try reader.records(AllocationPool.tag, where: shape.resource.tag, is: key)
      .map { $0[shape.amount].integer ?? 0 }
    if resource[EscrowResource.kind] == .text("credit"),
      let account = resource[EscrowResource.account].reference
    {
      let limit = try reader.record(Account.tag, account)?[Account.shape.creditLimit].integer
      filled.append(limit ?? 0)
    }
    let books = try books(ofResource: key.text ?? "", reader: reader)
    return EscrowPool(
      filled: filled, lots: books.flatMap(\.lots), returned: books.map(\.returned))
  }
}

/// How far an order is covered by allocations: one line a resource.
public struct OrderCover: Sendable {
  /// How far one line of an order, or its amount on credit, is covered.
  public struct Part: Sendable {
    /// The line; nil for the amount of the order.
    public let line: RecordView?
    /// One of the allocations that it was drawn from.
    public let allocation: RecordView
    /// How much has to be covered.
    public let wanted: Int64
    /// How much is.
    public let covered: Int64
    /// How much was granted with the allocations that it was drawn from.
    public let granted: Int64

    /// What is beyond the allocation.
    public var beyond: Int64 { max(0, wanted - covered) }
  }

  /// One part a line that is under an allocation, and one for the credit.
  public let parts: [Part]

  /// Whether all of it is covered.
  public var isConfirmed: Bool { parts.allSatisfy { $0.beyond == 0 } }

  /// How far an order is covered, on every replica that holds the allocations alike; nil for an
  /// order that is under none.
  public init?(of order: RecordView, reader: any RecordReader) throws {
    let shape = AllocationEntry.shape
    let entries = try reader.records(
      AllocationEntry.tag, where: shape.order.tag, is: .reference(order.id)
    ).filter { $0[shape.kind] == .text("spend") }
    guard !entries.isEmpty else { return nil }
    var books: [RecordID: AllocationBook] = [:]
    for id in entries.compactMap({ $0[shape.allocation].reference }) where books[id] == nil {
      guard let allocation = try reader.record(Allocation.tag, id) else { continue }
      books[id] = try AllocationBook(allocation, reader: reader)
    }
    let lines = try OrderTotals.lines(of: order.id, reader: reader)
    let known = books
    func kind(_ entry: RecordView) -> String? {
      entry[shape.allocation].reference.flatMap { known[$0] }?.allocation[Allocation.shape.kind]
        .text
    }
    func part(_ line: RecordView?, _ wanted: Int64) -> Part? {
      let own = entries.filter {
        $0[shape.line].reference == line?.id && (line != nil || kind($0) == "credit")
      }
      let drawn = own.compactMap { $0[shape.allocation].reference }
      guard let allocation = drawn.lazy.compactMap({ known[$0]?.allocation }).first else {
        return nil
      }
      let covered = own.reduce(Int64(0)) { sum, entry in
        guard let book = entry[shape.allocation].reference.flatMap({ known[$0] }) else {
          return sum
        }
        return sum + book.covered(entry.id) - book.returned(entry.id)
      }
      let granted = Set(drawn).reduce(Int64(0)) { $0 + (known[$1]?.granted ?? 0) }
      return Part(
        line: line, allocation: allocation, wanted: wanted, covered: covered, granted: granted)
    }
    var parts = lines.compactMap { part($0, $0[OrderLine.shape.quantity].integer ?? 0) }
    // What promotions cost is drawn whole or not given.
    if entries.contains(where: { $0[shape.line].isNull && kind($0) == "credit" }) {
      let payable = (try? OrderTotals.of(order, lines: lines).payable) ?? 0
      if let part = part(nil, payable) { parts.append(part) }
    }
    guard !parts.isEmpty else { return nil }
    self.parts = parts
  }
}
