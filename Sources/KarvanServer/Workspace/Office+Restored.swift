// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// A backup knows nothing of what was shut out after it was made. So a restored office serves
/// nobody until its administrator has seen whom it would serve.
extension Office {
  /// The setting with the time of the backup that was restored, until the devices are confirmed.
  static let restoredFrom = "restored.from"

  /// When the backup was made whose devices nobody has confirmed yet, in milliseconds since 1970;
  /// nil where nothing waits.
  func unconfirmedBackup() throws -> Int64? {
    try database.read { try $0.setting(Self.restoredFrom) }.map { bytes in
      Int64(bitPattern: bytes.reduce(0 as UInt64) { $0 << 8 | UInt64($1) })
    }
  }

  /// Leaves the mark of a restore.
  static func markRestored(from time: Int64, _ writer: OfficeWriter) throws {
    let bits = UInt64(bitPattern: time)
    try writer.set(
      restoredFrom,
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) })
  }

  /// The devices that an exchange would be answered to with more than a refusal.
  func servedDevices() throws -> [DeviceLine] {
    try devices().filter { line in
      try database.read { try Self.isServed(line.device.id, $0) }
    }
  }

  static func isServed(_ device: DeviceID, _ reader: OfficeReader) throws -> Bool {
    switch try reader.custody(of: device) {
    case .welcome: true
    case .retired(_, let isClosed): !isClosed
    case .lost, .shutOut: false
    }
  }

  /// Says that the devices which are served are those that should be.
  package func confirmDevices() throws {
    try database.transaction { try $0.set(Self.restoredFrom, nil) }
  }

  /// Opens a workspace to answer devices.
  ///
  /// - Throws: ``ServerError`` `refused` after a restore, until ``confirmDevices()``.
  static func openToServe(
    _ folder: OfficeFolder, snapshotRecords: Int = SnapshotShelf.standardRecords
  ) throws -> Office {
    let office = try open(folder, snapshotRecords: snapshotRecords)
    guard let time = try office.unconfirmedBackup() else { return office }
    try office.database.close()
    throw ServerError(
      .refused,
      "this workspace was restored from a backup of \(InstantText.format(milliseconds: time)): who"
        + " was shut out since then is welcome again. Look at the devices, shut out again whom you"
        + " shut out since, then: karvan-server device confirm-all")
  }
}
