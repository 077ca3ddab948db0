// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Synchronization
import Testing

@testable import KarvanCLI

/// What goes wrong around the program: full disks, killed commands, lost files, shut doors.
@Suite struct HarmTests {
  private static let server = "https://office.example"

  private func enrolled(_ office: TestOffice) async throws -> TestShell {
    let shell = try TestShell(link: { _ in office })
    let ran = await shell.run(
      "enroll", "--server", Self.server, input: try office.invite("dara").exposedCode)
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    return shell
  }

  @Test func aResultThatIsLostIsAFailure() async throws {
    let shell = try await TestShell.demo()
    for arguments in [["export", "csv", "account"], ["account", "list"], ["--help"]] {
      let ran = await shell.run(arguments, outputFailure: "No space left on device")
      #expect(ran.status == 1, "\(arguments)")
      #expect(!ran.err.contains("exported"))
      if arguments != ["--help"] { #expect(ran.err.contains("cannot be written"), "\(ran.err)") }
    }
  }

  @Test(.enabled(if: PlainFile.kind("/dev/full") == .other))
  func aDeviceIsWrittenToAndNotReplaced() async throws {
    let shell = try await TestShell.demo()
    let ran = await shell.run("export", "csv", "account", "--output", "/dev/full")
    #expect(ran.status == 1 && ran.err.contains("cannot be written"), "\(ran.err)")
    #expect(PlainFile.kind("/dev/full") == .other)
  }

  /// Every state that a killed enrolment can leave is gone on with, by the same invite.
  @Test(arguments: ["empty", "draft", "noKeysYet", "earlierOrder"])
  func aKilledEnrolmentGoesOn(_ state: String) async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try TestShell(link: { _ in office })
    let code = try office.invite("dara").exposedCode
    let first = await shell.run("enroll", "--server", Self.server, "--no-sync", input: code)
    #expect(first.status == 0, "\(first.err)")
    let files = FileManager.default
    let home = shell.home
    if state != "earlierOrder" {
      try files.moveItem(atPath: home + "/device.keys", toPath: home + "/device.keys.new")
    }
    if state != "noKeysYet" {
      for name in try files.contentsOfDirectory(atPath: home) where name.hasPrefix("karvan.db") {
        try files.removeItem(atPath: home + "/" + name)
      }
    }
    if state == "empty" || state == "earlierOrder" { _ = try shell.write("", to: "home/karvan.db") }
    if state == "draft" { _ = try shell.write("half", to: "home/karvan.db.new") }
    let looked = await shell.run("account", "list")
    #expect(state == "noKeysYet" || looked.err.contains("same invite"), "\(looked.err)")
    let sync = await shell.run("sync")
    #expect(sync.status == 1 && sync.err.contains("same invite"), "\(sync.err)")
    let again = await shell.run("enroll", "--server", Self.server, input: code)
    #expect(again.status == 0, "\(again.err)")
    #expect(await shell.run("doctor").status == 0)
    #expect(!files.fileExists(atPath: home + "/device.keys.new"))
  }

  @Test func lostKeysAreNotStandingAlone() async throws {
    let shell = try await enrolled(try TestOffice(clock: TestClock()))
    try FileManager.default.removeItem(atPath: shell.home + "/device.keys")
    let sync = await shell.run("sync")
    #expect(sync.status == 1 && sync.err.contains("backup"), "\(sync.err)")
    let doctor = await shell.run("doctor")
    #expect(doctor.status == 1 && doctor.out.contains("restore"), "\(doctor.out)")
    #expect(!doctor.out.contains("stands alone"))
    #expect(!(await shell.run("sync", "status")).out.contains("stands alone"))
  }

