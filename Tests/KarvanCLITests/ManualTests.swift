// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanCLI

/// The manual pages.
@Suite struct ManualTests {
  /// Every command is described, with each of its options, and in English whatever is spoken.
  @Test func everyCommandHasItsPlace() async throws {
    let shell = try TestShell(environment: ["KARVAN_LANG": "fa"])
    let folder = shell.folder + "/man"
    let made = await shell.run("manual", folder)
    #expect(made.status == 0, "\(made.err)")
    let dump = await shell.run("--experimental-dump-help", "--lang", "en")
    let tree = try HelpTree(Array(dump.out.utf8))
    let pages = ManualPage.all(of: tree, version: "1")
    func paths(_ command: HelpTree.Command, _ path: String) -> [String] {
      [path] + command.shown.flatMap { paths($0, "\(path) \($0.commandName)") }
    }
    let wanted = paths(tree.command, "karvan")
    #expect(wanted.count > 300)
    #expect(pages.flatMap(\.commands).sorted() == wanted.sorted())
    // Persian digits are shown as examples of what may be typed.
    for page in pages {
      let text = try String(contentsOfFile: folder + "/" + page.file, encoding: .utf8)
      #expect(!text.unicodeScalars.contains { (0x600...0x6EF).contains($0.value) }, "\(page.file)")
    }
    let order = try String(contentsOfFile: folder + "/karvan-order.1", encoding: .utf8)
    #expect(order.contains(".SS \"karvan order quick\"") && order.contains("\\-\\-submit"))
  }

  /// No line is taken for a request that is none.
  @Test func textIsNotMistakenForRequests() throws {
    let dump = """
      {"command": {"commandName": "x", "abstract": ".SH no 'request' \\\\n", "discussion": "'a\\n.b",
       "arguments": [{"kind": "option", "isOptional": true, "isRepeating": false,
         "valueName": "v", "names": [{"kind": "long", "name": "vv"}],
         "preferredName": {"kind": "long", "name": "vv"}, "abstract": ".TH"}],
       "subcommands": [{"commandName": "y"}]}}
      """
    let tree = try HelpTree(Array(dump.utf8))
    let known = [
      ".TH", ".nh", ".ad", ".SH", ".HP", ".PP", ".TP", ".IP", ".SS", ".BR", ".\\\"",
    ]
    for page in ManualPage.all(of: tree, version: "1") {
      for line in page.text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'")
      {
        #expect(known.contains { line.hasPrefix($0) }, "\(line)")
        #expect(line != ".SH no" && !line.hasPrefix(".b"))
      }
      #expect(page.text.contains("\\&.b") || page.commands != ["x"])
    }
    #expect(throws: CLIError.self) { try HelpTree([1, 2]) }
  }
}
