// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
import KarvanSync

extension OfficeWriter {
  /// Notes what a replica has of the server, by its own word.
  public func noteProgress(
    of replica: ReplicaID, least: UInt64, sequence: UInt64, at milliseconds: Int64
  ) throws {
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_cursor (replica, least, seq, at) VALUES (?, ?, ?, ?)")
    insert.bind(1, try session.number(of: replica))
    insert.bind(2, least)
    insert.bind(3, sequence)
    insert.bind(4, milliseconds)
    try insert.run()
  }

  /// Whether a record was deleted so long ago that it is forgotten.
  public func wasPruned(_ record: RecordID) throws -> Bool {
    guard try session.floor() > 0 else { return false }
    let select = try session.statement("SELECT 1 FROM karvan_pruned WHERE id = ?")
    select.bind(1, record)
    return try select.first { _ in true } ?? false
  }

  /// Forgets a deleted record, if nobody has to be told of it any more and nothing refers to it.
  ///
  /// Its identifier stays taken. The floor rises to its newest change in the same transaction, so
  /// that who has not been told begins again instead of keeping it for ever.
  func prune(_ layout: EntityLayout, row: Int64, below limit: UInt64) throws -> Bool {
    guard let record = try session.prunable(layout, row: row, below: limit) else { return false }
    let holdings = try session.holdings(record)
    try unfeed(record.row, layout.entity.tag, holdings.all)
    try session.remove(record, layout)
    let keep = try session.statement("INSERT INTO karvan_pruned (id, entity) VALUES (?, ?)")
    keep.bind(1, record.state.id)
    keep.bind(2, Int64(layout.entity.tag))
    try keep.run()
    let claims = try session.statement("DELETE FROM karvan_claim WHERE entity = ? AND record = ?")
    claims.bind(1, Int64(layout.entity.tag))
    claims.bind(2, record.state.id)
    try claims.run()
    try session.setUnsignedInfo("pruned", try session.unsignedInfo("pruned") + 1)
    try raiseFloor(to: holdings.newest)
    return true
  }

  /// Forgets that a record left scopes.
  ///
  /// - Returns: how many of them.
  func pruneDepartures(
    _ layout: EntityLayout, row: Int64, below limit: UInt64
  ) throws -> Int {
    guard let record = try session.load(layout, row: row) else { return 0 }
    var holdings = try session.holdings(record)
    let old = holdings.departures(below: limit)
    guard !old.isEmpty else { return 0 }
    holdings.all.removeAll { old.contains($0) }
    try session.save(record.content, held: holdings.encoded, replacing: record, layout)
    try unfeed(row, layout.entity.tag, old)
    try raiseFloor(to: old.map(\.at).max() ?? 0)
    return old.count
  }

  private func unfeed(_ row: Int64, _ entity: EntityTag, _ holdings: [Holdings.Holding]) throws {
    let delete = try session.statement(
      "DELETE FROM karvan_feed WHERE scope = ? AND at = ? AND entity = ? AND record = ?")
    for holding in holdings {
      delete.bind(1, holding.scope)
      delete.bind(2, holding.at)
      delete.bind(3, Int64(entity))
      delete.bind(4, row)
      try delete.run()
    }
  }

  private func raiseFloor(to sequence: UInt64) throws {
    guard sequence > (try session.floor()) else { return }
    try session.setUnsignedInfo("floor", sequence)
    session.memory.floor = sequence
  }
}

extension Holdings {
  /// The scopes that the record left at or below a server sequence.
  func departures(below limit: UInt64) -> [Holding] { all.filter { !$0.isHere && $0.at <= limit } }
}

extension Session {
  /// Who somebody is and what they may must always be found; there are few of them.
  private static let neverPruned: Set<EntityTag> = [
    SchemaTags.user, SchemaTags.role, SchemaTags.territory,
  ]

  func mayPrune(_ layout: EntityLayout) -> Bool {
    !Self.neverPruned.contains(layout.entity.tag)
  }

  /// A deleted record whose newest change everybody has, and that nothing refers to; else nil.
  func prunable(
    _ layout: EntityLayout, row: Int64, below limit: UInt64
  ) throws -> StoredRecord? {
    guard mayPrune(layout), let record = try load(layout, row: row), record.life == 1,
      !isSummed(record.state), try holdings(record).newest <= limit,
      try row < newestRow(layout), try !isReferredTo(record.state.id, in: layout.entity.tag)
    else { return nil }
    return record
  }

  private func newestRow(_ layout: EntityLayout) throws -> Int64 {
    try statement("SELECT COALESCE(MAX(_row), 0) FROM \(layout.table)").first { $0.integer(0) } ?? 0
  }

  /// Whether a field of any record, deleted ones too, shows this one.
  private func isReferredTo(_ id: RecordID, in entity: EntityTag) throws -> Bool {
    for other in layout.entities {
      for column in other.columns where column.field.tag != CreationFields.by.tag {
        guard case .reference(entity) = column.field.kind else { continue }
        let select = try statement("SELECT 1 FROM \(other.table) WHERE \(column.sql) = ? LIMIT 1")
        select.bind(1, id)
        if try select.first({ _ in true }) == true { return true }
      }
    }
    return false
  }
}
