// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The right to sync a workspace, of one process at a time: two at once would answer each other's
/// requests.
///
/// The kernel keeps it with the open file and lets go of it when the process ends, however it
/// ends. The file stays where it is: removed, it could be locked twice.
final class SyncLock {
  /// How long another sync is waited for.
  struct Patience {
    /// How many pauses there are before the waiting is said: a second.
    var pausesUntilNote = 10
    /// How many pauses there are at all: a minute.
    var pauses = 600
    /// Waits a tenth of a second.
    var pause: @Sendable () async throws -> Void

    /// The wait in whole seconds.
    var seconds: Int { pauses / 10 }
  }

  private let file: Int32
  private var isHeld = true

  private init(file: Int32) { self.file = file }

  deinit { release() }

  /// Takes the lock as soon as nobody holds it.
  ///
  /// - Parameter note: Called once when it takes longer than a second.
  /// - Throws: `syncRuns` when it takes too long, `unwritableFile`, what a pause throws.
  static func take(
    at path: String, patience: Patience, note: () -> Void
  ) async throws -> SyncLock {
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw CLIError(.unwritableFile, path, PlainFile.reason()) }
    do {
      for pauses in 0...patience.pauses {
        if try isTaken(file, path) { return SyncLock(file: file) }
        if pauses == patience.pausesUntilNote { note() }
        if pauses < patience.pauses { try await patience.pause() }
      }
      throw CLIError(.syncRuns, "\(patience.seconds)")
    } catch {
      close(file)
      throw error
    }
  }

  /// Lets the next one in.
  func release() {
    guard isHeld else { return }
    isHeld = false
    close(file)
  }

  /// Tries once; false when somebody else holds it.
  private static func isTaken(_ file: Int32, _ path: String) throws(CLIError) -> Bool {
    while true {
      if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else {
        throw CLIError(.unwritableFile, path, PlainFile.reason())
      }
      return false
    }
  }
}
