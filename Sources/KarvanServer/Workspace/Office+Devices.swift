// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
public import KarvanSync

extension Office {
  /// A device as `device list` shows one.
  public struct DeviceLine: Sendable {
    /// The account.
    public let device: DeviceAccount
    /// The login of its user.
    public let login: String
    /// What the device showed when it was enrolled; the same on both sides, or somebody is between.
    public let fingerprint: String
    /// The code of the device that it began as a copy of; nil where it was enrolled.
    public let copyOf: String?
  }

  /// All devices, in the order of their enrolment.
  public func devices() throws -> [DeviceLine] {
    try database.read { reader in
      let former = Dictionary(
        try reader.lives().map { ($0.device, $0.former) }, uniquingKeysWith: { first, _ in first })
      return try reader.devices().sorted { $0.enrolledAt < $1.enrolledAt }.map { device in
        let user = try reader.record(User.tag, device.user)
        return DeviceLine(
          device: device, login: user?[User.shape.login].text ?? "",
          fingerprint: Fingerprint.text(
            office: ring.identity.verifyKey, device: try VerifyKey(device.verifyKey),
            deviceExchange: try DHPublicKey(device.exchangeKey)),
          copyOf: try former[device.id].flatMap { try reader.device($0)?.code })
      }
    }
  }

  /// Shuts a device out from now on, named by its code or identifier, with its copies if so said;
  /// nobody else is changed.
  public func revoke(
    device name: String, withCopies: Bool = false, now: Int64
  ) throws -> ShuttingOut {
    try shuttingOut(name, withCopies: withCopies, now: now) { device, writer in
      switch try writer.custody(of: device.id) {
      case .welcome, .retired: try writer.set(.shutOut, of: device.id, at: now)
      case .shutOut, .lost: break
      }
      try keeper.publish([device], writer, now: now)
    }
  }
}
