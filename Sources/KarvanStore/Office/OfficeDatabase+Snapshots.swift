// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

/// A snapshot that lies beside the database, as the office knows it; its key is derived.
public struct StoredSnapshot: Hashable, Sendable {
  /// Its name.
  public let id: SnapshotID
  /// The scopes, in the order of its pages.
  public let scopes: [Scope]
  /// The server sequence that it was made at.
  public let sequence: UInt64
  /// The version of the schema that it was made under.
  public let schemaVersion: UInt32
  /// The sealed bytes.
  public let size: UInt64
  /// The records in it.
  public let records: UInt64
  /// When it was made, in milliseconds since 1970.
  public let madeAt: Int64

  /// Describes a snapshot.
  public init(
    id: SnapshotID, scopes: [Scope], sequence: UInt64, schemaVersion: UInt32, size: UInt64,
    records: UInt64, madeAt: Int64
  ) {
    self.id = id
    self.scopes = scopes
    self.sequence = sequence
    self.schemaVersion = schemaVersion
    self.size = size
    self.records = records
    self.madeAt = madeAt
  }

  /// How long one can be fetched, in milliseconds: three days, for bad lines.
  public static let lifetime: Int64 = 259_200_000
}

extension OfficeReader {
  /// The snapshots that can still be fetched, the newest first.
  public func snapshots(now: Int64) throws -> [StoredSnapshot] {
    let select = try session.statement(
      "SELECT id, scopes, seq, schema, size, records, made_at FROM karvan_snapshot"
        + " WHERE made_at > ? ORDER BY made_at DESC, id")
    select.bind(1, now - StoredSnapshot.lifetime)
    return try select.all { row in
      StoredSnapshot(
        id: try row.identifier(0),
        scopes: row.text(1).split(separator: "\n").compactMap { Scope(String($0)) },
        sequence: row.unsigned(2), schemaVersion: UInt32(truncatingIfNeeded: row.integer(3)),
        size: row.unsigned(4), records: row.unsigned(5), madeAt: row.integer(6))
    }
  }

  /// Whoever fetches one goes on from its server sequence, so nothing after it is pruned.
  func leastSnapshot(now: Int64) throws -> UInt64? {
    try snapshots(now: now).map(\.sequence).min()
  }

  /// Nothing is told any more of what changed at or below it (P-076).
  public func floor() throws -> UInt64 { try session.floor() }

  /// How many records some scopes hold, counted no further than a limit; one that several hold
  /// counts for each.
  public func size(of scopes: [Scope], atMost limit: Int) throws -> Int {
    var size = 0
    for scope in scopes {
      guard let number = try session.knownNumber(of: scope) else { continue }
      let select = try session.statement(
        "SELECT COUNT(*) FROM (SELECT 1 FROM karvan_feed WHERE scope = ? LIMIT ?)")
      select.bind(1, number)
      select.bind(2, Int64(limit - size))
      size += try select.first { Int($0.integer(0)) } ?? 0
      if size >= limit { return limit }
    }
    return size
  }
}

extension OfficeWriter {
  /// Makes a finished snapshot known.
  public func add(_ snapshot: StoredSnapshot) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_snapshot (id, scopes, seq, schema, size, records, made_at)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
    insert.bind(1, snapshot.id)
    insert.bind(2, snapshot.scopes.map(\.description).joined(separator: "\n"))
    insert.bind(3, snapshot.sequence)
    insert.bind(4, Int64(snapshot.schemaVersion))
    insert.bind(5, snapshot.size)
    insert.bind(6, snapshot.records)
    insert.bind(7, snapshot.madeAt)
    try insert.run()
  }

  /// Forgets a snapshot.
  public func remove(_ snapshot: SnapshotID) throws {
    let delete = try session.statement("DELETE FROM karvan_snapshot WHERE id = ?")
    delete.bind(1, snapshot)
    try delete.run()
  }

  /// Forgets the snapshots that ended.
  func pruneSnapshots(before now: Int64, dryRun: Bool) throws -> Int {
    let condition = "FROM karvan_snapshot WHERE made_at <= ?"
    let statement = try session.statement(
      (dryRun ? "SELECT COUNT(*) " : "DELETE ") + condition)
    statement.bind(1, now - StoredSnapshot.lifetime)
    if dryRun { return try statement.first { Int($0.integer(0)) } ?? 0 }
    try statement.run()
    return session.db.changesCount
  }
}

extension OfficeDatabase {
  /// Reads everything that some scopes hold, at one server sequence, a page at a time; the last
  /// page is the head. Writers go on meanwhile, and memory does not grow with the records.
  ///
  /// - Returns: the server sequence, and the number of records.
  public func snapshot(
    of scopes: [Scope], bytesPerPage: Int = SyncLimits.bytesPerPage, _ each: (Page) throws -> Void
  ) throws -> (sequence: UInt64, records: UInt64) {
    try store.read { session in
      var maker = try SnapshotMaker(session, scopes, bytesPerPage: bytesPerPage)
      return try maker.run(each)
    }
  }
}

/// Makes the pages of a snapshot in one read transaction.
private struct SnapshotMaker {
  private let session: Session
  private let scopes: [Scope]
  private let bytesPerPage: Int
  private let asked: [(index: Int, number: UInt64)]
  private var records: [PageRecord] = []
  private var size = 0
  private var count: UInt64 = 0

  init(_ session: Session, _ scopes: [Scope], bytesPerPage: Int) throws {
    self.session = session
    self.scopes = scopes
    self.bytesPerPage = bytesPerPage
    asked = try scopes.enumerated().compactMap { index, scope in
      try session.knownNumber(of: scope).map { (index, $0) }
    }
  }

  mutating func run(_ each: (Page) throws -> Void) throws -> (sequence: UInt64, records: UInt64) {
    let head = try session.head()
    for scope in asked {
      var feed = try Feed(session, [(scope.number, 0)])
      defer { feed.close() }
      while let entry = feed.first {
        try add(entry.key, of: scope.number)
        if size >= bytesPerPage { try each(page(head, digests: nil)) }
        try feed.advance()
      }
    }
    let digests = try asked.flatMap { asked in
      try session.digests(ofScope: asked.number).map {
        ScopeDigest(scope: asked.index, entity: $0.entity, sum: $0.sum)
      }
    }
    try each(page(head, digests: digests))
    return (head, count)
  }

  /// A record of several scopes comes with the first that holds it.
  private mutating func add(_ key: FeedEntry.Key, of scope: UInt64) throws {
    let layout = try session.layout.require(key.entity)
    let select = try session.selectByRow(layout)
    select.bind(1, key.record)
    let isThere = try select.first { row in
      let holdings = try Holdings(row.value(4), place: layout.entity.name)
      let here = asked.filter { holdings.holding($0.number)?.isHere == true }
      guard here.first?.number == scope else { return true }
      let carried = try session.carriedState(row, layout)
      records.append(PageRecord(carried, scopes: here.map(\.index)))
      count += 1
      size += carried.packedSize
      return true
    }
    guard isThere != nil else {
      throw StoreError(.damaged, "there is no row \(key.record)", place: layout.entity.name)
    }
  }

  private mutating func page(_ head: UInt64, digests: [ScopeDigest]?) -> Page {
    defer {
      records = []
      size = 0
    }
    return Page(
      scopes: scopes, cursors: [], from: 0, position: head, isHead: digests != nil,
      records: records, memberships: [], digests: digests ?? [])
  }
}
