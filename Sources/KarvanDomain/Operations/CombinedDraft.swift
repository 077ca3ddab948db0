// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Several operations as one commit, each of which reads what those before it would write.
///
/// Only operations that start records can be combined: an edit would name versions that no commit
/// ever wrote.
public struct CombinedDraft {
  private let context: OperationContext
  private let overlay: RecordOverlay
  private var changes: [RecordChange] = []

  /// Begins with what is there.
  public init(in context: OperationContext) {
    self.context = context
    overlay = RecordOverlay(base: context.reader, schema: context.schema)
  }

  /// Drafts one more operation; answers its first record.
  ///
  /// - Throws: What the operation throws, and the failure that a commit of it would be refused for.
  @discardableResult
  public mutating func add(
    _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID? {
    let draft = try make(context.reading(overlay))
    guard draft.changes.allSatisfy(\.creates) else { throw Failure(.wrongKind) }
    // Beyond every number that a commit has; it never leaves this place.
    let dot = Dot(context.drafter.replica, UInt64(Int64.max) + UInt64(changes.count))
    if let failure = try overlay.apply(draft, by: context.author, at: context.now, as: dot) {
      throw failure
    }
    changes += draft.changes
    return draft.changes.first?.record
  }

  /// All of it as one operation.
  public func draft(_ operation: String) throws -> OperationDraft {
    try OperationDraft(operation, []).adding(changes)
  }
}
