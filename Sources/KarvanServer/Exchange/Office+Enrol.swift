// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

extension Office {
  /// Answers one enrolment: bytes in, bytes out.
  func enrol(_ request: [UInt8], now: Int64) throws -> Outcome {
    let exchange = try OfficeExchange(
      request: request, keys: ring.file.officeKeys(workspace: Octets16(workspace)))
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
    // A newer schema is served like any other (P-066).
    guard request.protocolVersion == ProtocolVersion.current else {
      return (try Wire.encode(.refused(.upgrade)), "upgrade")
    }
    let use = try database.transaction { writer in
      guard try isWelcome(request, deviceKey, invite, writer) else {
        return InviteUse.refused(.expired)
      }
      // Only the device's name is kept with the invite: keys stay out of the database.
      return try writer.useInvite(invite, by: deviceKey, at: now) { account in
        try enrol(request, account.user, deviceKey, writer, now: now).bytes
      }
    }
    switch use {
    case .granted(let device):
      return (
        try Wire.encode(.enrolled(try enrolment(of: device, request.former, now: now))), "enrolled"
      )
    case .refused(.expired): return (try Wire.encode(.refused(.expired)), "expired")
    case .refused(.usedByAnother): return (try Wire.encode(.refused(.used)), "used")
    case .refused(.unknown): throw ExchangeRefusal.unknownInvite
    }
  }

  /// A user who may work, and a replica and key that nobody has yet, unless this is the retry of
  /// an enrolment whose answer was lost.
  private func isWelcome(
    _ request: EnrolRequest, _ deviceKey: [UInt8], _ invite: [UInt8], _ writer: OfficeWriter
  ) throws -> Bool {
    guard let account = try writer.invite(invite),
      try knowledge.author(account.user, writer)?.isActive == true
    else { return false }
    let known = try writer.account(of: request.replica)
    if let device = try writer.device(exchangeKey: deviceKey) {
      return known?.device == device.id
    }
    return known == nil && request.replica != writer.identity.replica
      && !request.replica.isZero
  }

  private func enrol(
    _ request: EnrolRequest, _ user: RecordID, _ deviceKey: [UInt8], _ writer: OfficeWriter,
    now: Int64
  ) throws -> DeviceID {
    let device = DeviceAccount(
      id: .now(now), user: user, code: DeviceCode.text(try writer.nextNumber("device")),
      name: request.deviceName, exchangeKey: deviceKey, verifyKey: request.verifyKey,
      enrolledAt: now)
    try writer.save(device)
    try issue(Self.firstEpoch, to: device.id, writer, now: now)
    let genesis = SegmentChain.genesis(
      device: Octets16(device.id), replica: Octets16(request.replica),
      commitment: commitKey(of: device.id, epoch: Self.firstEpoch).commitment)
    try writer.save(
      ReplicaAccount(
        replica: request.replica, device: device.id, exchangeNumber: 0,
        journal: JournalHead(sequence: 0, segment: 0, chain: genesis.bytes)))
    try keeper.publish([device], writer, now: now)
    return device.id
  }

  private func enrolment(
    of device: [UInt8], _ lives: [ReplicaID], now: Int64
  ) throws -> Enrolment {
    let (id, account, author, epoch, former) = try database.read { reader in
      guard let id = DeviceID(bytes: device), let account = try reader.device(id),
        let author = try knowledge.author(account.user, reader)
      else { throw ServerError(.system, "the enrolled device is not there") }
      return (
        id, account, author, try Self.epoch(of: id, reader),
        try Self.former(lives, of: account.user, reader)
      )
    }
    return Enrolment(
      workspace: workspace, device: id, deviceCode: account.code, user: account.user,
      commitKey: commitKey(of: id, epoch: epoch).exposedBytes, commitKeyEpoch: epoch,
      digestKey: database.identity.digestKey,
      scopes: author.orderedScopes,
      incarnation: database.identity.incarnation, serverTime: now, former: former)
  }

  /// How much the office has of former lives of a user's database (P-102); nothing is said of
  /// anybody else's.
  private static func former(
    _ lives: [ReplicaID], of user: RecordID, _ reader: OfficeReader
  ) throws -> [FormerLife] {
    var runs = EnrolRequest.untakenRuns
    return try lives.reversed().compactMap { replica in
      guard let account = try reader.account(of: replica) else {
        return FormerLife(replica: replica, sequence: 0)
      }
      guard try reader.device(account.device)?.user == user else { return nil }
      let life = try reader.formerLife(account, runs: runs)
      runs -= life.untaken.count
      return life
    }
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

  /// The number whose text this is; nil for what is no code.
  static func number(of code: some StringProtocol) -> UInt64? {
    let prefix = code.prefix { letters.contains($0) }
    guard !prefix.isEmpty, prefix.count <= 6, let rest = UInt64(code.dropFirst(prefix.count)),
      (1...99).contains(rest)
    else { return nil }
    var letter: UInt64 = 0
    for character in prefix {
      guard let digit = letters.firstIndex(of: character) else { return nil }
      letter = letter * UInt64(letters.count) + UInt64(digit)
    }
    return letter * 99 + rest
  }
}
