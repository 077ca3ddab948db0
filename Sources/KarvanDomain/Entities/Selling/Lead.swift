// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Somebody who seeks to buy, before anybody knows whether there is a deal in it.
public struct Lead: EntityType {
  /// The person's name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", searched: true)
  /// Organisation.
  public let organisation = Field(
    4, .text(maximum: 200), "Organisation", "سازمان", searched: true)
  /// Job title.
  public let jobTitle = Field(5, .text(maximum: 100), "Job title", "سمت")
  /// As it was typed; without a country's calling code it is Iranian.
  public let phone = Field(
    6, .text(maximum: 60), "Phone", "تلفن", group: "phone", searched: true)
  /// In E.164, as it is compared.
  public let normalizedPhone = Field(
    7, .text(maximum: 20), "Normalised phone", "تلفن یکدست", group: "phone", searched: true,
    key: true)
  /// In its canonical form.
  public let email = Field(8, .text(maximum: 200), "E-mail", "ایمیل", searched: true, key: true)
  /// Ten digits.
  public let nationalId = Field(
    9, .text(maximum: 10), "National ID", "کد ملی", searched: true, key: true, numeral: true)
  /// Eleven digits.
  public let legalId = Field(
    10, .text(maximum: 11), "Legal ID", "شناسه ملی", searched: true, key: true, numeral: true)
  /// Industry.
  public let industry = Field(11, .text(maximum: 100), "Industry", "صنعت")
  /// What they need, in their words.
  public let need = Field(12, .text(maximum: 2_000), "Need", "نیاز", searched: true)
  /// By which way they came; said once.
  public let source = Field(13, Choices.leadSource, "Source", "منبع", rule: .firstWriter)
  /// Which exhibition, whose referral, which page.
  public let sourceDetail = Field(
    14, .text(maximum: 200), "Source in detail", "جزئیات منبع", searched: true)
  /// The campaign that brought them.
  public let campaign = Field(15, .reference(71), "Campaign", "کارزار")
  /// How they learned of the company or product.
  public let acquaintance = Field(16, Choices.acquaintance, "Heard of us by", "راه آشنایی")
  /// Whether there is money for it.
  public let budget = Field(
    17,
    .choice([
      Choice("confirmed", "Confirmed", "تأییدشده"), Choice("likely", "Likely", "محتمل"),
      Choice("unclear", "Unclear", "نامعلوم"), Choice("none", "None", "ندارد"),
    ]), "Budget", "بودجه")
  /// What the person decides.
  public let authority = Field(
    18,
    .choice([
      Choice("decides", "Decides", "تصمیم‌گیرنده"),
      Choice("influences", "Influences", "اثرگذار"), Choice("asks", "Only asks", "تنها جویا"),
    ]), "Authority", "اختیار")
  /// How much they need it.
  public let needLevel = Field(
    19,
    .choice([
      Choice("urgent", "Urgent", "فوری"), Choice("clear", "Clear", "روشن"),
      Choice("vague", "Vague", "مبهم"), Choice("none", "None", "ندارد"),
    ]), "Need level", "شدت نیاز")
  /// When they mean to buy.
  public let timeline = Field(
    20,
    .choice([
      Choice("month", "Within a month", "تا یک ماه"),
      Choice("quarter", "Within three months", "تا سه ماه"),
      Choice("half_year", "Within six months", "تا شش ماه"), Choice("later", "Later", "دیرتر"),
    ]), "Timeline", "زمان خرید")
  /// How large a customer they would be.
  public let size = Field(
    21,
    .choice([
      Choice("large", "Large", "بزرگ"), Choice("medium", "Medium", "متوسط"),
      Choice("small", "Small", "کوچک"),
    ]), "Size", "اندازه")
  /// What the deal may be worth.
  public let expectedValue = Field(
    22, .money, "Expected value", "ارزش برآوردی", group: "worth")
  /// Currency.
  public let currency = Field(23, Choices.currency, "Currency", "ارز", group: "worth")
  /// The user who answers for it.
  public let owner = Field(
    24, .reference(SchemaTags.user), "Owner", "مسئول", rule: .authority)
  /// The part of the market that it is in.
  public let territory = Field(
    25, .reference(SchemaTags.territory), "Territory", "قلمرو", rule: .authority)
  /// The identifiers of further users who hold it.
  public let participants = Field(26, .words, "Participants", "مشارکت‌کنندگان")
  /// Status.
  public let status = Field(
    27,
    .choice([
      Choice("new", "New", "تازه"), Choice("working", "Being worked", "در دست پیگیری"),
      Choice("qualified", "Qualified", "واجد شرایط"),
      Choice("disqualified", "Disqualified", "رد شده"),
      Choice("converted", "Converted", "تبدیل‌شده"),
    ]), "Status", "وضعیت", group: "state", required: true)
  /// Why nothing comes of it.
  public let disqualifyReason = Field(
    28,
    .choice([
      Choice("no_need", "No need", "نبود نیاز"), Choice("no_budget", "No budget", "نبود بودجه"),
      Choice("no_authority", "Does not decide", "نداشتن اختیار"),
      Choice("unreachable", "Cannot be reached", "در دسترس نبودن"),
      Choice("out_of_area", "Outside our area", "بیرون از محدوده"),
      Choice("competitor", "Bought elsewhere", "خرید از رقیب"),
      Choice("duplicate", "Duplicate", "تکراری"), Choice("spam", "Not serious", "غیرجدی"),
      Choice("other", "Other", "دیگر"),
    ]), "Reason of disqualification", "دلیل رد", group: "state")
  /// The same in words.
  public let disqualifyNote = Field(
    29, .text(maximum: 400), "Note on disqualification", "توضیح رد", group: "state")
  /// When something is to be done; of several that were set at once, the earliest.
  public let nextActionAt = Field(
    30, .instant, "Next action at", "زمان اقدام بعدی", rule: .minimum(), key: true)
  /// What is to be done.
  public let nextStep = Field(31, .text(maximum: 400), "Next step", "گام بعدی")
  /// The account that it became.
  public let convertedAccount = Field(
    32, .reference(4), "Account", "حساب", group: "conversion")
  /// The contact that it became.
  public let convertedContact = Field(
    33, .reference(5), "Contact", "رابط", group: "conversion")
  /// The opportunity that it became.
  public let convertedOpportunity = Field(
    34, .reference(26), "Opportunity", "فرصت فروش", group: "conversion")
  /// When it was converted.
  public let convertedAt = Field(
    35, .instant, "Converted at", "زمان تبدیل", group: "conversion")
  /// Address line.
  public let address = Field(36, .text(maximum: 400), "Address line", "نشانی", searched: true)
  /// City.
  public let city = Field(37, .text(maximum: 100), "City", "شهر", searched: true)
  /// Province.
  public let province = Field(38, .text(maximum: 100), "Province", "استان")
  /// Website.
  public let website = Field(39, .text(maximum: 200), "Website", "وب‌سایت")
  /// Tags.
  public let tags = Field(40, .words, "Tags", "برچسب‌ها", searched: true)
  /// Note.
  public let note = Field(41, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    42, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)
  /// When it came into its state.
  public let statusAt = Field(
    43, .instant, "Status since", "زمان وضعیت", group: "state", key: true)
  /// When somebody first did something about it.
  public let respondedAt = Field(
    44, .instant, "First response", "نخستین پاسخ", rule: .minimum())
  /// When somebody first said that it is worth a deal.
  public let qualifiedAt = Field(
    45, .instant, "Qualified at", "زمان تأیید", rule: .minimum())

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Lead()
  /// The states in which somebody still works it.
  public static let openStates = ["new", "working", "qualified"]
  /// The state of a lead that became a customer.
  public static let converted = "converted"

