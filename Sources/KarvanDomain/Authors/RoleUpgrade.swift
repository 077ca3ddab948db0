// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a default role of a workspace lacks that new workspaces have, and whether it may be given.
///
/// A role that somebody changed by hand says what they want, also of entities that did not exist
/// then: it is left alone, and told.
public struct RoleUpgrade: Hashable, Sendable {
  /// What becomes of a role.
  public enum Outcome: String, Hashable, Sendable {
    /// It has everything.
    case current
    /// It is as it was given, and gets what is new.
    case upgraded
    /// Somebody changed it.
    case changedByHand
  }

  /// The role's code.
  public let code: String
  /// What becomes of it.
  public let outcome: Outcome
  /// The grants that new workspaces have and it has not, in order.
  public let missing: [String]

  /// Judges a role.
  ///
  /// - Parameters:
  ///   - role: The role's record.
  ///   - standard: What new workspaces have.
  ///   - given: What this workspace was given; nil where it was made before that was noted.
  public init(of role: RecordView, _ standard: DefaultRole, given: Set<String>?) {
    let grants = Set(role.words(Role.shape.grants))
    code = standard.code
    missing = Set(standard.grants).subtracting(grants).sorted(by: UTF8Order.precedes)
    let editions = given.map { [$0] } ?? RoleEditions.grants(of: standard.code)
    outcome =
      missing.isEmpty ? .current : editions.contains(grants) ? .upgraded : .changedByHand
  }

  /// Gives every default role what it lacks and may be given, and a workspace without any pipeline
  /// the one that new workspaces start with.
  ///
  /// - Parameters:
  ///   - given: What this workspace was given by a role's code; nil where that was not noted.
  ///   - language: The language of the pipeline.
  ///   - context: The office.
  public static func plan(
    given: (String) throws -> Set<String>?, language: TextLanguage, in context: OperationContext
  ) throws -> (upgrades: [RoleUpgrade], addsPipeline: Bool, draft: OperationDraft) {
    var upgrades: [RoleUpgrade] = []
    var changes: [RecordChange] = []
    for standard in DefaultRoles.all {
      let code = Role.shape.code
      guard
        let role = try context.reader.records(
          Role.tag, where: code.tag, is: .text(standard.code)
        ).first
      else { continue }
      let upgrade = RoleUpgrade(of: role, standard, given: try given(standard.code))
      upgrades.append(upgrade)
      guard upgrade.outcome == .upgraded else { continue }
      let edit = RecordEdit(adds: [Role.shape.grants.tag: upgrade.missing])
      changes += try context.change(role, edit).map { [$0] } ?? []
    }
    let main = Pipeline.shape.main
    let pipelines = try [true, false].flatMap {
      try context.reader.records(Pipeline.tag, where: main.tag, is: .truth($0))
    }
    if pipelines.isEmpty { changes += try pipeline(language, in: context) }
    return (upgrades, pipelines.isEmpty, OperationDraft("role upgrade", changes))
  }

  private static func pipeline(
    _ language: TextLanguage, in context: OperationContext
  ) throws -> [RecordChange] {
    let id = context.makeID()
    let edit = RecordEdit(values: [
      Pipeline.shape.name.tag: .text(StarterPipeline.name(in: language)),
      Pipeline.shape.main.tag: .truth(true),
    ])
    let stages = try context.entity(Stage.tag)
    return [try context.creation(try context.entity(Pipeline.tag), id, edit)]
      + (try StarterPipeline.stages(in: language).enumerated().map { index, stage in
        try context.creation(stages, context.makeID(), stage.edit(of: id, position: index + 1))
      })
  }
}
