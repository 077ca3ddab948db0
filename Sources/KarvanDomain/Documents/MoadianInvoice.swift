// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An invoice as the Iranian taxpayers' system wants it, by the short names of its fields.
///
/// The names and what must add up are those of open implementations, not confirmed by the tax office:
/// `tadis = tprdis - tdis`, `tbill = tadis + tvam + todam`, `cap + insp = tbill`. The codes of
/// measures (`mu`) are added by the program that submits.
public struct MoadianInvoice: Sendable {
  /// One line.
  public struct Line: Sendable {
    /// The line of the invoice.
    public let line: RecordView
    /// The 13 digits of the goods or service; nil where nobody gave them.
    public let sstid: String?
    /// The amounts of the line.
    public let totals: LineTotals

    /// Before discounts.
    public var prdis: Int64 { totals.gross }
    /// Taken off, with the line's share of what was taken off the whole.
    public var dis: Int64 { totals.gross - totals.taxable }
    /// After discounts.
    public var adis: Int64 { totals.taxable }
    /// Value added tax.
    public var vam: Int64 { totals.vat }
    /// With tax and duties.
    public var tsstam: Int64 { totals.total }
  }

  /// The invoice.
  public let invoice: RecordView
  /// The economic code of the seller, or else the legal identifier; nil where nobody gave them.
  public let tins: String?
  /// The tax number of the invoice that it refers to; nil of an original.
  public let irtaxid: String?
  /// The lines in their order.
  public let lines: [Line]
  /// Before discounts.
  public let tprdis: Int64
  /// All discounts.
  public let tdis: Int64
  /// After discounts.
  public let tadis: Int64
  /// Value added tax.
  public let tvam: Int64
  /// Other duties.
  public let todam: Int64
  /// With tax and duties.
  public let tbill: Int64
  /// What of it is paid at once.
  public let cap: Int64
  /// What of it is on credit.
  public var insp: Int64 { tbill - cap }
  /// How it is settled: 1 cash, 2 credit, 3 both.
  public var setm: Int64 { insp == 0 ? 1 : cap == 0 ? 2 : 3 }
  /// What the buyer is: 1 a person, 2 an organisation; nil where that is not known.
  public var tob: Int64? {
    invoice[Invoice.shape.buyerId].text.map { $0.utf8.count == 10 ? 1 : 2 }
  }

  /// Reads an invoice that was issued, and by which company.
  ///
  /// - Throws: `documentIssued` for a draft or a void one.
  public init(_ invoice: RecordView, of company: RecordView?, reader: any RecordReader) throws {
    guard Invoice.isIssued(invoice) else {
      throw Failure(DomainLaw.documentIssued, entity: "invoice", record: invoice.id)
    }
    let shape = Invoice.shape
    let lines = try DocumentAmounts<Invoice>.lines(of: invoice.id, reader: reader)
    let totals = try DocumentAmounts<Invoice>.of(invoice, lines: lines)
    self.invoice = invoice
    tins = company.flatMap {
      $0[Company.shape.economicCode].text ?? $0[Company.shape.legalId].text
    }
    self.lines = zip(lines, totals.lines).map {
      Line(line: $0, sstid: $0[InvoiceLine.shape.goodId].text, totals: $1)
    }
    irtaxid = try invoice[shape.original].reference.flatMap {
      try reader.record(Invoice.tag, $0)?[shape.taxNumber].text
    }
    tprdis = totals.gross
    tdis = totals.discount
    tadis = totals.taxable
    tvam = totals.vat
    todam = totals.duty
    tbill = totals.total
    cap = min(max(invoice[shape.cashAmount].integer ?? 0, 0), totals.total)
  }
}
