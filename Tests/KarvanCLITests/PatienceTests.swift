// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanDomain
import KarvanSealing
import Synchronization
import Testing

@testable import KarvanCLI

/// An office behind something that turns requests away.
private final class TurningAway: Link {
  private let office: TestOffice
  private let failures: Mutex<[LinkFailure]>
  let posts = Mutex(0)

  init(_ office: TestOffice, _ failures: [LinkFailure] = []) {
    self.office = office
    self.failures = Mutex(failures)
  }

  func next(_ failures: [LinkFailure]) { self.failures.withLock { $0 = failures } }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try await office.get(path, limit: limit)
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    posts.withLock { $0 += 1 }
    let failure = failures.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    if let failure { throw failure }
    return try await office.post(path, body, limit: limit)
  }
}

/// A single sync and a server that asks to come back later.
@Suite struct PatienceTests {
  private let clock = TestClock()
  private let away: TurningAway
  private let shell: TestShell

  init() async throws {
    let clock = self.clock
    let office = try TestOffice(clock: clock)
    let away = TurningAway(office)
    self.away = away
    shell = try TestShell(clock: clock, link: { _ in away }, pause: { clock.pass(100) })
    let ran = await shell.run(
      "enroll", "--server", "https://office.example",
      input: try office.invite("dara").exposedCode)
    try #require(ran.status == 0, "\(ran.err)")
    await shell.run("account", "add", "name=Patient")
  }

  private func busy(_ seconds: UInt32, _ code: Int = 503) -> LinkFailure {
    .busy(code: code, line: "busy", retryAfter: seconds)
  }

  @Test func waitsAsLongAsItIsAskedAndTriesAgain() async throws {
    away.next([busy(7), busy(30, 429)])
    let began = clock.now()
    let ran = await shell.run("sync", "--json")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.object["accepted"] as? Int == 1)
    #expect(clock.now() - began >= 37_000)
    #expect(ran.err.split(separator: "\n").count { $0.contains("busy") } == 2, "\(ran.err)")
    let persian = await shell.run("sync", "--lang", "fa")
    #expect(persian.status == 0)
  }

  /// Each wait is longer than the one before, and there is an end.
  @Test func doesNotWaitForEver() async throws {
    away.next((0..<100).map { _ in busy(1) })
    let (began, before) = (clock.now(), away.posts.withLock { $0 })
    let ran = await shell.run("sync")
    #expect(ran.status == 1 && ran.err.contains("Nothing was lost"), "\(ran.err)")
    #expect((3...SyncPatience.attempts + 1).contains(away.posts.withLock { $0 } - before))
    #expect((30_000...SyncPatience.longest * 1_000 + 1_000).contains(clock.now() - began))
    away.next([])
    #expect(await shell.run("sync").status == 0)
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
  }

  @Test(arguments: [
    LinkFailure.busy(code: 503, line: "", retryAfter: 3_600),
    .status(code: 503, line: "busy"), .status(code: 502, line: "bad gateway"),
    .unreachable(reason: "no connection"),
  ])
  func doesNotWaitWhereThatIsOfNoUse(_ failure: LinkFailure) async throws {
    away.next([failure])
    let began = clock.now()
    let ran = await shell.run("sync")
    #expect(ran.status == 1, "\(ran.err)")
    #expect(clock.now() - began < 1_000)
    #expect(await shell.run("sync").status == 0)
  }

  /// A device that watches waits by its own plan, as long as it was asked for.
  @Test func aWatchHeedsItToo() async throws {
    away.next([busy(300)])
    let began = clock.now()
    let ran = await shell.run("sync", "watch", "--rounds", "2")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.err.contains("Next try in"), "\(ran.err)")
    #expect(clock.now() - began >= 300_000)
  }

  /// Portals answer in the server's place, whatever they like.
  @Test func whatAPortalSaysSteersNoTerminal() async throws {
    let text = "\u{1B}]0;owned\u{7}\u{1B}[2JLog in\u{202E} first\r\nand more"
    for code in [502, 511] {
      away.next([LinkFailure(code: code, text: text)])
      let ran = await shell.run("sync")
      #expect(ran.status == 1 && ran.err.contains("\(code)"), "\(ran)")
      #expect(ran.err.contains("Log in first"), "\(ran.err)")
      #expect(!(ran.err + ran.out).contains("owned"), "\(ran.err)")
      #expect(!ran.err.unicodeScalars.contains { $0 != "\n" && Printable.steers($0) })
    }
  }

  @Test func onlySecondsOfABusyServerCount() {
    typealias Failure = LinkFailure
    #expect(
      Failure(code: 503, text: "busy", retryAfter: " 5 ")
        == .busy(code: 503, line: "busy", retryAfter: 5))
    for text in [nil, "", "Wed, 21 Oct 2015 07:28:00 GMT", "-1", "99999999999"] as [String?] {
      #expect(Failure(code: 503, text: "", retryAfter: text) == .status(code: 503, line: ""))
    }
    #expect(Failure(code: 502, text: "", retryAfter: "5") == .status(code: 502, line: ""))
  }

  @Test func everyWordIsSaidInBothLanguages() {
    for message in SyncMessage.allCases {
      #expect(message.text(in: .english) != message.text(in: .persian), "\(message)")
    }
  }
}