  /// What was converted stays so, whatever was decided elsewhere at the same time; a disqualified
  /// lead is taken up again only by somebody who saw that it was.
  static let machine = Ranking(
    field: 27,
    ranks: ["new": 0, "working": 1, "qualified": 2, "disqualified": 3, "converted": 9],
    moves: [
      "new": ["working", "qualified", "disqualified", "converted"],
      "working": ["qualified", "disqualified", "converted"],
      "qualified": ["working", "disqualified", "converted"],
      "disqualified": ["working"],
    ],
    verbs: [
      "working": "lead work",
      "qualified": "lead qualify",
      "disqualified": "lead disqualify",
      "converted": "lead convert",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "lead", tag: 23, "Lead", "سرنخ",
    groups: [
      GroupDeclaration("phone", rule: .lastWriter), GroupDeclaration("worth", rule: .lastWriter),
      GroupDeclaration("state", rule: .ranked(machine)),
      GroupDeclaration("conversion", rule: .firstWriter),
    ],
    scopes: [
      .territory(shape.territory.tag), .user(shape.owner.tag), .users(shape.participants.tag),
      // Whoever has the customer has the story that it began with.
      .parent(shape.convertedAccount.tag),
    ],
    title: [shape.name.tag, shape.organisation.tag],
    names: [shape.name.tag, shape.organisation.tag],
    invariants: [
      Laws.starts(in: Set(openStates), shape.status),
      Laws.assignment(owner: shape.owner, territory: shape.territory),
      Laws.names(SchemaTags.user, in: shape.participants),
      Laws.participation(
        shape.participants, owner: shape.owner, territory: shape.territory),
      Laws.notNegative(shape.expectedValue),
      Laws.currency(shape.currency, of: shape.expectedValue),
      named, reached, identity, judged, whole, kept,
    ])
}

extension Lead: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.name, shape.organisation, shape.status, shape.owner, shape.source, shape.phone,
      shape.nextActionAt, shape.expectedValue,
    ]
  }
}
