// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
package import KarvanSync

/// The forms in which a file keeps rows, failures and results, for who examines them without a file.
package enum StoredForms {
  /// Numbers replicas in memory.
  private final class Numbers: ReplicaNumbering {
    private var table: ReplicaTable
    init(_ replicas: [ReplicaID]) { table = ReplicaTable(replicas) }
    func number(of replica: ReplicaID) throws -> UInt64 { table.number(of: replica) }
    func replica(_ number: UInt64) throws -> ReplicaID {
      guard let replica = table.replica(number) else {
        throw StoreError(.damaged, "no replica \(number)", place: "karvan_replica")
      }
      return replica
    }
  }

  /// A row: the values of its columns, and its metadata.
  package struct Row: Hashable {
    /// The displayed values, one a column of the entity's table.
    package var columns: [Value]
    /// Everything else.
    package var meta: [UInt8]

    /// Takes a row apart.
    package init(columns: [Value], meta: [UInt8]) {
      self.columns = columns
      self.meta = meta
    }
  }

  /// A record with the own commits that its base does not contain yet.
  package struct Content: Hashable {
    /// The record.
    package var state: RecordState
    /// Sequence numbers of own commits, ascending.
    package var pending: [UInt64]

    /// Names a content.
    package init(state: RecordState, pending: [UInt64]) {
      self.state = state
      self.pending = pending
    }
  }

  /// How many columns an entity's table has.
  package static func columns(of entity: Entity) -> Int {
    EntityLayout(entity, index: 0).columns.count
  }

  /// The row of a record.
  package static func row(
    of content: Content, _ entity: Entity, _ replicas: [ReplicaID]
  ) throws -> Row {
    let encoded = try RowCodec.encode(
      RowContent(state: content.state, pending: content.pending),
      EntityLayout(entity, index: 0), Numbers(replicas))
    return Row(columns: encoded.columns, meta: encoded.meta)
  }

  /// The record of a row; throws `damaged`.
  package static func content(
    of row: Row, _ id: RecordID, _ entity: Entity, _ replicas: [ReplicaID]
  ) throws -> Content {
    let decoded = try RowCodec.decode(
      id: id, columns: row.columns, meta: row.meta, EntityLayout(entity, index: 0),
      Numbers(replicas))
    return Content(state: decoded.state, pending: decoded.pending)
  }

  /// The stored form of a failure.
  package static func bytes(of failure: Failure) -> [UInt8] { FailureCodec.encode(failure) }

  /// Reads a failure; throws `damaged`.
  package static func failure(_ bytes: [UInt8]) throws -> Failure {
    try FailureCodec.decode(bytes, place: "karvan_journal")
  }

  /// The stored form of results.
  package static func bytes(of results: ResultRun) -> [UInt8] { ResultCodec.encode(results) }

  /// Reads results; throws `damaged`.
  package static func results(_ bytes: [UInt8]) throws -> ResultRun {
    try ResultCodec.decode(bytes, place: "karvan_segment")
  }
}
