// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Somebody who sells to the same customers.
public struct Competitor: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Website.
  public let website = Field(4, .text(maximum: 200), "Website", "وب‌سایت")
  /// What they do better.
  public let strengths = Field(
    5, .text(maximum: 2_000), "Strengths", "نقاط قوت", searched: true)
  /// What they do worse, and how to answer them.
  public let weaknesses = Field(
    6, .text(maximum: 2_000), "Weaknesses", "نقاط ضعف", searched: true)
  /// What they ask, and what they give off.
  public let pricing = Field(7, .text(maximum: 2_000), "Prices", "قیمت‌ها", searched: true)
  /// Note.
  public let note = Field(8, .text(maximum: 4_000), "Note", "یادداشت", searched: true)
  /// The competitor that stands for this one, which turned out to be the same.
  public let mergedInto = Field(
    9, .reference(29), "Merged into", "ادغام‌شده در", rule: .minimum(), key: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Competitor()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "competitor", tag: 29, "Competitor", "رقیب", scopes: [.everyone], title: [shape.name.tag],
    claims: [
      Claim("name") { $0[shape.mergedInto].isNull ? ClaimKey.folded($0[shape.name]) : nil }
    ],
    invariants: [Laws.redirect(shape.mergedInto)])
}

extension Competitor: MergeableEntity {
  /// The competitor that stands for this one.
  public static var redirect: Field { shape.mergedInto }
}
