// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanSync
import Synchronization
import Testing

@testable import KarvanCLI

/// What a device does with an order of the office to wipe itself.
@Suite struct WipeTests {
  private func device(_ office: TestOffice) async throws -> TestShell {
    let shell = try TestShell(link: { _ in office })
    let ran = await shell.run(
      "enroll", "--server", "https://office.example",
      input: try office.invite("dara").exposedCode)
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    await shell.run("account", "open", "Secret Shop", "--phone", "09121234567")
    return shell
  }

  private func files(_ shell: TestShell) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: shell.home).sorted()
  }

  private static let genuine: @Sendable (WipeSubject, KeyFile) -> [UInt8] = { subject, keys in
    WipeOrder(to: subject, nonce: .random(), identity: keys.identity).bytes
  }

  @Test func anOrderLeavesNothingButANote() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    _ = try shell.write("x", to: "home/karvan.db.old-17")
    _ = try shell.write("x", to: "home/device.keys.old-17")
    _ = try shell.write("# nothing\n", to: "home/settings")
    _ = try shell.write("not ours", to: "home/letter.txt")
    office.next(.order(Self.genuine))
    let ran = await shell.run("sync")
    #expect(ran.status == 4 && ran.err.contains("wiped"), "\(ran.err)")
    #expect(try files(shell) == ["WIPED.txt", "letter.txt"])
    #expect(office.receipts.withLock { $0.count } == 1)
    let note = try String(contentsOfFile: shell.home + "/WIPED.txt", encoding: .utf8)
    #expect(!note.isEmpty)
    for command in [["today"], ["sync"], ["account", "list"]] {
      let after = await shell.run(command)
      #expect(after.status == 4 && after.err.contains("WIPED.txt"), "\(after.err)")
    }
    // A new invite begins anew.
    let again = await shell.run(
      "enroll", "--server", "https://office.example", "--yes",
      input: try office.invite("dara").exposedCode)
    #expect(again.status == 0, "\(again.err)")
    #expect(await shell.run("today").status == 0)
  }

  /// What killed commands, copies and exchanges by file left behind has secrets, too: all of it is
  /// overwritten before it goes, and nothing beside it is touched.
  @Test func whatEscapedIntoLeftOverFilesGoesToo() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    let manager = FileManager.default
    let paper = try shell.write("a signed paper", to: "paper.txt")
    #expect(await shell.run("attach", "Secret Shop", paper).status == 0)
    #expect(await shell.run("sync", "export", shell.folder + "/request").status == 0)
    for folder in ["courier", "contents"] {
      let kept = try manager.contentsOfDirectory(atPath: shell.home + "/" + folder)
      #expect(!kept.isEmpty, "\(folder)")
    }
    let secret = String(repeating: "a secret that escaped ", count: 5_000)
    // Of `karvan.db-journal` SQLite itself disposes when it opens the database.
    let leftOver = [
      "device.keys.4711.new", "device.keys.new", "device.keys.life", "device.keys.old-17",
      "content.keys.4711.draft", "karvan.db.new", "karvan.db.new-wal", "karvan.db.new-journal",
      "karvan.db.old-17", "karvan.db.old-17-wal", "karvan.db.old-17-shm",
      "karvan.db.old-17-journal",
      "karvan.db.snapshot", "settings.4711.new", "machine.4711.new", "courier/0123.kept.4711.new",
      "contents/0123.part", "contents/0123.new", "contents/0123.stray",
    ]
    for name in leftOver { _ = try shell.write(secret, to: "home/" + name) }
    // Whoever holds another name of a file sees what became of its bytes.
    var watched: [String: String] = [:]
    for folder in ["", "courier/", "contents/"] {
      for name in try manager.contentsOfDirectory(atPath: shell.home + "/" + folder) {
        let path = shell.home + "/" + folder + name
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
          continue
        }
        let other = shell.folder + "/watched-\(watched.count)"
        try manager.linkItem(atPath: path, toPath: other)
        watched[folder + name] = other
      }
    }
    let letter = try shell.write("not ours", to: "home/letter.txt")
    let outside = try shell.write("somebody else's", to: "outside.txt")
    try manager.createSymbolicLink(
      atPath: shell.home + "/karvan.db.old-18", withDestinationPath: outside)
    office.next(.order(Self.genuine))
    let ran = await shell.run("sync")
    #expect(ran.status == 4 && ran.err.contains("wiped"), "\(ran.err)")
    #expect(try files(shell) == ["WIPED.txt", "letter.txt"])
    #expect(watched.count >= leftOver.count + 4)
    for (name, path) in watched {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for secret in ["secret", "Secret Shop", "exchange ", "karvan content key"] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
      }
    }
    #expect(try String(contentsOfFile: letter, encoding: .utf8) == "not ours")
    #expect(try String(contentsOfFile: outside, encoding: .utf8) == "somebody else's")
  }

  /// Whoever has a stolen exchange key can answer, but not order.
  @Test func aForgedOrMisplacedOrderDestroysNothing() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    let forgeries: [@Sendable (WipeSubject, KeyFile) -> [UInt8]] = [
      { subject, _ in WipeOrder(to: subject, nonce: .random(), identity: .generate()).bytes },
      { subject, keys in
        let other = WipeSubject(
          workspace: subject.workspace, device: .random(), replica: subject.replica,
          request: subject.request)
        return WipeOrder(to: other, nonce: .random(), identity: keys.identity).bytes
      },
      { subject, keys in
        let earlier = WipeSubject(
          workspace: subject.workspace, device: subject.device, replica: subject.replica,
          request: .random())
        return WipeOrder(to: earlier, nonce: .random(), identity: keys.identity).bytes
      },
      { _, _ in [1, 2, 3] },
    ]
    for forgery in forgeries {
      office.next(.order(forgery))
      #expect(await shell.run("sync").status == 1)
      #expect(await shell.run("account", "show", "Secret Shop").status == 0)
    }
    #expect(await shell.run("sync").status == 0)
    #expect(office.receipts.withLock { $0.isEmpty })
  }

  /// The office is told before the last keys go, and told again until it has answered.
  @Test func aLostReceiptIsSentAgain() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    office.next(.order(Self.genuine))
    office.silent.withLock { $0 = true }
    let ran = await shell.run("sync")
    #expect(ran.status == 4 && ran.err.contains("karvan sync"), "\(ran.err)")
    #expect(try files(shell) == ["WIPED.txt", "device.keys"])
    let keys = try String(contentsOfFile: shell.home + "/device.keys", encoding: .utf8)
    #expect(!keys.contains("\ncommit ") && !keys.contains("\ndigest "))
    #expect(await shell.run("today").status == 4)
    office.silent.withLock { $0 = false }
    try office.rotate()
    #expect(await shell.run("sync").status == 4)
    #expect(try files(shell) == ["WIPED.txt"])
    #expect(Set(office.receipts.withLock { $0 }).count == 1)
  }

  /// Wherever it is cut off, the next command goes on.
  @Test func aWipeThatWasCutOffGoesOn() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    // After the note, before the decision: nothing is decided, so nothing is wiped.
    _ = try shell.write("half", to: "home/WIPED.txt")
    #expect(await shell.run("account", "show", "Secret Shop").status == 0)
    // After the decision, before anything was destroyed.
    var keys = try DeviceFile(path: shell.home + "/device.keys")
    let nonce = Octets16.random()
    keys.wipe = DeviceFile.Wiped(nonce: nonce, device: try #require(keys.granted?.device))
    keys.granted = nil
    try keys.save(to: shell.home + "/device.keys")
    _ = try shell.write("wiped", to: "home/WIPED.txt")
    #expect(await shell.run("today").status == 4)
    #expect(try files(shell) == ["WIPED.txt", "device.keys"])
    #expect(await shell.run("sync").status == 4)
    #expect(try files(shell) == ["WIPED.txt"])
    #expect(office.receipts.withLock { $0 } == [nonce.bytes])
  }

  @Test func aRetiredDeviceIsReadOnlyUntilItsOwnerWipesIt() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    office.next(.retirement)
    let ran = await shell.run("sync")
    #expect(ran.status == 4 && ran.err.contains("retired"), "\(ran.err)")
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
    #expect(await shell.run("account", "show", "Secret Shop").status == 0)
    let refused = await shell.run("account", "open", "More", "--phone", "09121234568")
    #expect(refused.status == 4 && refused.err.contains("retired"), "\(refused.err)")
    #expect(await shell.run("wipe").status == 2)
    #expect(await shell.run("account", "show", "Secret Shop").status == 0)
    let wiped = await shell.run("wipe", "--yes")
    #expect(wiped.status == 0, "\(wiped.err)")
    #expect(try files(shell) == [])
    #expect(await shell.run("today").status == 1)
  }

  @Test func aRestoredDeviceWritesAgain() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device(office)
    office.next(.retirement)
    await shell.run("sync")
    #expect(await shell.run("sync").status == 0)
    #expect(await shell.run("account", "open", "More", "--phone", "09121234568").status == 0)
  }
}
