// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Money that an account paid, or was paid back; what was written is never changed, but a cheque goes
/// its way.
public struct Payment: EntityType {
  /// `DEVICE-n`, given at once and unique without a server: the number of the receipt.
  public let number = HeaderFields.number(3)
  /// Account.
  public let account = HeaderFields.account(4, rule: .firstWriter)
  /// Which way the money went.
  public let direction = Field(
    5, .choice([Choice("in", "Received", "دریافت"), Choice("out", "Paid back", "پرداخت")]),
    "Direction", "جهت", group: "payment", required: true)
  /// Method.
  public let method = Field(
    6,
    .choice([
      Choice("cash", "Cash", "نقد"), Choice("card", "Card", "کارت"),
      Choice("transfer", "Transfer", "حواله"), Choice("cheque", "Cheque", "چک"),
    ]), "Method", "روش", group: "payment", required: true)
  /// How much, in minor units, more than zero.
  public let amount = Field(7, .money, "Amount", "مبلغ", group: "payment", required: true)
  /// Currency.
  public let currency = HeaderFields.currency(8, group: "payment")
  /// The day on which it was handed over.
  public let paidOn = Field(
    9, .date, "Date", "تاریخ", group: "payment", required: true)
  /// The number of the card slip or the transfer.
  public let reference = Field(
    10, .text(maximum: 100), "Reference", "شماره پیگیری", group: "payment", searched: true)
  /// The sixteen digits of a cheque in Sayad.
  public let sayadId = Field(
    11, .text(maximum: 16), "Sayad ID", "شناسه صیاد", group: "cheque", searched: true,
    key: true, numeral: true)
  /// The number that is printed on the cheque.
  public let chequeNumber = Field(
    12, .text(maximum: 30), "Cheque number", "شماره چک", group: "cheque", searched: true,
    numeral: true)
  /// The bank that a cheque is drawn on.
  public let bank = Field(13, .text(maximum: 100), "Bank", "بانک", group: "cheque")
  /// The day from which a cheque can be cashed.
  public let dueDate = Field(14, .date, "Due date", "سررسید", group: "cheque", key: true)
  /// Who signed the cheque.
  public let drawer = Field(
    15, .text(maximum: 200), "Drawer", "صادرکننده", group: "cheque", searched: true)
  /// Status.
  public let status = Field(
    16, Choices.paymentStatus, "Status", "وضعیت", group: "state", required: true)
  /// The day on which it came into its state.
  public let statusOn = Field(17, .date, "Status since", "تاریخ وضعیت", group: "state")
  /// Why it bounced, was returned or is void.
  public let reason = Field(18, .text(maximum: 400), "Reason", "دلیل", group: "state")
  /// The visit in which it was collected.
  public let visit = Field(19, .reference(9), "Visit", "ویزیت", rule: .firstWriter)
  /// Note.
  public let note = HeaderFields.note(20)
  /// Its name in another system.
  public let externalId = HeaderFields.externalId(21)
  /// With what it was handed in at the office.
  public let handIn = Field(
    30, .reference(87), "Handed in with", "تحویل وجه", rule: .firstWriter, key: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Payment()

  /// What was cleared beats what bounced; a mistake of the same day beats all.
  static let machine = Ranking(
    field: 16,
    ranks: [
      "received": 0, "deposited": 1, "bounced": 2, "returned": 2, "cleared": 3, "void": 9,
    ],
    moves: [
      "received": ["deposited", "returned", "void"],
      "deposited": ["cleared", "bounced"],
      "bounced": ["deposited", "returned"],
    ],
    verbs: [
      "deposited": "payment cheque",
      "bounced": "payment cheque",
      "returned": "payment cheque",
      "cleared": "payment cheque",
      "void": "payment void",
    ])

  /// Whether the money counts as paid: it did not bounce, was not handed back and is no mistake.
  public static func counts(_ payment: RecordView) -> Bool {
    payment.life != .deleted
      && countingStates.contains(payment[shape.status].text ?? "")
  }

  /// The states in which a cheque is not here any more, and may be taken again.
  static let goneStates = ["returned", "void"]
  /// The states in which money counts as paid.
  static let countingStates = ["received", "deposited", "cleared"]

  /// Whether it is a cheque whose money is not there yet.
  public static func isUncleared(_ payment: RecordView) -> Bool {
    payment[shape.method] == .text("cheque")
      && ["received", "deposited"].contains(payment[shape.status].text ?? "")
  }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "payment", tag: 34, "Payment", "دریافت و پرداخت",
    groups: [
      GroupDeclaration("payment", rule: .firstWriter),
      GroupDeclaration("cheque", rule: .firstWriter),
      GroupDeclaration("state", rule: .ranked(machine)),
    ],
    deletable: false, scopes: [.parent(shape.account.tag)],
    title: [shape.number.tag], number: shape.number.tag,
    claims: [
      Claim("number") { ClaimKey.folded($0[shape.number]) },
      Claim("sayad_id") { payment in
        let isGone = goneStates.contains(payment[shape.status].text ?? "")
        return isGone ? nil : ClaimKey.folded(payment[shape.sayadId])
      },
    ],
    invariants: PaymentLaws.all)
}

extension Choices {
  /// Where money is on its way.
  static let paymentStatus: FieldKind = .choice([
    Choice("received", "Received", "دریافت‌شده"), Choice("deposited", "Deposited", "واگذارشده"),
    Choice("bounced", "Bounced", "برگشتی"), Choice("returned", "Returned", "مسترد به مشتری"),
    Choice("cleared", "Cleared", "وصول‌شده"), Choice("void", "Void", "باطل"),
  ])
}

extension Payment: PreparedEntity {
  /// What is not said to be paid back was received, in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.sayadId, named: "sayad_id", by: SayadID.normalize)
    guard before == nil else { return }
    if let sayad = edit.values[shape.sayadId.tag], !sayad.isNull {
      let isTaken = try context.reader.records(
        tag, where: shape.sayadId.tag, is: sayad
      ).contains { !goneStates.contains($0[shape.status].text ?? "") }
      if isTaken { throw Failure(DomainLaw.chequeKnown, field: "sayad_id") }
    }
    edit.fill(shape.direction, .text("in"))
    edit.fill(shape.currency, .text(Currency.irr.code))
  }
}

extension Payment: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.number, shape.account, shape.direction, shape.method, shape.amount, shape.currency,
      shape.paidOn, shape.dueDate, shape.status,
    ]
  }
}
