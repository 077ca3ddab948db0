// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One line of the ledger of an allocation; nothing in it is ever changed.
public struct AllocationEntry: PartEntity {
  /// Allocation.
  public let allocation = Field(
    3, .reference(15), "Allocation", "سهمیه", rule: .firstWriter, required: true)
  /// Kind.
  public let kind = Field(
    4,
    .choice([
      Choice("grant", "Granted", "واگذاری"), Choice("spend", "Spent", "مصرف"),
      Choice("give_back", "Given back", "بازپس‌دادن"),
      Choice("reclaim", "Reclaimed", "بازپس‌گیری"),
      Choice("return", "Returned", "برگشت"),
    ]), "Kind", "نوع", group: "entry", required: true)
  /// How much, in thousandths of the unit or in the minor unit of the currency.
  public let amount = Field(
    5, .integer(0...EscrowAmount.most), "Amount", "مقدار", group: "entry", required: true)
  /// The grant that a draw is from.
  public let lot = Field(6, .reference(16), "Grant", "واگذاری مبنا", group: "entry", key: true)
  /// How much was wanted when so much was spent.
  public let wanted = Field(
    7, .integer(0...EscrowAmount.most), "Wanted", "خواسته", group: "entry")
  /// The order that it was spent on.
  public let order = Field(8, .reference(10), "Order", "سفارش", group: "entry", key: true)
  /// The line of the order.
  public let line = Field(9, .reference(11), "Order line", "ردیف سفارش", group: "entry")
  /// The last commit of the holder that counts, of a reclaim.
  public let through = Field(
    10, .integer(0...Int64.max), "Counts through", "شمارش تا", group: "entry")
  /// What was spent and comes back, of a return.
  public let spend = Field(11, .reference(16), "Spend", "مصرف مبنا", group: "entry")
  /// Note.
  public let note = Field(12, .text(maximum: 400), "Note", "یادداشت", rule: .firstWriter)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = AllocationEntry()
  /// It goes with its allocation.
  public static let whole: EntityTag = 15
  /// The allocation that it goes with.
  public static var wholeField: FieldTag { shape.allocation.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "allocation_entry", tag: 16, "Allocation entry", "ردیف سهمیه",
    groups: [GroupDeclaration("entry", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.allocation.tag)], editors: .nobody, title: [shape.kind.tag],
    invariants: [Laws.appendOnly, EscrowLaws.entry])
}
