// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// What a row holds beside its columns.
struct RowContent {
  var state: RecordState
  /// Own commits that the base does not contain yet, oldest first; empty on a server.
  var pending: [UInt64]
}

/// A row as it is written: the displayed values, and everything else in one blob.
struct EncodedRow {
  var columns: [Value]
  var meta: [UInt8]
}

/// Numbers replicas for the metadata.
protocol ReplicaNumbering: AnyObject {
  func number(of replica: ReplicaID) throws -> UInt64
  func replica(_ number: UInt64) throws -> ReplicaID
}

/// The metadata blob: what follows from the columns is left out of it.
///
/// Most rows were written by one commit, so one write is the row's, and only what differs from it
/// is listed: an edited group by its dot, siblings and set elements with their content.
enum RowCodec {
  static let format: UInt8 = 1

  /// Marks in the second byte.
  enum Mark {
    /// Something of the content has no column in this schema.
    static let unknown: UInt8 = 1
    static let rowWrite: UInt8 = 2
    static let clockIsRowWrite: UInt8 = 4
    static let life: UInt8 = 8
    static let pending: UInt8 = 16
    static let office: UInt8 = 32
    static let all: UInt8 = 63
  }

  /// Marks of one listed version.
  enum Entry {
    static let office: UInt8 = 1
    static let element: UInt8 = 2
    /// It has the dot and time of the row's write.
    static let rowWrite: UInt8 = 4
    /// Its values are in the columns.
    static let columns: UInt8 = 8
    /// It is displayed, but its values are here, because the columns can't say them exactly.
    static let displayed: UInt8 = 16
    static let all: UInt8 = 31
  }

  /// Whether a register of the record could have several versions: not where all was written at
  /// once, as most records were.
  static func mayHaveSiblings(_ meta: [UInt8]) -> Bool {
    meta.count < 2 || meta[1] & Mark.clockIsRowWrite == 0
  }

  /// Whether a blob names own commits that its base did not contain when it was written.
  static func namesPending(_ meta: [UInt8]) -> Bool {
    meta.count > 1 && meta[1] & Mark.pending != 0
  }

  /// Whether a blob says that a part of the content had no column when it was written.
  static func hasUnknown(_ meta: [UInt8]) -> Bool { meta.count > 1 && meta[1] & Mark.unknown != 0 }
}

extension RowCodec {
  /// Whether a blob lists versions, so that a group may have some that its columns say nothing of.
  static func listsVersions(_ meta: [UInt8]) -> Bool {
    var reader = ByteReader(meta)
    return (try? reader.skipToVersions()) != 0
  }
}

extension ByteReader {
  /// Skips what comes before the list of versions; answers how many there are.
  fileprivate mutating func skipToVersions() throws -> UInt64 {
    _ = try byte()
    let flags = try byte()
    if flags & RowCodec.Mark.rowWrite != 0 {
      _ = try (unsigned(), unsigned(), fixed())
    }
    if flags & RowCodec.Mark.clockIsRowWrite == 0 {
      for _ in 0..<(try count(limit: ReplicaTable.limit, bytesEach: 2)) {
        _ = try (unsigned(), unsigned())
      }
    }
    return try unsigned()
  }
}

/// One version as the blob lists it.
struct RowEntry {
  let version: Version
  let flags: UInt8
}
