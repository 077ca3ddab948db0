// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// That concurrent values of one field group are shown by another rule than the declared one.
///
/// A record like any other: it reaches every device with a sync point, which decides anew what is
/// present. Deleting it puts the declared rule back in force.
public struct RuleOverride: EntityType {
  /// The name of the entity.
  public let entity = Field(
    RuleOverrideFields.entity, .text(maximum: 60), "Entity", "نوع رکورد", rule: .firstWriter,
    required: true, searched: true)
  /// The name of the field group; that of its only field, where it has one.
  public let fieldGroup = Field(
    RuleOverrideFields.group, .text(maximum: 60), "Field group", "گروه فیلد", rule: .firstWriter,
    required: true, searched: true)
  /// The name of the rule that decides.
  public let rule = Field(
    RuleOverrideFields.rule, .text(maximum: 30), "Rule", "قاعده", rule: .authority, required: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = RuleOverride()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "rule_override", tag: SchemaTags.ruleOverride, "Rule override", "قاعده جایگزین",
    deletePolicy: .deleteWins, scopes: [.everyone],
    title: [shape.entity.tag, shape.fieldGroup.tag], invariants: [office, possible, only])

  /// What everybody is shown is not for one rep to decide, whatever a role grants.
  private static let office: Invariant = { context in
    context.author.office && context.office ? nil : context.failure(.notOffice, nil)
  }

  /// The rule is one that the group can have.
  private static let possible: Invariant = { context in
    for version in context.written(shape.rule) {
      let named = OverriddenRule(context.after)
      let schema = try Catalog.schema(declaredFor: named?.entity ?? "", context.reader)
      guard let entity = schema[named?.entity ?? ""] else {
        return context.breaks(.ruleEntity, shape.entity, schema.entities.map(\.name))
      }
      guard let group = entity.group(named: named?.group ?? "") else {
        return context.breaks(.ruleGroup, shape.fieldGroup, entity.groups.map(\.name))
      }
      let choices = entity.ruleChoices(for: group).map(\.name)
      guard let rule = version[shape.rule.tag].text, choices.contains(rule) else {
        return context.breaks(.ruleChoice, shape.rule, choices)
      }
    }
    return nil
  }

  /// One override a group, so that it is plain which one decides.
  private static let only: Invariant = { context in
    guard context.after.life != .deleted, let named = OverriddenRule(context.after) else {
      return nil
    }
    let others = try context.reader.records(
      tag, where: shape.entity.tag, is: .text(named.entity))
    let isTaken = others.contains { other in
      other.id != context.after.id && other[shape.fieldGroup] == context.after[shape.fieldGroup]
    }
    return isTaken ? context.breaks(.ruleOnce, shape.fieldGroup) : nil
  }
}
