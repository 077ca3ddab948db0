// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An enrolled machine, as everybody knows it: whose writing a replica's is. The office writes it.
///
/// Its identifier is the device's own.
public struct Device: OfficeEntity {
  /// Who works on it.
  public let user = Field(
    3, .reference(SchemaTags.user), "User", "کاربر", rule: .authority, required: true)
  /// What begins its document numbers.
  public let code = Field(
    4, .text(maximum: 16), "Code", "کد", rule: .authority, required: true, searched: true)
  /// What people call it.
  public let name = Field(5, .text(maximum: 100), "Name", "نام", rule: .authority, searched: true)
  /// Whether it may speak.
  public let state = Field(
    6,
    .choice([
      Choice("enrolled", "Enrolled", "فعال"), Choice("lost", "Lost", "گم‌شده"),
      Choice("retired", "Retired", "کنارگذاشته"),
    ]), "State", "وضعیت", rule: .authority, required: true, initial: .text("enrolled"))
  /// The identifiers of the replicas that live or lived on it.
  public let replicas = Field(7, .words, "Replicas", "نسخه‌ها")
  /// The device that it began as a copy of, or was restored from.
  public let former = Field(8, .reference(13), "Copy of", "رونوشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Device()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "device", tag: 13, "Device", "دستگاه",
    // Histories name devices for ever.
    deletable: false, scopes: [.everyone], title: [shape.name.tag, shape.code.tag],
    invariants: [officeOnly])
}
