// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanStore
import KarvanSync

/// What happens to a workspace that is already where a device is enrolled.
struct Replacing {
  let desk: Desk

  private var path: String { desk.places.database }

  /// Unsent work that a server waits for is never replaced; what stands alone, and what has sent
  /// everything, only when somebody says so. What the server has forgotten is carried over.
  ///
  /// - Returns: whether it is to be carried over.
  func check(yes: Bool, server: String) async throws -> Bool {
    clearRemains()
    guard PlainFile.exists(path), try !isHalfEnrolled() else { return false }
    let database = try desk.replica()
    if try await isForgotten(database, by: server) { return true }
    try check(database, yes: yes)
    return false
  }

  private func check(_ database: ReplicaDatabase, yes: Bool) throws {
    let waiting = try database.read { try $0.pendingCount() + $0.rejected().count }
    let number = desk.words.number(waiting)
    if try database.number(.standAlone) != nil {
      return try desk.confirm(
        desk.words(.replaceAloneQuestion, desk.places.home, number), yes: yes)
    }
    guard waiting == 0 else { throw CLIError(.unsentWork, desk.places.home, number) }
    try desk.confirm(desk.words(.replaceQuestion, desk.places.home), yes: yes)
  }

  /// Whether the server does not know the device that was enrolled with it.
  ///
  /// - Throws: `unsentWork` when it knows it, but was restored since: what it lost of the journal
  ///   is offered again by a sync only.
  private func isForgotten(_ database: ReplicaDatabase, by server: String) async throws -> Bool {
    guard let device = try? DeviceFile(path: desk.places.keys), device.granted != nil,
      device.replica == database.identity.replica
    else { return false }
    let link = try desk.surroundings.link(server)
    let word: Acquaintance.Word
    do {
      word = try await Acquaintance(
        link: link, server: server, device: device, schemaVersion: database.schema.version,
        machineClock: desk.surroundings.now
      ).ask()
      await link.close()
    } catch {
      await link.close()
      guard let failure = error as? LinkFailure else { throw error }
      throw failure.said(of: server, waiting: try database.read { try $0.pendingCount() })
    }
    guard case .known(let present?) = word, let known = try database.standing().incarnation,
      known != present
    else { return word == .forgotten }
    let written = try database.read { try $0.journalCount() }
    guard written == 0 else {
      throw CLIError(.unsentWork, desk.places.home, desk.words.number(written))
    }
    return false
  }

  /// Goes on with the database as the device that was enrolled anew, and says so. Killed after the
  /// database has changed, the next command puts the keys in their place.
  func carry(_ device: DeviceFile, _ enrolment: Enrolment) async throws {
    let database = try desk.replica()
    let identity = database.identity
    guard enrolment.workspace == identity.workspace, enrolment.user == identity.user,
      enrolment.digestKey == identity.digestKey
    else { throw CLIError(.othersWork, desk.places.home, "\(identity.user)") }
    let grant = LifeGrant(
      replica: device.replica, device: enrolment.device, deviceCode: enrolment.deviceCode,
      commitKey: enrolment.commitKey, commitKeyEpoch: enrolment.commitKeyEpoch)
    let places = desk.places
    let rebirth = try await desk.withSyncLock {
      try device.save(to: places.lifeKeys)
      let rebirth = try database.begin(
        grant, forgottenIn: enrolment.incarnation, former: enrolment.former)
      try Renewal.finish(device.replica, keysPath: places.keys, lifePath: places.lifeKeys)
      return rebirth
    }
    try desk.close()
    desk.note(desk.words(.wasCarried, enrolment.deviceCode, desk.words.number(rebirth.reissued)))
    for document in rebirth.renumbered {
      desk.note(desk.words(.renumbered, document.old, document.new))
    }
  }

  /// Removes the empty file that a killed command may have left: nothing was ever in it.
  private func clearRemains() {
    guard PlainFile.kind(path) == .empty else { return }
    for suffix in ["", "-wal", "-shm", "-journal"] { PlainFile.remove(path + suffix) }
  }

  /// Whether the database is that of an enrolment that was cut off before its keys had their place.
  private func isHalfEnrolled() throws -> Bool {
    guard let keys = try? DeviceFile(path: desk.places.pendingKeys) else { return false }
    return try isReplica(keys.replica)
  }

  /// Whether the database is that of a replica.
  func isReplica(_ replica: ReplicaID) throws -> Bool {
    guard PlainFile.exists(path) else { return false }
    return try desk.replica().identity.replica == replica
  }

  /// Keeps the old database and its keys under other names, and says so.
  func setAside() throws {
    guard PlainFile.exists(path) else { return }
    try desk.close()
    let stamp = desk.surroundings.now()
    // The keys first: a database without its keys can be told from one that stands alone.
    for (path, suffix) in [
      (desk.places.keys, ""), (path, "-wal"), (path, "-shm"), (path, ""),
    ] where PlainFile.exists(path + suffix) {
      try PlainFile.move(path + suffix, to: "\(path).old-\(stamp)\(suffix)")
    }
    desk.note(desk.words(.wasSetAside, "\(path).old-\(stamp)"))
  }
}
