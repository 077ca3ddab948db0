// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Goods that were handed over to an account, or came back; never changed, a mistake is reversed by
/// another one.
public struct Delivery: LedgerEntity {
  /// `DEVICE-n`, given at once and unique without a server: the number of the delivery note.
  public let number = HeaderFields.number(3)
  /// Account.
  public let account = HeaderFields.account(4, rule: .firstWriter)
  /// Which way the goods went.
  public let kind = Field(
    5,
    .choice([
      Choice("delivery", "Delivery", "تحویل"), Choice("return", "Return", "مرجوعی"),
      Choice("exchange", "Exchange", "تعویض"),
    ]), "Kind", "نوع", group: "delivery", required: true)
  /// The order that was delivered; nil of goods that came back without one.
  public let order = Field(6, .reference(10), "Order", "سفارش", group: "delivery")
  /// The day on which the goods changed hands.
  public let deliveredOn = Field(
    7, .date, "Date", "تاریخ", group: "delivery", required: true)
  /// Why goods came back.
  public let cause = Field(
    8, Choices.returnCause, "Cause", "علت مرجوعی", group: "delivery")
  /// Who took the goods.
  public let receivedBy = Field(
    9, .text(maximum: 200), "Received by", "تحویل‌گیرنده", group: "delivery", searched: true)
  /// The visit in which it happened.
  public let visit = Field(10, .reference(9), "Visit", "ویزیت", group: "delivery")
  /// The delivery that never happened.
  public let reverses = Field(11, .reference(36), "Reverses", "برگشتِ سند", group: "delivery")
  /// Note.
  public let note = Field(
    12, .text(maximum: 2_000), "Note", "یادداشت", group: "delivery", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Delivery()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "delivery", tag: 36, "Delivery", "تحویل کالا",
    groups: [GroupDeclaration("delivery", rule: .firstWriter)],
    deletable: false, scopes: [.parent(shape.account.tag)], editors: .nobody,
    title: [shape.number.tag], number: shape.number.tag,
    claims: [Claim("number") { ClaimKey.folded($0[shape.number]) }],
    invariants: [Laws.appendOnly])
}

/// How much of a product went out or came back with a delivery.
public struct DeliveryLine: PartEntity, LedgerEntity {
  /// Delivery.
  public let delivery = Field(
    3, .reference(36), "Delivery", "تحویل کالا", rule: .firstWriter, required: true)
  /// Product.
  public let product = Field(
    4, .reference(8), "Product", "کالا", group: "goods", required: true)
  /// Which way it went.
  public let direction = Field(
    5, .choice([Choice("out", "Handed over", "تحویل"), Choice("in", "Came back", "برگشت")]),
    "Direction", "جهت", group: "goods", required: true)
  /// How much, more than zero.
  public let quantity = Field(
    6, .quantity, "Quantity", "تعداد", group: "goods", required: true)
  /// What the quantity is counted in.
  public let unit = Field(7, Choices.unit, "Unit", "واحد", group: "goods")
  /// The line of the order that was delivered.
  public let orderLine = Field(
    8, .reference(11), "Order line", "ردیف سفارش", group: "goods")
  /// The number of the lot.
  public let lot = Field(9, .text(maximum: 60), "Lot", "سری ساخت", group: "goods")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = DeliveryLine()
  /// It goes with its delivery.
  public static let whole: EntityTag = 36
  /// The delivery that it goes with.
  public static var wholeField: FieldTag { shape.delivery.tag }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "delivery_line", tag: 37, "Delivery line", "ردیف تحویل",
    groups: [GroupDeclaration("goods", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.delivery.tag)], editors: .nobody, title: [shape.direction.tag],
    invariants: [
      Laws.appendOnly, Laws.positive(shape.quantity), way,
      Laws.together(with: whole, shape.delivery),
    ])
}

extension DeliveryLine {
  /// A delivery hands over, a return takes back, an exchange does both.
  private static let way: Invariant = { context in
    guard let id = context.after[shape.delivery].reference,
      let delivery = try context.reader.record(Delivery.tag, id)
    else { return nil }
    let wanted: [String] =
      switch delivery[Delivery.shape.kind].text {
      case "delivery": ["out"]
      case "return": ["in"]
      default: ["out", "in"]
      }
    return wanted.contains(context.after[shape.direction].text ?? "")
      ? nil : context.breaks(.deliveryDirection, shape.direction)
  }
}

extension Delivery: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.number, shape.account, shape.order, shape.kind, shape.deliveredOn, shape.receivedBy]
  }
}
