// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
public import KarvanSync
import Synchronization

/// Makes what hashes records, of the workspace's digest key.
public typealias HashingMaker = @Sendable (_ digestKey: [UInt8]) throws -> any RecordHashing

/// An open file: what devices and servers have in common.
final class Store: Sendable {
  let kind: StoreKind
  let path: String
  /// The tables of the program's own schema.
  let base: Layout
  let writer: any DatabaseWriter
  let hasher: any RecordHashing
  private let numbers = Mutex(ReplicaNumbers())
  private let rules: Mutex<RuledLayout>
  private let hasWritten = Mutex(false)

  private init(
    kind: StoreKind, path: String, base: Layout, writer: any DatabaseWriter,
    _ opened: (hasher: any RecordHashing, ruled: RuledLayout)
  ) {
    self.kind = kind
    self.path = path
    self.base = base
    self.writer = writer
    hasher = opened.hasher
    rules = Mutex(opened.ruled)
  }

  /// The schema with the declared fields, under the declared rules, as this process saw it last.
  var schema: Schema { rules.withLock { $0.declared.schema } }

  /// Makes a file in one transaction; whatever is interrupted can be repeated.
  static func create(
    _ kind: StoreKind, at path: String, _ schema: Schema,
    trace: (@Sendable (String) -> Void)? = nil, fill: (Session) throws -> Void
  ) throws {
    try StoreFile.prepareCreation(at: path)
    let layout = BaseLayout.of(schema)
    try StoreError.translating(path) {
      // Not in WAL mode yet, so that the file itself says what it is.
      let queue = try DatabaseQueue(
        path: path, configuration: StoreFile.configuration(kind, trace: trace))
      defer { try? queue.close() }
      // Before the first table, or it has no effect: what was freed is given back bit by bit.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
      try queue.write { db in
        guard try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 else {
          throw StoreError(.exists, "there is a database already", place: path)
        }
        for statement in FixedTables.creation(kind) { try db.execute(sql: statement) }
        let session = Session(db, layout, NoHashing(), ReplicaNumbers())
        try session.setInfo("kind", .text(kind.rawValue))
        try fill(session)
        try session.migrate(kind)
        try db.execute(sql: "PRAGMA application_id = \(StoreFile.applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(StoreFile.format)")
      }
    }
  }

  /// Opens a file and adds the tables and columns that the schema has beside those of the file.
  static func open(
    _ kind: StoreKind, at path: String, _ schema: Schema, hashing: HashingMaker,
    trace: (@Sendable (String) -> Void)? = nil
  ) throws -> Store {
    try StoreFile.checkHeader(at: path)
    let layout = BaseLayout.of(schema)
    do {
      return try StoreError.translating(path) {
        let configuration = StoreFile.configuration(kind, trace: trace)
        let writer: any DatabaseWriter =
          switch kind {
          // One connection opens faster and is all that a command needs.
          case .replica: try DatabaseQueue(path: path, configuration: configuration)
          case .office: try DatabasePool(path: path, configuration: configuration)
          }
        try writer.writeWithoutTransaction { db in
          // Left to the configuration, every opening would write a table and drop it again.
          try db.execute(sql: "PRAGMA journal_mode = WAL")
          // A pool goes into WAL mode by itself, and then sets this to NORMAL, whatever it was.
          try db.execute(sql: StoreFile.synchronous(StoreFile.isDurable(kind)))
        }
        let opened = try prepare(kind, writer, layout, path, hashing)
        return Store(kind: kind, path: path, base: layout, writer: writer, opened)
      }
    } catch let error as StoreError where error.code == .missing {
      // The file is there, so that what could not be opened is what SQLite puts beside it.
      throw StoreError(.readOnly, error.message, place: path)
    }
  }

