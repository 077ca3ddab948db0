// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An offer to an account (pro forma invoice); what was sent is changed only by a new revision.
public struct Quote: CommercialDocument {
  /// The lines of a quote.
  public typealias Line = QuoteLine

  /// `DEVICE-n`, given at once and unique without a server; each revision has its own.
  public let number = HeaderFields.number(3)
  /// Account.
  public let account = HeaderFields.account(4)
  /// Status.
  public let status = Field(
    5,
    .choice([
      Choice("draft", "Draft", "پیش‌نویس"), Choice("sent", "Sent", "فرستاده‌شده"),
      Choice("accepted", "Accepted", "پذیرفته‌شده"), Choice("rejected", "Rejected", "ردشده"),
      Choice("expired", "Expired", "منقضی"),
      Choice("superseded", "Superseded", "جایگزین‌شده"),
    ]), "Status", "وضعیت", group: "state", required: true)
  /// Why it was rejected.
  public let reason = Field(6, .text(maximum: 400), "Reason", "دلیل", group: "state")
  /// The day on which the customer accepted.
  public let acceptedOn = Field(7, .date, "Accepted on", "تاریخ پذیرش", group: "state")
  /// Quote date.
  public let quoteDate = Field(8, .date, "Quote date", "تاریخ پیش‌فاکتور", required: true)
  /// The last day on which it can be accepted; nil for no end.
  public let validUntil = Field(9, .date, "Valid until", "اعتبار تا")
  /// Currency.
  public let currency = HeaderFields.currency(10)
  /// Off the whole quote; either this or an amount.
  public let discountPercent = HeaderFields.discountPercent(11)
  /// Off the whole quote; either this or a percentage.
  public let discountAmount = HeaderFields.discountAmount(12)
  /// Whether tax is rounded per line or once.
  public let roundingScope = HeaderFields.roundingScope(13)
  /// Rounding mode.
  public let roundingMode = HeaderFields.roundingMode(14)
  /// What the payable amount is a multiple of, in minor units.
  public let payableStep = HeaderFields.payableStep(15)
  /// 1 for the first, and one more than what it supersedes.
  public let revision = Field(
    16, .integer(1...1_000), "Revision", "بازنگری", group: "chain", initial: .integer(1))
  /// The first revision; nil in the first.
  public let origin = Field(
    17, .reference(30), "First revision", "نخستین بازنگری", group: "chain")
  /// The revision that it takes the place of.
  public let supersedes = Field(
    18, .reference(30), "Supersedes", "جایگزینِ", group: "chain")
  /// What is agreed beside the prices: delivery, payment, warranty.
  public let terms = Field(19, .text(maximum: 2_000), "Terms", "شرایط")
  /// Note.
  public let note = HeaderFields.note(20)
  /// Its name in another system.
  public let externalId = HeaderFields.externalId(21)

  /// The opportunity that it is an offer for.
  public let opportunity = Field(
    22, .reference(26), "Opportunity", "فرصت فروش", group: "opportunity")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Quote()
  /// The state in which a quote can be edited.
  public static let draft = "draft"
  /// The civil date by which prices and rates of tax are looked up.
  public var date: Field { quoteDate }

  /// What the customer accepted in time beats whatever was noted of it elsewhere.
  static let machine = Ranking(
    field: 5,
    ranks: [
      "draft": 0, "sent": 1, "rejected": 2, "expired": 2, "superseded": 2, "accepted": 3,
    ],
    moves: [
      "draft": ["sent"],
      "sent": ["accepted", "rejected", "expired", "superseded"],
      "rejected": ["accepted", "superseded"],
      "expired": ["superseded"],
    ],
    verbs: [
      "sent": "quote send",
      "rejected": "quote reject",
      "expired": "quote expire",
      "superseded": "quote revise",
      "accepted": "quote accept",
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "quote", tag: 30, "Quote", "پیش‌فاکتور",
    groups: [
      GroupDeclaration("state", rule: .ranked(machine)),
      GroupDeclaration("chain", rule: .firstWriter),
      GroupDeclaration("opportunity", rule: .firstWriter),
    ] + HeaderFields.groups,
    deletePolicy: .deleteWins, scopes: [.parent(shape.account.tag)], editors: .creator,
    title: [shape.number.tag], number: shape.number.tag,
    claims: [
      Claim("number") { ClaimKey.folded($0[shape.number]) },
      // Two that revised the same quote at a time both keep theirs, and somebody chooses.
      Claim("revision") { quote in
        quote[shape.origin].reference.map { "\($0)/\(quote[shape.revision].integer ?? 1)" }
      },
    ],
    invariants: [
      Laws.starts(in: [draft], shape.status), DocumentLaws<Quote>.frozen(but: [shape.note]),
      DocumentLaws<Quote>.hasLines(on: "sent"), inTime, Laws.fixed([shape.revision]),
      Laws.discount(percent: shape.discountPercent, amount: shape.discountAmount),
    ])
}

extension Quote {
  /// An acceptance has its day, which is not after the last one.
  private static let inTime: Invariant = { context in
    for version in context.written(shape.status)
    where version[shape.status.tag] == .text("accepted") {
      guard let day = version[shape.acceptedOn.tag].integer else {
        return context.failure(.required, shape.acceptedOn)
      }
      if let last = context.after[shape.validUntil].integer, day > last {
        return context.breaks(.quoteExpired, shape.acceptedOn)
      }
    }
    return nil
  }
}

extension Quote: PreparedEntity {
  /// An offer holds for two weeks unless somebody says otherwise.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil, let date = edit.values[shape.quoteDate.tag]?.integer else { return }
    edit.fill(shape.validUntil, .integer(date + 14))
  }
}

extension Quote: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.number, shape.account, shape.status, shape.quoteDate, shape.validUntil]
  }
}
