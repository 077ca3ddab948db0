// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A deal that may come about, on its way through the stages of a pipeline.
public struct Opportunity: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Account.
  public let account = Field(4, .reference(4), "Account", "حساب", required: true)
  /// The person whom one deals with first.
  public let contact = Field(5, .reference(5), "Main contact", "رابط اصلی")
  /// The identifiers of all who have a part in the decision; which part each one says.
  public let contacts = Field(6, .words, "Contacts", "رابط‌ها")
  /// Pipeline.
  public let pipeline = Field(
    7, .reference(24), "Pipeline", "کاریز", group: "state", required: true)
  /// Stage.
  public let stage = Field(8, .reference(25), "Stage", "مرحله", group: "state", required: true)
  /// Status.
  public let status = Field(
    9, Choices.opportunityStatus, "Status", "وضعیت", group: "state", required: true)
  /// Why it was lost.
  public let lostReason = Field(
    10, Choices.lostReason, "Reason of loss", "دلیل از دست رفتن", group: "state")
  /// The competitor who got it.
  public let lostTo = Field(11, .reference(29), "Lost to", "برنده رقیب", group: "state")
  /// What there is to say of how it ended.
  public let closingNote = Field(
    12, .text(maximum: 1_000), "Closing note", "یادداشت پایان", group: "state", searched: true)
  /// The day on which it was won, lost or given up.
  public let closeDate = Field(13, .date, "Closed on", "تاریخ پایان", group: "state", key: true)
  /// In the place of the stage's.
  public let probability = Field(14, .basisPoints, "Probability", "احتمال موفقیت")
  /// What it is worth where it has no lines, in the currency's minor unit.
  public let amount = Field(15, .money, "Amount", "مبلغ", group: "worth")
  /// Currency.
  public let currency = Field(16, Choices.currency, "Currency", "ارز", group: "worth")
  /// When it should be decided.
  public let expectedClose = Field(17, .date, "Expected close", "تاریخ برآوردی پایان", key: true)
  /// How a forecast counts it.
  public let forecast = Field(
    18,
    .choice([
      Choice("pipeline", "Pipeline", "در کاریز"), Choice("best_case", "Best case", "خوش‌بینانه"),
      Choice("commit", "Commit", "قطعی"), Choice("omitted", "Omitted", "به‌حساب‌نیامده"),
    ]), "Forecast", "پیش‌بینی", initial: .text("pipeline"))
  /// By which way it arose.
  public let source = Field(19, Choices.leadSource, "Source", "منبع", rule: .firstWriter)
  /// How the contact learned of the product.
  public let acquaintance = Field(20, Choices.acquaintance, "Heard of us by", "راه آشنایی")
  /// The campaign that brought it.
  public let campaign = Field(21, .reference(71), "Campaign", "کارزار")
  /// The lead that it came from.
  public let originLead = Field(22, .reference(23), "Origin lead", "سرنخ مبدأ", rule: .firstWriter)
  /// The user who answers for it.
  public let owner = Field(
    23, .reference(SchemaTags.user), "Owner", "مسئول", rule: .authority)
  /// The identifiers of further users who hold it.
  public let participants = Field(24, .words, "Participants", "مشارکت‌کنندگان")
  /// What is to be done.
  public let nextStep = Field(25, .text(maximum: 400), "Next step", "گام بعدی", group: "next")
  /// When it is to be done.
  public let nextActionAt = Field(
    26, .instant, "Next action at", "زمان اقدام بعدی", group: "next", key: true)
  /// The identifiers of the competitors who want it too.
  public let competitors = Field(27, .words, "Competitors", "رقیبان")
  /// The exit checks of its stages that somebody confirmed.
  public let confirmedChecks = Field(28, .words, "Confirmed checks", "بررسی‌های انجام‌شده")
  /// What the customer needs.
  public let need = Field(29, .text(maximum: 2_000), "Need", "نیاز", searched: true)
  /// Tags.
  public let tags = Field(30, .words, "Tags", "برچسب‌ها", searched: true)
  /// Note.
  public let note = Field(31, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// Its name in another system.
  public let externalId = Field(
    32, .text(maximum: 100), "External ID", "شناسه بیرونی", searched: true, key: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Opportunity()
  /// The status of one that is on its way.
  public static let open = "open"

  /// Among open ones the last writer moves it, also back; what was closed stays so against a move
  /// elsewhere; won against lost is for a person to settle, the earlier shown meanwhile.
  static let machine = Ranking(
    field: 9, ranks: [open: 0, "abandoned": 1, "lost": 2, "won": 2], hard: [["won", "lost"]],
    moves: [
      open: ["won", "lost", "abandoned"], "won": [open], "lost": [open], "abandoned": [open],
    ],
    verbs: [
      open: "opportunity reopen",
      "abandoned": "opportunity abandon",
      "lost": "opportunity lose",
      "won": "opportunity win",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "opportunity", tag: 26, "Opportunity", "فرصت فروش",
    groups: [
      GroupDeclaration("state", rule: .ranked(machine)),
      GroupDeclaration("worth", rule: .lastWriter), GroupDeclaration("next", rule: .lastWriter),
    ],
    scopes: [
      .parent(shape.account.tag), .user(shape.owner.tag), .users(shape.participants.tag),
    ],
    title: [shape.name.tag],
    claims: [
      // Two who convert a lead at once make two: both stay, and the office is told.
      Claim("origin_lead") { $0[shape.originLead].reference.map { "\($0)" } }
    ],
    invariants: [
      Laws.starts(in: [open], shape.status), Laws.assignment(owner: shape.owner),
      Laws.names(SchemaTags.user, in: shape.participants),
      Laws.participation(shape.participants, owner: shape.owner, account: shape.account),
      Laws.names(Competitor.tag, in: shape.competitors),
      Laws.names(Contact.tag, in: shape.contacts), Laws.notNegative(shape.amount),
      Laws.currency(shape.currency, of: shape.amount), staged, explained, recorded,
    ])
}

extension Opportunity: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.name, shape.account, shape.stage, shape.status, shape.amount, shape.currency,
      shape.expectedClose, shape.owner, shape.nextActionAt,
    ]
  }
}