  /// Checks what the file says of itself and brings its tables up to the schema.
  ///
  /// - Returns: what hashes records, and the tables as the file has them.
  private static func prepare(
    _ kind: StoreKind, _ writer: any DatabaseWriter, _ layout: Layout, _ path: String,
    _ hashing: HashingMaker
  ) throws -> (any RecordHashing, RuledLayout) {
    let (ruled, key) = try writer.read { db in
      try StoreFile.checkFormat(try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0, path)
      let session = Session(db, layout, NoHashing(), ReplicaNumbers())
      let found = try session.info("kind").text ?? "nothing"
      guard found == kind.rawValue else {
        throw StoreError(
          .wrongKind, "the file is of kind \(found), not \(kind.rawValue)", place: path)
      }
      let version = try session.unsignedInfo("schema_version")
      guard version <= UInt64(layout.schema.version) else {
        throw StoreError(
          .newerSchema,
          "the file has schema \(version), this program schema \(layout.schema.version)",
          place: path)
      }
      let isCurrent =
        try session.info("layout").integer == layout.fingerprint
        && version == UInt64(layout.schema.version)
        && session.unsignedInfo("additions") == UInt64(FixedTables.additions(kind).count)
      if isCurrent { try session.adoptRules(RuledLayout(of: layout)) }
      return (isCurrent ? session.ruled : nil, try session.setting("digest_key") ?? [])
    }
    let hasher = try hashing(key)
    if let ruled { return (hasher, ruled) }
    let migrated = try writer.write { db in
      let session = Session(db, layout, hasher, ReplicaNumbers())
      try session.migrate(kind)
      try session.flush()
      return session.ruled
    }
    return (hasher, migrated)
  }

  /// Closes a device's file.
  ///
  /// The last process that closes it moves the write-ahead log into it, and syncs both. Beside
  /// another one, such as a sync that goes on for hours, the log stays: it is synced here, as a
  /// commit must survive a power cut once its command has ended.
  func closeReplica() throws {
    try writer.close()
    if hasWritten.withLock({ $0 }) { try StoreFile.syncLog(of: path) }
  }

  /// Runs a body on one snapshot.
  func read<T>(_ body: (Session) throws -> T) throws -> T {
    try StoreError.translating(path) {
      func run(_ db: Database) throws -> T {
        let session = try self.session(db, reads: true)
        let result = try body(session)
        remember(session)
        return result
      }
      switch kind {
      case .office: return try writer.read(run)
      case .replica:
        // A queue's own `read` tells SQLite to refuse writes and then to allow them again; each makes
        // it compile every statement anew. The session refuses them instead.
        return try writer.unsafeRead { db in
          var result: T?
          try db.inTransaction(.deferred) {
            result = try run(db)
            return .commit
          }
          guard let result else {
            throw StoreError(.internalError, "no result", place: "transaction")
          }
          return result
        }
      }
    }
  }

  /// Runs a body in one transaction, which holds the file's write lock from the start.
  ///
  /// - Parameter isDurable: Whether it must survive a power cut once this returns, with everything
  ///   before it, because somebody else is about to be told of it; nil as the kind of file does.
  func write<T>(isDurable: Bool? = nil, _ body: (Session) throws -> T) throws -> T {
    try StoreError.translating(path) {
      var last: Session?
      defer { last = nil }
      func run(_ db: Database) throws -> T {
        let session = try self.session(db)
        let result = try body(session)
        try session.flush()
        last = session
        return result
      }
      let result =
        if let isDurable, isDurable != StoreFile.isDurable(kind) {
          try writer.writeWithoutTransaction { try write($0, isDurable: isDurable, run) }
        } else {
          try writer.write(run)
        }
      if let last { remember(last) }
      hasWritten.withLock { $0 = true }
      return result
    }
  }

  /// Runs a body in a transaction that is synced to the disk when it ends, or is not, other than
  /// those of its kind of file.
  private func write<T>(
    _ db: Database, isDurable: Bool, _ body: (Database) throws -> T
  ) throws -> T {
    var result: T?
    try db.execute(sql: StoreFile.synchronous(isDurable))
    let outcome = Result {
      try db.inTransaction(.immediate) {
        result = try body(db)
        return .commit
      }
    }
    try db.execute(sql: StoreFile.synchronous(StoreFile.isDurable(kind)))
    try outcome.get()
    guard let result else { throw StoreError(.internalError, "no result", place: "transaction") }
    return result
  }

  private func session(_ db: Database, reads: Bool = false) throws -> Session {
    let session = Session(db, base, hasher, numbers.withLock { $0 }, reads: reads)
    try session.adoptRules(rules.withLock { $0 })
    return session
  }

  private func remember(_ session: Session) {
    rules.withLock { $0 = session.ruled }
    let known = session.memory.numbers
    numbers.withLock { numbers in
      if known.numbers.count > numbers.numbers.count { numbers = known }
    }
  }
}

/// Stands in where nothing is hashed: while a file is made or its tables are changed.
private struct NoHashing: RecordHashing {
  func hash(_ bytes: UnsafeRawBufferPointer) -> DigestSum { DigestSum() }
}
