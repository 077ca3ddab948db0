// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension DocumentLines {
  /// Adds a line of so much in the product's own unit.
  public static func add(
    to document: RecordID, product: RecordID, quantity: Quantity, discount: Discount = .none,
    vat: VATTable = .sample, in context: OperationContext
  ) throws -> OperationDraft {
    try add(
      to: document, product: product, quantity: UnitQuantity(quantity), discount: discount,
      vat: vat, in: context)
  }

  /// Changes the quantity of a line of a draft, in what the line was entered in.
  public static func changeQuantity(
    line: RecordID, to quantity: Quantity, in context: OperationContext
  ) throws -> OperationDraft {
    try changeQuantity(line: line, to: UnitQuantity(quantity), in: context)
  }
}
