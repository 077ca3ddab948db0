// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

extension Office {
  /// Answers a request about the contents of attachments: bytes in, bytes out.
  ///
  /// It has no number: whatever it does, doing it again changes nothing, and what it answers only
  /// the device that asked can read.
  /// - Throws: as ``exchange(_:by:now:)``.
  func contents(_ request: [UInt8], now: Int64) throws -> Outcome {
    let exchange = try OfficeExchange(
      request: request, keys: ring.file.officeKeys(workspace: Octets16(workspace)))
    guard exchange.preamble.kind == .contents else { throw ExchangeRefusal.malformed }
    let handshake = try exchange.readMessage()
    guard let standing = try standing(exchangeKey: handshake.deviceKey.bytes) else {
      throw ExchangeRefusal.unknownDevice
    }
    let device = standing.account
    let opened = try handshake.openBody(signedBy: try VerifyKey(device.verifyKey))
    guard deviceGate.admits(device.id, now: now) else { throw ExchangeRefusal.tooMany }
    do {
      guard let replica = try Wire.contentHeader(handshake.payload) else {
        return try refuse(handshake, .upgrade, device)
      }
      guard let mayFetch = try mayFetch(replica, standing, now: now) else {
        return try refuse(handshake, .revoked, device)
      }
      let answer = try contents.answer(
        try Wire.contentRequest(opened.body), of: device, mayFetch: mayFetch, now: now)
      let bytes = try opened.answer(
        payload: try Wire.encode(.done(try database.incarnation())),
        body: try Wire.encode(answer))
      return Outcome(bytes: bytes, verdict: "done", device: device.code)
    } catch is WireError {
      throw ExchangeRefusal.malformed
    }
  }

  private func refuse(
    _ handshake: OfficeExchange.Handshake, _ verdict: ContentVerdict, _ device: DeviceAccount
  ) throws -> Outcome {
    Outcome(
      bytes: try handshake.refuse(payload: try Wire.encode(verdict)), verdict: "\(verdict)",
      device: device.code)
  }

  /// Whether a device is given contents; a retired one brings for as long as its last push is
  /// waited for, and is given none. Nil for one that is shut out, or another's replica.
  private func mayFetch(
    _ replica: ReplicaID, _ standing: DeviceStanding, now: Int64
  ) throws -> Bool? {
    let owner = try database.read { try $0.account(of: replica)?.device }
    guard owner == standing.account.id else { return nil }
    switch standing.custody {
    case .welcome: return true
    case .retired(let since, _):
      return now - since <= CustodyLimits.lastPushMilliseconds ? false : nil
    case .shutOut, .lost: return nil
    }
  }
}
