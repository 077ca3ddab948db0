// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

/// An epoch of a device's commit key.
public struct EpochAccount: Hashable, Sendable {
  /// The epoch.
  public let epoch: UInt32
  /// What names its key without giving it away, 32 bytes.
  public let commitment: [UInt8]
  /// When it was issued, in milliseconds since 1970.
  public let issuedAt: Int64
  /// When its device was first known to have it; nil before.
  public let takenAt: Int64?
}

/// A segment that a lost device pushed and that waits for an administrator, sealed.
public struct HeldSegment: Hashable, Sendable {
  /// The replica.
  public let replica: ReplicaID
  /// The sealed bytes and their place.
  public let segment: SealedSegment
  /// When it came, in milliseconds since 1970.
  public let at: Int64
  /// What was decided of its first commits.
  public let results: [CommitResult]
}

/// What became of the order to wipe a replica.
public struct WipeAccount: Hashable, Sendable {
  /// The replica.
  public let replica: ReplicaID
  /// When the order was first given, in milliseconds since 1970.
  public let orderedAt: Int64
  /// When the device said that it is carried out; nil while nobody knows.
  public let wipedAt: Int64?
}

extension OfficeReader {
  /// How the office stands to a device.
  public func custody(of device: DeviceID) throws -> DeviceCustody {
    let select = try session.statement(
      "SELECT state, since, closed_at, nonce FROM karvan_custody WHERE device = ?")
    select.bind(1, device)
    let found = try select.first { row -> DeviceCustody in
      row.text(0) == CustodyState.lost
        ? .lost(since: row.integer(1), nonce: row.bytes(3))
        : .retired(since: row.integer(1), isClosed: !row.isNull(2))
    }
    if let found { return found }
    return try self.device(device)?.revokedAt == nil ? .welcome : .shutOut
  }

  /// The newest segment of a replica that is held for rescue; nil for none.
  public func rescueHead(of replica: ReplicaID) throws -> RescueHead? {
    guard let number = try session.knownNumber(of: replica) else { return nil }
    let select = try session.statement(
      "SELECT number, first + count - 1, chain,"
        + " (SELECT SUM(LENGTH(bytes)) FROM karvan_rescue WHERE replica = ?1)"
        + " FROM karvan_rescue WHERE replica = ?1 ORDER BY number DESC LIMIT 1")
    select.bind(1, number)
    return try select.first { row in
      RescueHead(
        journal: JournalHead(
          sequence: row.unsigned(1), segment: row.unsigned(0), chain: row.bytes(2)),
        bytes: Int(row.integer(3)))
    }
  }

  /// The segments of a device that wait for an administrator, in the order of their chain.
  public func heldSegments(of device: DeviceID) throws -> [HeldSegment] {
    let select = try session.statement(
      "SELECT replica, number, first, count, bytes, chain, at, results FROM karvan_rescue"
        + " WHERE device = ? ORDER BY replica, number")
    select.bind(1, device)
    let rows = try select.all { row in
      (
        row.unsigned(0),
        SealedSegment(
          number: row.unsigned(1), first: row.unsigned(2), count: Int(row.integer(3)),
          bytes: row.bytes(4), chain: row.bytes(5)), row.integer(6), row.bytes(7)
      )
    }
    return try rows.map { replica, segment, at, results in
      HeldSegment(
        replica: try session.replica(replica), segment: segment, at: at,
        results: results.isEmpty
          ? []
          : try ResultCodec.decode(results, place: "karvan_rescue \(segment.number)").results)
    }
  }

  /// What became of the orders to wipe a device, of the newest loss first.
  public func wipes(of device: DeviceID) throws -> [WipeAccount] {
    let select = try session.statement(
      "SELECT replica, ordered_at, wiped_at FROM karvan_wipe WHERE device = ?"
        + " ORDER BY ordered_at DESC, replica")
    select.bind(1, device)
    return try select.all { row in
      WipeAccount(
        replica: try row.identifier(0), orderedAt: row.integer(1),
        wipedAt: row.isNull(2) ? nil : row.integer(2))
    }
  }

  /// The epochs of a device's commit key, oldest first; empty where only the first was issued
  /// before they were kept.
  public func epochs(of device: DeviceID) throws -> [EpochAccount] {
    let select = try session.statement(
      "SELECT epoch, commitment, issued_at, taken_at FROM karvan_epoch WHERE device = ?"
        + " ORDER BY epoch")
    select.bind(1, device)
    return try select.all { row in
      EpochAccount(
        epoch: UInt32(truncatingIfNeeded: row.unsigned(0)), commitment: row.bytes(1),
        issuedAt: row.integer(2), takenAt: row.isNull(3) ? nil : row.integer(3))
    }
  }

  /// The epoch of the newest segment in a replica's chain; 1 before another was used.
  public func chainEpoch(of replica: ReplicaID) throws -> UInt32 {
    guard let number = try session.knownNumber(of: replica) else { return 1 }
    let select = try session.statement("SELECT epoch FROM karvan_chain_epoch WHERE replica = ?")
    select.bind(1, number)
    return try select.first { UInt32(truncatingIfNeeded: $0.unsigned(0)) } ?? 1
  }
}

/// The names of states in the table.
enum CustodyState {
  static let lost = "lost"
  static let retired = "retired"
}
