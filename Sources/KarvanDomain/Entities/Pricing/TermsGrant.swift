// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// That a customer reached a level of purchases: claimed on a device by what it knows, with the
/// reason, and decided by the office by what everybody sold.
public struct TermsGrant: EntityType {
  /// Account.
  public let account = Field(
    3, .reference(4), "Account", "حساب", group: "claim", required: true)
  /// The rule whose level was reached.
  public let rule = Field(
    4, .reference(80), "Rule", "قاعده", group: "claim", required: true)
  /// How much was bought, in the minor unit of the rule's currency.
  public let purchases = Field(5, .money, "Purchases", "خرید", group: "claim", required: true)
  /// Currency.
  public let currency = Field(6, Choices.currency, "Currency", "ارز", group: "claim")
  /// The first day that was counted.
  public let since = Field(7, .date, "Counted from", "از تاریخ", group: "claim")
  /// The last day that was counted.
  public let until = Field(8, .date, "Counted to", "تا تاریخ", group: "claim")
  /// Why, in words.
  public let reason = Field(
    9, .text(maximum: 1_000), "Reason", "دلیل", group: "claim", searched: true)
  /// What the office says; nothing yet where it is empty.
  public let decision = Field(
    10,
    .choice([
      Choice("granted", "Granted", "داده‌شده"), Choice("declined", "Declined", "ردشده"),
    ]), "Decision", "تصمیم", group: "decision")
  /// Why it decided so.
  public let decisionNote = Field(
    11, .text(maximum: 1_000), "Note on decision", "توضیح تصمیم", group: "decision")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = TermsGrant()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "terms_grant", tag: 81, "Easier terms", "شرایط آسان‌تر",
    groups: [
      GroupDeclaration("claim", rule: .firstWriter),
      GroupDeclaration("decision", rule: .authority, guarded: true),
    ],
    deletable: false, scopes: [.parent(shape.account.tag)], title: [shape.reason.tag],
    invariants: [Laws.fixed([shape.account])])
}
