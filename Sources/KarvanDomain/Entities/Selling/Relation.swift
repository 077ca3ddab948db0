// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What one account is to another.
public struct Relation: EntityType {
  /// The account that is something.
  public let from = Field(3, .reference(4), "From", "از", group: "pair", required: true)
  /// To which account it is that.
  public let to = Field(4, .reference(4), "To", "به", group: "pair", required: true)
  /// What it is.
  public let kind = Field(
    5,
    .choice([
      Choice("parent", "Parent of", "شرکت مادر"), Choice("partner", "Partner of", "شریک"),
      Choice("influencer", "Influences", "اثرگذار بر"),
      Choice("supplier", "Supplies", "تأمین‌کننده"),
      Choice("referrer", "Referred", "معرف"), Choice("owner", "Same owner as", "هم‌مالک با"),
      Choice("distinct", "Not the same as", "غیر از"),
    ]), "Kind", "نوع", group: "pair", required: true)
  /// Note.
  public let note = Field(6, .text(maximum: 1_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Relation()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "relation", tag: 66, "Relation", "رابطه حساب‌ها",
    groups: [GroupDeclaration("pair", rule: .firstWriter)],
    scopes: [.parent(shape.from.tag), .parent(shape.to.tag)], title: [shape.kind.tag],
    invariants: [two])

  private static let two: Invariant = { context in
    context.written(shape.to).contains { $0[shape.from.tag] == $0[shape.to.tag] }
      ? context.breaks(.twoAccounts, shape.to) : nil
  }
}
