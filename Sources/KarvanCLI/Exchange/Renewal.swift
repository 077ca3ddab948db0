// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
package import KarvanStore
import KarvanSync

/// How a database that turned out to be a copy, or restored from one, goes on as a device of its
/// own (P-060, P-061): it asks the server, writes what waits again, and changes its keys.
///
/// The new keys are on the disk before the server hears of them, the database changes in one
/// transaction, and the keys get their place last. Killed anywhere, it goes on where it was.
package struct Renewal {
  let link: any Link
  let database: ReplicaDatabase
  let device: DeviceFile
  /// Where the keys of the present life are.
  let keysPath: String
  /// Where those of the new one are until it has begun.
  let lifePath: String
  let isMoved: Bool
  let machineClock: @Sendable () -> Int64

  package init(
    link: any Link, database: ReplicaDatabase, device: DeviceFile, keysPath: String,
    lifePath: String, isMoved: Bool, machineClock: @escaping @Sendable () -> Int64
  ) {
    self.link = link
    self.database = database
    self.device = device
    self.keysPath = keysPath
    self.lifePath = lifePath
    self.isMoved = isMoved
    self.machineClock = machineClock
  }

  /// The keys of this database where a killed renewal left them in another place.
  static func finish(_ replica: ReplicaID, keysPath: String, lifePath: String) throws(CLIError) {
    guard let life = try? DeviceFile(path: lifePath), life.replica == replica,
      life.granted != nil
    else { return }
    try PlainFile.move(secret: lifePath, over: keysPath)
  }

  /// Goes on as another device; the database has to be opened anew afterwards.
  ///
  /// - Throws: ``SyncStop`` `clone` when the server allots no life; then nothing has changed.
  package func run() async throws -> Rebirth {
    var life = try prepared()
    try life.save(to: lifePath)
    let (grant, known, lacks) = try await ask(life)
    life = DeviceFile(
      server: device.server, card: device.card, keys: life.keys, replica: grant.replica,
      invite: device.invite,
      granted: DeviceFile.Granted(
        device: grant.device, commitKey: try CommitKey(exposedBytes: grant.commitKey),
        commitKeyEpoch: grant.commitKeyEpoch, digestKey: try digestKey()))
    try life.save(to: lifePath)
    let rebirth = try database.begin(grant, known: known, lacks: lacks)
    try Self.finish(grant.replica, keysPath: keysPath, lifePath: lifePath)
    return rebirth
  }

  private func digestKey() throws -> DigestKey {
    if let granted = device.granted { return granted.digestKey }
    return try DigestKey(exposedBytes: database.identity.digestKey)
  }

  /// The keys of an attempt that was cut off, or fresh ones.
  private func prepared() throws -> DeviceFile {
    if let earlier = try? DeviceFile(path: lifePath),
      earlier.card.identity == device.card.identity,
      earlier.keys.exchange.publicKey != device.keys.exchange.publicKey
    {
      return earlier
    }
    return DeviceFile(
      server: device.server, card: device.card, keys: .generate(),
      replica: database.identity.replica, invite: device.invite)
  }

  private func ask(_ life: DeviceFile) async throws -> (LifeGrant, [ResultRun], UInt64?) {
    let proposal = NewLife(
      exchangeKey: life.keys.exchange.publicKey.bytes,
      verifyKey: life.keys.signing.verifyKey.bytes, isMoved: isMoved)
    var session = try LifeSession(
      storage: database, proposal: proposal, schemaVersion: database.schema.version)
    var action = try session.start(now: machineClock())
    while true {
      switch action {
      case .granted(let grant, let known, let lacks): return (grant, known, lacks)
      case .send(let header, let body):
        let reply = try await device.exchange(over: link, header, body)
        action = try session.handle(reply.header, try reply.body(), now: machineClock())
      }
    }
  }
}
