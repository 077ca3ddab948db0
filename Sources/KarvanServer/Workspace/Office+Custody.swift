// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
import KarvanSealing
import KarvanStore
public import KarvanSync

extension Office {
  /// What `device list` shows of a device beside its account.
  public struct CustodyLine: Sendable {
    /// How the office stands to it.
    public let custody: DeviceCustody
    /// When the order to wipe was first given; nil when none was, or none of this loss.
    public let orderedAt: Int64?
    /// When the device said that it is wiped.
    public let wipedAt: Int64?
    /// How many commits of it wait for a decision.
    public let waiting: Int
    /// The newest epoch of its commit key, and whether the device is known to have it.
    public let epoch: UInt32
    /// Whether the device has that key.
    public let hasEpoch: Bool
  }

  /// What is kept of a device that is not its account.
  public func custody(of device: DeviceID) throws -> CustodyLine {
    try database.read { reader in
      let wipes = try reader.wipes(of: device)
      let epochs = try reader.epochs(of: device)
      return CustodyLine(
        custody: try reader.custody(of: device), orderedAt: wipes.first?.orderedAt,
        wipedAt: wipes.compactMap(\.wipedAt).max(),
        waiting: try reader.heldSegments(of: device).reduce(0) {
          $0 + $1.segment.count - $1.results.count
        },
        epoch: epochs.last?.epoch ?? Self.firstEpoch,
        hasEpoch: epochs.count < 2 || epochs.last?.takenAt != nil)
    }
  }

  /// Reports a device as lost: what it still pushes is held sealed for rescue, and its next
  /// exchange orders it to wipe itself; with its copies, if so said.
  public func lose(
    device name: String, withCopies: Bool = false, now: Int64
  ) throws -> ShuttingOut {
    try shuttingOut(name, withCopies: withCopies, now: now) { device, writer in
      if case .lost = try writer.custody(of: device.id) { return }
      let nonce = Octets16.random().bytes
      try writer.set(.lost(since: now, nonce: nonce), of: device.id, at: now)
      try keeper.publish([device], writer, now: now)
    }
  }

  /// Retires a device, with its copies if so said: the last push is taken, then no more.
  public func retire(
    device name: String, withCopies: Bool = false, now: Int64
  ) throws -> ShuttingOut {
    try shuttingOut(name, withCopies: withCopies, now: now) { device, writer in
      switch try writer.custody(of: device.id) {
      case .retired: break
      case .welcome, .shutOut:
        try writer.set(.retired(since: now, isClosed: false), of: device.id, at: now)
        try keeper.publish([device], writer, now: now)
      case .lost:
        throw ServerError(
          .refused,
          "device \(device.code) is lost; once it is back: karvan-server device restore"
            + " \(device.code)")
      }
    }
  }

  /// Makes a device welcome again, with a new commit key at its next exchange.
  ///
  /// - Throws: ``ServerError`` `refused` while commits wait for a decision, and for a device that
  ///   has wiped itself.
  public func restore(device name: String, now: Int64) throws -> DeviceAccount {
    try database.transaction { writer in
      let device = try named(name, writer)
      guard try writer.custody(of: device.id) != .welcome else { return device }
      let waiting = try writer.heldSegments(of: device.id)
      guard waiting.isEmpty else {
        throw ServerError(
          .refused,
          "commits of \(device.code) wait for a decision; see: karvan-server device rescue list"
            + " \(device.code)")
      }
      guard try writer.wipes(of: device.id).allSatisfy({ $0.wipedAt == nil }) else {
        throw ServerError(
          .refused,
          "device \(device.code) has wiped itself; make an invite and enrol it anew")
      }
      try writer.set(.welcome, of: device.id, at: now)
      try keeper.publish([device], writer, now: now)
      try advanceEpoch(of: device.id, writer, now: now)
      return device
    }
  }

  /// A device by its code or identifier.
  func named(_ name: String, _ reader: OfficeReader) throws -> DeviceAccount {
    let found = try reader.devices().first {
      $0.code == name.uppercased() || $0.id == DeviceID(text: name)
    }
    guard let found else {
      throw ServerError(
        .notFound, "there is no device “\(name)”; list them with: karvan-server device list")
    }
    return found
  }
}
