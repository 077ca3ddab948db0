// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What an opportunity is worth: the sum of its lines, or the amount that somebody entered where it
/// has none; before tax, and never stored.
public enum OpportunityWorth {
  /// The living lines of an opportunity, by position and then identifier.
  public static func lines(
    of opportunity: RecordID, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = OpportunityLine.shape
    return try reader.records(
      OpportunityLine.tag, where: shape.opportunity.tag, is: .reference(opportunity)
    ).ordered(by: shape.position)
  }

  /// The worth in the opportunity's currency; nil where nobody said one.
  ///
  /// - Throws: A `Failure` that names the field when a discount is larger than its line, or the sum
  ///   does not fit.
  public static func amount(
    of opportunity: RecordView, lines: [RecordView]
  ) throws(Failure) -> Int64? {
    if lines.isEmpty { return opportunity[Opportunity.shape.amount].integer }
    return try naming("amount", of: Opportunity.about.name) { () throws(DomainError) in
      try InvoiceCalculator.totals(lines: try lines.map(line)).net
    }
  }

  /// The worth of an opportunity as it is stored.
  public static func amount(
    of opportunity: RecordView, reader: any RecordReader
  ) throws -> Int64? {
    try amount(of: opportunity, lines: try lines(of: opportunity.id, reader: reader))
  }

  /// How many of a hundred such deals are won: what somebody said of this one, or else its stage's;
  /// all of the won and none of the lost.
  public static func probability(
    of opportunity: RecordView, stage: RecordView?
  ) -> PercentBasisPoints {
    let shape = Opportunity.shape
    let points: Int64 =
      switch opportunity[shape.status].text {
      case "won": 10_000
      case Opportunity.open:
        opportunity[shape.probability].integer ?? stage?[Stage.shape.probability].integer ?? 0
      default: 0
      }
    return PercentBasisPoints(trusted: Int32(clamping: min(max(points, 0), 10_000)))
  }

  private static func line(_ line: RecordView) throws(DomainError) -> PricedLine {
    let shape = OpportunityLine.shape
    return PricedLine(
      quantity: Quantity(thousandths: line[shape.quantity].integer ?? 0),
      unitPrice: UnitPrice(line[shape.unitPrice].integer ?? 0),
      discount: try Discount(line[shape.discountPercent], line[shape.discountAmount]),
      vatRate: .zero)
  }
}
