// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

extension Office {
  /// The setting that remembers the greatest serial of an exchange key that devices may have seen:
  /// a key file that was put back from an older copy is behind it.
  private static let lastSerial = "keys.last_serial"

  /// Changes the exchange key where its week is over; devices learn of it with their next answer.
  ///
  /// - Returns: the serial of the new key; nil when the present one has not had its time.
  /// - Throws: what reading and writing the key file throws; then the keys are as they were.
  public func rotateKeysIfDue(now: Int64) throws -> UInt64? {
    try rotate(now: now, isWanted: false, keepsOlder: true)
  }

  /// Changes the exchange key now.
  ///
  /// - Parameter keepsOlder: Whether devices that were away may still use the keys before; without
  ///   them they fetch the public card.
  /// - Returns: the serial of the new key.
  public func rotateKeys(now: Int64, keepsOlder: Bool = true) throws -> UInt64 {
    let serial = try rotate(now: now, isWanted: true, keepsOlder: keepsOlder)
    return serial ?? ring.file.newest.serial
  }

  private func rotate(now: Int64, isWanted: Bool, keepsOlder: Bool) throws -> UInt64? {
    let known = try database.read { reader in
      try reader.setting(Self.lastSerial).flatMap { UInt64(String(decoding: $0, as: UTF8.self)) }
    }
    let (file, isNew) = try ring.rotate(
      now: now, lastSerial: known ?? 0, isWanted: isWanted, keepsOlder: keepsOlder)
    if file.newest.serial != known {
      // After the file: what devices may see is in it already, and this is made good at the next
      // look if the process ends here.
      try database.transaction {
        try $0.set(Self.lastSerial, Array("\(file.newest.serial)".utf8))
      }
    }
    return isNew ? file.newest.serial : nil
  }

  /// An exchange key as `keys list` shows one.
  public struct ExchangeKeyLine: Sendable {
    /// The serial of its certificate.
    public let serial: UInt64
    /// How requests name it.
    public let id: String
    /// When it is taken no more, in milliseconds since 1970.
    public let notAfter: Int64
    /// Whether it is the one that devices are given.
    public let isNewest: Bool
  }

  /// The exchange keys that requests may use, the newest first.
  public func exchangeKeys() throws -> [ExchangeKeyLine] {
    let file = try ring.refreshed()
    return file.exchangeKeys.reversed().map { key in
      ExchangeKeyLine(
        serial: key.serial, id: "\(key.pair.publicKey.id)",
        notAfter: Int64(clamping: key.notAfter), isNewest: key.serial == file.newest.serial)
    }
  }
}
