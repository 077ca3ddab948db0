// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// A record of an entity that the schema does not know yet, kept until it does.
struct AsideRecord {
  let state: RecordState
  let mask: Int64
}

/// Records of unknown entities have no tables. They are kept packed and move into their tables when
/// a newer program brings those; only then they count in digests, because what a delete means is
/// said by the entity.
extension Session {
  func aside(_ key: RecordKey) throws -> AsideRecord? {
    let select = try statement("SELECT state, mask FROM karvan_aside WHERE entity = ? AND id = ?")
    select.bind(1, Int64(key.entity))
    select.bind(2, key.id)
    guard let (bytes, mask) = try select.first({ ($0.bytes(0), $0.integer(1)) }) else {
      return nil
    }
    return AsideRecord(
      state: try PackedState.decode(bytes, place: "karvan_aside \(key.id)"), mask: mask)
  }

  /// Keeps a record aside; one that no scope holds leaves.
  func setAside(_ state: RecordState, mask: Int64) throws {
    let key = RecordKey(entity: state.entity, id: state.id)
    guard mask != 0 else { return try removeAside(key) }
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_aside (entity, id, state, mask) VALUES (?, ?, ?, ?)")
    insert.bind(1, Int64(key.entity))
    insert.bind(2, key.id)
    insert.bind(3, PackedState.encode(state))
    insert.bind(4, mask)
    try insert.run()
  }

  func removeAside(_ key: RecordKey) throws {
    let delete = try statement("DELETE FROM karvan_aside WHERE entity = ? AND id = ?")
    delete.bind(1, Int64(key.entity))
    delete.bind(2, key.id)
    try delete.run()
  }

  /// The records aside that some of these scopes hold, in order.
  func asideKeys(in mask: Int64) throws -> [RecordKey] {
    let select = try statement(
      "SELECT entity, id FROM karvan_aside WHERE mask & ? <> 0 ORDER BY entity, id")
    select.bind(1, mask)
    return try select.all {
      RecordKey(entity: EntityTag(truncatingIfNeeded: $0.integer(0)), id: try $0.identifier(1))
    }
  }

  /// Moves the records of an entity that has a table now into it, and into the digests.
  func showAside(_ entity: EntityLayout) throws {
    for key in try asideKeys(in: .max) where key.entity == entity.entity.tag {
      guard let record = try aside(key) else { continue }
      try save(
        RowContent(state: record.state, pending: []), held: .integer(record.mask), replacing: nil,
        entity)
      digest(
        key.entity, from: nil, in: [], to: record.state, in: Self.scopes(in: record.mask))
      try removeAside(key)
    }
  }
}
