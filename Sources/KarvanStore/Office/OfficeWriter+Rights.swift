// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
import KarvanSync

extension OfficeReader {
  private static let graceName = "rights.grace"

  /// How long commits are judged by the rights of the sync point that they were written on, in
  /// milliseconds; a week where the workspace says nothing.
  public func grace() throws -> Int64 {
    guard let bytes = try setting(Self.graceName) else { return SyncLimits.graceMilliseconds }
    guard let grace = Int64(String(decoding: bytes, as: UTF8.self)) else {
      throw StoreError(.damaged, "the grace period can't be read", place: "karvan_info")
    }
    return grace
  }

  /// The scopes that held a record at an earlier server sequence; nil when it was not there then.
  public func scopes(
    of entity: EntityTag, _ record: RecordID, at sequence: UInt64
  ) throws -> Set<Scope>? {
    let layout = try session.layout.require(entity)
    guard let stored = try session.load(layout, record) else { return nil }
    var wasThere = false
    var numbers: [UInt64] = []
    for holding in try session.holdings(stored).all where holding.entered <= sequence {
      wasThere = true
      if holding.isHere || sequence < holding.at { numbers.append(holding.scope) }
    }
    let select = try session.statement(
      "SELECT scope, until FROM karvan_stay WHERE entity = ? AND record = ? AND entered <= ?")
    select.bind(1, Int64(entity))
    select.bind(2, stored.row)
    select.bind(3, sequence)
    for (scope, until) in try select.all({ ($0.unsigned(0), $0.unsigned(1)) }) {
      wasThere = true
      if sequence < until { numbers.append(scope) }
    }
    return wasThere ? Set(try numbers.map { try session.scope($0) }) : nil
  }

  /// The rights that a user had at an earlier server sequence; nil where they are those of now.
  public func rights(of user: RecordID, at sequence: UInt64) throws -> Author? {
    let select = try session.statement(
      "SELECT rights FROM karvan_rights WHERE user = ? AND until > ? ORDER BY until LIMIT 1")
    select.bind(1, user)
    select.bind(2, sequence)
    guard let bytes = try select.first({ $0.bytes(0) }) else { return nil }
    return try AuthorCodec.decode(bytes, of: user, place: "karvan_rights \(user)")
  }
}

extension OfficeWriter {
  /// Says how long commits are judged by the rights of the sync point that they were written on,
  /// in milliseconds; 0 for not at all.
  public func setGrace(_ milliseconds: Int64) throws {
    try set("rights.grace", Array("\(milliseconds)".utf8))
  }

  /// Keeps the rights that a user had until a server sequence, and forgets what is too old for any
  /// commit: a mark of a sync point counts no longer than the grace period.
  public func keepRights(
    _ rights: Author, until sequence: UInt64, at milliseconds: Int64
  ) throws {
    // Two changes of one commit are one.
    let insert = try session.statement(
      "INSERT OR IGNORE INTO karvan_rights (user, until, at, rights) VALUES (?, ?, ?, ?)")
    insert.bind(1, rights.user)
    insert.bind(2, sequence)
    insert.bind(3, milliseconds)
    insert.bind(4, AuthorCodec.encode(rights))
    try insert.run()
    try session.forgetRights(before: milliseconds - (try grace()))
  }

  /// Forgets who held what, and who might do what, before a server sequence that every device which
  /// may still send commits has acknowledged.
  public func forgetHistory(below sequence: UInt64) throws {
    for table in ["karvan_stay", "karvan_rights"] {
      let delete = try session.statement(
        "DELETE FROM \(table) WHERE until <= ?"
          + " AND NOT EXISTS (SELECT 1 FROM karvan_quarantine)")
      delete.bind(1, sequence)
      try delete.run()
    }
  }

  /// The users who have a device.
  public func usersOfDevices() throws -> [RecordID] {
    try session.statement(
      "SELECT DISTINCT user FROM karvan_device WHERE revoked_at IS NULL ORDER BY user"
    ).all { try $0.identifier(0) }
  }
}

extension Session {
  /// Keeps when a scope held a record, as it is about to enter again.
  func keepStay(_ holding: Holdings.Holding, of row: Int64, _ entity: EntityTag) throws {
    let insert = try statement(
      "INSERT OR REPLACE INTO karvan_stay (entity, record, scope, entered, until)"
        + " VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, Int64(entity))
    insert.bind(2, row)
    insert.bind(3, holding.scope)
    insert.bind(4, holding.entered)
    insert.bind(5, holding.at)
    try insert.run()
  }

  /// Forgets rights that were replaced before a time, unless a commit in quarantine may need them.
  fileprivate func forgetRights(before milliseconds: Int64) throws {
    let delete = try statement(
      "DELETE FROM karvan_rights WHERE at < ? AND NOT EXISTS (SELECT 1 FROM karvan_quarantine)")
    delete.bind(1, milliseconds)
    try delete.run()
  }
}

/// The stored form of an author's rights.
enum AuthorCodec {
  static func encode(_ author: Author) -> [UInt8] {
    var writer = ByteWriter(reserving: 256)
    writer.byte((author.isActive ? 1 : 0) | (author.office ? 2 : 0))
    write(author.grants.sorted(by: UTF8Order.precedes), to: &writer)
    write(author.orderedScopes.map(\.description), to: &writer)
    return writer.bytes
  }

  private static func write(_ texts: [String], to writer: inout ByteWriter) {
    writer.unsigned(UInt64(texts.count))
    for text in texts { writer.text(text) }
  }

  static func decode(_ bytes: [UInt8], of user: RecordID, place: String) throws -> Author {
    do {
      var reader = ByteReader(bytes)
      let flags = try reader.byte()
      let grants = try texts(&reader)
      let scopes = try texts(&reader).compactMap { Scope($0) }
      try reader.finish()
      return Author(
        user: user, isActive: flags & 1 != 0, office: flags & 2 != 0, grants: Set(grants),
        scopes: Set(scopes))
    } catch {
      throw StoreError(
        .damaged, "\(error.expected) expected at byte \(error.offset)", place: place)
    }
  }

  private static func texts(
    _ reader: inout ByteReader
  ) throws(DecodingFailure) -> [String] {
    var texts: [String] = []
    for _ in 0..<(try reader.count(limit: 100_000)) { texts.append(try reader.text()) }
    return texts
  }
}
