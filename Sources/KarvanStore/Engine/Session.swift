// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// A record of one entity, as a key of caches.
struct RecordKey: Hashable {
  let entity: EntityTag
  let id: RecordID
}

/// A record as it lies in its table.
struct StoredRecord {
  var row: Int64
  var content: RowContent
  var columns: [Value]
  var meta: [UInt8]
  var life: Int64
  /// Which scopes hold it: a mask on a device, a list on a server.
  var held: Value

  var state: RecordState { content.state }
  var pending: [UInt64] { content.pending }

  /// How the column of life says that a person has to decide.
  static let asked: Int64 = 3
  /// Whether anything in it could wait for a person.
  var mayConflict: Bool { life == Self.asked || state.hasSiblings }
}

/// What a savepoint that fails has to take back, beside the rows.
struct SessionMemory {
  var numbers: ReplicaNumbers
  var scopeNumbers: [Scope: UInt64] = [:]
  var scopes: [UInt64: Scope] = [:]
  /// The greatest server sequence, once it was asked for.
  var head: UInt64?
  /// Whether `head` is to be written at the end.
  var isHeadNew = false
  /// Up to where was pruned, once it was asked for.
  var floor: UInt64?
  /// The replicas that have rejected commits, once they were asked for.
  var rejectedReplicas: Set<UInt64>?
  /// How far own commits are settled on a device, once it was asked for.
  var settled: UInt64?
  /// The office's clock, once it was asked for.
  var clock: HybridClock?
  /// Whether `clock` is to be written at the end.
  var isClockNew = false
}

/// One transaction on a store: prepared statements, records, digests; never kept beyond its end.
final class Session {
  let db: Database
  /// The tables of the program's own schema.
  let base: Layout
  /// The tables with the declared fields and the rules in force.
  var ruled: RuledLayout
  /// Whether a rule override or a declared field was written that is not in force yet.
  var hasNewRules = false
  let hasher: any RecordHashing
  var memory: SessionMemory
  /// What digests changed by, per scope number and entity; written at the end.
  var digestChanges: [DigestName: DigestChange] = [:]
  private var statements: [String: SQLStatement] = [:]
  private var selects: [SQLStatement?]
  private var selectsByRow: [SQLStatement?]
  private var inserts: [SQLStatement?]
  private var insertsNew: [SQLStatement?]
  /// Statements that change some columns of a table.
  var updates: [UpdateKey: SQLStatement] = [:]
  private var hot = [SQLStatement?](repeating: nil, count: HotStatement.allCases.count)
  private var cache: [RecordKey: StoredRecord] = [:]
  /// The record that was last looked for and is not here: a new one is asked for several times.
  private var absent: RecordKey?
  /// Set when SQLite itself took the whole transaction back.
  private var isLost = false
  /// Whether a statement that could write is refused.
  private let reads: Bool

  /// The most records that are kept in memory.
  private static let cacheLimit = 4_096

  init(
    _ db: Database, _ layout: Layout, _ hasher: any RecordHashing, _ numbers: ReplicaNumbers,
    reads: Bool = false
  ) {
    self.reads = reads
    self.db = db
    base = layout
    ruled = RuledLayout(of: layout)
    self.hasher = hasher
    memory = SessionMemory(numbers: numbers)
    selects = [SQLStatement?](repeating: nil, count: layout.entities.count)
    selectsByRow = selects
    inserts = selects
    insertsNew = selects
  }

  /// The tables with the fields and the rules that hold in this transaction.
  var layout: Layout { ruled.layout }

  /// A statement that is prepared once a connection. Not for nested use of the same text.
  func statement(_ sql: String) throws -> SQLStatement {
    if let statement = statements[sql] { return statement }
    let statement = try checked(try db.cachedStatement(sql: sql))
    statements[sql] = statement
    return statement
  }

  /// A statement of its own, for rows that are read while others are looked up.
  func freshStatement(_ sql: String) throws -> SQLStatement {
    try checked(try db.makeStatement(sql: sql))
  }

  private func checked(_ statement: Statement) throws -> SQLStatement {
    guard !reads || statement.isReadonly else {
      throw StoreError(
        .inconsistent, "a reader would write: \(statement.sql)", place: "transaction")
    }
    return SQLStatement(statement)
  }

  func select(_ layout: EntityLayout) throws -> SQLStatement {
    if let statement = selects[layout.index] { return statement }
    let statement = try statement(layout.selectByID)
    selects[layout.index] = statement
    return statement
  }

  /// Not for nested use.
  func selectByRow(_ layout: EntityLayout) throws -> SQLStatement {
    // While rules are enforced, rows are read as they were before, too.
    guard isCurrent(layout) else { return try statement(layout.selectByRow) }
    if let statement = selectsByRow[layout.index] { return statement }
    let statement = try statement(layout.selectByRow)
    selectsByRow[layout.index] = statement
    return statement
  }

