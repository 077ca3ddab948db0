// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
public import KarvanSync

extension Office {
  /// The first epoch of every device's commit key.
  static let firstEpoch: UInt32 = 1

  func commitKey(of device: DeviceID, epoch: UInt32) -> CommitKey {
    ring.root.commitKey(
      workspace: Octets16(workspace), device: Octets16(device), epoch: epoch)
  }

  /// The epochs that were issued to a device, oldest first; never empty.
  func issuedEpochs(of device: DeviceID, _ reader: OfficeReader) throws -> [IssuedEpoch] {
    let kept = try reader.epochs(of: device).map {
      IssuedEpoch(epoch: $0.epoch, commitment: try Octets32($0.commitment))
    }
    return kept.isEmpty ? [IssuedEpoch(epoch: Self.firstEpoch, commitment: nil)] : kept
  }

  /// The newest epoch of a device.
  static func epoch(of device: DeviceID, _ reader: OfficeReader) throws -> UInt32 {
    try reader.epochs(of: device).last?.epoch ?? firstEpoch
  }

  /// Keeps which key an epoch of a device has, so that no other is ever taken for it.
  func issue(_ epoch: UInt32, to device: DeviceID, _ writer: OfficeWriter, now: Int64) throws {
    try writer.issueEpoch(
      epoch, of: device, commitment: commitKey(of: device, epoch: epoch).commitment.bytes,
      at: now)
  }

  /// Keeps that epochs were issued up to one whose key has opened a segment: a restored office has
  /// forgotten what it issued after its backup.
  func recognise(
    _ epoch: UInt32, of device: DeviceID, _ writer: OfficeWriter, now: Int64
  ) throws {
    while let newest = try issuedEpochs(of: device, writer).last?.epoch, newest < epoch {
      try advanceEpoch(of: device, writer, now: now)
    }
  }

  /// Gives a device a new commit key at its next exchange; what it sealed before stays readable.
  ///
  /// - Returns: the new epoch.
  @discardableResult
  func advanceEpoch(of device: DeviceID, _ writer: OfficeWriter, now: Int64) throws -> UInt32 {
    let issued = try issuedEpochs(of: device, writer)
    // A device that was enrolled before commitments were kept gets that of its first key now.
    if issued.count == 1, issued[0].commitment == nil {
      try issue(issued[0].epoch, to: device, writer, now: now)
    }
    let next = issued[issued.count - 1].epoch + 1
    try issue(next, to: device, writer, now: now)
    return next
  }

  /// Gives one device a new commit key, named by its code or identifier.
  public func advanceEpoch(
    device name: String, now: Int64
  ) throws -> (device: DeviceAccount, epoch: UInt32) {
    try database.transaction { writer in
      let device = try named(name, writer)
      return (device, try advanceEpoch(of: device.id, writer, now: now))
    }
  }

  /// Gives every device that may speak, and the office's own replica, a new commit key.
  ///
  /// - Returns: how many devices.
  public func advanceAllEpochs(now: Int64) throws -> Int {
    try database.transaction { writer in
      let devices = try writer.devices().filter { $0.revokedAt == nil }
      for device in devices { try advanceEpoch(of: device.id, writer, now: now) }
      try advanceEpoch(of: Self.officeDevice, writer, now: now)
      return devices.count
    }
  }
}
