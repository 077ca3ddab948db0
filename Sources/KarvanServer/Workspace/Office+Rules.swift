// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Office {
  /// A field group with the rule that decides it.
  package struct RuleLine {
    package let entity: String
    package let group: String
    package let rule: String
    package let declared: String
    package let choices: [String]
  }

  /// What a rule would decide otherwise.
  struct RulePreview {
    /// One record: what is shown, and what would be.
    struct Line {
      let record: RecordID
      let title: String
      let shown: String
      let wouldShow: String
      let isConflict: Bool
    }

    var count = 0
    var conflicts = 0
    var lines: [Line] = []
  }

  /// The rules in force; all that could be others, or only those that are.
  package func rules(all: Bool) throws -> [RuleLine] {
    try database.read { reader in
      reader.schema.entities.flatMap { entity in
        entity.groups.compactMap { group in
          let choices = entity.ruleChoices(for: group).map(\.name)
          let isOverridden = group.rule.name != group.declaredRule.name
          guard isOverridden || (all && !choices.isEmpty) else { return nil }
          return RuleLine(
            entity: entity.name, group: group.name, rule: group.rule.name,
            declared: group.declaredRule.name, choices: choices)
        }
      }
    }
  }

  /// What would be shown otherwise under a rule; the first records of them by name.
  func preview(
    _ rule: String, for groupName: String, of entityName: String, limit: Int
  ) throws -> RulePreview {
    try database.read { reader in
      let records = OfficeRecords(reader: reader)
      let entity = try records.entity(entityName)
      let group = try records.group(groupName, of: entity)
      let choices = entity.ruleChoices(for: group).map(\.name)
      guard choices.contains(rule) || rule == group.declaredRule.name else {
        throw Failure(
          .invariant, entity: RuleOverride.about.name, field: "rule",
          [DomainLaw.ruleChoice.rawValue] + choices)
      }
      var preview = RulePreview()
      let tried = OverriddenRule(entity: entity.name, group: group.name, rule: rule)
      try reader.preview(tried) { before, after in
        guard let group = after.entity.group(group.tag) else { return }
        let will = after.view(of: group)
        let isConflict = group.rule.isConflict(will)
        preview.count += 1
        if isConflict { preview.conflicts += 1 }
        guard preview.lines.count < limit else { return }
        preview.lines.append(
          RulePreview.Line(
            record: after.id, title: after.title,
            shown: try records.text(
              before.entity.group(group.tag).flatMap { before.view(of: $0).shown.first }, group,
              of: entity),
            wouldShow: try records.text(will.shown.first, group, of: entity),
            isConflict: isConflict))
      }
      return preview
    }
  }

  /// Puts a rule in force; false when it was.
  package func setRule(
    _ rule: String, for groupName: String, of entityName: String, now: Int64
  ) throws -> Bool {
    try operate(now: now) { authoring, writer, author in
      let records = OfficeRecords(reader: writer)
      let entity = try records.entity(entityName)
      let group = try records.group(groupName, of: entity)
      return try authoring.commit(by: author) { context in
        try RuleOperations.set(rule, for: group, of: entity, in: context)
      } != nil
    }
  }

  /// Puts the declared rule back in force; its name, nil when it was in force.
  func clearRule(for groupName: String, of entityName: String, now: Int64) throws -> String? {
    try operate(now: now) { authoring, writer, author in
      let records = OfficeRecords(reader: writer)
      let entity = try records.entity(entityName)
      let group = try records.group(groupName, of: entity)
      let commit = try authoring.commit(by: author) { context in
        try RuleOperations.clear(group, of: entity, in: context)
      }
      return commit.map { _ in group.declaredRule.name }
    }
  }
}