  /// Whether a table has the columns that hold in this transaction.
  func isCurrent(_ layout: EntityLayout) -> Bool {
    self.layout.entities[layout.index].selectByRow == layout.selectByRow
  }

  func insert(_ layout: EntityLayout) throws -> SQLStatement {
    if let statement = inserts[layout.index] { return statement }
    let statement = try statement(layout.insert)
    inserts[layout.index] = statement
    return statement
  }

  func insertNew(_ layout: EntityLayout) throws -> SQLStatement {
    if let statement = insertsNew[layout.index] { return statement }
    let statement = try statement(layout.insertNew)
    insertsNew[layout.index] = statement
    return statement
  }

  /// Forgets the statements of tables that have other columns now.
  func forgetStatements() {
    selects = [SQLStatement?](repeating: nil, count: base.entities.count)
    selectsByRow = selects
    inserts = selects
    insertsNew = selects
    updates = [:]
  }

  /// A statement of every commit, found without comparing its text.
  func statement(_ which: HotStatement) throws -> SQLStatement {
    if let statement = hot[which.rawValue] { return statement }
    let statement = try statement(which.sql)
    hot[which.rawValue] = statement
    return statement
  }

  // MARK: The cache of records.

  func cached(_ key: RecordKey) -> StoredRecord? { cache[key] }

  func isKnownAbsent(_ key: RecordKey) -> Bool { absent == key }

  func rememberAbsent(_ key: RecordKey) { absent = key }

  /// Forgets that a record was not there.
  func rememberPresent(_ key: RecordKey) {
    if absent == key { absent = nil }
  }

  /// Whether records are kept in memory for who asks next; not where many are gone through once.
  var remembers = true

  func remember(_ record: StoredRecord, _ key: RecordKey) {
    if absent == key { absent = nil }
    guard remembers else { return forget(key) }
    if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
    cache[key] = record
  }

  func forget(_ key: RecordKey) {
    if !cache.isEmpty { cache[key] = nil }
  }

  func forgetAll() { cache.removeAll() }

  // MARK: Savepoints.

  /// Runs a body whose changes are all undone if it throws.
  func savepoint<T>(_ body: () throws -> T) throws -> T {
    try requireLife()
    try statement(.savepoint).run()
    let before = memory
    let outer = digestChanges
    let rules = (ruled, hasNewRules)
    digestChanges = [:]
    do {
      let result = try body()
      try requireLife()
      try statement(.release).run()
      if !outer.isEmpty {
        for (name, change) in outer { digestChanges[name, default: DigestChange()].add(change) }
      }
      return result
    } catch {
      memory = before
      digestChanges = outer
      (ruled, hasNewRules) = rules
      forgetStatements()
      cache.removeAll()
      takeBack()
      throw error
    }
  }

  /// Undoes a savepoint; where SQLite has undone everything already, nothing more may be written.
  private func takeBack() {
    guard db.isInsideTransaction else {
      isLost = true
      return
    }
    do {
      try statement("ROLLBACK TO karvan").run()
      try statement("RELEASE karvan").run()
    } catch {
      isLost = true
    }
  }

  /// Runs a body that writes and can fail only by a fault of the storage, in which case nothing of
  /// the whole transaction stays: a savepoint would cost more than what it guards.
  func wholly<T>(_ body: () throws -> T) throws -> T {
    try requireLife()
    do {
      return try body()
    } catch {
      isLost = true
      throw error
    }
  }

  /// Refuses to go on after SQLite took the transaction back: what follows would be half of it.
  func requireLife() throws {
    if isLost || !db.isInsideTransaction {
      throw StoreError(.inconsistent, "the transaction was taken back", place: "transaction")
    }
  }

  /// Gives pages that were freed back to the disk where they are many: segments that were answered
  /// leave a tenth of what was written.
  func giveBack() throws {
    let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    guard free > Self.freePages else { return }
    try db.execute(sql: "PRAGMA incremental_vacuum")
  }

  /// Up to so many free pages are kept for what comes next.
  private static let freePages = 128

  /// Writes what was gathered in memory.
  func flush() throws {
    try requireLife()
    if hasNewRules { try enforceRules() }
    try flushDigests()
    if memory.isHeadNew, let head = memory.head {
      try setUnsignedInfo("head", head)
      memory.isHeadNew = false
    }
    if memory.isClockNew, let clock = memory.clock {
      try setUnsignedInfo("clock", clock.last.raw)
      memory.isClockNew = false
    }
  }
}

/// The statements that every commit needs.
enum HotStatement: Int, CaseIterable {
  case savepoint, release, appendJournal, appendFeed

  var sql: String {
    switch self {
    case .savepoint: "SAVEPOINT karvan"
    case .release: "RELEASE karvan"
    case .appendJournal:
      "INSERT INTO karvan_journal (seq, payload, time, state) VALUES (?, ?, ?, 0)"
    case .appendFeed: "INSERT INTO karvan_feed (scope, at, entity, record) VALUES (?, ?, ?, ?)"
    }
  }
}
