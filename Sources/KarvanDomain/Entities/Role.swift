// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a group of people may do.
public struct Role: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 100), "Name", "نام", required: true, searched: true)
  /// What imports and the server call it; set once.
  public let code = Field(
    4, .text(maximum: 40), "Code", "کد", rule: .firstWriter, required: true, searched: true)
  /// Whether it carries office authority.
  public let office = Field(
    5, .truth, "Office authority", "اختیار دفتر", rule: .authority, initial: .truth(false))
  /// Whether whoever has it holds every record.
  public let seesAll = Field(
    6, .truth, "Sees everything", "دیدن همه", rule: .authority, initial: .truth(false))
  /// What it allows, such as `order:edit`, `account.credit:edit` or `*`.
  public let grants = Field(7, .words, "Grants", "مجوزها")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Role()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "role", tag: SchemaTags.role, "Role", "نقش", scopes: [.everyone],
    title: [shape.name.tag],
    invariants: [AccessLaws.roleInUse, AccessLaws.roleKeepsRight])
}
