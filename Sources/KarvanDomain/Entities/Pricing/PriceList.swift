// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A list of prices; its rules say what each product costs whom, from when, and from how many on.
///
/// An account buys from its own list, then from that of its group, then from the default lists: the
/// first that has a rule for the product decides.
public struct PriceList: EntityType {
  /// The company's own short name of it.
  public let code = Field(
    3, .text(maximum: 40), "Code", "کد", rule: .firstWriter, required: true, searched: true,
    key: true, numeral: true)
  /// Name.
  public let name = Field(
    4, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// The currency of its amounts; set once, as rules are never changed.
  public let currency = Field(
    5, Choices.currency, "Currency", "ارز", rule: .firstWriter, required: true)
  /// The first day on which it holds; none for always.
  public let validFrom = Field(6, .date, "Valid from", "معتبر از", group: "validity")
  /// The last day on which it holds; none for no end.
  public let validTo = Field(7, .date, "Valid to", "معتبر تا", group: "validity")
  /// Whether everybody buys from it who has no closer list.
  public let standard = Field(
    8, .truth, "For everybody", "برای همه", rule: .authority, key: true, initial: .truth(false))
  /// Whether it holds at all.
  public let active = Field(
    9, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Which edition it is; lines keep the edition that they were priced by.
  public let version = Field(
    10, .integer(1...1_000_000_000), "Edition", "ویرایش", rule: .maximum(), initial: .integer(1))
  /// Note.
  public let note = Field(11, .text(maximum: 1_000), "Note", "یادداشت", rule: .authority)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = PriceList()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "price_list", tag: 42, "Price list", "فهرست قیمت",
    groups: [GroupDeclaration("validity", rule: .authority)], deletable: false,
    scopes: [.everyone], title: [shape.code.tag, shape.name.tag],
    claims: [Claim("code") { ClaimKey.folded($0[shape.code]) }],
    invariants: [Laws.period(from: shape.validFrom, to: shape.validTo)])
}

extension PriceList: PreparedEntity {
  /// A list without a currency is in rial.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.currency, .text(Currency.irr.code)) }
  }
}
