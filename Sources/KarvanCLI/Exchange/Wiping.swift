// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanSync

/// The office ordered this device to wipe itself, and the order was verified.
struct WipeDemand: Error {
  let order: WipeOrder
}

/// Carries out an order to wipe: first the decision is on the disk, then everything that the
/// device holds is destroyed, then the office is told, and only when it has said that it knows are
/// the keys destroyed with which it was told. Cut off anywhere, the next command goes on, so that
/// no device is wiped without the office being able to know, or known as wiped while it is not.
struct Wiping {
  let desk: Desk

  private var places: Places { desk.places }

  /// Carries out an order.
  func carryOut(_ order: WipeOrder, _ device: DeviceFile) async throws -> Never {
    guard let granted = device.granted else { throw CLIError(.notEnrolled) }
    var device = device
    try writeNote()
    device.wipe = DeviceFile.Wiped(nonce: order.nonce, device: granted.device)
    // From here on the replica cannot be opened, and the keys of its data are gone.
    device.granted = nil
    try device.save(to: places.keys)
    try await finish(device)
  }

  /// Goes on with what was begun and says that the device is wiped.
  func finish(_ device: DeviceFile) async throws -> Never {
    try destroy()
    guard try await report(device) else { throw CLIError(.wipeUntold, places.wipeNote) }
    try forget()
    throw CLIError(.wiped, places.wipeNote)
  }

  /// Destroys the data: database, write-ahead log, settings, older copies; the keys that speak to
  /// the office stay for the receipt.
  func destroy() throws {
    try desk.close()
    let names = FolderNames.all(in: places.home).filter { Places.isOwn($0) }
    // The database before its log: whoever comes between finds nothing to replay it into.
    for name in names.sorted() where places.home + "/" + name != places.keys {
      try PlainFile.destroy(places.home + "/" + name)
    }
  }

  /// Destroys the last keys.
  func forget() throws { try PlainFile.destroy(places.keys) }

  func writeNote() throws(CLIError) {
    let now = desk.now()
    let text = desk.words(.wipeNote, desk.say(instant: now)) + "\n"
    try PlainFile.write(
      Array(text.utf8), to: places.wipeNote, mode: 0o600, failing: .unwritableFile)
  }

  /// Sends the receipt; false while the office could not be told.
  private func report(_ device: DeviceFile) async throws -> Bool {
    guard let link = try? desk.surroundings.link(device.server) else { return false }
    var told = WipeReport(
      link: link, device: device, keysPath: places.keys, machineClock: desk.surroundings.now)
    let isTold = await told.run()
    await link.close()
    return isTold
  }
}

/// Tells the office that its order was carried out.
private struct WipeReport {
  let link: any Link
  var device: DeviceFile
  let keysPath: String
  let machineClock: @Sendable () -> Int64
  /// A receipt may be refused once: when the order came before the device was lost anew.
  private static let attempts = 3

  init(
    link: any Link, device: DeviceFile, keysPath: String,
    machineClock: @escaping @Sendable () -> Int64
  ) {
    self.link = link
    self.device = device
    self.keysPath = keysPath
    self.machineClock = machineClock
  }

  /// Whether the office said that it knows; whatever goes wrong is tried again by the next command.
  mutating func run() async -> Bool {
    for _ in 0..<Self.attempts {
      do {
        if try await tell() { return true }
      } catch let failure as LinkFailure where failure.saysUnknownKey {
        guard (try? await device.renewCard(over: link, keysPath: keysPath)) != nil else {
          return false
        }
      } catch {
        return false
      }
    }
    return false
  }

  private mutating func tell() async throws -> Bool {
    guard let wipe = device.wipe else { return false }
    let header = RequestHeader.asking(
      as: device.replica, keys: KeyState(wipeReceipt: wipe.nonce.bytes), now: machineClock())
    let reply = try await device.exchange(over: link, header, .bringing())
    let answer = reply.header
    guard answer.verdict == .revoked else { return false }
    guard let order = answer.keys.wipeOrder else { return true }
    // The office does not know this receipt; its newer order is carried out already.
    let newer = try WipeOrder(
      order, to: device.subject(of: wipe.device, request: reply.request),
      identity: device.card.identity)
    device.wipe = DeviceFile.Wiped(nonce: newer.nonce, device: wipe.device)
    try device.save(to: keysPath)
    return false
  }
}

extension DeviceFile {
  /// What an order to wipe has to be about.
  func subject(of device: DeviceID, request: Octets32) -> WipeSubject {
    WipeSubject(
      workspace: card.workspace, device: Octets16(device), replica: Octets16(replica),
      request: request)
  }
}

extension Desk {
  /// Refuses to open a workspace that was wiped, and goes on with a wipe that was cut off.
  func refuseWiped() throws {
    guard PlainFile.exists(places.wipeNote) else { return }
    if let keys = try? DeviceFile(path: places.keys), keys.wipe != nil {
      try Wiping(desk: self).destroy()
      throw CLIError(.wipeUntold, places.wipeNote)
    }
    guard PlainFile.exists(places.database) else {
      throw CLIError(.wiped, places.wipeNote)
    }
    // Cut off before the decision was on the disk: the office will order it again.
    PlainFile.remove(places.wipeNote)
  }

  /// Carries out the order to wipe that an exchange may bring.
  func obeying(_ device: DeviceFile, _ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let demand as WipeDemand {
      // The keys may have changed within the exchange.
      try await Wiping(desk: self).carryOut(
        demand.order, (try? DeviceFile(path: places.keys)) ?? device)
    }
  }

  /// Goes on with a wipe that was begun; returns when there is none.
  func finishWipe() async throws {
    guard PlainFile.exists(places.wipeNote), let keys = try? DeviceFile(path: places.keys),
      keys.wipe != nil
    else { return }
    try await Wiping(desk: self).finish(keys)
  }
}
