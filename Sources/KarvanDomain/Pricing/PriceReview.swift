// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The prices of a document's lines against what the rules that are known here say for its day.
///
/// A line keeps the price that was agreed; that a newer list says another one is derived, shown, and
/// for a person to decide.
public enum PriceReview<Document: CommercialDocument> where Document.Line: TracedLine {
  /// A line against the rules.
  public struct Line: Sendable {
    /// The line.
    public let line: RecordView
    /// What the rules say now; nil where they say nothing, or the product is gone.
    public let answer: PriceAnswer?

    /// What the rules said when the line was entered.
    public var before: Int64? { line[Document.Line.shape.rulePrice].integer }

    /// Whether the rules said another price when the line was entered than they say now.
    public var isStale: Bool {
      guard let before, let answer else { return false }
      return isOwn && per == nil
        ? before != answer.price.minorUnits : UnitPrice(before, per: per) != answer.asked
    }

    /// What the rules say now for as many units as the line's price is for; nil where they say nothing.
    public var now: Int64? {
      answer.flatMap { per == nil || per != $0.asked.per ? $0.price.minorUnits : $0.asked.amount }
    }

    private var per: Int64? { line[Document.Line.shape.pricePer].integer }

    /// Whether a person asked another price than the rules said.
    public var isOwn: Bool {
      before.map { $0 != line[Document.Line.shape.unitPrice].integer } ?? false
    }
  }

  /// The lines of a document in their order, without those that promotions gave.
  public static func lines(
    of document: RecordView, reader: any RecordReader
  ) throws -> [Line] {
    let shape = Document.Line.shape
    return try DocumentAmounts<Document>.lines(of: document.id, reader: reader)
      .filter { $0[shape.free] != .truth(true) }
      .map { line in
        guard let id = line[shape.product].reference,
          let product = try reader.record(Product.tag, id)
        else { return Line(line: line, answer: nil) }
        let answer = try? LineSnapshot<Document>.price(
          of: product, for: document, try quantity(of: line), reader: reader)
        return Line(line: line, answer: answer)
      }
  }

  /// Gives the lines of a draft the prices that the rules say now; prices that a person asked stay.
  /// Empty when nothing would change.
  public static func refresh(
    _ document: RecordID, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try DocumentLines<Document>.draft(document, in: context)
    let shape = Document.Line.shape
    let changes = try lines(of: shown, reader: context.reader).compactMap { entry in
      guard !entry.isOwn, let answer = entry.answer else { return nil as RecordChange? }
      var edit = RecordEdit()
      edit.take(answer, shape)
      return try context.change(entry.line, edit)
    }
    return OperationDraft("\(Document.about.name) reprice", changes)
  }

  /// The quantity of a line as it was entered.
  private static func quantity(of line: RecordView) throws(DomainError) -> PackedQuantity {
    let shape = Document.Line.shape
    guard let packs = line[shape.enteredQuantity].integer, let unit = line[shape.enteredUnit].text,
      let content = line[shape.packContent].integer
    else { return PackedQuantity(Quantity(thousandths: line[shape.quantity].integer ?? 0)) }
    return try PackedQuantity(
      Quantity(thousandths: packs), of: unit, content: Quantity(thousandths: content))
  }
}
