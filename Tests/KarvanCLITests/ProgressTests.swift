// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import KarvanSync
import Testing

@testable import KarvanCLI

/// How far long work has come, for programs.
@Suite struct ProgressTests {
  private struct Line: Decodable, Equatable {
    let step: String
    let done: UInt64
    let total: UInt64?
    let unit: String
  }

  private func lines(_ ran: Ran) throws -> [Line] {
    try ran.err.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test func anImportTellsItsRows() async throws {
    let shell = try await TestShell.demo()
    let rows = (0..<1_200).map { "Imported \($0)\n" }.joined()
    let path = try shell.write("name\n" + rows, to: "a.csv")
    let import_ = ["import", "csv", path, "--entity", "account"]
    let ran = await shell.run(import_ + ["--progress", "json"])
    #expect(ran.status == 0, "\(ran.err)")
    let told = try lines(ran)
    #expect(told.first == Line(step: "importing", done: 500, total: 1_200, unit: "rows"))
    #expect(told.last == Line(step: "importing", done: 1_200, total: 1_200, unit: "rows"))
    let undone = await shell.run("undo", "--progress=json")
    #expect(
      try lines(undone).last == Line(step: "undoing", done: 1_200, total: 1_200, unit: "records"))
    for form in ["plain", "none"] {
      let quiet = await shell.run(["undo", "--progress", form])
      #expect(quiet.status == 0)
      #expect(try lines(quiet).isEmpty)
    }
    let exported = await shell.run(
      "export", "jsonl", "--output", shell.folder + "/all.jsonl", "--progress", "json")
    #expect(try lines(exported).last?.step == "exporting")
    #expect(await shell.run("undo", "--progress", "loud").status == 2)
  }

  @Test func aSyncTellsWhatCame() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try TestShell(
      clock: clock, environment: ["KARVAN_PROGRESS": "json"], link: { _ in office })
    let enrolled = await shell.run(
      "enroll", "--server", "https://office.example", input: try office.invite("dara").exposedCode)
    #expect(enrolled.status == 0, "\(enrolled.err)")
    _ = await shell.run("account", "add", "name=Blue Shop")
    let ran = await shell.run("sync")
    #expect(ran.status == 0, "\(ran.err)")
    let told = try lines(ran)
    #expect(told.last?.step == "pulling" && told.last?.unit == "records", "\(ran.err)")
  }

  /// The first of a step, then a few a second, and the last, whatever comes between.
  @Test func linesAreFew() {
    var lines = ProgressLines()
    var said: [String] = []
    for done in UInt64(1)...1_000 {
      said += lines.lines(
        WorkProgress(.importing, done: done, of: 1_000, .rows), now: Int64(done))
    }
    said += lines.lines(WorkProgress(.checking, done: 1, of: nil, .records), now: 1_001)
    said += lines.end() + lines.end()
    #expect(said.count == 7, "\(said)")
    #expect(said.first == "{\"step\":\"importing\",\"done\":1,\"total\":1000,\"unit\":\"rows\"}")
    #expect(said[5].contains("\"done\":1000,"))
    #expect(said.last == "{\"step\":\"checking\",\"done\":1,\"total\":null,\"unit\":\"records\"}")
  }
}
