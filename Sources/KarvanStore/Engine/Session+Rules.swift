// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The tables under the rules in force, with the text that names the rules: kept by the store, so
/// that a transaction makes them anew only when another process has changed the rules.
struct RuledLayout: Sendable {
  let text: String
  let layout: Layout
}

/// A record that another rule shows otherwise.
struct Redecision {
  /// The record as it was shown.
  let before: RecordView
  /// The record as it is shown now.
  let after: RecordView
}

extension Session {
  private static let rulesKey = "rules"

  /// Takes over the rules in force, as the file names them.
  func adoptRules(_ known: RuledLayout) throws {
    let text = try info(Self.rulesKey).text ?? ""
    if text == known.text {
      ruled = known
    } else {
      let overrides = Self.overrides(of: text)
      ruled = RuledLayout(text: text, layout: Layout(declared.schema.applying(overrides)))
    }
  }

  /// Puts the rules in force that the override records name, and decides anew what is present: the
  /// displayed columns, the search index and the open conflicts of every record concerned.
  ///
  /// Versions stay as they are, and so do digests.
  ///
  /// - Parameters:
  ///   - all: Whether every record with siblings is looked at, as after a change of the program.
  ///   - each: Called, when all is decided, with each record whose versions of a group under
  ///     another rule are several.
  /// - Returns: how many conflicts became open.
  @discardableResult
  func enforceRules(
    all: Bool = false, _ each: (Redecision) throws -> Void = { _ in }
  ) throws -> Int {
    hasNewRules = false
    let schema = declared.schema.applying(try overrides())
    let text = Self.text(of: schema.overriddenRules)
    guard all || text != ruled.text else { return 0 }
    let old = layout
    ruled = RuledLayout(text: text, layout: Layout(schema))
    try setInfo(Self.rulesKey, text.isEmpty ? .null : .text(text))
    forgetAll()
    var opened = 0
    var decided: [(place: Int, row: Int64)] = []
    for (before, after) in zip(old.entities, layout.entities) {
      let groups = zip(before.entity.groups, after.entity.groups).filter {
        all || $0.rule.name != $1.rule.name
      }.map { $1.tag }
      guard !groups.isEmpty else { continue }
      opened += try reshow(after, groups: groups, all: all) { decided.append((after.index, $0)) }
    }
    for (place, row) in decided {
      guard let state = try load(layout.entities[place], row: row)?.state else { continue }
      try each(
        Redecision(
          before: RecordView(entity: old.entities[place].entity, state: state),
          after: RecordView(entity: layout.entities[place].entity, state: state)))
    }
    return opened
  }

  /// The overrides that live, in the order of their identifiers.
  private func overrides() throws -> [OverriddenRule] {
    guard layout[SchemaTags.ruleOverride] != nil else { return [] }
    return try list(RecordQuery(SchemaTags.ruleOverride)).compactMap { OverriddenRule($0.view) }
  }

  /// Whether the rules in force are those that the override records name.
  func areRulesInForce() throws -> Bool {
    Self.text(of: declared.schema.applying(try overrides()).overriddenRules) == ruled.text
  }

  private func reshow(
    _ layout: EntityLayout, groups: [GroupTag], all: Bool, _ note: (Int64) -> Void
  ) throws -> Int {
    var opened = 0
    try forEachRow(of: layout, where: RowCodec.mayHaveSiblings) { row in
      guard let record = try load(layout, row: row),
        groups.contains(where: { record.state.versions(of: $0).count > 1 })
          || (all && !record.state.life.isEmpty)
      else { return }
      opened += try save(
        record.content, held: record.held, replacing: record, layout, afresh: true
      ).opened
      note(row)
    }
    return opened
  }

  // MARK: The text that names the rules in force.

  private static func text(of overrides: [OverriddenRule]) -> String {
    overrides.map { "\($0.entity).\($0.group)=\($0.rule)" }.joined(separator: " ")
  }

  private static func overrides(of text: String) -> [OverriddenRule] {
    text.split(separator: " ").compactMap { word in
      let parts = word.split(whereSeparator: { $0 == "." || $0 == "=" }).map(String.init)
      return parts.count == 3
        ? OverriddenRule(entity: parts[0], group: parts[1], rule: parts[2]) : nil
    }
  }
}
