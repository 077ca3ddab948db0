// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import KarvanSync
import Synchronization
import Testing

@testable import KarvanCLI

/// `karvan sync watch` in a process whose time passes only while it waits.
@Suite struct WatchTests {
  private func device(
    _ office: TestOffice, clock: TestClock, pause: @escaping @Sendable () async throws -> Void
  ) async throws -> TestShell {
    let shell = try TestShell(clock: clock, link: { _ in office }, pause: pause)
    let ran = await shell.run(
      "enroll", "--server", "https://office.example", "--json",
      input: try office.invite("dara").exposedCode)
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    return shell
  }

  @Test func syncsAgainWithoutBeingTold() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try await device(office, clock: clock) { clock.pass(100_000) }
    let before = office.posts.withLock { $0 }
    let began = clock.now()
    let ran = await shell.run("sync", "watch", "--rounds", "3", "--json")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(office.posts.withLock { $0 } - before == 3)
    #expect(clock.now() - began >= 2 * 800_000)
  }

  /// Every failure is said with what comes next, and the work goes out when the way is free.
  @Test func waitsOutAFailure() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try await device(office, clock: clock) { clock.pass(1_000) }
    await shell.run("account", "add", "name=Patient")
    office.next(.failure(.unreachable(reason: "no connection")))
    let ran = await shell.run("sync", "watch", "--rounds", "2")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.err.contains("Next try in"))
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
  }

  @Test func endsWhereWaitingDoesNotHelp() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try await device(office, clock: clock) { clock.pass(1_000) }
    office.next(.verdict(.revoked))
    #expect(await shell.run("sync", "watch", "--rounds", "5").status == 4)
    #expect(await shell.run("sync", "watch", "--rounds", "0").status == 2)
    let alone = try await TestShell.demo()
    #expect(await alone.run("sync", "watch").status == 4)
  }

  @Test(arguments: [
    ("event: wake\ndata:\n\n", 1), (": karvan\n\n:\n\n", 0),
    ("event: wake\r\ndata:\r\n\r\nevent: wake\n\n", 2), ("event: other\ndata: wake\n\n", 0),
    ("data: event: wake\n\n", 0), ("event: wake\n", 0),
  ])
  func readsEvents(_ text: String, _ wakes: Int) throws {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var lines = EventLines(limit: 64)
      let count = try lines.wakes(in: bytes[..<cut]) + lines.wakes(in: bytes[cut...])
      #expect(count == wakes, "cut at \(cut)")
    }
  }

  @Test func aLineWithoutEndIsNoEvent() throws {
    var lines = EventLines(limit: 64)
    #expect(throws: LinkFailure.oversized) {
      _ = try lines.wakes(in: [UInt8](repeating: 65, count: 65))
    }
  }
}
