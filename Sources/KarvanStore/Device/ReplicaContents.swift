// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore

/// How the content of an attachment that this device has stands with the server, by its word.
public struct ContentProgress: Hashable, Sendable {
  /// The attachment.
  public let record: RecordID
  /// The address of the content, in hexadecimal.
  public let address: String
  /// The life of the server's database in which it had all of it; nil where it never had.
  public var incarnation: IncarnationID?
  /// How many chunks it has.
  public var sent: Int
  /// Why it does not take it, as a state of the protocol; nil where it does.
  public var refusal: String?
  /// With a refusal for want of room: the bytes that are allowed.
  public var room: UInt64

  /// Describes progress.
  public init(
    record: RecordID, address: String, incarnation: IncarnationID? = nil, sent: Int = 0,
    refusal: String? = nil, room: UInt64 = 0
  ) {
    self.record = record
    self.address = address
    self.incarnation = incarnation
    self.sent = sent
    self.refusal = refusal
    self.room = room
  }
}

extension ReplicaReader {
  /// What is known of every content that was ever sent or fetched, by record.
  public func contentProgress() throws -> [ContentProgress] {
    let rows = try session.statement(
      "SELECT record, address, incarnation, sent, refusal, room FROM karvan_content"
        + " ORDER BY record")
    return try rows.all { row in
      ContentProgress(
        record: try row.identifier(0), address: row.text(1),
        incarnation: row.isNull(2) ? nil : IncarnationID(bytes: row.bytes(2)),
        sent: Int(row.integer(3)), refusal: row.isNull(4) ? nil : row.text(4),
        room: row.unsigned(5))
    }
  }

  /// The life of the server's database that this device last spoke with.
  public func incarnation() throws -> IncarnationID? {
    guard case .bytes(let bytes) = try session.info("incarnation") else { return nil }
    return IncarnationID(bytes: bytes)
  }
}

extension ReplicaDatabase {
  /// Notes how contents stand with the server.
  public func note(_ progress: [ContentProgress]) throws {
    guard !progress.isEmpty else { return }
    try store.write { session in
      let insert = try session.statement(
        "INSERT OR REPLACE INTO karvan_content"
          + " (record, address, incarnation, sent, refusal, room) VALUES (?, ?, ?, ?, ?, ?)")
      for one in progress {
        insert.bind(1, one.record)
        insert.bind(2, one.address)
        if let life = one.incarnation { insert.bind(3, life) } else { insert.bindNull(3) }
        insert.bind(4, Int64(one.sent))
        if let refusal = one.refusal { insert.bind(5, refusal) } else { insert.bindNull(5) }
        insert.bind(6, one.room)
        try insert.run()
      }
    }
  }

  /// Forgets what is known of contents of which this device has nothing more.
  public func forgetContents(of records: [RecordID]) throws {
    guard !records.isEmpty else { return }
    try store.write { session in
      let delete = try session.statement("DELETE FROM karvan_content WHERE record = ?")
      for record in records {
        delete.bind(1, record)
        try delete.run()
      }
    }
  }
}
