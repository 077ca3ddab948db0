// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
public import KarvanCore
import KarvanSealing
import KarvanStore
public import KarvanSync
import KarvanWire
import Synchronization

/// Makes snapshots beside the database and keeps them for as long as they can be fetched.
///
/// One is made at a time, on a thread of its own, while devices are answered; its key is derived
/// from the root key, so that a restarted server goes on serving what it has.
public final class SnapshotShelf: SnapshotKeeping {
  /// How many records a first sync must have to be a snapshot, where nobody decides otherwise.
  public static let standardRecords = 10_000
  /// How long a snapshot is given to further devices of the same scopes, in milliseconds.
  static let freshness: Int64 = 3_600_000
  /// How long none is made again after it failed, in milliseconds.
  static let failurePause: Int64 = 600_000
  /// How many are kept; the oldest make room.
  static let capacity = 100
  /// How long a device waits before it asks again, in seconds.
  static let waitSeconds: UInt32 = 1

  /// How many records a first sync must have at least to be a snapshot.
  public let leastRecords: Int
  let folder: String
  private let database: OfficeDatabase
  private let root: RootKey
  private let launch: @Sendable (@escaping @Sendable () -> Void) -> Void
  private let state = Mutex(State())

  private struct State {
    var making: Set<Set<Scope>> = []
    var failed: [Set<Scope>: Int64] = [:]
    var isStopped = false
  }

  /// Keeps snapshots in a folder.
  ///
  /// - Parameter launch: Runs the making of one; one after the other.
  init(
    database: OfficeDatabase, root: RootKey, folder: String, leastRecords: Int,
    launch: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil
  ) {
    self.database = database
    self.root = root
    self.folder = folder
    self.leastRecords = max(1, leastRecords)
    let queue = DispatchQueue(label: "karvan.snapshots", qos: .utility)
    self.launch = launch ?? { work in queue.async(execute: work) }
  }

  /// The snapshot of some scopes; see ``SnapshotKeeping``.
  public func offer(
    _ scopes: [Scope], resuming id: SnapshotID?, floor: UInt64, now: Int64
  ) throws -> SnapshotAnswer? {
    let wanted = Set(scopes)
    if let found = try find(wanted, id, floor, now) { return .ready(found) }
    let (mayWait, isNew) = state.withLock { state in
      if state.isStopped || now < (state.failed[wanted] ?? .min) { return (false, false) }
      return (true, state.making.insert(wanted).inserted)
    }
    guard mayWait else { return nil }
    if isNew {
      launch { [weak self] in self?.make(scopes, now: now) }
      // Where making runs at once, it is there already.
      if let found = try find(wanted, nil, floor, now) { return .ready(found) }
    }
    return .wait(seconds: Self.waitSeconds)
  }

  private func find(
    _ scopes: Set<Scope>, _ id: SnapshotID?, _ floor: UInt64, _ now: Int64
  ) throws -> SnapshotOffer? {
    let good = try database.read { try $0.snapshots(now: now) }.filter {
      $0.schemaVersion == database.schema.version && $0.sequence >= floor
        && Set($0.scopes) == scopes && fileSize(path(of: $0.id)) == $0.size
    }
    let found =
      good.first { $0.id == id } ?? good.first { $0.madeAt > now - Self.freshness }
    return found.map { snapshot in
      SnapshotOffer(
        id: snapshot.id, key: key(of: snapshot.id).exposedBytes, size: snapshot.size,
        sequence: snapshot.sequence, records: snapshot.records, scopes: snapshot.scopes)
    }
  }

  private func key(of id: SnapshotID) -> SnapshotKey {
    root.snapshotKey(
      workspace: Octets16(database.identity.workspace), snapshot: Octets16(id))
  }

  // MARK: Making one.

  private func make(_ scopes: [Scope], now: Int64) {
    let failedUntil: Int64?
    do {
      try write(scopes, now: now)
      failedUntil = nil
    } catch {
      failedUntil = now + Self.failurePause
    }
    state.withLock { state in
      state.making.remove(Set(scopes))
      state.failed[Set(scopes)] = failedUntil
    }
  }

  /// The file is whole before it has its name, and has its name before it is offered.
  private func write(_ scopes: [Scope], now: Int64) throws {
    let id = SnapshotID.random()
    let part = path(of: id) + ".part"
    try OfficeFolder(folder).make()
    guard
      FileManager.default.createFile(
        atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: part)
    else { throw ServerError(.system, "\(part) can't be written") }
    defer { try? FileManager.default.removeItem(atPath: part) }
    var writer = SnapshotWriter(SnapshotSeal(id: Octets16(id), key: key(of: id))) {
      try file.write(contentsOf: Data($0))
    }
    let made = try database.snapshot(of: scopes) { page in
      if state.withLock({ $0.isStopped }) { throw CancellationError() }
      try writer.append(try Wire.encode(snapshotPage: page))
    }
    try writer.finish()
    try file.synchronize()
    try file.close()
    guard rename(part, path(of: id)) == 0 else {
      throw ServerError(.system, "\(part): \(String(cString: strerror(errno)))")
    }
    try database.transaction { transaction in
      try transaction.add(
        StoredSnapshot(
          id: id, scopes: scopes, sequence: made.sequence, schemaVersion: database.schema.version,
          size: writer.size, records: made.records, madeAt: now))
    }
    try makeRoom(now: now)
  }

  private func makeRoom(now: Int64) throws {
    let all = try database.read { try $0.snapshots(now: now) }
    guard all.count > Self.capacity else { return }
    try database.transaction { writer in
      for old in all.dropFirst(Self.capacity) { try writer.remove(old.id) }
    }
    try clean(now: now)
  }

  // MARK: Files.

  private func path(of id: SnapshotID) -> String { "\(folder)/\(id)" }

  private func fileSize(_ path: String) -> UInt64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.uint64Value
  }

  /// Bytes of a snapshot; nil where there is no such snapshot or range.
  func read(
    _ id: SnapshotID, _ range: ClosedRange<UInt64>
  ) throws -> (bytes: [UInt8], size: UInt64)? {
    let path = path(of: id)
    guard let size = fileSize(path), range.upperBound < size,
      let file = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? file.close() }
    try file.seek(toOffset: range.lowerBound)
    guard let data = try file.read(upToCount: range.count), data.count == range.count else {
      return nil
    }
    return (Array(data), size)
  }

  /// Removes the files that can't be fetched any longer.
  ///
  /// - Parameter begins: Whether nobody makes one now, so that parts are left-overs.
  func clean(now: Int64, begins: Bool = false) throws {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard let names, !names.isEmpty else { return }
    let kept = Set(try database.read { try $0.snapshots(now: now) }.map { "\($0.id)" })
    // A file gets its name before it is known, so one that is being made looks like a stray.
    guard begins || state.withLock({ $0.making.isEmpty }) else { return }
    for name in names where !kept.contains(name) && (begins || !name.hasSuffix(".part")) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
  }

  /// Ends what is being made; nothing is made any more.
  func stop() { state.withLock { $0.isStopped = true } }
}
