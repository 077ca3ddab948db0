// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// A sync point that the server gave to a device, with a MAC by which it knows its own word again.
///
/// A commit is judged by the rights of the sync point that it was written on; the mark proves that
/// the device really had it, and since when, without the server keeping a list (P-065).
public struct SyncMark: Hashable, Sendable {
  /// The server sequence of the sync point: the basis of commits that are written on it.
  public let position: UInt64
  /// When the server gave it, in milliseconds since 1970 by the server's clock.
  public let at: Int64
  /// The server's MAC over device, incarnation, position and time; 16 bytes.
  public let mac: [UInt8]

  /// The length of a MAC.
  public static let macBytes = 16

  /// Takes a mark.
  public init(position: UInt64, at: Int64, mac: [UInt8]) {
    self.position = position
    self.at = at
    self.mac = mac
  }
}

/// Consecutive commits of one replica.
public struct SequenceRun: Hashable, Sendable {
  /// The first.
  public let first: UInt64
  /// How many; at least 1.
  public let count: UInt64

  /// Names a run.
  public init(first: UInt64, count: UInt64) {
    self.first = first
    self.count = count
  }

  /// The last; nil for none, and for one that no number reaches.
  public var last: UInt64? {
    let (end, isTooGreat) = first.addingReportingOverflow(count)
    return count == 0 || isTooGreat ? nil : end - 1
  }

  /// Joins sequence numbers, which ascend, into runs.
  public static func joining(_ sequences: some Sequence<UInt64>) -> [SequenceRun] {
    sequences.reduce(into: []) { runs, sequence in
      if let last = runs.last, last.first + last.count == sequence {
        runs[runs.count - 1] = SequenceRun(first: last.first, count: last.count + 1)
      } else {
        runs.append(SequenceRun(first: sequence, count: 1))
      }
    }
  }
}

/// Why the server keeps a commit that it can neither take nor refuse yet; the names are stable.
public enum QuarantineReason: String, Hashable, Sendable, CaseIterable {
  /// It was written under a newer schema and says something that the server can't read.
  case newer
  /// It builds on a commit that waits.
  case follows
  /// It builds on something of another replica that the server has not got yet.
  case missing
  /// A reason of a newer server.
  case other
}

/// A record that somebody does not hold but that a record which they hold refers to: its title
/// and no more, to be read only (P-069).
public struct Stub: Hashable, Sendable {
  /// The entity.
  public let entity: EntityTag
  /// The record.
  public let record: RecordID
  /// Its title when the record that refers to it was sent.
  public let title: String

  /// The most UTF-8 bytes of a title; the rest is cut off.
  public static let titleBytes = 400

  /// Names a record by its title.
  public init(entity: EntityTag, record: RecordID, title: String) {
    self.entity = entity
    self.record = record
    self.title = title
  }
}
