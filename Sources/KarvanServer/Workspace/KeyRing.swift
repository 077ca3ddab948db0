// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Synchronization

/// The office's key file as the running process holds it: read again when another process changed
/// it, and rotated under a lock that all processes take.
final class KeyRing: Sendable {
  /// The root of the symmetric keys; never changes.
  let root: RootKey
  /// The identity that devices pin; never changes.
  let identity: SigningKeyPair
  /// nil where the keys live in memory only.
  private let path: String?
  private let held: Mutex<Held>

  private struct Held {
    var file: KeyFile
    var stamp: FileStamp?
  }

  /// Keys that live in memory only.
  init(_ file: KeyFile) {
    root = file.root
    identity = file.identity
    path = nil
    held = Mutex(Held(file: file))
  }

  /// Reads the key file.
  ///
  /// - Throws: `SealingError` when it is not there, unsafe or damaged.
  init(path: String) throws {
    let stamp = FileStamp(path)
    let file = try KeyFile(path: path)
    root = file.root
    identity = file.identity
    self.path = path
    held = Mutex(Held(file: file, stamp: stamp))
  }

  /// The keys as the file has them now; a file that can't be read leaves those that were read.
  var file: KeyFile {
    (try? refreshed()) ?? held.withLock { $0.file }
  }

  /// Reads the file again if it is another one than before.
  ///
  /// - Throws: `SealingError`, ``ServerError`` when it can't be read or has another office's keys.
  @discardableResult
  func refreshed() throws -> KeyFile {
    guard let path else { return held.withLock { $0.file } }
    return try held.withLock { held in
      let stamp = FileStamp(path)
      guard stamp == nil || stamp != held.stamp else { return held.file }
      held.file = try checked(try KeyFile(path: path))
      held.stamp = stamp
      return held.file
    }
  }

  /// Puts a fresh exchange key in front where it is due, or where it is wanted anyway.
  ///
  /// The file is replaced whole and synced before anybody hears of the key, so that a crash leaves
  /// the old file or the new one.
  ///
  /// - Parameters:
  ///   - lastSerial: The greatest serial that devices may have seen.
  ///   - isWanted: Whether to rotate although the newest key has not had its week.
  ///   - keepsOlder: Whether devices that were away may still use the keys before.
  /// - Returns: the keys, and whether they are new.
  func rotate(
    now: Int64, lastSerial: UInt64, isWanted: Bool = false, keepsOlder: Bool = true
  ) throws -> (file: KeyFile, isNew: Bool) {
    let lock = try path.map { try RotationLock($0 + ".lock") }
    defer { lock?.release() }
    let now = UInt64(clamping: now)
    let before = try refreshed()
    guard isWanted || before.isRotationDue(now: now, lastSerial: lastSerial) else {
      return (before, false)
    }
    let after = before.rotated(now: now, lastSerial: lastSerial, keepsOlder: keepsOlder)
    try path.map { try after.save(to: $0, replacing: true) }
    held.withLock { $0 = Held(file: after, stamp: path.flatMap { FileStamp($0) }) }
    return (after, true)
  }

  /// A key file whose root is another opens nothing that devices have sealed.
  private func checked(_ file: KeyFile) throws -> KeyFile {
    guard file.root == root, file.identity == identity else {
      throw ServerError(
        .system, "\(path ?? "the key file") has the keys of another office; put the right one back")
    }
    return file
  }
}

/// What tells one state of a file from another; a file that is replaced whole has a new number.
private struct FileStamp: Equatable {
  let device: UInt64
  let number: UInt64
  let size: Int64
  let seconds: Int
  let nanoseconds: Int

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
    size = Int64(status.st_size)
    #if canImport(Darwin)
      let changed = status.st_ctimespec
    #else
      let changed = status.st_ctim
    #endif
    seconds = changed.tv_sec
    nanoseconds = changed.tv_nsec
  }
}

/// Lets one process at a time change the key file; the kernel lets go of it when the process ends.
private struct RotationLock {
  private let file: Int32

  init(_ path: String) throws(ServerError) {
    file = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw ServerError(.system, "\(path) can't be made") }
    guard flock(file, LOCK_EX) == 0 else {
      close(file)
      throw ServerError(.system, "\(path) can't be locked")
    }
  }

  func release() { close(file) }
}
