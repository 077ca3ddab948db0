// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// What documents amount to, beside their fields in a list.
struct PayableColumn {
  /// The most documents of which a list says what they amount to: each is computed from its lines.
  static let most = 1_000

  let cells: RecordCells

  /// The column and its cells; nil for records that are no documents, and for too many of them.
  func column(of views: [RecordView], _ entity: Entity) -> (Column, [Cell])? {
    guard let type = Catalog.type(of: entity.tag) as? any CommercialDocument.Type,
      views.count <= Self.most
    else { return nil }
    let words = cells.desk.words
    return (
      Column("payable", words(.payable), isNumber: true), views.map { cell(of: $0, type) }
    )
  }

  /// A document that cannot be computed shows nothing here and says why when it is looked at.
  private func cell<Document: CommercialDocument>(
    of view: RecordView, _ type: Document.Type
  ) -> Cell {
    guard let amounts = try? DocumentAmounts<Document>.of(view, reader: cells.reader),
      let currency = try? cells.currency(of: Document.shape.discountAmount, in: view)
    else { return .empty }
    return cells.money(amounts.payable, currency)
  }
}
