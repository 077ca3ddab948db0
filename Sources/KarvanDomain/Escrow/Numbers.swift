// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Legal numbers, read from leases and documents.
public enum Numbers {
  /// A number as it is printed: the series and six digits or more.
  static func text(_ series: String, _ index: Int64) -> String {
    let digits = "\(index)"
    return "\(series)-" + String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }

  /// A lease as the block that it is; nil for one that has no number.
  public static func block(_ lease: RecordView) -> NumberBlock? {
    let shape = NumberLease.shape
    guard let holder = lease[shape.holder].text.flatMap({ ReplicaID(text: $0) }),
      let first = lease[shape.first].integer, let last = lease[shape.last].integer
    else { return nil }
    let end: NumberBlock.End? =
      switch lease[shape.ending].text {
      case "given_back": .givenBack(usedThrough: lease[shape.usedThrough].integer ?? last)
      case nil: nil
      default: .reclaimed
      }
    return NumberBlock(id: lease.id, holder: holder, from: first, through: last, end: end)
  }

  /// The leases of a series, by identifier.
  public static func leases(
    of series: String, reader: any RecordReader
  ) throws -> [RecordView] {
    try reader.records(
      NumberLease.tag, where: NumberLease.shape.series.tag, is: .text(series))
  }

  /// The numbers that documents say they have of a lease.
  static func uses(of lease: RecordView, reader: any RecordReader) throws -> [NumberUse] {
    func uses<Document: NumberedDocument>(_ type: Document.Type) throws -> [NumberUse] {
      try reader.records(
        Document.tag, where: Document.shape.legalLease.tag, is: .reference(lease.id)
      ).compactMap { use($0, type) }
    }
    return try uses(document(of: lease))
  }

  /// What the numbers of a lease are given to.
  static func document(of lease: RecordView) -> any NumberedDocument.Type {
    lease[NumberLease.shape.document].text == Invoice.about.name ? Invoice.self : Order.self
  }

  /// The number of an invoice for the tax office; nil where the lease names no tax memory.
  static func taxNumber(
    _ index: Int64, of lease: RecordView, date: Int64
  ) throws -> String? {
    guard let memory = lease[NumberLease.shape.memoryId].text, !memory.isEmpty else { return nil }
    return try naming("tax_number", of: Invoice.about.name) { () throws(DomainError) in
      try TaxNumber.make(
        memoryID: memory, date: CivilDate(daysSinceEpoch: Int32(clamping: date)), serial: index)
    }
  }

  /// The number that a document shows.
  private static func use<Document: NumberedDocument>(
    _ document: RecordView, _ type: Document.Type
  ) -> NumberUse? {
    let shape = Document.shape
    guard let group = document.entity.group(of: shape.legalNumber.tag),
      let version = document.view(of: group).shown.first,
      let lease = version[shape.legalLease.tag].reference,
      let index = version[shape.legalIndex.tag].integer
    else { return nil }
    return NumberUse(document: document.id, block: lease, number: index, by: version.dot)
  }

  /// The legal number of a document, when it counts: given by the holder of its lease, and by no
  /// other document before.
  public static func valid(_ document: RecordView, reader: any RecordReader) throws -> Int64? {
    guard let type = Catalog.type(of: document.entity.tag) as? any NumberedDocument.Type,
      let use = use(document, type),
      let lease = try reader.record(NumberLease.tag, use.block), let block = block(lease)
    else { return nil }
    // The document as it is shown here: the reader may know what was written to it since.
    let others = try uses(of: lease, reader: reader).filter { $0.document != document.id }
    return block.valid(others + [use])[document.id]
  }

  /// The numbers of a series that count, and those that no document has.
  public static func report(
    of series: String, reader: any RecordReader
  ) throws -> (used: Int, gaps: [NumberGap]) {
    let leases = try leases(of: series, reader: reader)
    var used: Set<Int64> = []
    for lease in leases {
      guard let block = block(lease) else { continue }
      used.formUnion(block.valid(try uses(of: lease, reader: reader)).values)
    }
    return (used.count, NumberSeries(leases.compactMap(block)).gaps(used: used))
  }

  /// The fields with which a document takes the next number of what its author's replica leases;
  /// nil when nothing is leased to it, or nothing is left.
  ///
  /// The number is used up in the transaction of the document.
  ///
  /// - Parameter date: The day of the document, in days since 1970.
  static func next<Document: NumberedDocument>(
    for document: Document.Type, date: Int64, in context: OperationContext
  ) throws -> [FieldTag: Value]? {
    let shape = NumberLease.shape
    let leases = try context.reader.records(
      NumberLease.tag, where: shape.user.tag, is: .reference(context.author.user)
    ).filter { $0[shape.document].text == Document.about.name }
    for lease in leases.sorted(by: { $0[shape.first] < $1[shape.first] }) {
      guard let block = block(lease), block.holder == context.drafter.replica, block.end == nil
      else { continue }
      let index = try take(of: block, lease, in: context)
      guard index <= block.through else { continue }
      return try Document.number(index, of: lease, date: date)
    }
    return nil
  }

  /// The next number after everything that was given here and everything that documents show.
  static func take(
    of block: NumberBlock, _ lease: RecordView, in context: OperationContext
  ) throws -> Int64 {
    let shown = try uses(of: lease, reader: context.reader).map(\.number)
      .filter { block.from <= $0 && $0 <= block.through }.max()
    return try context.takeNumber("lease:\(lease.id)", max(block.from, (shown ?? 0) + 1))
  }
}
