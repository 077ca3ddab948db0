// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
import KarvanSync

/// A device's database: typed tables, the journal of its own commits, and what it knows of the
/// server.
///
/// Calls block, for at most ten seconds where another process writes; each is one transaction.
/// Inside of a closure only what the closure is given may be used: a call of the database from
/// there ends the program.
public final class ReplicaDatabase: Sendable {
  /// Whose database it is; its scopes are those of the moment when it was opened.
  public let identity: ReplicaIdentity
  let store: Store
  let now: @Sendable () -> Int64

  init(store: Store, now: @escaping @Sendable () -> Int64) throws {
    self.store = store
    self.now = now
    identity = try store.read { try ReplicaIdentity.read($0) }
  }

  /// The place of the file.
  public var path: String { store.path }
  /// The schema that it was opened under.
  public var schema: Schema { store.schema }

  /// Makes a database, in a folder that only its owner can read.
  ///
  /// An interrupted creation can be repeated.
  ///
  /// - Parameter now: The wall clock, in milliseconds since 1970.
  /// - Throws: ``StoreError`` `exists` when there is something already, `readOnly`, `diskFull`.
  public static func create(
    at path: String, schema: Schema, identity: ReplicaIdentity,
    hashing: @escaping HashingMaker, now: @escaping @Sendable () -> Int64
  ) throws -> ReplicaDatabase {
    try Store.create(.replica, at: path, schema) { try identity.write($0) }
    return try open(at: path, schema: schema, hashing: hashing, now: now)
  }

  /// Opens a database and adds the tables and columns that the schema has beside its own.
  ///
  /// - Throws: ``StoreError`` `missing`, `damaged`, `notAKarvanFile`, `wrongKind`, `newerFormat`,
  ///   `newerSchema`, `readOnly`, `locked`.
  public static func open(
    at path: String, schema: Schema, hashing: @escaping HashingMaker,
    now: @escaping @Sendable () -> Int64
  ) throws -> ReplicaDatabase {
    try open(at: path, schema: schema, hashing: hashing, now: now, trace: nil)
  }

  static func open(
    at path: String, schema: Schema, hashing: @escaping HashingMaker,
    now: @escaping @Sendable () -> Int64, trace: (@Sendable (String) -> Void)?
  ) throws -> ReplicaDatabase {
    try ReplicaDatabase(
      store: Store.open(.replica, at: path, schema, hashing: hashing, trace: trace), now: now)
  }

  /// Closes the file. What was written is on the disk then, whoever else has the file open.
  public func close() throws {
    try StoreError.translating(path) { try store.closeReplica() }
  }

  /// Reads one snapshot.
  public func read<T>(_ body: (ReplicaReader) throws -> T) throws -> T {
    try store.read { try body(ReplicaReader($0, identity)) }
  }

  /// Writes one commit of one operation, in one transaction with what the operation reads.
  ///
  /// - Returns: the commit; nil when the operation changes nothing.
  /// - Throws: ``Failure`` when the change is refused, what the operation throws, ``StoreError``;
  ///   then nothing was written.
  public func commit(
    _ rights: WritingRights, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    try bulk { try $0.commit(rights, make) }
  }

  /// Writes many commits in one transaction, each whole.
  ///
  /// What one commit throws undoes that commit only; what leaves the body undoes all.
  public func bulk<T>(_ body: (ReplicaWriter) throws -> T) throws -> T {
    try store.write { try body(ReplicaWriter($0, identity, now: now)) }
  }

  /// A setting of the owner, such as a server's address or a key.
  public func setting(_ name: String) throws -> [UInt8]? {
    try store.read { try $0.setting(name) }
  }

  /// Writes a setting; nil removes it.
  public func set(_ name: String, _ value: [UInt8]?) throws {
    try store.write { try $0.set(name, value) }
  }

  /// Notes what a person did about a rejection.
  ///
  /// - Throws: ``StoreError`` `missing` when the commit is not a rejection that waits.
  public func settleRejected(_ sequence: UInt64, how: RejectionSettlement) throws {
    try store.write { try $0.settleRejected(sequence, how: how) }
  }
}
