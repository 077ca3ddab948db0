// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
public import KarvanSync

extension OfficeDatabase {
  /// Forgets what nobody has to be told of any more, in small transactions, so that devices are
  /// answered between them; whatever interrupts it, what is done is done and the rest comes later.
  ///
  /// - Parameters:
  ///   - dryRun: Whether to count only.
  ///   - goesOn: Asked between two transactions; false ends it early.
  public func compact(
    now: Int64, dryRun: Bool = false, progress: ProgressReport = { _ in },
    goesOn: () -> Bool = { true }
  ) throws -> CompactionReport {
    var compaction = try Compaction(self, now: now, dryRun: dryRun)
    return try withoutActuallyEscaping(progress) { progress in
      try withoutActuallyEscaping(goesOn) { goesOn in
        try compaction.run(progress, goesOn)
      }
    }
  }

  /// When it was compacted last, in milliseconds since 1970; nil for never.
  public func compactedAt() throws -> Int64? {
    try store.read { try $0.info("compacted_at").integer }
  }
}

/// One compaction.
private struct Compaction {
  /// How many things one transaction looks at.
  static let batch = 200
  /// A second pass finds parents whose children the first one took; chains are short.
  static let passes = 4
  /// How many pages one step gives back to the disk.
  static let vacuumPages = 500

  let database: OfficeDatabase
  let now: Int64
  let dryRun: Bool
  let retention: Retention
  /// What changed at or below it is known to all that are waited for, and old enough.
  let limit: UInt64
  let logLimit: UInt64
  var report = CompactionReport()
  private var looked: UInt64 = 0

  init(_ database: OfficeDatabase, now: Int64, dryRun: Bool) throws {
    self.database = database
    self.now = now
    self.dryRun = dryRun
    var report = CompactionReport()
    (retention, limit, logLimit) = try database.read { reader in
      let retention = try reader.retention()
      let (acknowledged, slowest) = try reader.acknowledged(retention, now: now)
      report.head = try reader.head()
      report.acknowledged = acknowledged
      report.slowest = slowest
      let safe = min(acknowledged, try reader.leastSnapshot(now: now) ?? acknowledged)
      let log = retention.logDays == 0 ? 0 : try reader.head(before: retention.logDays, now: now)
      return (
        retention, min(safe, try reader.head(before: retention.traceDays, now: now)),
        min(safe, log)
      )
    }
    self.report = report
  }

  mutating func run(_ progress: ProgressReport, _ goesOn: () -> Bool) throws -> CompactionReport {
    if !dryRun { try database.transaction { try $0.mark(at: now) } }
    let steps: [(inout Compaction, ProgressReport, () -> Bool) throws -> Void] = [
      { try $0.departures($1, $2) }, { try $0.deleted($1, $2) }, { try $0.rest($1, $2) },
      { try $0.vacuum($2) },
    ]
    for step in steps where goesOn() { try step(&self, progress, goesOn) }
    if !dryRun && goesOn() {
      try database.store.write { try $0.setInfo("compacted_at", .integer(now)) }
    }
    return report
  }

  private mutating func tell(_ count: Int, _ progress: ProgressReport) {
    looked += UInt64(count)
    progress(WorkProgress(.compacting, done: looked, of: nil, .records))
  }

  /// Runs a part of the work in a transaction of its own; a dry run only reads.
  private func step<T>(_ body: (OfficeWriter) throws -> T) throws -> T {
    guard dryRun else { return try database.transaction(body) }
    return try database.store.read { try body(OfficeWriter($0, database.identity)) }
  }

  // MARK: Records.

  private mutating func departures(_ progress: ProgressReport, _ goesOn: () -> Bool) throws {
    let (scopes, done) = try database.store.read { session in
      (
        try session.statement("SELECT number FROM karvan_scope ORDER BY number").all {
          $0.unsigned(0)
        }, try session.unsignedInfo("departures")
      )
    }
    guard limit > done else { return }
    for scope in scopes {
      var last = FeedEntry(at: done, key: .init(entity: .max, record: .max))
      while goesOn() {
        let entries = try database.store.read { try $0.feed(scope, after: last, upTo: limit) }
        guard let newest = entries.last else { break }
        last = newest
        report.departures += try step { try prune(entries, $0) }
        tell(entries.count, progress)
      }
    }
    guard !dryRun, goesOn() else { return }
    try database.store.write { try $0.setUnsignedInfo("departures", limit) }
  }

