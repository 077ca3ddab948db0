// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A telephone call as the exchange recorded it; nothing in it is ever changed.
public struct Call: EntityType {
  /// The account of the other side.
  public let account = Field(3, .reference(4), "Account", "حساب", group: "entry")
  /// The person on the other side.
  public let contact = Field(4, .reference(5), "Contact", "رابط", group: "entry")
  /// Direction.
  public let direction = Field(
    7, Choices.direction, "Direction", "جهت", group: "entry", required: true)
  /// What came of it.
  public let disposition = Field(
    8,
    .choice([
      Choice("answered", "Answered", "پاسخ داده شد"), Choice("missed", "Missed", "بی‌پاسخ"),
      Choice("busy", "Busy", "اشغال"), Choice("failed", "Failed", "ناموفق"),
      Choice("voicemail", "Voicemail", "پیام‌گیر"),
    ]), "Disposition", "سرانجام", group: "entry", required: true)
  /// Who called: E.164 where it can be, else as the exchange wrote it.
  public let caller = Field(
    9, .text(maximum: 60), "Caller", "تماس‌گیرنده", group: "entry", searched: true, key: true)
  /// Who was called.
  public let callee = Field(
    10, .text(maximum: 60), "Callee", "گیرنده", group: "entry", searched: true, key: true)
  /// The user whose extension it was.
  public let agent = Field(
    11, .reference(SchemaTags.user), "Agent", "کارشناس", group: "entry")
  /// The queue or ring group that it came through.
  public let queue = Field(12, .text(maximum: 100), "Queue", "صف", group: "entry")
  /// When it began to ring.
  public let start = Field(
    13, .instant, "Start", "آغاز", group: "entry", required: true, key: true)
  /// When somebody answered.
  public let answer = Field(14, .instant, "Answered at", "زمان پاسخ", group: "entry")
  /// When it ended.
  public let end = Field(15, .instant, "End", "پایان", group: "entry")
  /// Where the recording is.
  public let recording = Field(
    16, .text(maximum: 400), "Recording", "ضبط مکالمه", group: "entry")
  /// The exchange's own name of it; the same call is taken once.
  public let uniqueId = Field(
    17, .text(maximum: 100), "Unique ID", "شناسه یکتا", group: "entry", searched: true, key: true)
  /// The lead on the other side.
  public let lead = Field(18, .reference(23), "Lead", "سرنخ", group: "entry")
  /// The deal that it was about.
  public let opportunity = Field(
    19, .reference(26), "Opportunity", "فرصت فروش", group: "entry")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Call()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "call", tag: 60, "Call", "تماس تلفنی",
    groups: [GroupDeclaration("entry", rule: .firstWriter)], deletable: false,
    scopes: [
      .parent(shape.account.tag), .user(shape.agent.tag), .parent(shape.lead.tag),
      .parent(shape.opportunity.tag),
    ], editors: .nobody,
    title: [shape.caller.tag, shape.callee.tag],
    claims: [Claim("unique_id") { ClaimKey.folded($0[shape.uniqueId]) }],
    invariants: [Laws.appendOnly, times])

  private static let times: Invariant = { context in
    guard context.before == nil, let start = context.after[shape.start].integer else { return nil }
    let answer = context.after[shape.answer].integer ?? start
    let end = context.after[shape.end].integer ?? max(start, answer)
    return start <= answer && answer <= end ? nil : context.breaks(.callTimes, shape.start)
  }
}

extension Call: PreparedEntity {
  /// The numbers are written as they are compared, so that an account that is made later is known
  /// by them; a call about a lead or a deal is one with their account, too.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    for field in [shape.caller, shape.callee] {
      guard let text = edit.values[field.tag]?.text, !TelephoneCall.isInternal(text),
        let number = try? PhoneNumber.normalize(text)
      else { continue }
      edit.values[field.tag] = .text(number)
    }
    try edit.fillAccount(
      shape.account,
      from: ActivitySubject(
        contact: shape.contact, lead: shape.lead, opportunity: shape.opportunity), in: context)
  }
}

/// One station of a call on its way through the company; nothing in it is ever changed.
public struct CallLeg: PartEntity {
  /// Call.
  public let call = Field(3, .reference(60), "Call", "تماس", group: "entry", required: true)
  /// Its place on the way, from 1.
  public let position = Field(
    4, .integer(1...1_000), "Position", "ردیف", group: "entry", required: true)
  /// The extension that rang.
  public let target = Field(5, .text(maximum: 100), "Extension", "داخلی", group: "entry")
  /// The user whose extension it was.
  public let agent = Field(6, .reference(SchemaTags.user), "Agent", "کارشناس", group: "entry")
  /// What came of it.
  public let disposition = Field(
    7, Call.shape.disposition.kind, "Disposition", "سرانجام", group: "entry")
  /// When it began to ring.
  public let start = Field(8, .instant, "Start", "آغاز", group: "entry")
  /// When it ended.
  public let end = Field(9, .instant, "End", "پایان", group: "entry")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = CallLeg()
  /// It goes with its call.
  public static let whole: EntityTag = 60
  /// The call that it goes with.
  public static var wholeField: FieldTag { shape.call.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "call_leg", tag: 70, "Call leg", "مسیر تماس",
    groups: [GroupDeclaration("entry", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.call.tag)], editors: .nobody,
    title: [shape.position.tag, shape.target.tag],
    invariants: [Laws.appendOnly, Laws.together(with: whole, shape.call)])
}

extension Call: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [
      shape.start, shape.direction, shape.disposition, shape.caller, shape.callee, shape.account,
      shape.contact, shape.agent,
    ]
  }
}
