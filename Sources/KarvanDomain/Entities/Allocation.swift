// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A bounded right that the office gave to one replica: to sell so much of a stock, to sell on so
/// much credit, to spend so much of a budget.
///
/// How much, and what became of it, is in its entries.
public struct Allocation: EntityType {
  /// The replica that may draw from it, and no other.
  public let holder = Field(
    3, .text(maximum: 36), "Holder", "دارنده", rule: .firstWriter, required: true)
  /// The code of the device that the replica lived on when it was granted.
  public let device = Field(
    4, .text(maximum: 20), "Device", "دستگاه", rule: .firstWriter, required: true)
  /// Who sells with it.
  public let user = Field(
    5, .reference(SchemaTags.user), "User", "کاربر", rule: .firstWriter, required: true)
  /// Kind.
  public let kind = EscrowResource.kind
  /// The product, of stock.
  public let product = EscrowResource.product
  /// The account, of credit.
  public let account = EscrowResource.account
  /// The location of stock, or the name of a budget.
  public let place = EscrowResource.place
  /// What all that amounts to, as pools are found by it.
  public let resource = EscrowResource.key
  /// The unit of the product, or the code of the currency.
  public let unit = EscrowResource.unit
  /// When its holder is asked to give the rest back; nothing is cut off then.
  public let expiresAt = Field(12, .instant, "Expires at", "مهلت", rule: .authority)
  /// State.
  public let state = Field(
    13,
    .choice([
      Choice("open", "Open", "باز"), Choice("reclaiming", "Asked back", "پس خواسته‌شده"),
    ]), "State", "وضعیت", rule: .ranked(machine), required: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Allocation()
  /// The state in which it is topped up.
  static let open = "open"
  /// The state in which its holder gives the rest back as soon as it hears of it.
  static let reclaiming = "reclaiming"

  static let machine = Ranking(
    field: 13, ranks: [open: 0, reclaiming: 1], moves: [open: [reclaiming]])

  /// The entity as a whole.
  public static let about = EntityAbout(
    "allocation", tag: 15, "Allocation", "سهمیه",
    groups: [GroupDeclaration("resource", rule: .firstWriter)], deletable: false,
    scopes: [.user(shape.user.tag)], editors: .nobody,
    title: [shape.device.tag, shape.kind.tag, shape.place.tag],
    invariants: [EscrowLaws.office, EscrowLaws.resource, EscrowLaws.holder])
}

/// What an allocation or a pool is of: the fields that both have, under the same tags.
enum EscrowResource {
  /// What there can be little of.
  static let kind = Field(
    6,
    .choice([
      Choice("stock", "Stock", "موجودی"), Choice("credit", "Credit", "اعتبار"),
      Choice("budget", "Promotion budget", "بودجه تخفیف"),
    ]), "Kind", "نوع", group: "resource", required: true)
  static let product = Field(7, .reference(8), "Product", "کالا", group: "resource", key: true)
  static let account = Field(8, .reference(4), "Account", "حساب", group: "resource", key: true)
  static let place = Field(9, .text(maximum: 60), "Place", "محل", group: "resource")
  static let key = Field(
    10, .text(maximum: 120), "Resource", "منبع", group: "resource", required: true, key: true)
  static let unit = Field(11, .text(maximum: 20), "Unit", "واحد", group: "resource")

  /// The key of a resource; nil where something of it is missing or too much.
  static func key(_ view: RecordView) -> String? {
    let place = SearchKey.normalize(view[place].text ?? "")
    switch (view[kind].text, view[product].reference, view[account].reference) {
    case ("stock", let product?, nil): return "stock/\(product)/\(place)"
    case ("credit", nil, let account?): return "credit/\(account)"
    case ("budget", nil, nil): return place.isEmpty ? nil : "budget/\(place)"
    default: return nil
    }
  }
}
