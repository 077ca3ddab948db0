// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A customer, a prospect or another organisation or person that the company deals with.
public struct Account: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Legal name.
  public let legalName = Field(
    4, .text(maximum: 200), "Legal name", "نام حقوقی", searched: true)
  /// Kind.
  public let kind = Field(
    5,
    .choice([
      Choice("company", "Company", "شرکت"), Choice("outlet", "Outlet", "فروشگاه"),
      Choice("person", "Person", "شخص"),
    ]), "Kind", "نوع شخصیت", initial: .text("company"))
  /// Relation.
  public let type = Field(
    6,
    .choice([
      Choice("customer", "Customer", "مشتری"), Choice("prospect", "Prospect", "مشتری بالقوه"),
      Choice("partner", "Partner", "شریک"), Choice("supplier", "Supplier", "تأمین‌کننده"),
      Choice("competitor", "Competitor", "رقیب"), Choice("reseller", "Reseller", "نماینده فروش"),
    ]), "Relation", "نوع رابطه", initial: .text("customer"))
  /// Ten digits; legal identity is never guessed.
  public let nationalId = Field(
    7, .text(maximum: 10), "National ID", "کد ملی", rule: .manual, searched: true, key: true,
    numeral: true)
  /// Eleven digits; legal identity is never guessed.
  public let legalId = Field(
    8, .text(maximum: 11), "Legal ID", "شناسه ملی", rule: .manual, searched: true, key: true,
    numeral: true)
  /// Twelve or fourteen digits; legal identity is never guessed.
  public let economicCode = Field(
    9, .text(maximum: 14), "Economic code", "کد اقتصادی", rule: .manual, searched: true,
    numeral: true)
  /// Industry.
  public let industry = Field(10, .text(maximum: 100), "Industry", "صنعت")
  /// Priority.
  public let priority = Field(
    11,
    .choice([
      Choice("A", "A (highest)", "الف (بالاترین)"), Choice("B", "B", "ب"), Choice("C", "C", "ج"),
      Choice("D", "D (lowest)", "د (پایین‌ترین)"),
    ]), "Priority", "اولویت")
  /// Tags.
  public let tags = Field(12, .words, "Tags", "برچسب‌ها", searched: true)
  /// The user who answers for it.
  public let owner = Field(
    13, .reference(SchemaTags.user), "Owner", "مسئول", rule: .authority)
  /// The part of the market that it is served in.
  public let territory = Field(
    14, .reference(SchemaTags.territory), "Territory", "قلمرو", rule: .authority)
  /// The identifiers of further users who hold it.
  public let participants = Field(15, .words, "Participants", "مشارکت‌کنندگان")
  /// How much the customer may owe.
  public let creditLimit = Field(16, .money, "Credit limit", "سقف اعتبار", group: "credit")
  /// Credit currency.
  public let creditCurrency = Field(
    17, Choices.currency, "Credit currency", "ارز اعتبار", group: "credit")
  /// Whether nothing more may be sold on credit.
  public let creditHold = Field(
    18, .truth, "Credit hold", "توقف اعتبار", group: "credit", initial: .truth(false))
  /// Payment terms.
  public let paymentTerms = Field(
    19,
    .choice([
      Choice("cash", "Cash", "نقدی"), Choice("net_7", "7 days", "۷ روزه"),
      Choice("net_15", "15 days", "۱۵ روزه"), Choice("net_30", "30 days", "۳۰ روزه"),
      Choice("net_45", "45 days", "۴۵ روزه"), Choice("net_60", "60 days", "۶۰ روزه"),
      Choice("net_90", "90 days", "۹۰ روزه"),
    ]), "Payment terms", "شرایط پرداخت", rule: .authority, guarded: true)
  /// Preferred channel.
  public let preferredChannel = Field(
    20, Choices.preferredChannel, "Preferred channel", "راه ارتباط ترجیحی")
  /// When anybody first met it.
  public let firstSeenAt = Field(
    21, .instant, "First seen", "نخستین دیدار", rule: .minimum())
  /// Its main phone, so that there are never two.
  public let primaryPhone = Field(22, .reference(6), "Main phone", "تلفن اصلی")
  /// Note.
  public let note = Field(23, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    24, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)

  /// The account that stands for this one, which turned out to be the same.
  public let mergedInto = Field(
    25, .reference(4), "Merged into", "ادغام‌شده در", rule: .minimum(), key: true)
  /// After how many days an overdue invoice makes orders need an approval.
  public let creditGraceDays = Field(
    40, .integer(0...365), "Days of grace", "روزهای مهلت", group: "credit")

  /// The lead that it came from.
  public let originLead = Field(
    26, .reference(23), "Origin lead", "سرنخ مبدأ", rule: .firstWriter)
  /// Whether it is one of the customers that matter most.
  public let keyAccount = Field(
    27, .truth, "Key account", "حساب کلیدی", initial: .truth(false))
  /// What is to be done.
  public let nextStep = Field(28, .text(maximum: 400), "Next step", "گام بعدی", group: "next")
  /// When it is to be done.
  public let nextActionAt = Field(
    29, .instant, "Next action at", "زمان اقدام بعدی", group: "next", key: true)
  /// The group whose prices and promotions it gets.
  public let customerGroup = Field(
    30, .reference(40), "Customer group", "گروه مشتری", group: "pricing")
  /// The list that it buys from, before that of its group.
  public let priceList = Field(
    31, .reference(42), "Price list", "فهرست قیمت", group: "pricing")
  /// How much discount a rep may give to it.
  public let discountClass = Field(
    32, Choices.discountClass, "Discount class", "رده تخفیف", group: "pricing")
  /// The bank account that money is paid back to, with `IR`; never guessed.
  public let sheba = Field(
    41, .text(maximum: 26), "Sheba", "شماره شبا", rule: .manual, searched: true, key: true,
    numeral: true)
  /// The sixteen digits of its bank card; never guessed.
  public let cardNumber = Field(
    42, .text(maximum: 16), "Card number", "شماره کارت", rule: .manual, searched: true, key: true,
    numeral: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Account()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "account", tag: 4, "Account", "حساب",
    groups: [
      GroupDeclaration("credit", rule: .authority, guarded: true),
      GroupDeclaration("next", rule: .lastWriter),
      GroupDeclaration("pricing", rule: .authority, guarded: true),
    ],
    scopes: [
      .territory(shape.territory.tag), .user(shape.owner.tag), .users(shape.participants.tag),
    ],
    title: [shape.name.tag],
    claims: [
      Claim("national_id") { ClaimKey.folded($0[shape.nationalId]) },
      Claim("legal_id") { ClaimKey.folded($0[shape.legalId]) },
      Claim("economic_code") { ClaimKey.folded($0[shape.economicCode]) },
      Claim("sheba") { ClaimKey.folded($0[shape.sheba]) },
      Claim("card_number") { ClaimKey.folded($0[shape.cardNumber]) },
      // Two who convert a lead at once open two: the office is told, and merges them.
      Claim("origin_lead") { $0[shape.originLead].reference.map { "\($0)" } },
    ],
    names: [shape.name.tag, shape.legalName.tag], held: [shape.mergedInto.tag],
    invariants: [
      identity, Laws.assignment(owner: shape.owner, territory: shape.territory), documents,
      Laws.notNegative(shape.creditLimit),
      Laws.names(SchemaTags.user, in: shape.participants),
      Laws.participation(
        shape.participants, owner: shape.owner, territory: shape.territory),
      Laws.redirect(shape.mergedInto),
    ])
}

