// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

/// What a person sees, and is asked.
@Suite struct TerminalTests {
  @Test func tablesAreIsolatedAndFit() async throws {
    let shell = try await TestShell.demo(isTerminal: true)
    let ran = await shell.run("account", "list", "--lang", "fa")
    #expect(ran.out.contains("\u{2068}فروشگاه بهار\u{2069}"))
    #expect(ran.out.contains("\u{1B}[1m"))
    let plain = ran.out.replacing(/\u{1B}\[[01]m/, with: "")
    for line in plain.split(separator: "\n") {
      #expect(TextWidth.columns(String(line)) <= 120)
    }
    let sober = try TestShell(
      environment: ["KARVAN_HOME": shell.home, "NO_COLOR": "1"], isTerminal: true)
    #expect(!(await sober.run("account", "list")).out.contains("\u{1B}"))
  }

  @Test func dangerousCommandsAskAPerson() async throws {
    let shell = try await TestShell.demo(isTerminal: true)
    let refused = await shell.run("account", "delete", "Yazd Sweet House", input: "n")
    #expect(refused.status == 2 && refused.err.contains("Yazd Sweet House"))
    #expect(await shell.run("account", "show", "Yazd Sweet House").status == 0)
    let done = await shell.run(
      "account", "delete", "Yazd Sweet House", "--lang", "fa", input: "بله")
    #expect(done.status == 0, "\(done.err)")
    #expect(await shell.run("account", "show", "Yazd Sweet House").status == 3)
  }

  @Test func quietSaysNothingBeside() async throws {
    let shell = try await TestShell.demo()
    let ran = await shell.run("history", "Alborz Foods", "--quiet")
    #expect(ran.err.isEmpty && !ran.out.isEmpty)
    let added = await shell.run("account", "add", "name=Quiet Shop", "--quiet")
    #expect(added.status == 0 && added.out.isEmpty && added.err.isEmpty)
  }

  /// Exactly what is printed, with a clock that stands still.
  @Test func snapshots() async throws {
    let shell = try await TestShell.demo()
    let order = await shell.run("order", "show", "D1-1", "--lang", "en")
    let lines = order.out.split(separator: "\n").map(String.init)
    #expect(lines.contains("Number                  D1-1"), "\(order.out)")
    #expect(lines.contains("Order date              2025-03-21"), "\(order.out)")
    #expect(lines.contains { $0.hasPrefix("Payable   ") && $0.hasSuffix(" rial") })
    let status = await shell.run("sync", "status")
    #expect(
      status.out == """
        Unsent              86
        Kept by the office  0
        Rejected            0
        Open conflicts      0
        Last sync           never
        Next try            any time
        Clock offset        not measured yet
        Server              none: this workspace stands alone

        """)
    let persian = await shell.run("sync", "status", "--lang", "fa")
    let first = persian.out.prefix { $0 != "\n" }
    #expect(first.hasPrefix("ارسال‌نشده ") && first.hasSuffix("  ۸۶"), "\(persian.out)")
  }

  @Test func bareGroupsShowTheirHelp() async throws {
    let shell = try TestShell()
    for command in [[], ["account"], ["order"], ["import"]] {
      let ran = await shell.run(command)
      #expect(ran.status == 0 && ran.out.contains("SUBCOMMANDS"), "\(command)")
    }
    let version = await shell.run("--version")
    #expect(version.status == 0 && version.out.contains("0.1"))
  }
}
