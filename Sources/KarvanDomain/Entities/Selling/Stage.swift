// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// One stage of a pipeline, with what to do in it and what it takes to leave it.
public struct Stage: PartEntity {
  /// Pipeline.
  public let pipeline = Field(
    3, .reference(24), "Pipeline", "کاریز", rule: .firstWriter, required: true)
  /// Name.
  public let name = Field(
    4, .text(maximum: 100), "Name", "نام", rule: .authority, required: true, searched: true)
  /// Its place in the pipeline, from 1; equal places are ordered by identifier.
  public let position = Field(
    5, .integer(1...1_000), "Position", "ردیف", rule: .authority, required: true)
  /// How many of a hundred deals in this stage are won in the end.
  public let probability = Field(
    6, .basisPoints, "Probability", "احتمال موفقیت", rule: .authority,
    initial: .integer(0))
  /// What to do in this stage, in words.
  public let playbook = Field(
    7, .text(maximum: 4_000), "Playbook", "راهنمای مرحله", rule: .authority, searched: true)
  /// The fields of an opportunity that are filled before it leaves this stage forward; `lines`
  /// for at least one line.
  public let requiredFields = Field(8, .words, "Required fields", "فیلدهای لازم")
  /// What somebody has to have confirmed before it leaves this stage forward.
  public let exitChecks = Field(9, .words, "Exit checks", "بررسی‌های خروج")
  /// After how many days in it an opportunity counts as stalled.
  public let stalledAfterDays = Field(
    10, .integer(1...3_650), "Stalled after (days)", "راکد پس از (روز)", rule: .authority,
    initial: .integer(21))
  /// Whether opportunities can be moved into it.
  public let active = Field(
    11, .truth, "Active", "فعال", rule: .authority, initial: .truth(true))

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Stage()
  /// It goes with its pipeline.
  public static let whole: EntityTag = 24
  /// The pipeline that it goes with.
  public static var wholeField: FieldTag { shape.pipeline.tag }
  /// In ``requiredFields``: at least one line.
  public static let lines = "lines"

  /// The entity as a whole.
  public static let about = EntityAbout(
    "stage", tag: 25, "Stage", "مرحله",
    // Histories name stages for ever.
    deletable: false, scopes: [.parent(shape.pipeline.tag)], title: [shape.name.tag],
    invariants: [few, enough])
}

extension Stage {
  /// A pipeline gets no eighth stage, unless it says that it may.
  private static let few: Invariant = { context in
    let isActive = context.after[shape.active] == .truth(true)
    guard isActive, context.before?[shape.active] != .truth(true),
      let others = try others(of: context)
    else { return nil }
    return others < Pipeline.stageCount.upperBound
      ? nil : context.breaks(.pipelineStages, shape.pipeline)
  }

  /// A pipeline that has three stages keeps three, unless it says that it may have fewer.
  private static let enough: Invariant = { context in
    guard context.before?[shape.active] == .truth(true),
      context.after[shape.active] != .truth(true),
      let others = try others(of: context)
    else { return nil }
    return others < Pipeline.stageCount.lowerBound
      ? context.breaks(.pipelineStages, shape.active) : nil
  }

  /// How many other active stages there are; nil where any number is right.
  private static func others(of context: ChangeContext) throws -> Int? {
    guard let id = context.after[shape.pipeline].reference,
      let pipeline = try context.reader.record(Pipeline.tag, id),
      pipeline[Pipeline.shape.freeStages] != .truth(true)
    else { return nil }
    return try context.reader.records(Stage.tag, where: shape.pipeline.tag, is: .reference(id))
      .filter { $0.id != context.after.id && $0[shape.active] == .truth(true) }.count
  }
}

extension Stage: PreparedEntity {
  /// Fields may be named by their labels; a stage without a place comes last.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    let tag = shape.requiredFields.tag
    if let names = edit.adds[tag] {
      let opportunity = try context.entity(Opportunity.tag)
      edit.adds[tag] = try names.map { name in
        if SearchKey.normalize(name) == lines { return lines }
        guard let field = opportunity.field(typed: name) else {
          throw Failure(
            .notAChoice, field: "required_fields",
            [name] + opportunity.fields.map(\.name) + [lines])
        }
        return field.name
      }
    }
    guard before == nil, edit.values[shape.position.tag] == nil,
      let pipeline = edit.values[shape.pipeline.tag]?.reference
    else { return }
    let last =
      try context.reader.records(
        Stage.tag, where: shape.pipeline.tag, is: .reference(pipeline)
      ).compactMap { $0[shape.position].integer }.max() ?? 0
    edit.values[shape.position.tag] = .integer(min(last + 1, 1_000))
  }
}