extension Account {
  private static let identity: Invariant = { context in
    context.canonical(shape.nationalId, NationalID.normalize)
      ?? context.canonical(shape.legalId, LegalID.normalize)
      ?? context.canonical(shape.economicCode, EconomicCode.normalize)
      ?? context.canonical(shape.sheba, Sheba.normalize)
      ?? context.canonical(shape.cardNumber, CardNumber.normalize)
  }

  private static let documents: Invariant = { context in
    guard context.isDeletion else { return nil }
    func remains(_ entity: EntityTag, _ account: Field, draft: Field?) throws -> Bool {
      try context.reader.records(
        entity, where: account.tag, is: .reference(context.after.id)
      ).contains { record in draft.map { record[$0].text != Order.draft } ?? true }
    }
    let isKept =
      try remains(Order.tag, Order.shape.account, draft: Order.shape.status)
      || remains(Invoice.tag, Invoice.shape.account, draft: Invoice.shape.status)
      || remains(Quote.tag, Quote.shape.account, draft: Quote.shape.status)
      || remains(Payment.tag, Payment.shape.account, draft: nil)
      || remains(Delivery.tag, Delivery.shape.account, draft: nil)
    return isKept ? context.breaks(.accountHasDocuments) : nil
  }
}

extension Account: MergeableEntity {
  /// The account that stands for this one.
  public static var redirect: Field { shape.mergedInto }
}

extension Account: PreparedEntity {
  /// Puts identity numbers in their canonical form; a rep's new account gets its owner and
  /// territory.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.nationalId, named: "national_id", by: NationalID.normalize)
    try edit.canonicalize(shape.legalId, named: "legal_id", by: LegalID.normalize)
    try edit.canonicalize(shape.economicCode, named: "economic_code", by: EconomicCode.normalize)
    try edit.canonicalize(shape.sheba, named: "sheba", by: Sheba.normalize)
    try edit.canonicalize(shape.cardNumber, named: "card_number", by: CardNumber.normalize)
    guard before == nil else { return }
    edit.fill(shape.firstSeenAt, .integer(context.now))
    try edit.assign(owner: shape.owner, territory: shape.territory, in: context)
  }
}

extension Account: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.name, shape.kind, shape.owner, shape.territory, shape.primaryPhone, shape.creditLimit,
      shape.keyAccount, shape.nextActionAt,
    ]
  }
}
