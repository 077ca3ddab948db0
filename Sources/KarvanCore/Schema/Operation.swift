// SPDX-License-Identifier: Apache-2.0

/// What a domain operation may use: a reader, an author, and what a pure function can't make up.
public struct OperationContext {
  /// The schema.
  public let schema: Schema
  /// Reads records.
  public let reader: any RecordReader
  /// Names the versions that were shown.
  public let drafter: Drafter
  /// Who acts.
  public let author: Author
  /// The wall clock, in milliseconds since 1970.
  public let now: Int64
  /// Makes a new record identifier.
  public let makeID: () -> RecordID
  /// Makes the next document number `DEVICE-n` of this device.
  public let makeNumber: () throws -> String

  /// Gathers a context.
  public init(
    schema: Schema, reader: any RecordReader, drafter: Drafter, author: Author, now: Int64,
    makeID: @escaping () -> RecordID, makeNumber: @escaping () throws -> String
  ) {
    self.schema = schema
    self.reader = reader
    self.drafter = drafter
    self.author = author
    self.now = now
    self.makeID = makeID
    self.makeNumber = makeNumber
  }
}

/// What a domain operation wants to commit: its name and what it does to each record.
public struct OperationDraft: Hashable, Sendable {
  /// The name, such as `order submit`; at most ``CommitLimits/operationBytes``.
  public let operation: String
  /// The changes; parents come before their children.
  public let changes: [RecordChange]

  /// Makes a draft.
  public init(_ operation: String, _ changes: [RecordChange]) {
    self.operation = operation
    self.changes = changes
  }
}
