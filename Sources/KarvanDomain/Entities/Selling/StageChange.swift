// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One move of an opportunity: what funnels and times in stages are computed from.
///
/// Who moved it and when are the record's creation. That an opportunity began is its own
/// creation; where it began is what its first move comes from.
public struct StageChange: EntityType {
  /// Opportunity.
  public let opportunity = Field(
    3, .reference(26), "Opportunity", "فرصت فروش", rule: .firstWriter, required: true)
  /// From stage.
  public let fromStage = Field(
    4, .reference(25), "From stage", "از مرحله", group: "move", required: true)
  /// To stage.
  public let toStage = Field(
    5, .reference(25), "To stage", "به مرحله", group: "move", required: true)
  /// From status.
  public let fromStatus = Field(
    6, Choices.opportunityStatus, "From status", "از وضعیت", group: "move", required: true)
  /// To status.
  public let toStatus = Field(
    7, Choices.opportunityStatus, "To status", "به وضعیت", group: "move", required: true)
  /// What it was worth then.
  public let amount = Field(8, .money, "Amount", "مبلغ", group: "move")
  /// Currency.
  public let currency = Field(9, Choices.currency, "Currency", "ارز", group: "move")
  /// Why it was lost.
  public let lostReason = Field(
    10, Choices.lostReason, "Reason of loss", "دلیل از دست رفتن", group: "move")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = StageChange()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stage_change", tag: 28, "Stage change", "تغییر مرحله",
    groups: [GroupDeclaration("move", rule: .firstWriter)], deletable: false,
    scopes: [.parent(shape.opportunity.tag)], editors: .nobody, title: [shape.toStatus.tag],
    invariants: [Laws.appendOnly])
}
