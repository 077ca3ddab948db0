// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

extension Office {
  /// Answers one enrolment: bytes in, bytes out.
  func enrol(_ request: [UInt8], now: Int64) throws -> Outcome {
    let exchange = try OfficeExchange(request: request, keys: officeKeys)
    guard exchange.preamble.kind == .enrol else { throw ExchangeRefusal.malformed }
    let id = Self.inviteID(exchange.preamble.inviteID)
    guard let invite = try database.read({ try $0.invite(id) }) else {
      throw ExchangeRefusal.unknownInvite
    }
    let handshake = try exchange.readMessage(inviteKey: try InviteKey(exposedBytes: invite.secret))
    let enrolment: EnrolRequest
    do {
      enrolment = try Wire.enrolRequest(handshake.payload)
    } catch {
      throw ExchangeRefusal.malformed
    }
    // The signature proves that the device has the key which its later requests are checked with.
    _ = try handshake.openBody(signedBy: try VerifyKey(enrolment.verifyKey))
    let answer = try take(enrolment, id, handshake.deviceKey.bytes, now: now)
    return Outcome(bytes: try handshake.refuse(payload: answer.bytes), verdict: answer.verdict)
  }

  /// The key of an invite in the store.
  static func inviteID(_ id: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(id)
    return writer.bytes
  }

  private func take(
    _ request: EnrolRequest, _ invite: [UInt8], _ deviceKey: [UInt8], now: Int64
  ) throws -> (bytes: [UInt8], verdict: String) {
    guard request.protocolVersion == ProtocolVersion.current,
      request.schemaVersion <= schema.version
    else { return (try Wire.encode(.refused(.upgrade)), "upgrade") }
    let use = try database.transaction { writer in
      try writer.useInvite(invite, by: deviceKey, at: now) { account in
        try Wire.encode(
          .enrolled(try enrol(request, account.user, deviceKey, writer, now: now)))
      }
    }
    switch use {
    case .granted(let bytes): return (bytes, "enrolled")
    case .refused(.expired): return (try Wire.encode(.refused(.expired)), "expired")
    case .refused(.usedByAnother): return (try Wire.encode(.refused(.used)), "used")
    case .refused(.unknown): throw ExchangeRefusal.unknownInvite
    }
  }

  private func enrol(
    _ request: EnrolRequest, _ user: RecordID, _ deviceKey: [UInt8], _ writer: OfficeWriter,
    now: Int64
  ) throws -> Enrolment {
    guard let author = try knowledge.author(user, writer), author.isActive else {
      throw ServerError(.refused, "the invited user may not work")
    }
    let device = DeviceAccount(
      id: .now(now), user: user, code: DeviceCode.text(try writer.nextNumber("device")),
      name: request.deviceName, exchangeKey: deviceKey, verifyKey: request.verifyKey,
      enrolledAt: now)
    try writer.save(device)
    let replica = sealing(device: device.id, replica: request.replica)
    try writer.save(
      ReplicaAccount(
        replica: request.replica, device: device.id, exchangeNumber: 0,
        journal: JournalHead(sequence: 0, segment: 0, chain: replica.genesis)))
    let key = keys.root.commitKey(
      workspace: Octets16(workspace), device: Octets16(device.id), epoch: Self.commitKeyEpoch)
    return Enrolment(
      workspace: workspace, device: device.id, deviceCode: device.code, user: user,
      commitKey: key.exposedBytes, commitKeyEpoch: Self.commitKeyEpoch,
      digestKey: database.identity.digestKey,
      scopes: author.scopes.sorted {
        $0.description.utf8.lexicographicallyPrecedes($1.description.utf8)
      },
      incarnation: database.identity.incarnation, serverTime: now)
  }
}

/// The short code of a device, which begins its document numbers: `A1` to `A99`, then `B1` and on.
enum DeviceCode {
  /// I and O are left out, because they are read as digits.
  private static let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")

  static func text(_ number: UInt64) -> String {
    let index = number > 0 ? number - 1 : 0
    var letter = index / 99
    var prefix = ""
    repeat {
      prefix = String(letters[Int(letter % UInt64(letters.count))]) + prefix
      letter = letter / UInt64(letters.count)
    } while letter > 0
    return prefix + "\(index % 99 + 1)"
  }
}
