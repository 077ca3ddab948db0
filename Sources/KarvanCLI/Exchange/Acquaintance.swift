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
    var asking = device
    // What a stranger is asked with, no key of this device is changed by.
    asking.card = card
    let header = RequestHeader.asking(
      as: device.replica, schemaVersion: schemaVersion, now: machineClock())
    do {
      let answer = try await asking.exchange(over: link, header, .bringing()).header
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
