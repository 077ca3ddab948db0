// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Sweeping old losers of automatic rules into the merge history.
public enum SettlingOperations {
  /// The most records that one commit settles, so that a page of it stays small.
  public static let recordsPerCommit = 200

  /// The versions of a record that a rule has hidden since before a moment, by group.
  ///
  /// A group in which a person has to decide is left alone, hidden versions and all.
  public static func hidden(
    in shown: RecordView, before milliseconds: Int64
  ) -> [(group: FieldGroup, versions: [Version])] {
    guard shown.state.versions.count > 1, shown.life == .live || shown.life == .revived else {
      return []
    }
    return shown.entity.groups.compactMap { group in
      let view = shown.view(of: group)
      guard !group.rule.isSet, !group.rule.isConflict(view) else { return nil }
      let old = view.hidden.filter { $0.time.milliseconds < milliseconds }
      return old.isEmpty ? nil : (group, old)
    }
  }

  /// Sweeps what was hidden in some records since before a moment.
  public static func settle(
    _ records: [RecordView], before milliseconds: Int64, in context: OperationContext
  ) -> OperationDraft {
    let changes = records.compactMap { shown -> RecordChange? in
      let old = hidden(in: shown, before: milliseconds)
      return old.isEmpty
        ? nil : context.drafter.settle(shown, old.map { ($0.group.tag, $0.versions.map(\.name)) })
    }
    return OperationDraft("conflicts settle", changes)
  }
}
