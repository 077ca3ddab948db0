// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanSync
import KarvanWire

/// One enrolment over a link.
struct Enrolling {
  let link: any Link
  let server: String
  let invite: Invite
  let deviceName: String
  let schemaVersion: UInt32
  /// Where the keys are kept until the workspace is made.
  let keysPath: String
  /// Where an enrolment that was cut off later may have left them.
  let earlierPath: String?
  /// The former lives of the database that is carried along.
  let former: [ReplicaID]
  let machineClock: @Sendable () -> Int64

  /// Asks the server; the keys are on disk before it hears of them.
  func run() async throws -> (DeviceFile, Enrolment) {
    let card = try OfficeCard(try await link.get(WirePath.card, limit: 4_096))
    var device = try prepared(card)
    try device.save(to: keysPath)
    let request = EnrolRequest(
      verifyKey: device.keys.signing.verifyKey.bytes, replica: device.replica,
      deviceName: deviceName, schemaVersion: schemaVersion, deviceTime: machineClock(),
      former: former)
    let exchange = try DeviceExchange(
      to: device.target(invite: invite), keys: device.keys, payload: try Wire.encode(request),
      body: [])
    let bytes = try await link.post(
      WirePath.enrol, exchange.request, limit: ExchangeLimits.answerBytes)
    switch try Wire.enrolAnswer(try exchange.open(bytes).payload) {
    case .refused(let refusal): throw CLIError(refusal: refusal)
    case .enrolled(let enrolment):
      guard Octets16(enrolment.workspace) == card.workspace else { throw CLIError(.wrongServer) }
      device.granted = DeviceFile.Granted(
        device: enrolment.device, commitKey: try CommitKey(exposedBytes: enrolment.commitKey),
        commitKeyEpoch: enrolment.commitKeyEpoch,
        digestKey: try DigestKey(exposedBytes: enrolment.digestKey))
      try device.save(to: keysPath)
      return (device, enrolment)
    }
  }

  /// The keys of an attempt with the same invite whose answer was lost, or fresh ones.
  private func prepared(_ card: OfficeCard) throws -> DeviceFile {
    let earlier = [keysPath, earlierPath].compactMap { $0 }.lazy
      .compactMap { try? DeviceFile(path: $0) }.first { $0.invite == invite.id }
    if let earlier {
      guard earlier.card.identity == card.identity, earlier.card.workspace == card.workspace else {
        throw CLIError(.wrongServer)
      }
      return DeviceFile(
        server: server, card: card, keys: earlier.keys, replica: earlier.replica,
        invite: invite.id)
    }
    return DeviceFile(
      server: server, card: card, keys: .generate(), replica: .random(), invite: invite.id)
  }
}

extension CLIError {
  /// Why an invite was refused.
  init(refusal: EnrolRefusal) {
    switch refusal {
    case .used: self.init(.inviteUsed)
    case .expired: self.init(.inviteExpired)
    case .upgrade: self.init(.deviceUpgrade)
    }
  }
}
