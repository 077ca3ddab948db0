// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Synchronization
import Testing

@testable import KarvanCLI

/// Two syncs of one workspace at once; each lock is an open file of its own, as of two processes.
@Suite struct SyncLockTests {
  private let folder: String
  private var path: String { folder + "/sync.lock" }

  init() throws {
    folder = NSTemporaryDirectory() + "karvan-lock-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func take(
    pauses: Int = 0, note: () -> Void = {}, pause: @escaping @Sendable () -> Void = {}
  ) async throws -> SyncLock {
    try await SyncLock.take(
      at: path, patience: .init(pausesUntilNote: 10, pauses: pauses) { pause() }, note: note)
  }

  @Test func oneAtATime() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await take()
    let waited = Mutex(0)
    var noted: [Int] = []
    await #expect(throws: CLIError(.syncRuns, "6")) {
      _ = try await take(
        pauses: 60, note: { noted.append(waited.withLock { $0 }) },
        pause: { waited.withLock { $0 += 1 } })
    }
    #expect(waited.withLock { $0 } == 60 && noted == [10])
    first.release()
    first.release()
    let second = try await take()
    await #expect(throws: CLIError.self) { _ = try await take() }
    second.release()
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func whatIsForgottenIsReleased() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for _ in 0..<3 { _ = try await take() }
  }

  @Test func aFolderThatIsNotThereIsSaid() async throws {
    try FileManager.default.removeItem(atPath: folder)
    do {
      _ = try await take()
      Issue.record("a lock without a file")
    } catch let error as CLIError {
      #expect(error.code == .unwritableFile && error.arguments.first == path)
    }
  }

  /// The other ends in the second after the note.
  @Test func aSyncWaitsForAnother() async throws {
    let held = Mutex<Int32?>(nil)
    let pauses = Mutex(0)
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office }) {
      let count = pauses.withLock { count in
        count += 1
        return count
      }
      guard count == 12 else { return }
      held.withLock { file in
        if let file { close(file) }
        file = nil
      }
    }
    let code = try office.invite("dara").exposedCode
    #expect(
      await shell.run("enroll", "--server", "https://office.example", input: code).status == 0)
    #expect(pauses.withLock { $0 } == 0)
    let file = open(shell.home + "/sync.lock", O_RDWR | O_CLOEXEC)
    #expect(file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
    held.withLock { $0 = file }
    let ran = await shell.run("sync", "now", "--json")
    #expect(ran.status == 0 && ran.object["unsent"] as? Int == 0, "\(ran.err)")
    #expect(ran.err.contains("waiting for it to end"), "\(ran.err)")
    #expect(pauses.withLock { $0 } == 12)
  }

  @Test func aSyncThatWaitedTooLongSendsNothing() async throws {
    let pauses = Mutex(0)
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office }) { pauses.withLock { $0 += 1 } }
    let code = try office.invite("dara").exposedCode
    #expect(
      await shell.run("enroll", "--server", "https://office.example", input: code).status == 0)
    let file = open(shell.home + "/sync.lock", O_RDWR | O_CLOEXEC)
    #expect(file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
    let posts = office.posts.withLock { $0 }
    let ran = await shell.run("sync", "now", "--json")
    #expect(ran.status == 1 && ran.out.isEmpty)
    #expect(ran.err.contains("60 seconds") && ran.err.contains("Nothing was lost"), "\(ran.err)")
    #expect(pauses.withLock { $0 } == 600)
    #expect(office.posts.withLock { $0 } == posts)
    close(file)
    #expect(await shell.run("sync", "now").status == 0)
  }
}
