// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore
public import KarvanSync

extension OfficeWriter {
  /// Writes how the office stands to a device, with the time at which it was shut out.
  ///
  /// - Throws: ``StoreError`` `missing` when there is no such device.
  public func set(
    _ custody: DeviceCustody, of device: DeviceID, at milliseconds: Int64
  ) throws {
    guard var account = try self.device(device) else {
      throw StoreError(.missing, "there is no device \(device)", place: "karvan_device")
    }
    account.revokedAt = custody == .welcome ? nil : account.revokedAt ?? milliseconds
    try save(account)
    let delete = try session.statement("DELETE FROM karvan_custody WHERE device = ?")
    delete.bind(1, device)
    try delete.run()
    switch custody {
    case .welcome, .shutOut: return
    case .retired(let since, let isClosed):
      try insert(device, CustodyState.retired, since, closedAt: isClosed ? milliseconds : nil, [])
    case .lost(let since, let nonce):
      try insert(device, CustodyState.lost, since, closedAt: nil, nonce)
    }
  }

  private func insert(
    _ device: DeviceID, _ state: String, _ since: Int64, closedAt: Int64?, _ nonce: [UInt8]
  ) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_custody (device, state, since, closed_at, nonce) VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, device)
    insert.bind(2, state)
    insert.bind(3, since)
    insert.bind(4, closedAt.map { .integer($0) } ?? .null)
    insert.bind(5, nonce)
    try insert.run()
  }

  /// Notes that the last push of a retired device is whole.
  public func closeRetired(_ device: DeviceID, at milliseconds: Int64) throws {
    let update = try session.statement(
      "UPDATE karvan_custody SET closed_at = ? WHERE device = ? AND closed_at IS NULL")
    update.bind(1, milliseconds)
    update.bind(2, device)
    try update.run()
  }

  // MARK: What lost devices push.

  /// Keeps a segment, sealed.
  public func holdForRescue(
    _ segment: SealedSegment, of replica: ReplicaID, on device: DeviceID, at milliseconds: Int64
  ) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_rescue (replica, number, device, first, count, bytes, chain, at, results)"
        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, X'')")
    insert.bind(1, try session.number(of: replica))
    insert.bind(2, segment.number)
    insert.bind(3, device)
    insert.bind(4, segment.first)
    insert.bind(5, Int64(segment.count))
    insert.bind(6, segment.bytes)
    insert.bind(7, segment.chain)
    insert.bind(8, milliseconds)
    try insert.run()
  }

  /// Keeps what was decided of the first commits of a held segment.
  public func keepDecisions(
    _ results: [CommitResult], of segment: SealedSegment, _ replica: ReplicaID
  ) throws {
    let update = try session.statement(
      "UPDATE karvan_rescue SET results = ? WHERE replica = ? AND number = ?")
    update.bind(1, ResultCodec.encode(ResultRun(first: segment.first, results: results)))
    update.bind(2, try session.number(of: replica))
    update.bind(3, segment.number)
    try update.run()
  }

  /// Lets go of a held segment, every commit of which was decided.
  public func releaseHeld(_ segment: SealedSegment, of replica: ReplicaID) throws {
    let delete = try session.statement(
      "DELETE FROM karvan_rescue WHERE replica = ? AND number = ?")
    delete.bind(1, try session.number(of: replica))
    delete.bind(2, segment.number)
    try delete.run()
  }

  // MARK: Orders to wipe.

  /// Notes that an order was given to a replica; the first time counts.
  public func noteWipeOrder(
    _ nonce: [UInt8], to replica: ReplicaID, on device: DeviceID, at milliseconds: Int64
  ) throws {
    let insert = try session.statement(
      "INSERT OR IGNORE INTO karvan_wipe (device, replica, nonce, ordered_at) VALUES (?, ?, ?, ?)")
    insert.bind(1, device)
    insert.bind(2, replica)
    insert.bind(3, nonce)
    insert.bind(4, milliseconds)
    try insert.run()
  }

  /// Notes that a replica carried out an order; false when no such order was given to it.
  public func noteWipeReceipt(
    _ nonce: [UInt8], of replica: ReplicaID, on device: DeviceID, at milliseconds: Int64
  ) throws -> Bool {
    let update = try session.statement(
      "UPDATE karvan_wipe SET wiped_at = COALESCE(wiped_at, ?)"
        + " WHERE device = ? AND replica = ? AND nonce = ?")
    update.bind(1, milliseconds)
    update.bind(2, device)
    update.bind(3, replica)
    update.bind(4, nonce)
    try update.run()
    return session.db.changesCount == 1
  }

  // MARK: Epochs of commit keys.

  /// Keeps that a device's commit key of an epoch was issued, with what names the key.
  public func issueEpoch(
    _ epoch: UInt32, of device: DeviceID, commitment: [UInt8], at milliseconds: Int64
  ) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_epoch (device, epoch, commitment, issued_at) VALUES (?, ?, ?, ?)")
    insert.bind(1, device)
    insert.bind(2, UInt64(epoch))
    insert.bind(3, commitment)
    insert.bind(4, milliseconds)
    try insert.run()
  }

  /// Notes that a device has the commit key of an epoch that was issued to it.
  public func noteEpoch(_ epoch: UInt32, of device: DeviceID, at milliseconds: Int64) throws {
    let update = try session.statement(
      "UPDATE karvan_epoch SET taken_at = ? WHERE device = ? AND epoch = ? AND taken_at IS NULL")
    update.bind(1, milliseconds)
    update.bind(2, device)
    update.bind(3, UInt64(epoch))
    try update.run()
  }

  /// Writes the epoch of the newest segment in a replica's chain.
  public func setChainEpoch(_ epoch: UInt32, of replica: ReplicaID) throws {
    let insert = try session.statement(
      "INSERT OR REPLACE INTO karvan_chain_epoch (replica, epoch) VALUES (?, ?)")
    insert.bind(1, try session.number(of: replica))
    insert.bind(2, UInt64(epoch))
    try insert.run()
  }
}
