// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanStore

/// What happens to a workspace that is already where a device is enrolled.
struct Replacing {
  let desk: Desk

  private var path: String { desk.places.database }

  /// Unsent work that a server waits for is never replaced; what stands alone, and what has sent
  /// everything, only when somebody says so.
  func check(yes: Bool) throws {
    clearRemains()
    guard PlainFile.exists(path), try !isHalfEnrolled() else { return }
    let database = try desk.replica()
    let waiting = try database.read { try $0.pendingCount() + $0.rejected().count }
    let number = desk.words.number(waiting)
    if try database.number(.standAlone) != nil {
      return try desk.confirm(
        desk.words(.replaceAloneQuestion, desk.places.home, number), yes: yes)
    }
    guard waiting == 0 else { throw CLIError(.unsentWork, desk.places.home, number) }
    try desk.confirm(desk.words(.replaceQuestion, desk.places.home), yes: yes)
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