  @Test(arguments: [Verdict.revoked, .clone])
  func aShutDoorIsRemembered(_ verdict: Verdict) async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await enrolled(office)
    await shell.run("account", "open", "Kept Shop", "--phone", "09121234567")
    office.next(.verdict(verdict))
    #expect(await shell.run("sync").status == 4)
    for command in [["today"], ["sync", "status"], ["doctor"]] {
      let ran = await shell.run(command)
      #expect(ran.out.contains("1 commit unsent is kept"), "\(ran.out)")
    }
    let unsent = await shell.run("sync", "unsent", "--json").list
    #expect(unsent.count == 1)
    let changes = try #require(unsent.first?["changes"] as? [[String: Any]])
    #expect(changes.contains { $0["title"] as? String == "Kept Shop" })
    #expect(await shell.run("sync", "unsent").out.contains("Kept Shop"))
    #expect(await shell.run("sync").status == 0)
    #expect(!(await shell.run("today")).out.contains("shuts"))
    #expect(await shell.run("sync", "unsent", "--json").list.isEmpty)
  }

  /// The same file goes on where it stopped; from the start only when it is said.
  @Test func anImportThatStoppedGoesOn() async throws {
    let shell = try await TestShell.demo()
    let path = try shell.write("name\nFirst\nSecond\nThird\n", to: "a.csv")
    let content = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let database = try ReplicaDatabase.open(
      at: shell.home + "/karvan.db", schema: try Catalog.schema(),
      hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) }, now: { 0 })
    try database.bulk {
      try ImportMemory(file: content, entity: "account").keep(2, command: nil, in: $0)
    }
    try database.close()
    let ran = await shell.run("import", "csv", path, "--entity", "account", "--json")
    #expect(ran.status == 0 && ran.err.contains("goes on at line 4"), "\(ran.err)")
    #expect(ran.object["created"] as? Int == 1)
    #expect(await shell.run("account", "show", "First").status == 3)
    #expect(await shell.run("account", "show", "Third").status == 0)
    let again = await shell.run(
      "import", "csv", path, "--entity", "account", "--from-start", "--duplicates", "skip")
    #expect(again.status == 0 && !again.err.contains("goes on"), "\(again.err)")
    #expect(await shell.run("account", "show", "First").status == 0)
  }

  @Test(arguments: ["\u{1B}[31mRed", "Reversed \u{202E}shop", "Rung\u{7}", "Two\nlines"])
  func whatSteersATerminalIsNoName(_ name: String) async throws {
    let shell = try await TestShell.demo()
    for arguments in [["account", "open", name], ["account", "add", "name=" + name]] {
      let ran = await shell.run(arguments)
      #expect(ran.status == 6, "\(ran.err)")
      #expect(!ran.err.unicodeScalars.contains { $0 != "\n" && Printable.steers($0) })
    }
    let note = await shell.run("account", "set", "Alborz Foods", "note=two\nlines")
    #expect(note.status == 0, "\(note.err)")
    #expect(Printable.text("a\u{1B}b\n\u{202E}") == "a\\u{1b}b\n\\u{202e}")
  }

  @Test func argumentsThatAreNotTextAreRefused() async throws {
    let shell = try await TestShell.demo()
    #expect(await shell.run(["today"], argumentsAreText: false).status == 6)
  }

  @Test func aFolderIsNoDatabase() async throws {
    let shell = try TestShell()
    try FileManager.default.createDirectory(
      atPath: shell.home + "/karvan.db", withIntermediateDirectories: true)
    let ran = await shell.run("today")
    #expect(ran.status == 1 && ran.err.contains("is a folder"), "\(ran.err)")
  }

  @Test func pluralsFollowTheirNumber() {
    #expect(Words.fill("{0} {0:row is|rows are} in", ["1"]) == "1 row is in")
    #expect(Words.fill("{0} {0:row is|rows are} in", ["0"]) == "0 rows are in")
  }

  /// Somebody who waits is told so, once where it is not a terminal.
  @Test func aHangingServerIsSaid() async throws {
    let clock = TestClock()
    let said = Captured()
    let console = Console(write: { _ in }, tell: { said.append($0) })
    let ticks = Mutex(0)
    let note = WaitingNote(
      console: console, words: Words(.english), now: { clock.now() },
      tick: {
        clock.pass(600)
        let count = ticks.withLock { ticks in
          ticks += 1
          return ticks
        }
        if count > 5 { throw CancellationError() }
      })
    await note.watched()
    note.end()
    #expect(said.text == "waiting for the server, 1 s\n")
  }
}
