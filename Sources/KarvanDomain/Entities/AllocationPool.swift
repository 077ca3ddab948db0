// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// An amount that the office sets aside for allocations, or takes out again; the pool of a resource
/// is their sum.
///
/// Credit needs none: its pool is the credit limit of the account.
public struct AllocationPool: EntityType {
  /// How much, in thousandths of the unit or in the minor unit of the currency.
  public let amount = Field(
    3, .integer(-EscrowAmount.most...EscrowAmount.most), "Amount", "مقدار", rule: .firstWriter,
    required: true)
  /// Note.
  public let note = Field(4, .text(maximum: 400), "Note", "یادداشت", rule: .firstWriter)
  /// Kind.
  public let kind = EscrowResource.kind
  /// The product, of stock.
  public let product = EscrowResource.product
  /// The account, of credit.
  public let account = EscrowResource.account
  /// The location of stock, or the name of a budget.
  public let place = EscrowResource.place
  /// What all that amounts to.
  public let resource = EscrowResource.key
  /// The unit of the product, or the code of the currency.
  public let unit = EscrowResource.unit

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = AllocationPool()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "allocation_pool", tag: 18, "Allocation pool", "مخزن سهمیه",
    groups: [GroupDeclaration("resource", rule: .firstWriter)], deletable: false, scopes: [],
    editors: .nobody, title: [shape.kind.tag, shape.place.tag],
    invariants: [
      EscrowLaws.office, Laws.appendOnly, EscrowLaws.resource, EscrowLaws.poolLasts,
    ])
}

/// The bounds of every amount in the ledgers of escrow.
enum EscrowAmount {
  /// Far from what 64 bits hold, so that sums of many fit.
  static let most: Int64 = 1_000_000_000_000_000
}
