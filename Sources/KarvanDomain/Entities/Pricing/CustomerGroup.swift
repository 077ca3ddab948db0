// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Customers that are sold to on the same terms: a class of shops, a chain, an employee programme.
public struct CustomerGroup: EntityType {
  /// The company's own short name of it.
  public let code = Field(
    3, .text(maximum: 40), "Code", "کد", rule: .firstWriter, required: true, searched: true,
    key: true, numeral: true)
  /// Name.
  public let name = Field(
    4, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// The list that its customers buy from when they have none of their own.
  public let priceList = Field(
    5, .reference(42), "Price list", "فهرست قیمت", rule: .authority)
  /// Note.
  public let note = Field(6, .text(maximum: 1_000), "Note", "یادداشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = CustomerGroup()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "customer_group", tag: 40, "Customer group", "گروه مشتری",
    scopes: [.everyone], title: [shape.code.tag, shape.name.tag],
    claims: [Claim("code") { ClaimKey.folded($0[shape.code]) }])
}
