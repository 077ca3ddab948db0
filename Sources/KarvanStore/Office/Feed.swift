// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// One change in one scope.
struct FeedEntry {
  /// The record that changed.
  struct Key: Hashable {
    let entity: EntityTag
    let record: Int64
  }

  let at: UInt64
  let key: Key
}

/// The changes of several scopes merged in the order of server sequences.
struct Feed {
  private var rows: [SQLStatement] = []
  private var heads: [FeedEntry?] = []

  /// Reads each scope from above its start.
  init(_ session: Session, _ scopes: [(number: UInt64, start: UInt64)]) throws {
    for scope in scopes {
      // A statement of its own for each, as they are read side by side.
      let select = try session.freshStatement(
        "SELECT at, entity, record FROM karvan_feed WHERE scope = ? AND at > ?"
          + " ORDER BY at, entity, record")
      select.bind(1, scope.number)
      select.bind(2, scope.start)
      rows.append(select)
      heads.append(try Self.next(select))
    }
  }

  /// The earliest change that is left.
  var first: FeedEntry? { place.flatMap { heads[$0] } }

  private var place: Int? {
    var best: Int?
    for index in heads.indices {
      guard let entry = heads[index] else { continue }
      if let best, let least = heads[best], least.at <= entry.at { continue }
      best = index
    }
    return best
  }

  /// Goes beyond the earliest change.
  mutating func advance() throws {
    guard let place else { return }
    heads[place] = try Self.next(rows[place])
  }

  func close() {
    for row in rows { row.reset() }
  }

  private static func next(_ row: SQLStatement) throws -> FeedEntry? {
    guard try row.step() else { return nil }
    return FeedEntry(
      at: row.unsigned(0),
      key: FeedEntry.Key(
        entity: EntityTag(truncatingIfNeeded: row.integer(1)), record: row.integer(2)))
  }
}
