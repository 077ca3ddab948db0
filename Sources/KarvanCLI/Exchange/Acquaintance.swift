// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

/// What a server knows of the device that a workspace belongs to.
struct Acquaintance {
  /// What it says.
  enum Word: Hashable {
    /// It is another company's server, or has another identity.
    case stranger
    /// It does not know the device: it was restored to a state from before it.
    case forgotten
    /// It knows the device, and this is the life of its database; nil when it shut the device out.
    case known(IncarnationID?)
  }

  let link: any Link
  let server: String
  let device: DeviceFile
  let schemaVersion: UInt32
  let machineClock: @Sendable () -> Int64

  /// Asks by a request that names no exchange, so that it changes nothing there.
  func ask() async throws -> Word {
    let card = try OfficeCard(try await link.get(WirePath.card, limit: 4_096))
    guard card.workspace == device.card.workspace, card.identity == device.card.identity else {
      return .stranger
    }
    let target = ExchangeTarget(
      workspace: card.workspace, office: card.certificate.key, invite: nil)
    let header = RequestHeader(
      exchangeNumber: 0, deviceTime: machineClock(), replica: device.replica,
      schemaVersion: schemaVersion,
      journal: JournalHead(sequence: 0, segment: 0, chain: [UInt8](repeating: 0, count: 32)),
      acknowledged: nil, incarnation: nil, segmentCount: 0)
    let body = RequestBody(
      segments: [], pull: PullRequest(cursors: [], position: 0, maximumBytes: 0))
    let exchange = try DeviceExchange(
      to: target, keys: device.keys, payload: try Wire.encode(header),
      body: try Wire.encode(body))
    do {
      let bytes = try await link.post(
        WirePath.exchange, exchange.request, limit: ExchangeLimits.answerBytes)
      let answer = try Wire.answerHeader(try exchange.open(bytes).payload)
      let isShutOut = [.revoked, .retired].contains(answer.verdict)
      return .known(isShutOut ? nil : answer.incarnation)
    } catch let failure as LinkFailure where failure.isForgetting {
      return .forgotten
    }
  }
}

extension LinkFailure {
  /// Whether the server says that it does not know the device.
  ///
  /// An untrusted hint, like any status. Records keep their identifiers, so that what is written
  /// again without need is there once all the same.
  var isForgetting: Bool {
    if case .status(400, let line) = self { return line.contains("unknownDevice") }
    return false
  }
}
