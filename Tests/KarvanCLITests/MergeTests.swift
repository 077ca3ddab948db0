// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// Two records that are one.
@Suite struct MergeTests {
  private func shop() async throws -> TestShell {
    let shell = try TestShell()
    await shell.run("init")
    return shell
  }

  private func open(_ shell: TestShell, _ name: String, _ more: String...) async -> String {
    shell.clock.pass(1)
    let ran = await shell.run(["account", "open", name, "--json"] + more)
    return ran.object["id"] as? String ?? "none: \(ran.err)"
  }

  private func show(_ shell: TestShell, _ name: String) async -> [String: Any] {
    await shell.run("account", "show", name, "--json").object
  }

  @Test func theOlderStandsForBothAndIsCompleted() async throws {
    let shell = try await shop()
    let old = await open(shell, "Old Name", "--phone", "09121234567", "priority=B")
    let new = await open(shell, "New Name", "--phone", "09351234567", "industry=Tea", "tags=vip")
    await shell.run("order", "new", new)
    let ran = await shell.run("account", "merge", "New Name", "Old Name", "--yes", "--json")
    #expect(ran.status == 0, "\(ran.err)")
    let shown = await show(shell, "new name")
    #expect(shown["id"] as? String == old)
    #expect(shown["name"] as? String == "New Name")
    #expect(shown["industry"] as? String == "Tea")
    #expect(shown["priority"] as? String == "B")
    #expect((shown["contact_point"] as? [Any])?.count == 2)
    let list = await shell.run("account", "list", "--json").list
    #expect(list.compactMap { $0["id"] as? String } == [old])
    #expect(await shell.run("find", "name", "--entity", "account", "--json").list.count == 1)
    #expect(
      await shell.run("order", "list", "--filter", "account=\(old)", "--json").list.count == 1)
    #expect(await shell.run("account", "merge", "New Name", new, "--yes").status == 0)
    #expect(await shell.run("account", "unmerge", new).status == 0)
    #expect(await shell.run("account", "list", "--json").list.count == 2)
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func differentNumbersAreNotOne() async throws {
    let shell = try await shop()
    _ = await open(shell, "One", "national_id=0499370899")
    _ = await open(shell, "Two", "national_id=0790419904")
    let ran = await shell.run("account", "merge", "One", "Two", "--yes")
    #expect(ran.status == 6 && ran.err.contains("different numbers"), "\(ran.err)")
    let order = await shell.run("account", "set", "One", "merged_into=Two")
    #expect(order.status == 6, "\(order.err)")
    #expect(await shell.run("account", "merge", "One", "Two").status == 2)
    #expect(await shell.run("account", "merge", "One", "Nobody", "--yes").status == 3)
  }
}
