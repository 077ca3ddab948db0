// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What an account owes for goods, or is given back (credit note); from an order or a sale from the
/// van. What was issued is corrected only by a credit note.
public struct Invoice: CommercialDocument {
  /// The lines of an invoice.
  public typealias Line = InvoiceLine

  /// `DEVICE-n`, given at once and unique without a server.
  public let number = HeaderFields.number(3)
  /// Account.
  public let account = HeaderFields.account(4)
  /// Whether it is owed or given back; all amounts of both are positive.
  public let kind = Field(
    5,
    .choice([
      Choice("invoice", "Invoice", "فاکتور"),
      Choice("credit_note", "Credit note", "برگشت از فروش"),
    ]), "Kind", "نوع", group: "source", required: true)
  /// The order that it is for; nil of a sale from the van.
  public let order = Field(6, .reference(10), "Order", "سفارش", group: "source")
  /// The invoice that a credit note corrects.
  public let original = Field(
    7, .reference(32), "Original invoice", "فاکتور مرجع", group: "source")
  /// Status.
  public let status = Field(
    8,
    .choice([
      Choice("draft", "Draft", "پیش‌نویس"), Choice("issued", "Issued", "صادرشده"),
      Choice("void", "Void", "باطل"),
    ]), "Status", "وضعیت", group: "state", required: true)
  /// Why it is void.
  public let reason = Field(9, .text(maximum: 400), "Reason", "دلیل", group: "state")
  /// The day of the invoice, by which tax is due.
  public let invoiceDate = Field(
    10, .date, "Invoice date", "تاریخ فاکتور", required: true)
  /// When it has to be paid.
  public let dueDate = Field(11, .date, "Due date", "سررسید")
  /// Currency.
  public let currency = HeaderFields.currency(12)
  /// Off the whole invoice; either this or an amount.
  public let discountPercent = HeaderFields.discountPercent(13)
  /// Off the whole invoice; either this or a percentage.
  public let discountAmount = HeaderFields.discountAmount(14)
  /// Whether tax is rounded per line or once.
  public let roundingScope = HeaderFields.roundingScope(15)
  /// Rounding mode.
  public let roundingMode = HeaderFields.roundingMode(16)
  /// What the payable amount is a multiple of, in minor units.
  public let payableStep = HeaderFields.payableStep(17)
  /// The number that a leased series gave it when it was issued.
  public let legalNumber = Field(
    18, .text(maximum: 40), "Legal number", "شماره قانونی", group: "legal", searched: true,
    key: true)
  /// The lease that the number is of.
  public let legalLease = Field(
    19, .reference(17), "Number lease", "دسته شماره", group: "legal", key: true)
  /// The number within its series.
  public let legalIndex = Field(
    20, .integer(0...NumberLease.most), "Number in series", "شماره در سری", group: "legal")
  /// The tax office's unique number: 22 characters of memory, day and number.
  public let taxNumber = Field(
    21, .text(maximum: 22), "Tax number", "شماره منحصربه‌فرد مالیاتی", group: "legal",
    searched: true, key: true)
  /// What the tax office knows of the buyer.
  public let taxType = Field(
    22,
    .choice([
      Choice("1", "Type 1 (with buyer)", "نوع اول (با خریدار)"),
      Choice("2", "Type 2 (without buyer)", "نوع دوم (بدون خریدار)"),
      Choice("3", "Type 3 (point of sale)", "نوع سوم (پایانه فروشگاهی)"),
    ]), "Tax invoice type", "نوع صورتحساب مالیاتی", group: "tax_form")
  /// What kind of sale it is, to the tax office.
  public let taxPattern = Field(
    23, .choice([Choice("1", "Sale", "فروش"), Choice("4", "Contract", "قرارداد پیمانکاری")]),
    "Tax pattern", "الگوی صورتحساب", group: "tax_form")
  /// What it is to what was submitted before.
  public let taxSubject = Field(
    24,
    .choice([
      Choice("1", "Original", "اصلی"), Choice("2", "Corrective", "اصلاحی"),
      Choice("3", "Cancelling", "ابطالی"), Choice("4", "Return", "برگشت از فروش"),
    ]), "Tax subject", "موضوع صورتحساب", group: "tax_form")
  /// What of it is paid at once, in minor units; the rest is on credit.
  public let cashAmount = Field(
    25, .money, "Paid in cash", "مبلغ نقدی", group: "tax_form")
  /// The buyer's name when it was issued.
  public let buyerName = Field(
    26, .text(maximum: 200), "Buyer", "خریدار", group: "buyer")
  /// The buyer's national or legal id when it was issued.
  public let buyerId = Field(
    27, .text(maximum: 14), "Buyer's ID", "شناسه خریدار", group: "buyer", numeral: true)
  /// The buyer's economic code when it was issued.
  public let buyerEconomicCode = Field(
    28, .text(maximum: 14), "Buyer's economic code", "کد اقتصادی خریدار", group: "buyer",
    numeral: true)
  /// How far the tax office is with it.
  public let taxStatus = Field(
    29,
    .choice([
      Choice("none", "Not submitted", "ارسال‌نشده"), Choice("queued", "Queued", "در صف ارسال"),
      Choice("sent", "Sent", "ارسال‌شده"), Choice("accepted", "Accepted", "پذیرفته‌شده"),
      Choice("rejected", "Rejected", "ردشده"),
    ]), "Tax submission", "وضعیت مالیاتی", group: "tax", initial: .text("none"))
  /// The tax office's reference.
  public let taxReference = Field(
    30, .text(maximum: 100), "Tax reference", "کد رهگیری مالیاتی", group: "tax", searched: true)
  /// Why the tax office rejected it.
  public let taxError = Field(
    31, .text(maximum: 1_000), "Tax error", "خطای مالیاتی", group: "tax")
  /// The visit in which it was written.
  public let visit = Field(32, .reference(9), "Visit", "ویزیت")
  /// Note.
  public let note = HeaderFields.note(33)
  /// Its name in another system.
  public let externalId = HeaderFields.externalId(34)
  /// What was payable when it was issued, as its author saw it.
  public let payableSeen = Field(
    35, .money, "Payable when issued", "قابل پرداخت هنگام صدور", group: "state")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Invoice()
  /// The state in which an invoice can be edited.
  public static let draft = "draft"
  /// The civil date by which prices and rates of tax are looked up.
  public var date: Field { invoiceDate }
  /// Whether it gives something back.
  public static func isCreditNote(_ invoice: RecordView) -> Bool {
    invoice[shape.kind] == .text("credit_note")
  }
  /// Whether it counts in the account's books.
  public static func isIssued(_ invoice: RecordView) -> Bool {
    invoice.life != .deleted && invoice[shape.status] == .text("issued")
  }

