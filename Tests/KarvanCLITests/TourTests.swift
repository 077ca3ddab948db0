// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanCLI

/// The tour, gone through by typing what it says.
@Suite struct TourTests {
  /// The commands that a step shows: lines that are set in.
  private func commands(_ shown: String) -> [[String]] {
    shown.split(separator: "\n").filter { $0.hasPrefix("  karvan ") }
      .compactMap { ShellWords.split(String($0)) }.map { Array($0.dropFirst()) }
  }

  /// Whoever types what each step says gets to the end, and no step counts before it was done.
  @Test(arguments: ["en", "fa"]) func theWholeOfItInAPipe(language: String) async throws {
    let shell = try TestShell(environment: ["KARVAN_LANG": language])
    var shown = await shell.run("tour")
    #expect(shown.status == 0, "\(shown.err)")
    for step in 1...TourStep.allCases.count {
      let early = await shell.run("tour", "--check")
      #expect(early.status == 6, "step \(step): \(early.out)")
      let typed = commands(shown.out)
      #expect(!typed.isEmpty, "step \(step): \(shown.out)")
      for command in typed {
        shell.clock.pass(1_000)
        let ran = await shell.run(command + ["--home", shell.home + "-tour"])
        #expect(ran.status == 0, "step \(step), \(command): \(ran.err)")
      }
      shown = await shell.run("tour", "--check")
      #expect(shown.status == 0, "step \(step): \(shown.err)")
      #expect(await shell.run("tour", "--step", "\(step)", "--check").status == 0)
    }
    #expect(await shell.run("tour").out.contains("--answers"))
    #expect(await shell.run("tour", "--answers", "1,1,1").status == 6)
    #expect(await shell.run("tour", "--answers", "1").status == 2)
    #expect(await shell.run("tour", "--answers", "2,1,3").status == 0)
    #expect(await shell.run("doctor", "--home", shell.home + "-tour").status == 0)
  }

  /// At a terminal it waits for what is typed, and goes on later where it was left.
  @Test func atATerminalItGoesOnWhereItWasLeft() async throws {
    let shell = try TestShell(isTerminal: true)
    let first = await shell.run(
      "tour",
      input: """
        karvan today
        karvan nonsense
        karvan find "open
        karvan workday start --odometer 45120
        skip
        tour
        quit
        """)
    #expect(first.status == 0, "\(first.err)")
    #expect(first.out.contains("Step 1 of 10") && first.out.contains("✓"))
    #expect(first.out.contains("Step 3 of 10") && first.out.contains("goes on where you left it"))
    #expect(first.out.contains("not closed"))
    let again = await shell.run("tour", input: "quit")
    #expect(again.out.contains("Step 3 of 10") && !again.out.contains("Step 1 of 10"))
    let ends = await shell.run("tour", input: "")
    #expect(ends.status == 0)
    let anew = await shell.run("tour", "--restart", input: "quit")
    #expect(anew.out.contains("Step 1 of 10"), "\(anew.err)")
  }

  /// It plays in a folder of its own, and takes nobody else's for it.
  @Test func noOtherWorkspaceIsTouched() async throws {
    let shell = try TestShell()
    #expect(await shell.run("init", "--size", "small", "--quiet").status == 0)
    let before = await shell.run("account", "list", "--json").out
    for arguments in [
      ["tour", "--home", shell.home], ["tour", "--restart", "--home", shell.home],
    ] {
      #expect(await shell.run(arguments).status == 1)
    }
    #expect(await shell.run("account", "list", "--json").out == before)
  }

  /// A word behind `--` is no option: the place is named before it.
  @Test func wordsBehindADashStayInThePlayground() async throws {
    let shell = try TestShell(isTerminal: true)
    #expect(await shell.run("init", "--size", "small", "--quiet").status == 0)
    let before = await shell.run("account", "list", "--json").out
    let ran = await shell.run("tour", input: "karvan account add -- name=Zebra\nquit")
    #expect(ran.status == 0, "\(ran.err)")
    #expect(await shell.run("account", "list", "--json").out == before)
    let inside = await shell.run("account", "show", "Zebra", "--home", shell.home + "-tour")
    #expect(inside.status == 0, "\(inside.err)\(ran.out)")
  }

  @Test(arguments: [
    (#"karvan find "a b" c"#, ["karvan", "find", "a b", "c"]),
    (#"a\ b  'c "d'"#, ["a b", "c \"d"]),
    ("", []), ("  x  ", ["x"]), (#"say """#, ["say", ""]),
  ]) func linesAreSplitAsAShellDoes(line: String, words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test func anOpenQuoteIsNoLine() {
    #expect(ShellWords.split(#"find "a b"#) == nil)
  }
}
