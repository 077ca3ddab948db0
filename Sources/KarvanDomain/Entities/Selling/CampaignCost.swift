// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What was spent on a campaign on a day: with what it brought, what a customer cost to win.
public struct CampaignCost: EntityType {
  /// Campaign.
  public let campaign = Field(
    3, .reference(71), "Campaign", "کارزار", rule: .firstWriter, required: true)
  /// The day on which it was spent.
  public let date = Field(
    4, .date, "Date", "تاریخ", group: "cost", required: true, key: true)
  /// How much, in minor units; less than nothing for what came back or was written wrongly.
  public let amount = Field(5, .money, "Amount", "مبلغ", group: "cost", required: true)
  /// Currency.
  public let currency = Field(
    6, Choices.currency, "Currency", "ارز", group: "cost", required: true)
  /// For what.
  public let note = Field(
    7, .text(maximum: 400), "Note", "یادداشت", group: "cost", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = CampaignCost()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "campaign_cost", tag: 88, "Campaign cost", "هزینه کارزار",
    groups: [GroupDeclaration("cost", rule: .firstWriter)], deletable: false,
    scopes: [.everyone], editors: .nobody, title: [shape.date.tag, shape.note.tag],
    invariants: [Laws.appendOnly])
}

extension CampaignCost: PreparedEntity {
  /// It was spent today and in the campaign's currency, unless something else is said.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    guard before == nil else { return }
    edit.fill(shape.date, .integer(Int64(context.today.daysSinceEpoch)))
    let campaign = try edit.values[shape.campaign.tag]?.reference
      .flatMap { try context.reader.record(Campaign.tag, $0) }
    let currency = campaign?[Campaign.shape.currency].text ?? Currency.irr.code
    edit.fill(shape.currency, .text(currency))
  }
}

extension CampaignCost: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.campaign, shape.date, shape.amount, shape.currency, shape.note]
  }
}
