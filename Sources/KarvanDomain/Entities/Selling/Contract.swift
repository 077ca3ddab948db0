// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What was agreed with a customer for a time.
public struct Contract: EntityType {
  /// `DEVICE-n`, given at once and unique without a server.
  public let number = Field(
    3, .text(maximum: 40), "Number", "شماره", rule: .firstWriter, required: true, searched: true)
  /// Account.
  public let account = Field(4, .reference(4), "Account", "حساب", required: true)
  /// Title.
  public let title = Field(5, .text(maximum: 200), "Title", "عنوان", required: true, searched: true)
  /// Kind.
  public let kind = Field(
    6,
    .choice([
      Choice("supply", "Supply", "تأمین کالا"), Choice("framework", "Framework", "چارچوب"),
      Choice("service", "Service", "خدمات"), Choice("agency", "Agency", "نمایندگی"),
      Choice("exclusive", "Exclusive supply", "تأمین انحصاری"), Choice("lease", "Lease", "اجاره"),
      Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع", required: true, initial: .text("supply"))
  /// Its first day.
  public let startDate = Field(7, .date, "Start", "آغاز", group: "period", required: true)
  /// Its last day; none for one without an end.
  public let endDate = Field(8, .date, "End", "پایان", group: "period", key: true)
  /// How many days before its end it has to be given notice of.
  public let noticeDays = Field(
    9, .integer(0...3_650), "Notice (days)", "مهلت اعلام (روز)", group: "renewal")
  /// What happens at its end.
  public let renewal = Field(
    10,
    .choice([
      Choice("none", "Ends", "پایان می‌یابد"),
      Choice("agreed", "By agreement", "با توافق"),
      Choice("automatic", "Renews itself", "خودکار تمدید می‌شود"),
    ]), "Renewal", "تمدید", group: "renewal", initial: .text("agreed"))
  /// For how many months it is renewed.
  public let renewalMonths = Field(
    11, .integer(1...600), "Renewed for (months)", "مدت تمدید (ماه)", group: "renewal",
    initial: .integer(12))
  /// What it is worth.
  public let amount = Field(12, .money, "Amount", "مبلغ", group: "worth")
  /// Currency.
  public let currency = Field(13, Choices.currency, "Currency", "ارز", group: "worth")
  /// What was agreed, in words.
  public let terms = Field(14, .text(maximum: 4_000), "Terms", "شرایط", searched: true)
  /// Status.
  public let status = Field(
    15,
    .choice([
      Choice("draft", "Draft", "پیش‌نویس"), Choice("signed", "Signed", "امضاشده"),
      Choice("terminated", "Terminated", "فسخ‌شده"), Choice("cancelled", "Cancelled", "لغوشده"),
    ]), "Status", "وضعیت", group: "state", required: true)
  /// The day of signature, or of its end before time.
  public let statusDate = Field(16, .date, "Status since", "تاریخ وضعیت", group: "state")
  /// Why it was ended before time.
  public let reason = Field(17, .text(maximum: 400), "Reason", "دلیل", group: "state")
  /// The user who answers for it.
  public let owner = Field(
    18, .reference(SchemaTags.user), "Owner", "مسئول", rule: .authority)
  /// The opportunity that it came from.
  public let opportunity = Field(19, .reference(26), "Opportunity", "فرصت فروش")
  /// The contract that it continues.
  public let renews = Field(20, .reference(38), "Continues", "ادامه قرارداد", rule: .firstWriter)
  /// Note.
  public let note = Field(21, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    22, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)

  /// The calendar in which its terms are counted.
  public let calendar = Field(23, Choices.calendar, "Calendar", "تقویم", group: "period")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Contract()

  /// A signature elsewhere beats a cancelled draft, an end before time beats both.
  static let machine = Ranking(
    field: 15, ranks: ["draft": 0, "cancelled": 1, "signed": 2, "terminated": 3],
    moves: [
      "draft": ["signed", "cancelled"], "cancelled": ["draft"], "signed": ["terminated"],
    ],
    verbs: [
      "cancelled": "contract cancel",
      "signed": "contract sign",
      "terminated": "contract terminate",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "contract", tag: 38, "Contract", "قرارداد",
    groups: [
      GroupDeclaration("period", rule: .lastWriter), GroupDeclaration("renewal", rule: .lastWriter),
      GroupDeclaration("worth", rule: .lastWriter),
      GroupDeclaration("state", rule: .ranked(machine)),
    ],
    scopes: [.parent(shape.account.tag), .user(shape.owner.tag)],
    title: [shape.number.tag, shape.title.tag], number: shape.number.tag,
    claims: [
      Claim("number") { ClaimKey.folded($0[shape.number]) },
      Claim("continues") { $0[shape.renews].reference.map { "\($0)" } },
    ],
    invariants: [
      Laws.starts(in: ["draft", "signed"], shape.status), Laws.assignment(owner: shape.owner),
      Laws.period(from: shape.startDate, to: shape.endDate), Laws.notNegative(shape.amount),
      Laws.currency(shape.currency, of: shape.amount), kept,
    ])

  /// What was signed is kept; a draft that is signed elsewhere while it is deleted lives on.
  private static let kept: Invariant = { context in
    context.isDeletion && isAgreed(context.before) ? context.failure(.notDeletable, nil) : nil
  }

  /// Whether it was signed, ended before its time or not.
  public static func isAgreed(_ contract: RecordView?) -> Bool {
    ["signed", "terminated"].contains(contract?[shape.status].text ?? "")
  }

  /// What both sides agreed on.
  static let agreed = [
    shape.account, shape.kind, shape.startDate, shape.endDate, shape.calendar, shape.noticeDays,
    shape.renewal, shape.renewalMonths, shape.amount, shape.currency, shape.terms,
  ]
}

extension Contract: PreparedEntity {
  /// A new one is the author's own; what was signed is not rewritten but ended, renewed or followed
  /// by another.
  ///
  /// No law: who edits a draft that is signed elsewhere at the same time is not turned away.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if let before, isAgreed(before),
      let field = agreed.first(where: { field in
        edit.values[field.tag].map { $0 != before[field] } ?? false
      })
    {
      throw Failure(
        .frozen, field: before.entity.field(field.tag)?.name, [before[shape.status].text ?? ""])
    }
    edit.fillCurrency(shape.currency, of: shape.amount, over: before)
    if before == nil { edit.fill(shape.owner, .reference(context.author.user)) }
  }
}

extension Contract: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.number, shape.title, shape.account, shape.status, shape.startDate, shape.endDate,
      shape.amount, shape.currency,
    ]
  }
}
