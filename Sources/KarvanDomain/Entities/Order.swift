// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An order of an account; its lines are records of their own.
public struct Order: EntityType {
  /// `DEVICE-n`, given at once and unique without a server.
  public let number = Field(
    3, .text(maximum: 40), "Number", "شماره", rule: .firstWriter, required: true, searched: true)
  /// Account.
  public let account = Field(4, .reference(4), "Account", "حساب", required: true)
  /// Status.
  public let status = Field(
    5,
    .choice([
      Choice("draft", "Draft", "پیش‌نویس"), Choice("submitted", "Submitted", "ثبت‌شده"),
      Choice("approved", "Approved", "تأییدشده"), Choice("declined", "Declined", "ردشده"),
      Choice("cancelled", "Cancelled", "لغوشده"), Choice("delivered", "Delivered", "تحویل‌شده"),
      Choice("invoiced", "Invoiced", "فاکتورشده"), Choice("closed", "Closed", "بسته"),
    ]), "Status", "وضعیت", group: "state", required: true)
  /// Why it was declined or cancelled.
  public let reason = Field(6, .text(maximum: 400), "Reason", "دلیل", group: "state")
  /// Order date.
  public let orderDate = Field(
    7, .date, "Order date", "تاریخ سفارش", required: true, key: true)
  /// Currency.
  public let currency = Field(8, Choices.currency, "Currency", "ارز", required: true)
  /// Off the whole order; either this or an amount.
  public let discountPercent = Field(
    9, .basisPoints, "Discount (percent)", "تخفیف (درصد)", group: "discount")
  /// Off the whole order; either this or a percentage.
  public let discountAmount = Field(
    10, .money, "Discount (amount)", "تخفیف (مبلغ)", group: "discount")
  /// Whether tax is rounded per line or once.
  public let roundingScope = Field(
    11,
    .choice([
      Choice("per_line", "Per line", "برای هر ردیف"),
      Choice("per_document", "Per document", "برای کل سند"),
    ]), "Tax rounding", "گرد کردن مالیات", group: "rounding", initial: .text("per_line"))
  /// Rounding mode.
  public let roundingMode = Field(
    12,
    .choice([
      Choice("half_up", "Half up", "نیم به بالا"),
      Choice("half_even", "Half to even", "نیم به زوج"),
      Choice("down", "Down", "به پایین"),
    ]), "Rounding mode", "روش گرد کردن", group: "rounding", initial: .text("half_up"))
  /// What the payable amount is a multiple of, in minor units.
  public let payableStep = Field(
    13, .integer(1...1_000_000), "Payable step", "گام مبلغ پرداختنی", group: "rounding",
    initial: .integer(1))
  /// Delivery date.
  public let deliveryDate = Field(14, .date, "Delivery date", "تاریخ تحویل")
  /// What was said of the prices.
  public let priceNote = Field(15, .text(maximum: 400), "Price note", "یادداشت قیمت")
  /// Note.
  public let note = Field(16, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    17, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)
  /// The number that a leased series gave it when it was submitted.
  public let legalNumber = Field(
    18, .text(maximum: 40), "Legal number", "شماره قانونی", group: "legal", searched: true,
    key: true)
  /// The lease that the number is of.
  public let legalLease = Field(
    19, .reference(17), "Number lease", "دسته شماره", group: "legal", key: true)
  /// The number within its series.
  public let legalIndex = Field(
    20, .integer(0...NumberLease.most), "Number in series", "شماره در سری", group: "legal")
  /// Why somebody has to approve it: the codes of ``ApprovalReason``, found when it was submitted.
  public let approvalReasons = Field(
    21, .words, "Needs approval because", "دلیل نیاز به تأیید")
  /// The quote that became this order.
  public let quote = Field(22, .reference(30), "Quote", "پیش‌فاکتور", rule: .firstWriter)
  /// How many lines it had when it was submitted.
  public let linesSubmitted = Field(
    23, .integer(0...Int64(CommitLimits.records)), "Lines as submitted", "ردیف‌های ثبت‌شده",
    group: "submission")
  /// What it amounted to when it was submitted.
  public let payableSubmitted = Field(
    24, .money, "Payable as submitted", "مبلغ ثبت‌شده", group: "submission")
  /// The visit in which it was taken.
  public let visit = Field(25, .reference(9), "Visit", "ویزیت", rule: .firstWriter, key: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Order()
  /// The state in which an order can be edited.
  public static let draft = "draft"

  /// Cancelling beats approving, delivering beats cancelling; approved against declined is for a
  /// person to settle. Going back to draft is only for somebody who saw the decline.
  static let machine = Ranking(
    field: 5,
    ranks: [
      "draft": 0, "submitted": 1, "approved": 2, "declined": 2, "cancelled": 3, "delivered": 4,
      "invoiced": 5, "closed": 6,
    ],
    hard: [["approved", "declined"]],
    moves: [
      "draft": ["submitted", "cancelled"],
      "submitted": ["approved", "declined", "cancelled"],
      "approved": ["delivered", "cancelled"],
      "declined": ["draft", "cancelled"],
      "delivered": ["invoiced"],
      "invoiced": ["closed"],
    ],
    verbs: [
      "draft": "order reopen",
      "submitted": "order submit",
      "approved": "order approve",
      "declined": "order decline",
      "cancelled": "order cancel",
      "delivered": "order deliver",
      "invoiced": "order advance",
      "closed": "order advance",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "order", tag: 10, "Order", "سفارش",
    groups: [
      GroupDeclaration("state", rule: .ranked(machine)),
      GroupDeclaration("discount", rule: .lastWriter),
      GroupDeclaration("rounding", rule: .lastWriter),
      GroupDeclaration("legal", rule: .lastWriter),
      GroupDeclaration("submission", rule: .lastWriter),
    ],
    deletePolicy: .deleteWins, scopes: [.parent(shape.account.tag)], editors: .creator,
    title: [shape.number.tag], number: shape.number.tag,
    claims: [
      Claim("number") { ClaimKey.folded($0[shape.number]) },
      Claim("legal_number") { ClaimKey.folded($0[shape.legalNumber]) },
      // Two devices that made orders of one quote keep both, and somebody chooses.
      Claim("quote") { order in
        order.isCalledOff ? nil : order[shape.quote].reference.map { "\($0)" }
      },
    ],
    invariants: [
      Laws.starts(in: [draft], shape.status),
      DocumentLaws<Order>.frozen(but: [shape.note, shape.legalNumber]), decision,
      DocumentLaws<Order>.hasLines(on: "submitted"), NumberLaws.ofDocument(Order.self),
      Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    ])
}

extension Order {
  /// Whoever wrote an order submits and cancels it, and says that it was delivered when it was;
  /// everything else is for who may approve.
  private static let decision: Invariant = { context in
    var own = [draft, "submitted", "cancelled"]
    let states = context.written(shape.status).map { $0[shape.status.tag].text ?? draft }
    if states.contains("delivered"), try wentOut(context) { own.append("delivered") }
    return states.allSatisfy(own.contains) ? nil : context.requiring("approval", shape.status)
  }

  /// Whether goods of it were handed over by somebody, from a van or otherwise.
  private static func wentOut(_ context: ChangeContext) throws -> Bool {
    let id = Value.reference(context.after.id)
    return try !context.reader.records(
      Delivery.tag, where: Delivery.shape.order.tag, is: id
    ).isEmpty
      || context.reader.records(StockMove.tag, where: StockMove.shape.order.tag, is: id)
        .contains { $0[StockMove.shape.kind] == .text("sale") }
  }
}

extension Order: PreparedEntity {
  /// What is ordered during a visit of the customer belongs to it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil, edit.values[shape.visit.tag] == nil,
      let visit = try VisitOperations.current(of: context.author.user, reader: context.reader),
      visit[Visit.shape.account] == edit.values[shape.account.tag]
    else { return }
    edit.values[shape.visit.tag] = .reference(visit.id)
  }
}

extension Order: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.number, shape.account, shape.status, shape.orderDate, shape.deliveryDate,
      shape.approvalReasons, shape.legalNumber,
    ]
  }
}
