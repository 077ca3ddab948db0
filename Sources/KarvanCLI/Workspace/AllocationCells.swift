// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Allocations as reports.
extension RecordCells {
  /// An amount of what an allocation is of.
  func amount(_ amount: Int64, of allocation: RecordView) -> Cell {
    if let currency = try? EscrowText.currency(of: allocation) { return money(amount, currency) }
    let text = FieldText.format(
      .integer(amount), field: OrderLine.shape.quantity, options: desk.textOptions())
    return Cell(.decimal(EscrowText.plain(amount, of: allocation)), text)
  }

  /// Allocations one below the other.
  func allocations(_ books: [AllocationBook], of replica: ReplicaID) throws -> Report {
    let words = desk.words
    let entity = try desk.entity(Allocation.tag)
    func field(_ name: String) throws -> Field { try Self.field(name, in: entity) }
    let fields = [try field("kind"), try field("device"), try field("state")]
    let amounts: [(String, Message, (AllocationBook) -> Int64)] = [
      ("granted", .granted, \.granted), ("spent", .spent, \.spent),
      ("left", .remaining, \.left), ("back", .backWithOffice, { $0.givenBack + $0.reclaimed }),
    ]
    var report = Report(
      [Column("id", words(.shortID)), Column("of", words(.resource))] + fields.map { column($0) }
        + amounts.map { Column($0.0, words($0.1), isNumber: true) }
        + [Column("own", words(.heldHere))])
    let isTable = desk.settings.format == .table
    report.rows = try books.map { book in
      let view = book.allocation
      let isOwn = book.isHeld(by: replica)
      let id = "\(view.id)"
      return [
        Cell(.string(id), isTable ? ShortID.of(view.id) : id),
        .text(try EscrowText.subject(of: view, reader: reader)),
      ] + (try fields.map { try cell($0, of: view) })
        + amounts.map { amount($0.2(book), of: view) }
        + [Cell(.bool(isOwn), isOwn ? words(.yes) : "")]
    }
    return report
  }

  /// The sums of one allocation.
  func balance(of book: AllocationBook) -> Report.Part {
    let words = desk.words
    let sums: [(String, Message, Int64)] = [
      ("granted", .granted, book.granted), ("spent", .spent, book.spent),
      ("given_back", .givenBack, book.givenBack), ("reclaimed", .reclaimed, book.reclaimed),
      ("left", .remaining, book.left),
    ]
    return Report.Part(
      "balance", words(.totals),
      .single(
        sums.map {
          (Column($0, words($1), isNumber: true), amount($2, of: book.allocation))
        }))
  }

  /// The lines of one allocation, each with how far it counts.
  func ledger(of book: AllocationBook) throws -> Report.Part {
    let words = desk.words
    let entity = try desk.entity(AllocationEntry.tag)
    let shape = AllocationEntry.shape
    let kind = try Self.field("kind", in: entity)
    let order = try Self.field("order", in: entity)
    let at = try Self.field("created_at", in: entity)
    var report = Report([
      column(at), column(kind), Column("amount", words(.amount), isNumber: true),
      Column("counts", words(.counts), isNumber: true), column(order),
    ])
    report.rows = try book.entries.map { entry in
      let isDraw = ["spend", "give_back"].contains(entry[shape.kind].text ?? "")
      let stated = entry[shape.amount].integer ?? 0
      let counts = book.covered(entry.id)
      return [
        try cell(at, of: entry), try cell(kind, of: entry),
        amount(stated, of: book.allocation),
        amount(isDraw ? counts : stated, of: book.allocation), try cell(order, of: entry),
      ]
    }
    return Report.Part("ledger", entity.about.label.text(in: words.language), report)
  }

  /// How far an order is covered, for `order show`; nil for an order that is under no allocation.
  func cover(of order: RecordView) throws -> Report.Part? {
    guard let cover = try OrderCover(of: order, reader: reader) else { return nil }
    let words = desk.words
    var report = Report([
      Column("of", words(.resource)), Column("wanted", words(.wanted), isNumber: true),
      Column("covered", words(.covered), isNumber: true),
      Column("beyond", words(.beyond), isNumber: true),
      Column("granted", words(.granted), isNumber: true), Column("confirmed", words(.confirmed)),
    ])
    report.rows = try cover.parts.map { part in
      let allocation = part.allocation
      let isConfirmed = part.beyond == 0
      return [
        .text(try EscrowText.subject(of: allocation, reader: reader)),
        amount(part.wanted, of: allocation), amount(part.covered, of: allocation),
        amount(part.beyond, of: allocation), amount(part.granted, of: allocation),
        Cell(.bool(isConfirmed), isConfirmed ? words(.yes) : ""),
      ]
    }
    return Report.Part("cover", words(.coverTitle), report)
  }

  /// One sentence a part: confirmed by so much of so much, or pending for so much.
  func sentences(_ cover: OrderCover) throws -> [String] {
    try cover.parts.map { part in
      let subject = try EscrowText.subject(of: part.allocation, reader: reader)
      return part.beyond == 0
        ? desk.words(
          .confirmedBy, subject, amount(part.covered, of: part.allocation).text,
          amount(part.granted, of: part.allocation).text)
        : desk.words(.pendingBeyond, subject, amount(part.beyond, of: part.allocation).text)
    }
  }
}
