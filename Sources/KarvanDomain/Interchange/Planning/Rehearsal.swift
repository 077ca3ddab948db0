// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A dry run: what is drafted is judged as a commit would be, kept in memory, and seen by what
/// follows; nothing is written.
public final class Rehearsal {
  private let schema: Schema
  private var overlay: RecordOverlay?
  private var last: Dot?
  private var count = 0

  /// A rehearsal in which nothing has happened yet.
  public init(schema: Schema) { self.schema = schema }

  /// The context with a reader that sees what was rehearsed so far; it uses up no number.
  public func reading(_ context: OperationContext) -> OperationContext {
    let overlay = overlay ?? RecordOverlay(base: context.reader, schema: schema)
    overlay.base = context.reader
    self.overlay = overlay
    count += 1
    return OperationContext(
      schema: context.schema, reader: overlay, drafter: context.drafter, author: context.author,
      now: context.now, makeID: context.makeID, makeNumber: { [count] in "DRY-\(count)" })
  }

  /// Judges a draft and keeps it.
  ///
  /// - Parameters:
  ///   - draft: What would be committed.
  ///   - context: What ``reading(_:)`` was given.
  /// - Returns: Why it would be refused; nil when it would not.
  public func judge(_ draft: OperationDraft, _ context: OperationContext) throws -> Failure? {
    guard let overlay else { return nil }
    // A replica of its own, so that no clock of a record covers its commits.
    let replica: ReplicaID
    if let last {
      replica = last.replica
    } else {
      let id = context.makeID()
      replica = ReplicaID(high: id.high, low: id.low)
    }
    let dot = Dot(replica, (last?.sequence ?? 0) + 1)
    last = dot
    return try overlay.apply(draft, by: context.author, at: context.now, as: dot)
  }
}
