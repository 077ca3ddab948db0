// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Settling what the rules could not, and putting back what they hid.
public enum ConflictOperations {
  /// What shall stand.
  public enum Choice: Hashable, Sendable {
    /// One of the versions that are there, shown or hidden.
    case version(VersionName)
    /// Another value.
    case value(GroupValue)
  }

  /// Settles a group of a record: the chosen value replaces every version that is there.
  ///
  /// - Throws: `nothingToResolve` for a text set, for a version that is gone, and for a group with
  ///   a single version.
  public static func resolve(
    _ shown: RecordView, group: FieldGroup, keep choice: Choice, in context: OperationContext
  ) throws(Failure) -> OperationDraft {
    let versions = shown.state.versions(of: group.tag)
    let value: GroupValue? =
      switch choice {
      case .version(let name): versions.first { $0.name == name }?.values
      case .value(let value): value
      }
    guard !group.rule.isSet, versions.count > 1, let value else {
      throw nothing(shown, group)
    }
    let isOpen = group.rule.isConflict(shown.view(of: group))
    return OperationDraft(
      isOpen ? "conflict resolve" : "history restore",
      [context.drafter.resolve(shown, group: group, value: value)])
  }

  /// Answers whether a record that was deleted and edited at once shall live.
  ///
  /// - Throws: `nothingToResolve` when nobody asks.
  public static func resolve(
    _ shown: RecordView, keepsRecord: Bool, in context: OperationContext
  ) throws -> OperationDraft {
    guard shown.life == .asked else { throw nothing(shown, nil) }
    let draft =
      try keepsRecord
      ? RecordOperations.undelete(shown, in: context) : RecordOperations.delete(shown, in: context)
    return OperationDraft("conflict resolve", draft.changes)
  }

  /// Settles each open group of a record where a version is meant; the draft is empty where none is.
  ///
  /// - Parameter own: The replica whose versions are mine.
  public static func resolve(
    _ shown: RecordView, keeping keep: ConflictKeep, own: ReplicaID, in context: OperationContext
  ) -> OperationDraft {
    let settled = shown.conflicts.compactMap { group -> RecordChange? in
      let versions = shown.view(of: group).shown
      guard let value = keep.choice(of: versions, group, in: shown.entity, own: own)?.values
      else { return nil }
      return context.drafter.resolve(shown, group: group, value: value)
    }
    guard let first = settled.first else { return OperationDraft("conflict resolve", []) }
    let change = RecordChange(
      entity: first.entity, record: first.record, creates: false,
      writes: settled.flatMap(\.writes), life: first.life)
    return OperationDraft("conflict resolve", [change])
  }

  /// Writes a value again that was hidden, swept or replaced: an ordinary edit of what is shown now.
  ///
  /// The draft is empty when the value is shown already.
  /// - Throws: What an edit of the same value would be refused for.
  public static func putBack(
    _ content: Version.Content, to group: FieldGroup, of shown: RecordView,
    in context: OperationContext
  ) throws -> OperationDraft {
    var edit = RecordEdit()
    switch content {
    case .element(let element): edit.adds[group.tag] = [element]
    case .register(let values):
      for field in group.fields { edit.values[field] = values[field] }
      // A state that was once is no state that may be: its command looks at what is now.
      try edit.refuseStates(of: shown.entity, shown)
    }
    let draft = try RecordOperations.edit(shown, edit, in: context)
    return OperationDraft("history put back", draft.changes)
  }

  private static func nothing(_ shown: RecordView, _ group: FieldGroup?) -> Failure {
    Failure(.nothingToResolve, entity: shown.entity.name, record: shown.id, field: group?.name)
  }
}
