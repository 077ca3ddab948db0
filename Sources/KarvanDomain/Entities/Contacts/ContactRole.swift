// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a person is at a further account than their own.
public struct ContactRole: PartEntity {
  /// The account.
  public let account = Field(
    3, .reference(4), "Account", "حساب", rule: .firstWriter, required: true)
  /// The person.
  public let contact = Field(
    4, .reference(5), "Contact", "رابط", rule: .firstWriter, required: true)
  /// What the person decides there.
  public let part = Field(5, Contact.shape.part.kind, "Part in buying", "نقش در خرید")
  /// Job title there.
  public let title = Field(6, .text(maximum: 100), "Job title", "سمت", searched: true)
  /// Note.
  public let note = Field(7, .text(maximum: 1_000), "Note", "یادداشت")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = ContactRole()
  /// It goes with its account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "contact_role", tag: 67, "Contact's role", "نقش رابط", scopes: [.parent(shape.account.tag)],
    title: [shape.contact.tag, shape.part.tag])
}