  private func prune(_ entries: [FeedEntry], _ writer: OfficeWriter) throws -> Int {
    try entries.reduce(0) { count, entry in
      guard let layout = writer.session.layout[entry.key.entity] else { return count }
      if !dryRun {
        return try count + writer.pruneDepartures(layout, row: entry.key.record, below: limit)
      }
      guard let record = try writer.session.load(layout, row: entry.key.record) else {
        return count
      }
      let left = try writer.session.holdings(record).departures(below: limit)
      return count + (left.contains { $0.at == entry.at } ? 1 : 0)
    }
  }

  /// Children first: a parent goes when nothing refers to it any longer.
  private mutating func deleted(_ progress: ProgressReport, _ goesOn: () -> Bool) throws {
    for _ in 0..<(dryRun ? 1 : Self.passes) {
      let before = report.deleted
      for entity in database.schema.entities.reversed().map(\.tag) {
        guard limit > 0 else { return }
        var last = Int64.min
        while goesOn() {
          let rows = try database.store.read {
            try $0.deletedRows($0.layout.require(entity), after: last, limit: Self.batch)
          }
          guard let greatest = rows.last else { break }
          last = greatest
          report.deleted += try step { writer in
            let layout = try writer.session.layout.require(entity)
            return try rows.filter { row in
              dryRun
                ? try writer.session.prunable(layout, row: row, below: limit) != nil
                : try writer.prune(layout, row: row, below: limit)
            }.count
          }
          tell(rows.count, progress)
        }
      }
      if report.deleted == before { return }
    }
  }

  // MARK: What is not a record.

  private mutating func rest(_ progress: ProgressReport, _ goesOn: () -> Bool) throws {
    let now = self.now
    let dryRun = self.dryRun
    let limit = self.limit
    if !dryRun { try step { try $0.forgetHistory(below: limit) } }
    report.invites += try step { try $0.pruneInvites(before: now, dryRun: dryRun) }
    report.snapshots += try step { try $0.pruneSnapshots(before: now, dryRun: dryRun) }
    if logLimit > 0 { try segments(progress, goesOn) }
    guard retention.historyDays > 0 else { return }
    let oldest = now - retention.historyDays.milliseconds
    while goesOn() {
      let count = try step { try $0.pruneHistory(before: oldest, dryRun: dryRun) }
      report.history += count
      tell(count, progress)
      if dryRun || count == 0 { return }
    }
  }

  private mutating func segments(_ progress: ProgressReport, _ goesOn: () -> Bool) throws {
    var last: Int64 = 0
    let limit = logLimit
    let dryRun = self.dryRun
    while goesOn() {
      let after = last
      let (count, newest) = try step {
        try $0.pruneSegments(after: after, below: limit, dryRun: dryRun)
      }
      report.segments += count
      guard let newest else { return }
      last = newest
      tell(Self.batch, progress)
    }
  }

  /// Gives free pages back to the disk, some at a time.
  private mutating func vacuum(_ goesOn: () -> Bool) throws {
    guard !dryRun else { return }
    while goesOn() {
      let before = try database.freePages()
      guard before > 0 else { return }
      try database.givePagesBack(Self.vacuumPages)
      let after = try database.freePages()
      report.pages += before - after
      // A file that was made without the means for it keeps its pages and uses them again.
      if after >= before { return }
    }
  }
}

extension Session {
  /// Some changes of one scope, in order.
  fileprivate func feed(
    _ scope: UInt64, after last: FeedEntry, upTo limit: UInt64
  ) throws -> [FeedEntry] {
    let select = try statement(
      "SELECT at, entity, record FROM karvan_feed WHERE scope = ?1"
        + " AND (at, entity, record) > (?2, ?3, ?4) AND at <= ?5 ORDER BY at, entity, record"
        + " LIMIT 200")
    select.bind(1, scope)
    select.bind(2, last.at)
    select.bind(3, Int64(last.key.entity))
    select.bind(4, last.key.record)
    select.bind(5, limit)
    return try select.all { row in
      FeedEntry(
        at: row.unsigned(0),
        key: .init(
          entity: EntityTag(truncatingIfNeeded: row.integer(1)), record: row.integer(2)))
    }
  }

  fileprivate func deletedRows(
    _ layout: EntityLayout, after last: Int64, limit: Int
  ) throws -> [Int64] {
    guard mayPrune(layout) else { return [] }
    let select = try statement(
      "SELECT _row FROM \(layout.table) WHERE _row > ? AND _life = 1 ORDER BY _row LIMIT ?")
    select.bind(1, last)
    select.bind(2, Int64(limit))
    return try select.all { $0.integer(0) }
  }
}

extension OfficeDatabase {
  fileprivate func freePages() throws -> Int {
    try StoreError.translating(path) {
      try store.writer.read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 }
    }
  }

  fileprivate func givePagesBack(_ count: Int) throws {
    try StoreError.translating(path) {
      try store.writer.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA incremental_vacuum(\(count))")
      }
    }
  }
}
