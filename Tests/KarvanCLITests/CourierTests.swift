// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import KarvanWire
import Testing

@testable import KarvanCLI

/// Exchanges that travel as files, with an office that no network reaches.
@Suite struct CourierTests {
  private func device(_ login: String, of office: TestOffice) async throws -> TestShell {
    let shell = try TestShell(link: { _ in office })
    let ran = await shell.run(
      "enroll", "--server", "https://office.example", "--json",
      input: try office.invite(login).exposedCode)
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    return shell
  }

  /// Writes a request and has the office answer it; the answer's path.
  private func travel(_ shell: TestShell, _ office: TestOffice, _ name: String) async throws
    -> String
  {
    let ran = await shell.run("sync", "export", shell.folder + "/\(name)", "--json")
    guard ran.status == 0 else { throw TestFailure(text: ran.err) }
    let request = try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/\(name)"))
    let answer = try await office.post(WirePath.exchange, Array(request), limit: .max)
    let path = shell.folder + "/\(name).answer"
    try Data(answer).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func unsent(_ shell: TestShell) async -> Int? {
    await shell.run("sync", "status", "--json").object["unsent"] as? Int
  }

  @Test func workTravelsBothWays() async throws {
    let office = try TestOffice(clock: TestClock())
    let (one, two) = (try await device("dara", of: office), try await device("dara", of: office))
    await one.run("account", "add", "name=By Hand")
    let answer = try await travel(one, office, "first")
    #expect(await unsent(one) == 1)
    let ran = await one.run("sync", "import", answer, "--json")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(ran.object["accepted"] as? Int == 1)
    #expect(await unsent(one) == 0)
    #expect(!FileManager.default.fileExists(atPath: one.home + "/courier"))
    let back = await two.run("sync", "import", try await travel(two, office, "second"), "--json")
    #expect(back.status == 0, "\(back.err)")
    let names = await two.run("account", "list", "--json").list.compactMap { $0["name"] as? String }
    #expect(names == ["By Hand"])
    #expect(await one.run("doctor").status == 0)
  }

  /// A lost file, a second export with more in it, and both answers in the wrong order.
  @Test func filesGetLostAndComeInAnyOrder() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    await shell.run("account", "add", "name=First")
    let early = try await travel(shell, office, "early")
    await shell.run("account", "add", "name=Second")
    let late = try await travel(shell, office, "late")
    #expect(await shell.run("sync", "import", late).status == 0)
    #expect(await unsent(shell) == 0)
    let stale = await shell.run("sync", "import", early)
    #expect(stale.status == 3 && stale.err.contains("nothing left to do"), "\(stale.err)")
    let listed = await shell.run("account", "list", "--json").list
    #expect(listed.count == 2)
  }

  /// A network turned up while the file was on its way.
  @Test func aSyncMeanwhileMakesTheAnswerOld() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    await shell.run("account", "add", "name=First")
    let answer = try await travel(shell, office, "early")
    #expect(await shell.run("sync").status == 0)
    let stale = await shell.run("sync", "import", answer)
    // What would open it went with the sync.
    #expect(stale.status == 3 && stale.err.contains("nothing left to do"), "\(stale.err)")
    #expect(!FileManager.default.fileExists(atPath: shell.home + "/courier"))
    #expect(await shell.run("doctor").status == 0)
  }

  /// A renewal was killed between the change of the database and that of the keys.
  @Test func aFileIsSealedByTheLifeThatTheDatabaseHas() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    let copy = try TestShell(link: { _ in office })
    let manager = FileManager.default
    try manager.copyItem(atPath: shell.home, toPath: copy.home)
    await shell.run("account", "add", "name=First")
    await copy.run("account", "add", "name=Second")
    #expect(await shell.run("sync").status == 0)
    #expect(await copy.run("sync").err.contains("device A2"))
    let keys = copy.home + "/device.keys"
    try manager.moveItem(atPath: keys, toPath: keys + ".life")
    try manager.copyItem(atPath: shell.home + "/device.keys", toPath: keys)
    await copy.run("account", "add", "name=Third")
    let ran = await copy.run("sync", "import", try await travel(copy, office, "third"))
    #expect(ran.status == 0, "\(ran.err)")
    #expect(await unsent(copy) == 0)
    #expect(!manager.fileExists(atPath: keys + ".life"))
  }

  @Test func otherFilesAreRefusedAndChangeNothing() async throws {
    let office = try TestOffice(clock: TestClock())
    let (one, two) = (try await device("dara", of: office), try await device("dara", of: office))
    await one.run("account", "add", "name=Kept")
    let nothing = await one.run("sync", "import", try await travel(two, office, "r"))
    #expect(nothing.status == 3, "\(nothing.err)")
    let answer = try await travel(one, office, "mine")
    let foreign = await two.run("sync", "import", answer)
    #expect(foreign.status == 6 && foreign.err.contains("not an answer"), "\(foreign.err)")
    let text = try one.write("hello", to: "letter.txt")
    #expect(await one.run("sync", "import", text).status != 0)
    #expect(await one.run("sync", "import", one.folder + "/nowhere").status == 1)
    #expect(await one.run("sync", "import", one.folder).status == 1)
    #expect(await unsent(one) == 1)
    #expect(await one.run("sync", "import", answer).status == 0)
    #expect(await unsent(one) == 0)
  }

  @Test func aDeviceWithoutAServerHasNobodyToWriteTo() async throws {
    let shell = try await TestShell.demo()
    #expect(await shell.run("sync", "export").status == 4)
    #expect(await shell.run("sync", "import", "x").status == 1)
  }

  @Test func theSecretIsKeptForItsOwnerAlone() async throws {
    let office = try TestOffice(clock: TestClock())
    let shell = try await device("dara", of: office)
    for number in 0..<20 { _ = try await travel(shell, office, "r\(number)") }
    let folder = shell.home + "/courier"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(files.count == KeptExchanges.most)
    for file in files {
      let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + file)
      #expect(mode[.posixPermissions] as? Int == 0o600)
    }
    #expect(await shell.run("sync", "import", shell.folder + "/r19.answer").status == 0)
  }
}
