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
  /// Uses up the next number of a counter that this file keeps for ever, at least the given one: no
  /// number is answered twice, and one of a commit that was not written is answered again.
  public let takeNumber: (_ counter: String, _ atLeast: Int64) throws -> Int64

  /// Gathers a context; one without counters of its own takes the numbers that records leave free.
  public init(
    schema: Schema, reader: any RecordReader, drafter: Drafter, author: Author, now: Int64,
    makeID: @escaping () -> RecordID, makeNumber: @escaping () throws -> String,
    takeNumber: @escaping (String, Int64) throws -> Int64 = { $1 }
  ) {
    self.schema = schema
    self.reader = reader
    self.drafter = drafter
    self.author = author
    self.now = now
    self.makeID = makeID
    self.makeNumber = makeNumber
    self.takeNumber = takeNumber
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
