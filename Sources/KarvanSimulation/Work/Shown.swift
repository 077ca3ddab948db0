// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What an author may remove: what the author was shown, and what the rule hid from the author.
///
/// Looked at where the draft is made, in the transaction that it reads, without the code that made
/// it.
enum Shown {
  static func check(_ draft: OperationDraft, in context: OperationContext) throws {
    let isSettling = draft.operation == "conflict resolve"
    for change in draft.changes where !change.creates {
      guard let view = try context.reader.record(change.entity, change.record) else {
        throw Violation(
          .nothingLost, "\(draft.operation) edits \(change.record), which is not here")
      }
      for write in change.writes {
        try check(write, of: view, context.drafter.replica, isSettling, draft.operation)
      }
    }
  }

  private static func check(
    _ write: GroupWrite, of view: RecordView, _ own: ReplicaID, _ isSettling: Bool,
    _ operation: String
  ) throws {
    guard let group = view.entity.group(write.group), !group.rule.isSet else { return }
    let there = view.state.versions(of: write.group)
    let shown = group.rule.view(there).shown
    for name in write.replaces + write.sweeps {
      guard there.contains(where: { $0.name == name }) else {
        throw Violation(.nothingLost, "\(operation) removes \(name), which is not here")
      }
    }
    for name in write.replaces where !isSettling {
      guard name == shown.first?.name || name.dot.replica == own else {
        throw Violation(.nothingLost, "\(operation) replaces \(name), which nobody was shown")
      }
    }
    // What stays beside the new value must be an open conflict, or it would be hidden for ever.
    for version in there where !shown.contains(where: { $0.name == version.name }) {
      guard write.replaces.contains(version.name) || write.sweeps.contains(version.name) else {
        throw Violation(.nothingLost, "\(operation) leaves \(version.name) hidden")
      }
    }
    for name in write.sweeps where shown.contains(where: { $0.name == name }) {
      throw Violation(.nothingLost, "\(operation) sweeps \(name), which is shown")
    }
  }
}
