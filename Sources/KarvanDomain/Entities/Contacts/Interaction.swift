// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What was said or written between the company and a customer; a correction is a record of its own.
public struct Interaction: EntityType {
  /// The account that it was with.
  public let account = Field(3, .reference(4), "Account", "حساب", group: "entry")
  /// The person that it was with.
  public let contact = Field(4, .reference(5), "Contact", "رابط", group: "entry")
  /// Channel.
  public let channel = Field(
    7,
    .choice([
      Choice("phone", "Phone", "تلفن"), Choice("sms", "Text message", "پیامک"),
      Choice("email", "E-mail", "ایمیل"), Choice("messenger", "Messenger", "پیام‌رسان"),
      Choice("meeting", "Meeting", "جلسه"), Choice("visit", "Visit", "حضوری"),
      Choice("letter", "Letter", "نامه"), Choice("web", "Web site", "وب‌سایت"),
      Choice("note", "Note", "یادداشت"),
    ]), "Channel", "راه ارتباط", group: "entry", required: true)
  /// Who began it; none for a note.
  public let direction = Field(
    8, Choices.direction, "Direction", "جهت", group: "entry")
  /// When it happened, which may be long before it was written down.
  public let at = Field(9, .instant, "At", "زمان", group: "entry", required: true)
  /// In seconds.
  public let duration = Field(
    10, .integer(0...604_800), "Duration (s)", "مدت (ثانیه)", group: "entry")
  /// Subject.
  public let subject = Field(
    11, .text(maximum: 200), "Subject", "موضوع", group: "entry", searched: true)
  /// What it was about, in words.
  public let summary = Field(
    12, .text(maximum: 4_000), "Summary", "خلاصه", group: "entry", required: true, searched: true)
  /// Outcome.
  public let outcome = Field(
    13,
    .choice([
      Choice("reached", "Reached", "گفت‌وگو شد"), Choice("no_answer", "No answer", "پاسخ نداد"),
      Choice("left_message", "Left a message", "پیام گذاشته شد"),
      Choice("call_back", "Call back", "تماس دوباره"),
      Choice("interested", "Interested", "علاقه‌مند"),
      Choice("not_interested", "Not interested", "بی‌علاقه"),
      Choice("resolved", "Resolved", "حل شد"), Choice("other", "Other", "دیگر"),
    ]), "Outcome", "نتیجه", group: "entry")
  /// The first one of the conversation that this goes on with, over whatever channel.
  public let thread = Field(
    14, .reference(59), "Conversation", "گفت‌وگو", group: "entry", key: true)
  /// The earlier one that this says anew.
  public let corrects = Field(
    15, .reference(59), "Corrects", "اصلاح", group: "entry", key: true)
  /// The user who spoke for the company.
  public let user = Field(16, .reference(SchemaTags.user), "User", "کاربر", group: "entry")
  /// Its name in another system, such as the identifier of a message.
  public let externalId = Field(
    17, .text(maximum: 200), "External ID", "شناسه بیرونی", group: "entry", searched: true,
    key: true)
  /// The lead that it was with.
  public let lead = Field(18, .reference(23), "Lead", "سرنخ", group: "entry")
  /// The deal that it was about.
  public let opportunity = Field(
    19, .reference(26), "Opportunity", "فرصت فروش", group: "entry")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Interaction()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "interaction", tag: 59, "Interaction", "تعامل",
    groups: [GroupDeclaration("entry", rule: .firstWriter)], deletable: false,
    scopes: [
      .parent(shape.account.tag), .user(shape.user.tag), .parent(shape.lead.tag),
      .parent(shape.opportunity.tag),
    ], editors: .nobody,
    title: [shape.subject.tag, shape.summary.tag],
    claims: [Claim("external_id") { ClaimKey.folded($0[shape.externalId]) }],
    invariants: [Laws.appendOnly, correction])
}

extension Interaction {
  /// Only whoever wrote it says it anew, and of the same customer.
  private static let correction: Invariant = { context in
    guard context.before == nil, let id = context.after[shape.corrects].reference,
      let earlier = try context.reader.record(Interaction.tag, id)
    else { return nil }
    if earlier.creator != context.after.creator {
      return context.failure(.notCreator, shape.corrects)
    }
    // A program that knows nothing of leads leaves them out; that names no other.
    let isOther = [shape.lead, shape.opportunity].contains {
      !context.after[$0].isNull && earlier[$0] != context.after[$0]
    }
    return !isOther && earlier[shape.account] == context.after[shape.account]
      ? nil : context.breaks(.correctsSame, shape.corrects)
  }
}

extension Interaction: PreparedEntity {
  /// What a correction keeps unless it says otherwise.
  private static let corrected = [
    shape.account, shape.contact, shape.lead, shape.opportunity, shape.channel, shape.direction,
    shape.at, shape.duration, shape.subject, shape.outcome,
  ]
  /// What an answer takes over from the conversation that it goes on with.
  private static let continued = [
    shape.account, shape.contact, shape.lead, shape.opportunity,
  ]

  /// It happened now and the author spoke, unless something else is said; its conversation is named
  /// by the first one of it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    edit.fill(shape.user, .reference(context.author.user))
    for field in [shape.corrects, shape.thread] {
      guard let id = edit.values[field.tag]?.reference,
        let earlier = try context.reader.record(Interaction.tag, id)
      else { continue }
      let first = earlier[shape.thread]
      if field.tag == shape.thread.tag {
        if !first.isNull { edit.values[field.tag] = first }
      } else {
        edit.fill(shape.thread, first)
      }
      let isCorrection = field.tag == shape.corrects.tag
      for inherited in isCorrection ? corrected : continued {
        edit.fill(inherited, earlier[inherited])
      }
    }
    edit.fill(shape.at, .integer(context.now))
    try edit.fillAccount(
      shape.account,
      from: ActivitySubject(
        contact: shape.contact, lead: shape.lead, opportunity: shape.opportunity), in: context)
  }
}

extension Interaction: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.at, shape.channel, shape.direction, shape.account, shape.contact, shape.subject,
      shape.summary, shape.outcome,
    ]
  }
}
