// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension StoreReader {
  /// Calls a body with each living record whose versions of a group would be shown otherwise, as it
  /// is shown now and as it would be; nothing is changed.
  ///
  /// - Parameter rule: A group of the schema with the rule that is tried; the declared one takes an
  ///   override back.
  public func preview(
    _ rule: OverriddenRule, _ each: (RecordView, RecordView) throws -> Void
  ) throws {
    let kept = schema.overriddenRules.filter { $0.entity != rule.entity || $0.group != rule.group }
    let tried = session.ruled.declared.schema.applying(kept + [rule])
    guard let entity = tried[rule.entity], let group = entity.group(named: rule.group) else {
      return
    }
    try forEachWithSiblings(entity.tag) { before in
      let after = RecordView(entity: entity, state: before.state)
      guard let old = before.entity.group(group.tag) else { return }
      let (was, will) = (before.view(of: old), after.view(of: group))
      let isSame =
        was.shown.first == will.shown.first
        && old.rule.isConflict(was) == group.rule.isConflict(will)
      if !isSame { try each(before, after) }
    }
  }

  /// Calls a body with each living record of an entity of which a register has several versions.
  public func forEachWithSiblings(
    _ entity: EntityTag, _ body: (RecordView) throws -> Void
  ) throws {
    let layout = try session.layout.require(entity)
    try session.forEachRow(of: layout, where: RowCodec.mayHaveSiblings) { row in
      guard let record = try session.load(layout, row: row), record.life != 1,
        record.state.hasSiblings
      else { return }
      try body(RecordView(entity: layout.entity, state: record.state))
    }
  }
}
