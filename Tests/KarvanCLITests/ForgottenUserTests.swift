// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import Synchronization
import Testing

@testable import KarvanCLI

/// An office that was restored from a backup in which a user is not.
@Suite struct ForgottenUserTests {
  /// The office as it is now.
  private final class Present: Sendable {
    let office: Mutex<TestOffice>
    init(_ office: TestOffice) { self.office = Mutex(office) }
  }

  private func enrol(_ shell: TestShell, _ login: String, _ office: TestOffice) async throws -> Ran
  {
    await shell.run(
      "enroll", "--server", "https://office.example",
      input: try office.invite(login).exposedCode)
  }

  /// The device says who its user was; added again as that, its user has all of its work there.
  @Test func workOfAUserWhomTheOfficeForgotIsCarriedOver() async throws {
    let first = try TestOffice(clock: TestClock())
    let present = Present(first)
    let shell = try TestShell(link: { _ in present.office.withLock { $0 } })
    let backup = try first.backUp()
    try first.addRep("reza")
    let former = try first.user("reza")
    #expect(try await enrol(shell, "reza", first).status == 0)
    await shell.run("account", "add", "name=Sent Shop")
    #expect(await shell.run("sync").status == 0)
    await shell.run("account", "add", "name=Unsent Shop")

    let restored = try TestOffice(restoredFrom: backup, of: first)
    present.office.withLock { $0 = restored }
    #expect(await shell.run("sync").status != 0)
    let refused = try await enrol(shell, "dara", restored)
    #expect(refused.status == 1, "\(refused.err)")
    #expect(refused.err.contains("karvan-server user add LOGIN --id \(former)"), "\(refused.err)")

    try restored.addRep("reza", id: former)
    let again = try await enrol(shell, "reza", restored)
    #expect(again.status == 0, "\(again.err)")
    #expect(await shell.run("sync").status == 0)
    #expect(await shell.run("sync", "status", "--json").object["unsent"] as? Int == 0)
    #expect(await shell.run("doctor").status == 0)
    let other = try TestShell(link: { _ in restored })
    #expect(try await enrol(other, "reza", restored).status == 0)
    for machine in [shell, other] {
      let names = await machine.run("account", "list", "--json").list
        .compactMap { $0["name"] as? String }
      #expect(names.sorted() == ["Sent Shop", "Unsent Shop"])
    }
  }
}
