// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A finding that needs a person, though nothing was lost.
public struct ReviewItem: EntityType {
  /// Kind.
  public let kind = Field(
    3,
    .choice([
      Choice("duplicate", "Possible duplicate", "احتمال تکراری بودن"),
      Choice("over_credit", "Over the credit limit", "بیش از سقف اعتبار"),
      Choice("stale_price", "Stale price", "قیمت کهنه"),
      Choice("lost_scope", "Edits out of scope", "ویرایش بیرون از محدوده"),
      Choice("orphan", "Missing parent", "نبود رکورد اصلی"),
      Choice("copied_device", "Copied device", "رونوشت دستگاه"),
      Choice("negative_stock", "Negative stock", "موجودی منفی"),
      Choice("stock_difference", "Difference of a count", "اختلاف شمارش"),
      Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع", rule: .firstWriter, required: true)
  /// Status.
  public let status = Field(
    4, .choice([Choice("open", "Open", "باز"), Choice("closed", "Closed", "بسته")]), "Status",
    "وضعیت", group: "closing", required: true)
  /// Closed by.
  public let closedBy = Field(
    5, .reference(SchemaTags.user), "Closed by", "بسته‌شده توسط", group: "closing")
  /// What was done about it.
  public let resolution = Field(
    6, .text(maximum: 1_000), "Resolution", "نتیجه رسیدگی", group: "closing", searched: true)
  /// The name of the entity of the record that it is about.
  public let subjectEntity = Field(
    7, .text(maximum: 60), "About (kind)", "درباره (نوع)", group: "subject", required: true)
  /// The identifier of the record that it is about.
  public let subjectRecord = Field(
    8, .text(maximum: 36), "About", "درباره", group: "subject", required: true, searched: true)
  /// The identifier of the other record, such as the possible duplicate.
  public let otherRecord = Field(
    9, .text(maximum: 36), "Other record", "رکورد دیگر", group: "subject", searched: true)
  /// What was found, in words.
  public let details = Field(
    10, .text(maximum: 1_000), "Details", "جزئیات", group: "subject", searched: true)
  /// The user whose work it concerns.
  public let raisedFor = Field(
    11, .reference(SchemaTags.user), "Raised for", "برای", rule: .firstWriter)
  /// The code of what was found, by which each reader reads it in their own language; nil where
  /// the details say all.
  public let finding = Field(
    12, .text(maximum: 60), "Finding", "یافته", rule: .firstWriter)
  /// What the finding rests on, as it was last known while the item was open.
  public let facts = Field(13, .text(maximum: 1_000), "Facts", "واقعیت‌ها")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ReviewItem()

  /// Whether somebody still has to look at it.
  public static func isOpen(_ item: RecordView) -> Bool { item[shape.status] == .text("open") }

  static let machine = Ranking(
    field: 4, ranks: ["open": 0, "closed": 1], moves: ["open": ["closed"], "closed": ["open"]],
    verbs: [
      "closed": "review close"
    ])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "review_item", tag: 12, "Review item", "مورد بررسی",
    groups: [
      GroupDeclaration("closing", rule: .ranked(machine)),
      GroupDeclaration("subject", rule: .firstWriter),
    ],
    deletable: false, scopes: [.user(shape.raisedFor.tag)],
    title: [shape.kind.tag, shape.details.tag],
    invariants: [Laws.starts(in: ["open"], shape.status), subject])

  private static let subject: Invariant = { context in
    for field in [shape.subjectRecord, shape.otherRecord] {
      guard let text = context.after[field].text else { continue }
      guard RecordID(text: text) != nil else {
        return context.breaks(.namesRecord, field, [text])
      }
    }
    return nil
  }
}
