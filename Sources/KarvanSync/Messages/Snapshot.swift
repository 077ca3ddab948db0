// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// The kind of ``SnapshotID``.
public enum SnapshotKind: Sendable {}
/// Names one snapshot; whoever knows it may fetch the sealed bytes.
public typealias SnapshotID = Identifier<SnapshotKind>

/// What a device says about snapshots when it asks for what is new.
public enum SnapshotWish: Hashable, Sendable {
  /// It wants pages.
  case none
  /// It takes one if there is much to send.
  case any
  /// It has begun to fetch this one and would go on.
  case resuming(SnapshotID)
}

/// A first sync as one sealed file: all that some scopes hold at one server sequence (P-074).
public struct SnapshotOffer: Hashable, Sendable {
  /// Its name.
  public let id: SnapshotID
  /// What opens it; it travels inside of an exchange and nowhere else.
  public let key: [UInt8]
  /// The sealed bytes of the file.
  public let size: UInt64
  /// The server sequence that it was made at.
  public let sequence: UInt64
  /// The records in it.
  public let records: UInt64
  /// The scopes that it has whole.
  public let scopes: [Scope]

  /// Describes a snapshot.
  public init(
    id: SnapshotID, key: [UInt8], size: UInt64, sequence: UInt64, records: UInt64, scopes: [Scope]
  ) {
    self.id = id
    self.key = key
    self.size = size
    self.sequence = sequence
    self.records = records
    self.scopes = scopes
  }
}

/// What the server says to the wish for a snapshot.
public enum SnapshotAnswer: Hashable, Sendable {
  /// Fetch this one.
  case ready(SnapshotOffer)
  /// It is being made: ask again after so many seconds.
  case wait(seconds: UInt32)
}

/// Makes and keeps snapshots: a port of the server, because they are files.
public protocol SnapshotKeeping: Sendable {
  /// How many records a first sync must have at least to be a snapshot.
  var leastRecords: Int { get }
  /// The snapshot of some scopes: the one that was begun if it still is one of exactly these,
  /// else a recent one, else a new one that has to be waited for; nil when none can be made.
  ///
  /// - Parameters:
  ///   - scopes: In the order of the device's list.
  ///   - floor: What is older is of no use.
  func offer(
    _ scopes: [Scope], resuming id: SnapshotID?, floor: UInt64, now: Int64
  ) throws -> SnapshotAnswer?
}

extension PullRequest {
  /// Whether the device has nothing yet and is in the middle of nothing.
  public var isFirst: Bool { position == 0 && cursors.allSatisfy { $0.sequence == 0 } }

  /// Up to where the device has everything of the scopes that it has at all; 0 for nothing.
  public var least: UInt64 {
    cursors.map { max($0.sequence, position) }.filter { $0 > 0 }.min() ?? 0
  }
}

/// Up to where the server has forgotten what left and what was deleted (P-076).
public enum PruningFloor {
  /// Whether a device that asks from here would never hear of something.
  ///
  /// What was pruned had changed at or below the floor. Who was at the floor or above when it went
  /// had been told. Who begins with nothing is told of what is there, and drops the rest; but not
  /// who had begun before it went, because a page that came already may have it.
  ///
  /// - Parameters:
  ///   - began: The floor when the present round of pages began; the server, which does not know,
  ///     leaves that to the device and gives its own.
  public static func isBelow(
    cursor: UInt64, position: UInt64, floor: UInt64, began: UInt64
  ) -> Bool {
    let start = max(cursor, position)
    guard start > 0, start < floor else { return false }
    return cursor > 0 || began < floor
  }
}
