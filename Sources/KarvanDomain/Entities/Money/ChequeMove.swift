// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One move of a cheque: what the books and the statement of its customer are derived from.
///
/// A cheque that bounced is presented again, and its state tells that no more. Who moved it, and when
/// they said so, are the record's creation.
public struct ChequeMove: EntityType {
  /// The cheque.
  public let payment = Field(
    3, .reference(34), "Payment", "دریافت و پرداخت", rule: .firstWriter, required: true)
  /// Where it was.
  public let fromStatus = Field(
    4, Choices.paymentStatus, "From status", "از وضعیت", group: "move", required: true)
  /// The day since which it was there: nobody told it who moved a cheque before moves were kept.
  public let fromSince = Field(5, .date, "There since", "از تاریخ", group: "move")
  /// Where it came.
  public let toStatus = Field(
    6, Choices.paymentStatus, "To status", "به وضعیت", group: "move", required: true)
  /// The day on which it came there.
  public let movedOn = Field(7, .date, "Moved on", "تاریخ تغییر", group: "move", required: true)
  /// Why it bounced or was returned.
  public let reason = Field(8, .text(maximum: 400), "Reason", "دلیل", group: "move")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ChequeMove()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "cheque_move", tag: 86, "Cheque move", "گردش چک",
    groups: [GroupDeclaration("move", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.payment.tag)], editors: .nobody, title: [shape.toStatus.tag],
    invariants: [Laws.appendOnly, PaymentLaws.movedByOffice])
}