  static let machine = Ranking(
    field: 8, ranks: ["draft": 0, "issued": 1, "void": 2],
    moves: ["draft": ["issued"], "issued": ["void"]],
    verbs: [
      "issued": "invoice issue",
      "void": "invoice void",
    ])
  static let taxMachine = Ranking(
    field: 29, ranks: ["none": 0, "queued": 1, "sent": 2, "rejected": 3, "accepted": 4],
    moves: [
      "none": ["queued"], "queued": ["sent", "none"], "sent": ["accepted", "rejected"],
      "rejected": ["queued"],
    ],
    verbs: [
      "none": "invoice tax",
      "queued": "invoice tax",
      "sent": "invoice tax",
      "rejected": "invoice tax",
      "accepted": "invoice tax",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "invoice", tag: 32, "Invoice", "فاکتور",
    groups: [
      GroupDeclaration("source", rule: .firstWriter),
      GroupDeclaration("state", rule: .ranked(machine)),
      GroupDeclaration("legal", rule: .lastWriter),
      GroupDeclaration("tax_form", rule: .lastWriter),
      GroupDeclaration("buyer", rule: .lastWriter),
      GroupDeclaration("tax", rule: .ranked(taxMachine), guarded: true),
    ] + HeaderFields.groups,
    deletePolicy: .deleteWins, scopes: [.parent(shape.account.tag)], editors: .creator,
    title: [shape.number.tag], number: shape.number.tag,
    claims: [
      Claim("number") { ClaimKey.folded($0[shape.number]) },
      Claim("legal_number") { ClaimKey.folded($0[shape.legalNumber]) },
      Claim("tax_number") { ClaimKey.folded($0[shape.taxNumber]) },
    ],
    invariants: InvoiceLaws.all)
}

extension Invoice: PreparedEntity {
  /// What stands alone is an invoice; what the tax office may know of is not made void.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.kind, .text("invoice")) }
    // No laws: whoever moves it does not know yet what others did to it meanwhile; `MoneyFindings`
    // tells the office.
    guard let before, let state = edit.values[shape.status.tag]?.text,
      before[shape.status].text != state
    else { return }
    func refuse(_ law: DomainLaw) -> Failure {
      Failure(law, entity: "invoice", record: before.id, field: "status")
    }
    if state == "void" {
      if isAtTaxOffice(before) { throw refuse(.voidBeforeTax) }
      if try !CreditNotes.standing(of: before.id, reader: context.reader).isEmpty {
        throw refuse(.voidBeforeCredit)
      }
    } else if state == "issued", !isCreditNote(before), let id = before[shape.order].reference,
      let order = try context.reader.record(Order.tag, id), order.isCalledOff
    {
      throw refuse(.invoiceOfCalledOff)
    } else if state == "issued", let original = before[shape.original].reference {
      let view = try context.reader.record(tag, original)
      guard view.map(isIssued) ?? true else { throw refuse(.creditNoteOf) }
    }
  }

  /// Whether the tax office has it.
  static func isAtTaxOffice(_ invoice: RecordView) -> Bool {
    ["sent", "accepted"].contains(invoice[shape.taxStatus].text ?? "none")
  }
}

extension Invoice: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.number, shape.legalNumber, shape.account, shape.kind, shape.status, shape.invoiceDate,
      shape.dueDate,
    ]
  }
}
