// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A way that deals go: three to seven stages, as many as suit the business.
public struct Pipeline: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// Whether new opportunities can go this way.
  public let active = Field(
    4, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))
  /// Whether opportunities go this way when nobody says another.
  public let main = Field(
    5, .truth, "Main pipeline", "کاریز اصلی", rule: .authority, initial: .truth(false))
  /// Whether it may have fewer than three or more than seven stages.
  public let freeStages = Field(
    6, .truth, "Any number of stages", "شمار آزاد مراحل", rule: .authority,
    initial: .truth(false))
  /// Note.
  public let note = Field(7, .text(maximum: 4_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Pipeline()
  /// How many stages a business can keep in mind.
  public static let stageCount = 3...7

  /// The entity as a whole.
  public static let about = EntityAbout(
    "pipeline", tag: 24, "Pipeline", "کاریز",
    // Histories name pipelines for ever: one that is not used any more is not active.
    deletable: false, scopes: [.everyone], title: [shape.name.tag])
}
