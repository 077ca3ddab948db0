// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Putting another rule in the place of a declared one, and taking it back.
public enum RuleOperations {
  /// The override of a group that lives; nil where the declared rule decides.
  public static func override(
    of group: FieldGroup, in entity: Entity, reader: any RecordReader
  ) throws -> RecordView? {
    let shape = RuleOverride.shape
    return try reader.records(
      RuleOverride.tag, where: shape.entity.tag, is: .text(entity.name)
    ).first { $0[shape.fieldGroup].text == group.name }
  }

  /// Shows a group by a rule from now on; the draft is empty when it is so already.
  ///
  /// - Throws: `invariant` when the group can't have the rule.
  public static func set(
    _ rule: String, for group: FieldGroup, of entity: Entity, in context: OperationContext
  ) throws -> OperationDraft {
    let shape = RuleOverride.shape
    let name = "rule set"
    if let present = try override(of: group, in: entity, reader: context.reader) {
      let edit = RecordEdit(values: [shape.rule.tag: .text(rule)])
      return OperationDraft(name, try context.change(present, edit).map { [$0] } ?? [])
    }
    let edit = RecordEdit(values: [
      shape.entity.tag: .text(entity.name), shape.fieldGroup.tag: .text(group.name),
      shape.rule.tag: .text(rule),
    ])
    let overrides = try context.entity(RuleOverride.tag)
    return OperationDraft(name, [try context.creation(overrides, context.makeID(), edit)])
  }

  /// Puts the declared rule of a group back in force; the draft is empty when it is.
  public static func clear(
    _ group: FieldGroup, of entity: Entity, in context: OperationContext
  ) throws -> OperationDraft {
    let present = try override(of: group, in: entity, reader: context.reader)
    return OperationDraft("rule clear", present.map { [context.drafter.delete($0)] } ?? [])
  }
}
