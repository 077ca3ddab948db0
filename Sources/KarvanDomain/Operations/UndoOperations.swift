// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Taking own commits back, by new ones.
public enum UndoOperations {
  private static let undo = "undo "
  private static let redo = "redo "

  /// The name of the operation that takes another back; taking back what took back is doing again.
  public static func name(undoing operation: String) -> String {
    let name =
      operation.hasPrefix(undo)
      ? redo + operation.dropFirst(undo.count)
      : undo + (operation.hasPrefix(redo) ? String(operation.dropFirst(redo.count)) : operation)
    var kept = name
    while kept.utf8.count > CommitLimits.operationBytes { kept.removeLast() }
    return kept
  }

  /// Takes a commit back as far as it still stands.
  ///
  /// - Throws: `appendOnly` and `decisionStands` for what is a fact once it is written. What a state
  ///   machine, a write-once field or a law forbids is refused when the draft is committed.
  public static func takeBack(
    _ commit: Commit, _ taking: TakingBack, in context: OperationContext
  ) throws -> (draft: OperationDraft, back: TakenBack) {
    for change in commit.changes {
      let entity = try context.entity(change.entity)
      if isFact(entity) {
        throw Failure(.appendOnly).about(entity.name, change.record)
      }
      if change.entity == ReviewItem.tag {
        throw Failure(
          DomainLaw.decisionStands, entity: entity.name, record: change.record)
      }
    }
    let back = try taking.run()
    return (OperationDraft(name(undoing: commit.operation), back.changes), back)
  }

  /// Whether a device wrote a commit by itself, so that nobody means it by their last command.
  public static func isNobodysCommand(_ commit: Commit) -> Bool {
    commit.changes.isEmpty || commit.operation == EscrowOperations.givingBackAsked
  }

  /// Whether records of an entity are facts: once written they are not changed, only followed by
  /// others.
  private static func isFact(_ entity: Entity) -> Bool {
    entity.about.editors == .nobody || entity.tag == NumberLease.tag
  }
}
