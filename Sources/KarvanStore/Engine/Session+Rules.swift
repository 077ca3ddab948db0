// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The tables with the declared fields and the rules in force, with the text that names both: kept
/// by the store, so that a transaction makes them anew only when another process has changed them.
struct RuledLayout: Sendable {
  let text: String
  /// What tells the declarations from others; 0 where there are none.
  let fields: Int64
  /// The tables with the declared fields, under the declared rules.
  let declared: Layout
  let layout: Layout

  init(text: String, fields: Int64, declared: Layout, _ overrides: [OverriddenRule]) {
    self.text = text
    self.fields = fields
    self.declared = declared
    layout = overrides.isEmpty ? declared : Layout(declared.schema.applying(overrides))
  }

  /// Nothing but the program's own schema.
  init(of base: Layout) { self.init(text: "", fields: 0, declared: base, []) }
}

extension EntityTag {
  /// Whether records of the entity change how others are shown.
  var bringsRules: Bool { self == SchemaTags.ruleOverride || self == SchemaTags.declaredField }
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

  /// Takes over the fields and the rules in force, as the file names them.
  func adoptRules(_ known: RuledLayout) throws {
    let text = try info(Self.rulesKey).text ?? ""
    if text == known.text {
      ruled = known
      return
    }
    let parts = Self.parts(of: text)
    if parts.fields == 0 {
      ruled = BaseLayout.of(base, under: parts.overrides, text)
      return
    }
    ruled = RuledLayout(
      text: text, fields: parts.fields,
      declared: parts.fields == known.fields ? known.declared : try declaredLayout().layout,
      parts.overrides)
  }

  /// Puts the fields that records declare in their places and the rules in force that override
  /// records name, and decides anew what is present: the displayed columns, the search index and the
  /// open conflicts of every record concerned.
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
    let (fields, declared) = try declaredLayout()
    let overridden = declared.schema.applying(try overrides()).overriddenRules
    let text = Self.text(of: overridden, fields: fields)
    guard all || text != ruled.text else { return 0 }
    let old = layout
    ruled = RuledLayout(text: text, fields: fields, declared: declared, overridden)
    try setInfo(Self.rulesKey, text.isEmpty ? .null : .text(text))
    forgetAll()
    forgetStatements()
    var opened = 0
    for (before, after) in zip(old.entities, layout.entities) {
      opened += try reshape(before, into: after)
    }
    try noteIndexedFields()
    var decided: [(place: Int, row: Int64)] = []
    for (before, after) in zip(old.entities, layout.entities) {
      let groups = after.entity.groups.filter { group in
        all || before.entity.group(group.tag).map { $0.rule.name != group.rule.name } ?? false
      }.map(\.tag)
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

  /// Whether the fields and the rules in force are those that the records name.
  func areRulesInForce() throws -> Bool {
    let (fields, declared) = try declaredLayout()
    let overridden = declared.schema.applying(try overrides()).overriddenRules
    return Self.text(of: overridden, fields: fields) == ruled.text
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

  private static func text(of overrides: [OverriddenRule], fields: Int64) -> String {
    overrides.map { "\($0.entity).\($0.group)=\($0.rule)" }.joined(separator: " ")
      + (fields == 0 ? "" : "\n\(fields)")
  }

  private static func parts(of text: String) -> (overrides: [OverriddenRule], fields: Int64) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let overrides = (lines.first ?? "").split(separator: " ").compactMap { word in
      let parts = word.split(whereSeparator: { $0 == "." || $0 == "=" }).map(String.init)
      return parts.count == 3
        ? OverriddenRule(entity: parts[0], group: parts[1], rule: parts[2]) : nil
    }
    return (overrides, lines.count > 1 ? Int64(lines[1]) ?? 0 : 0)
  }
}
