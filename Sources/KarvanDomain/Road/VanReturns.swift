// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Goods that customers give back to whoever stands before them with a van.
public enum VanReturns {
  /// The causes after which nobody else gets the goods: they are written off where they came back.
  static let spoilt: Set<String> = ["damaged", "expired", "quality"]

  /// Takes goods back, and hands as much over again where they are exchanged; all on one sheet.
  ///
  /// - Parameters:
  ///   - cause: A code of the field `cause`; nil where none was given.
  ///   - isExchange: Whether the customer gets the same goods anew at once.
  public static func take(
    _ goods: [StockQuantity], onto van: RecordID, cause: String?, isExchange: Bool,
    order: RecordID? = nil, visit: RecordID? = nil, note: String? = nil,
    in context: OperationContext
  ) throws -> OperationDraft {
    func sheet(_ kind: String, from: RecordID? = nil, to: RecordID? = nil)
      -> StockOperations.Sheet
    {
      StockOperations.Sheet(
        kind: kind, from: from, to: to, order: order, visit: visit, cause: cause, note: note)
    }
    var further: [StockOperations.Sheet] = []
    if let cause, spoilt.contains(cause) { further.append(sheet("damage", from: van)) }
    if isExchange { further.append(sheet("exchange", from: van)) }
    return try StockOperations.move(goods, sheet("return", to: van), then: further, in: context)
  }
}
