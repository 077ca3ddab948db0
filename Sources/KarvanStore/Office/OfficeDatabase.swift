// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync
import Synchronization

/// Who a server's database is.
public struct OfficeIdentity: Hashable, Sendable {
  /// The company's data.
  public var workspace: WorkspaceID
  /// This life of the database.
  public var incarnation: IncarnationID
  /// The replica that the office itself writes with.
  public var replica: ReplicaID
  /// The workspace's key for digests of records.
  public var digestKey: [UInt8]

  /// Gathers an identity.
  public init(
    workspace: WorkspaceID, incarnation: IncarnationID, replica: ReplicaID, digestKey: [UInt8]
  ) {
    self.workspace = workspace
    self.incarnation = incarnation
    self.replica = replica
    self.digestKey = digestKey
  }

  func write(_ session: Session) throws {
    try session.setInfo("workspace", .bytes(workspace.bytes))
    try session.setInfo("incarnation", .bytes(incarnation.bytes))
    try session.setInfo("replica", .bytes(replica.bytes))
    try session.set("digest_key", digestKey)
    _ = try session.number(of: replica)
  }

  /// The same with the life and the replica that the file has now.
  func refreshed(_ session: Session) throws -> OfficeIdentity {
    var identity = self
    identity.incarnation = try session.idInfo("incarnation")
    identity.replica = try session.idInfo("replica")
    return identity
  }

  static func read(_ session: Session) throws -> OfficeIdentity {
    OfficeIdentity(
      workspace: try session.idInfo("workspace"),
      incarnation: try session.idInfo("incarnation"), replica: try session.idInfo("replica"),
      digestKey: try session.setting("digest_key") ?? [])
  }
}

/// The server's database on SQLite: typed tables, memberships, the segment log and accounts.
///
/// One writer at a time, synced to the disk before it returns; readers beside it. Other processes
/// may read and write the same file. Inside of a closure only what the closure is given may be
/// used: a call of the database from there ends the program.
public final class OfficeDatabase: OfficeStorage, Sendable {
  /// The same under the name that reads best beside the type.
  public typealias Identity = OfficeIdentity

  let store: Store
  private let known: Mutex<OfficeIdentity>

  private init(store: Store) throws {
    self.store = store
    known = Mutex(try store.read { try OfficeIdentity.read($0) })
  }

  /// Whose database it is, as the last transaction saw it: a new life begins in one.
  public var identity: OfficeIdentity { known.withLock { $0 } }

  /// The place of the file.
  public var path: String { store.path }
  /// The schema that it was opened under.
  public var schema: Schema { store.schema }

  /// Makes a database, in a folder that only its owner can read.
  ///
  /// - Throws: ``StoreError`` `exists`, `readOnly`, `diskFull`.
  public static func create(
    at path: String, schema: Schema, identity: OfficeIdentity, hashing: @escaping HashingMaker
  ) throws -> OfficeDatabase {
    try Store.create(.office, at: path, schema) { try identity.write($0) }
    return try open(at: path, schema: schema, hashing: hashing)
  }

  /// Opens a database and adds the tables and columns that the schema has beside its own.
  ///
  /// - Throws: ``StoreError`` `missing`, `damaged`, `notAKarvanFile`, `wrongKind`, `newerFormat`,
  ///   `newerSchema`, `readOnly`, `locked`.
  public static func open(
    at path: String, schema: Schema, hashing: @escaping HashingMaker
  ) throws -> OfficeDatabase {
    try open(at: path, schema: schema, hashing: hashing, trace: nil)
  }

  static func open(
    at path: String, schema: Schema, hashing: @escaping HashingMaker,
    trace: (@Sendable (String) -> Void)?
  ) throws -> OfficeDatabase {
    try OfficeDatabase(
      store: Store.open(.office, at: path, schema, hashing: hashing, trace: trace))
  }

  /// Closes the file; what is in the write-ahead log moves into it.
  public func close() throws {
    try StoreError.translating(path) {
      // Readers are closed last and may not write, so that closing alone would leave the log. What a
      // disk does not take from there stays in the log.
      let moved = Result {
        _ = try store.writer.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      }
      try store.writer.close()
      try moved.get()
    }
  }

  /// Reads one snapshot.
  public func read<T>(_ body: (OfficeReader) throws -> T) throws -> T {
    try store.read { try body(OfficeReader($0)) }
  }

  /// Runs one write transaction, durable when it returns; writers wait for one another.
  public func transaction<T>(_ body: (OfficeWriter) throws -> T) throws -> T {
    try write(nil, body)
  }

  private func write<T>(
    _ isDurable: Bool?, _ body: (OfficeWriter) throws -> T
  ) throws -> T {
    let last = identity
    let (result, present) = try store.write(isDurable: isDurable) {
      session -> (T, OfficeIdentity) in
      // Another process may have begun a new life.
      let writer = OfficeWriter(session, try last.refreshed(session))
      return (try body(writer), writer.identity)
    }
    known.withLock { $0 = present }
    return result
  }

  /// This life of the database.
  public func incarnation() throws -> IncarnationID {
    try store.read { try $0.idInfo("incarnation") }
  }

  /// Runs one write transaction, durable when it returns if it has to be; writers wait for one
  /// another.
  public func write<T>(
    isDurable: Bool, _ body: (any OfficeTransaction) throws -> T
  ) throws -> T {
    try write(isDurable) { (writer: OfficeWriter) in try body(writer) }
  }

  /// Makes one page in a read transaction of its own.
  public func page(
    for replica: ReplicaID, scopes: (any RecordReader) throws -> [Scope], _ request: PullRequest
  ) throws -> Page {
    try store.read { session in
      try PageMaker(session, replica, try scopes(OfficeReader(session)), request).page()
    }
  }

  /// The scopes that a reader finds, how many records they hold, and the floor of pruning.
  public func size(
    of scopes: (any RecordReader) throws -> [Scope], atMost limit: Int
  ) throws -> (scopes: [Scope], records: Int, floor: UInt64) {
    try read { reader in
      let scopes = try scopes(reader)
      return (scopes, try reader.size(of: scopes, atMost: limit), try reader.floor())
    }
  }

  /// The device whose exchange key this is.
  public func device(exchangeKey: [UInt8]) throws -> DeviceAccount? {
    try read { try $0.device(exchangeKey: exchangeKey) }
  }
}
