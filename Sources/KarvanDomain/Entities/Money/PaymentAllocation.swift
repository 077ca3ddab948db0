// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// How much of a payment, or of a credit note, settles which invoice; a mistake is reversed by
/// another one.
public struct PaymentAllocation: PartEntity, LedgerEntity {
  /// The payment that settles; this or a credit note.
  public let payment = Field(
    3, .reference(34), "Payment", "دریافت", group: "allocation")
  /// The credit note that settles; this or a payment.
  public let creditNote = Field(
    4, .reference(32), "Credit note", "برگشت از فروش", group: "allocation")
  /// What is settled: an invoice, or a credit note that is paid back.
  public let invoice = Field(
    5, .reference(32), "Settles", "فاکتور", group: "allocation", required: true)
  /// How much, in minor units; negative in a reversal.
  public let amount = Field(6, .money, "Amount", "مبلغ", group: "allocation", required: true)
  /// The allocation that does not count any more.
  public let reverses = Field(
    7, .reference(35), "Reverses", "برگشتِ تخصیص", group: "allocation")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = PaymentAllocation()
  /// Most often it goes with a payment.
  public static let whole: EntityTag = 34
  /// The payment that it goes with.
  public static var wholeField: FieldTag { shape.payment.tag }
  /// Or with a credit note.
  public static var furtherWholes: [(whole: EntityTag, field: FieldTag)] {
    [(32, shape.creditNote.tag)]
  }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "payment_allocation", tag: 35, "Payment allocation", "تخصیص دریافت",
    groups: [GroupDeclaration("allocation", rule: .firstWriter)],
    deletable: false, scopes: [.parent(shape.payment.tag), .parent(shape.creditNote.tag)],
    editors: .nobody, title: [shape.amount.tag],
    invariants: [Laws.appendOnly, PaymentLaws.oneSource, PaymentLaws.fits])
}
