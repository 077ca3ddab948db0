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
  /// How much is kept; what nobody fetched for longest makes room.
  public struct Limits: Sendable {
    /// How many snapshots.
    public var count = 100
    /// How many bytes of all of them.
    public var bytes: UInt64 = 16 << 30
    /// How long one that somebody fetches is kept whatever else, in milliseconds.
    public var reading: Int64 = 600_000
    /// How many bytes are free on the disk of a folder; nil where nobody knows.
    public var free: @Sendable (String) -> UInt64? = { folder in
      let facts = try? FileManager.default.attributesOfFileSystem(forPath: folder)
      return (facts?[.systemFreeSize] as? NSNumber)?.uint64Value
    }

    /// The limits where nobody decides otherwise.
    public init() {}
  }
  /// How long a device waits before it asks again, in seconds.
  static let waitSeconds: UInt32 = 1

  /// How many records a first sync must have at least to be a snapshot.
  public let leastRecords: Int
  let folder: String
  let limits: Limits
  let database: OfficeDatabase
  private let root: RootKey
  /// Runs work, now or later.
  public typealias Launch = @Sendable (@escaping @Sendable () -> Void) -> Void
  private let launch: Launch
  private let report = Mutex<@Sendable (WorkProgress?) -> Void>({ _ in })
  let state = Mutex(State())

  struct State {
    var making: Set<Set<Scope>> = []
    var failed: [Set<Scope>: Int64] = [:]
    var isStopped = false
    /// When somebody was offered or fetched some of one, since this process began.
    var used: [SnapshotID: Int64] = [:]
  }

  /// Keeps snapshots in a folder.
  ///
  /// - Parameter launch: Runs the making of one; one after the other.
  init(
    database: OfficeDatabase, root: RootKey, folder: String, leastRecords: Int,
    limits: Limits = Limits(), launch: Launch? = nil
  ) {
    self.database = database
    self.root = root
    self.folder = folder
    self.limits = limits
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
    let hasRoom = try hasRoom(now: now)
    let (mayWait, isNew) = state.withLock { state in
      if state.isStopped || now < (state.failed[wanted] ?? .min) { return (false, false) }
      if !hasRoom, !state.making.contains(wanted) { return (false, false) }
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
    let begun = good.first { $0.id == id }
    let fresh = good.first { $0.madeAt > now - Self.freshness }
    guard let snapshot = begun ?? fresh else { return nil }
    state.withLock { $0.used[snapshot.id] = now }
    return SnapshotOffer(
      id: snapshot.id, key: key(of: snapshot.id).exposedBytes, size: snapshot.size,
      sequence: snapshot.sequence, records: snapshot.records, scopes: snapshot.scopes)
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

  /// Tells from now on how far the making of one has come, and by nil that it has ended.
  func tell(_ report: @escaping @Sendable (WorkProgress?) -> Void) {
    self.report.withLock { $0 = report }
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
    let tell = report.withLock { $0 }
    defer { tell(nil) }
    let total = try database.read { UInt64(try $0.size(of: scopes, atMost: .max)) }
    var packed: UInt64 = 0
    var writer = SnapshotWriter(SnapshotSeal(id: Octets16(id), key: key(of: id))) {
      try file.write(contentsOf: Data($0))
    }
    let made = try database.snapshot(of: scopes) { page in
      if state.withLock({ $0.isStopped }) { throw CancellationError() }
      try writer.append(try Wire.encode(snapshotPage: page))
      packed += UInt64(page.records.count)
      // A record that several of the scopes hold is packed once.
      tell(WorkProgress(.packing, done: packed, of: page.isHead ? packed : total, .records))
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

  /// Ends what is being made; nothing is made any more.
  func stop() { state.withLock { $0.isStopped = true } }
}
