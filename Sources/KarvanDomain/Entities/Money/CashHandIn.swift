// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a rep handed in at the office of the money that was collected on the road.
///
/// Which payments it is about they say themselves (``Payment/handIn``), so that each is handed in once;
/// what should have been there is their sum.
public struct CashHandIn: EntityType {
  /// `DEVICE-n`, given at once and unique without a server.
  public let number = HeaderFields.number(3)
  /// Who handed it in.
  public let user = Field(
    4, .reference(SchemaTags.user), "User", "کاربر", rule: .firstWriter, required: true)
  /// The day.
  public let date = Field(5, .date, "Date", "تاریخ", rule: .firstWriter, required: true)
  /// The currency of the cash.
  public let currency = Field(
    6, Choices.currency, "Currency", "ارز", rule: .firstWriter, required: true)
  /// The cash that was counted, in minor units; a mistake may be put right, and history keeps both.
  public let counted = Field(7, .money, "Counted cash", "نقد شمرده‌شده", required: true)
  /// Who took it.
  public let receiver = Field(8, .text(maximum: 200), "Received by", "تحویل‌گیرنده", searched: true)
  /// Why it is more or less than what was collected, for one.
  public let note = HeaderFields.note(9)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = CashHandIn()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "cash_hand_in", tag: 87, "Cash handed in", "تحویل وجه",
    deletable: false, scopes: [.user(shape.user.tag)], editors: .creator,
    title: [shape.number.tag], number: shape.number.tag,
    claims: [Claim("number") { ClaimKey.folded($0[shape.number]) }],
    invariants: [RoadLaws.ownName(shape.user), Laws.notNegative(shape.counted)])
}

extension CashHandIn: PreparedEntity {
  /// Who writes it handed it in, today, in rial, unless something else is said.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    edit.fill(shape.user, .reference(context.author.user))
    edit.fill(shape.date, .integer(Int64(context.today.daysSinceEpoch)))
    edit.fill(shape.currency, .text(Currency.irr.code))
  }
}
