// SPDX-License-Identifier: Apache-2.0

/// The tags of the fields of a rule override, which the engine reads.
public enum RuleOverrideFields {
  /// The name of the entity whose records are shown otherwise.
  public static let entity: FieldTag = 3
  /// The name of the field group.
  public static let group: FieldTag = 4
  /// The name of the rule that decides.
  public static let rule: FieldTag = 5
}

/// That versions of one group are shown by another rule than the declared one.
public struct OverriddenRule: Hashable, Sendable {
  /// The name of the entity.
  public let entity: String
  /// The name of the group.
  public let group: String
  /// The name of the rule.
  public let rule: String

  /// Names a rule for a group.
  public init(entity: String, group: String, rule: String) {
    self.entity = entity
    self.group = group
    self.rule = rule
  }

  /// Reads a record of the entity of rule overrides; nil for one that is deleted.
  public init?(_ view: RecordView) {
    guard view.life != .deleted, let entity = view[RuleOverrideFields.entity].text,
      let group = view[RuleOverrideFields.group].text, let rule = view[RuleOverrideFields.rule].text
    else { return nil }
    self.init(entity: entity, group: group, rule: rule)
  }
}

extension Entity {
  /// The rules that an administrator may put in the place of a group's declared one.
  ///
  /// A text set keeps `addWins`. A state machine keeps its ranks, or leaves every meeting to a
  /// person: any other rule would show a state going back. Nobody could settle a write-once group
  /// that is left to a person. `min` and `max` need a number or a date. No group becomes write-once
  /// or ranked, as that would forbid edits which their authors were allowed.
  public func ruleChoices(for group: FieldGroup) -> [Rule] {
    let declared = group.declaredRule
    let isCreation = about.recordsCreation && group.name == CreationFields.group.name
    if declared.isSet || isCreation || tag == SchemaTags.ruleOverride { return [] }
    if declared.ranking != nil { return [.manual] }
    var rules: [Rule] = [.lastWriter, .authority]
    if !declared.isWriteOnce { rules.append(.manual) }
    rules += ["min", "max"].compactMap { measure($0, for: group) }
    return rules.filter { $0.name != declared.name }
  }

  /// The rule `min` or `max` of the group's first number or date; nil where it has none.
  public func measure(_ name: String, for group: FieldGroup) -> Rule? {
    guard let measured = group.fields.first(where: { field($0)?.kind.isMeasurable == true }) else {
      return nil
    }
    return name == "max" ? .maximum(of: measured) : .minimum(of: measured)
  }

  /// The rule that an override puts in force; nil where it is not one of the group's choices, as
  /// when a newer program made it.
  func rule(_ name: String, for group: FieldGroup) -> Rule? {
    ruleChoices(for: group).first { $0.name == name }
  }
}

extension FieldKind {
  /// Whether the greatest of several values means something to people.
  var isMeasurable: Bool {
    switch self {
    case .integer, .money, .quantity, .basisPoints, .date, .instant: true
    case .text, .truth, .choice, .reference, .words: false
    }
  }
}

extension Schema {
  /// The schema with the rules that overrides put in force: the one place where a rule is chosen.
  ///
  /// What an override does not understand or may not do is left as declared. Of several overrides
  /// of one group the first counts; records come in the order of their identifiers.
  public func applying(_ overrides: [OverriddenRule]) -> Schema {
    if overrides.isEmpty { return self }
    return replacing { entity in
      let own = overrides.filter { $0.entity == entity.name }
      return own.isEmpty
        ? entity
        : entity.replacingGroups { group in
          guard let named = own.first(where: { $0.group == group.name }),
            let rule = entity.rule(named.rule, for: group)
          else { return group }
          return group.shown(by: rule)
        }
    }
  }

  /// The groups that are not shown by their declared rule, as the rules in force.
  public var overriddenRules: [OverriddenRule] {
    entities.flatMap { entity in
      entity.groups.filter { $0.rule !== $0.declaredRule }.map {
        OverriddenRule(entity: entity.name, group: $0.name, rule: $0.rule.name)
      }
    }
  }
}
