// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanStore
package import KarvanSync
import Synchronization

extension SnapshotShelf {
  /// Whether one more may be made: there is room on the disk, and what people fetch just now does
  /// not take all that may be kept. Otherwise devices get pages.
  func hasRoom(now: Int64) throws -> Bool {
    let base = fileSize(database.path) ?? 0
    let log = fileSize(database.path + "-wal") ?? 0
    let place = URL(fileURLWithPath: database.path).deletingLastPathComponent().path
    if let free = limits.free(place), free / 2 < base + log { return false }
    let held = try database.read { try $0.snapshots(now: now) }.filter { isRead($0, now: now) }
    return held.count < limits.count && held.reduce(UInt64(0)) { $0 + $1.size } < limits.bytes
  }

  private func lastUse(_ snapshot: StoredSnapshot) -> Int64 {
    state.withLock { max($0.used[snapshot.id] ?? .min, snapshot.madeAt) }
  }

  private func isRead(_ snapshot: StoredSnapshot, now: Int64) -> Bool {
    lastUse(snapshot) > now - limits.reading
  }

  /// Removes what nobody fetched for longest, rows and files, until the rest is within the limits.
  func makeRoom(now: Int64) throws {
    let all = try database.read { try $0.snapshots(now: now) }
    var count = all.count
    var bytes = all.reduce(UInt64(0)) { $0 + $1.size }
    var evicted: [SnapshotID] = []
    let oldestFirst = all.map { (snapshot: $0, use: lastUse($0)) }.sorted { $0.use < $1.use }
    for old in oldestFirst.map(\.snapshot)
    where (count > limits.count || bytes > limits.bytes) && !isRead(old, now: now) {
      evicted.append(old.id)
      count -= 1
      bytes -= old.size
    }
    guard !evicted.isEmpty else { return }
    try database.transaction { writer in
      for id in evicted { try writer.remove(id) }
    }
    unlink(evicted)
  }

  /// Removes the files of snapshots whose rows are gone.
  func unlink(_ snapshots: [SnapshotID]) {
    for id in snapshots { try? FileManager.default.removeItem(atPath: path(of: id)) }
    state.withLock { state in
      for id in snapshots { state.used[id] = nil }
    }
  }

  func path(of id: SnapshotID) -> String { "\(folder)/\(id)" }

  func fileSize(_ path: String) -> UInt64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.uint64Value
  }

  /// Bytes of a snapshot; nil where there is no such range, or no snapshot that can still be
  /// fetched: another process may have shut out who fetches it.
  package func read(
    _ id: SnapshotID, _ range: ClosedRange<UInt64>, now: Int64
  ) throws -> (bytes: [UInt8], size: UInt64)? {
    let path = path(of: id)
    guard try database.read({ try $0.snapshots(now: now) }).contains(where: { $0.id == id }),
      let size = fileSize(path), range.upperBound < size,
      let file = FileHandle(forReadingAtPath: path)
    else { return nil }
    defer { try? file.close() }
    try file.seek(toOffset: range.lowerBound)
    guard let data = try file.read(upToCount: range.count), data.count == range.count else {
      return nil
    }
    state.withLock { $0.used[id] = now }
    return (Array(data), size)
  }

  /// Removes the files that can't be fetched any longer.
  ///
  /// - Parameter begins: Whether nobody makes one now, so that parts are left-overs.
  func clean(now: Int64, begins: Bool = false) throws {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard let names, !names.isEmpty else { return }
    // A file gets its name before it is known, so one that is being made looks like a stray. Rows
    // are read after this, so that one which was made before has its row.
    guard begins || state.withLock({ $0.making.isEmpty }) else { return }
    let kept = try database.read { try $0.snapshots(now: now) }.map(\.id)
    for name in names where begins || !name.hasSuffix(".part") {
      if kept.contains(where: { "\($0)" == name }) { continue }
      try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    state.withLock { state in state.used = state.used.filter { kept.contains($0.key) } }
  }
}
