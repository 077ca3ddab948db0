// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore

/// That the office has, or is being sent, the content of an attachment.
public struct ContentClaim: Hashable, Sendable {
  /// The attachment.
  public let record: RecordID
  /// The address of the content, in hexadecimal.
  public let address: String
  /// The bytes of the content.
  public let size: UInt64
  /// Whose it is.
  public let user: RecordID
  /// The device that sent it, or sends it.
  public let device: DeviceID
  /// Whether all of it is there.
  public var isHeld: Bool
  /// When that was noted, in milliseconds since 1970.
  public var at: Int64

  /// Describes a claim.
  public init(
    record: RecordID, address: String, size: UInt64, user: RecordID, device: DeviceID,
    isHeld: Bool, at: Int64
  ) {
    self.record = record
    self.address = address
    self.size = size
    self.user = user
    self.device = device
    self.isHeld = isHeld
    self.at = at
  }
}

/// How much room the office gives to contents, in bytes.
public struct ContentRoom: Hashable, Sendable {
  /// The most of one file.
  public var file: UInt64
  /// The most of all files of one user; each content counts once, and each upload of one that is
  /// under way.
  public var user: UInt64
  /// The most of all files.
  public var total: UInt64

  /// 25 MiB a file, 2 GiB a user and 100 GiB in all, where nobody decides otherwise.
  public init(file: UInt64 = 25 << 20, user: UInt64 = 2 << 30, total: UInt64 = 100 << 30) {
    self.file = file
    self.user = user
    self.total = total
  }

  private static let setting = "content_room"
  /// The greatest number that makes sense: a pebibyte.
  public static let most: UInt64 = 1 << 50

  static func read(_ session: Session) throws -> ContentRoom {
    guard let bytes = try session.setting(setting) else { return ContentRoom() }
    do {
      var reader = ByteReader(bytes)
      let room = ContentRoom(
        file: try reader.unsigned(), user: try reader.unsigned(), total: try reader.unsigned())
      try reader.finish()
      return room
    } catch {
      throw StoreError(.damaged, "\(error.expected) expected", place: "karvan_info \(setting)")
    }
  }

  func write(_ session: Session) throws {
    var writer = ByteWriter()
    for bytes in [file, user, total] { writer.unsigned(min(bytes, Self.most)) }
    try session.set(Self.setting, writer.bytes)
  }
}

extension OfficeReader {
  private static let claims =
    "SELECT record, address, size, user, device, held, at FROM karvan_content"

  private static func claim(_ row: SQLStatement) throws -> ContentClaim {
    ContentClaim(
      record: try row.identifier(0), address: row.text(1), size: row.unsigned(2),
      user: try row.identifier(3), device: try row.identifier(4), isHeld: row.integer(5) != 0,
      at: row.integer(6))
  }

  /// How much room there is for contents.
  public func contentRoom() throws -> ContentRoom { try ContentRoom.read(session) }

  /// The claim of an attachment; nil where its content was never offered.
  public func contentClaim(of record: RecordID) throws -> ContentClaim? {
    let select = try session.statement("\(Self.claims) WHERE record = ?")
    select.bind(1, record)
    return try select.first(Self.claim)
  }

  /// Claims in the order of their records, some at a time.
  public func contentClaims(after record: RecordID?, limit: Int) throws -> [ContentClaim] {
    let select = try session.statement("\(Self.claims) WHERE record > ? ORDER BY record LIMIT ?")
    select.bind(1, record?.bytes ?? [])
    select.bind(2, Int64(limit))
    return try select.all(Self.claim)
  }

  /// Whether somebody claims a content.
  public func isContentClaimed(_ address: String) throws -> Bool {
    let select = try session.statement("SELECT 1 FROM karvan_content WHERE address = ? LIMIT 1")
    select.bind(1, address)
    return try select.first { _ in true } ?? false
  }

  /// The bytes that contents take, or will when they have come: those of one user, or all.
  ///
  /// A content that is held counts once, however many records name it; one that is on its way
  /// counts for every record that brings it, as each has a part of its own on the disk.
  /// - Parameter claim: Counted as if it were written, in the place of what its record claims now.
  public func contentBytes(
    of user: RecordID? = nil, with claim: ContentClaim? = nil
  ) throws -> UInt64 {
    let others = "record <> ?1" + (user == nil ? "" : " AND user = ?3")
    let select = try session.statement(
      "SELECT COALESCE(SUM(size), 0) FROM (SELECT size FROM (SELECT DISTINCT address, size"
        + " FROM karvan_content WHERE held = 1 AND address <> ?2 AND \(others))"
        + " UNION ALL SELECT size FROM karvan_content WHERE held = 0 AND \(others))")
    select.bind(1, claim?.record.bytes ?? [])
    select.bind(2, claim.map { $0.isHeld ? $0.address : "" } ?? "")
    if let user { select.bind(3, user) }
    return try (select.first { $0.unsigned(0) } ?? 0) + (claim?.size ?? 0)
  }
}

extension OfficeWriter {
  /// Says how much room there is for contents.
  public func set(_ room: ContentRoom) throws { try room.write(session) }

  /// Writes the claim of an attachment.
  public func save(_ claim: ContentClaim) throws {
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_content (record, address, size, user, device, held, at)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
    insert.bind(1, claim.record)
    insert.bind(2, claim.address)
    insert.bind(3, claim.size)
    insert.bind(4, claim.user)
    insert.bind(5, claim.device)
    insert.bind(6, claim.isHeld ? Int64(1) : 0)
    insert.bind(7, claim.at)
    try insert.run()
  }

  /// Forgets the claim of an attachment.
  public func removeContentClaim(of record: RecordID) throws {
    let delete = try session.statement("DELETE FROM karvan_content WHERE record = ?")
    delete.bind(1, record)
    try delete.run()
  }
}
