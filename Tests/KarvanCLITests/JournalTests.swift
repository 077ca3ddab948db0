// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import Testing

@testable import KarvanCLI

/// Own commits that are dropped once the office has them safely.
@Suite struct JournalTests {
  @Test func oldCommitsGoAndHistorySaysSo() async throws {
    let clock = TestClock()
    let office = try TestOffice(clock: clock)
    let shell = try TestShell(clock: clock, link: { _ in office })
    let enrolled = await shell.run(
      "enroll", "--server", "https://office.example",
      input: try office.invite("dara").exposedCode)
    #expect(enrolled.status == 0, "\(enrolled.err)")
    for index in 0..<5 { _ = await shell.run("account", "add", "name=Shop \(index)") }
    #expect(await shell.run("sync").status == 0)
    try office.noteBackup()
    #expect(await shell.run("sync").status == 0)
    let day: Int64 = 86_400_000
    clock.pass(80 * day)
    _ = await shell.run("account", "set", "Shop 1", "note=later")
    #expect(await shell.run("sync").status == 0)
    let early = await shell.run("doctor", "--prune")
    #expect(early.err.contains("Dropped 0"), "\(early.err)")
    clock.pass(11 * day)
    #expect(await shell.run("sync").status == 0)
    // The sync has dropped them; the newest commit and what no backup has stay.
    let doctor = await shell.run("doctor", "--prune")
    #expect(doctor.status == 0 && doctor.err.contains("1 stay"), "\(doctor.err)\(doctor.out)")
    let history = await shell.run("history", "Shop 1")
    #expect(history.err.contains("were dropped here"), "\(history.err)")
    #expect(await shell.run("history", "Shop 0", "--lang", "fa").err.contains("برداشته شده‌اند"))
    #expect(await shell.run("undo", "1").status == 3)
    #expect(await shell.run("undo").status == 0)
    #expect(await shell.run("sync", "--strict").status == 0)
    #expect(await shell.run("doctor").status == 0)
  }
}

extension TestOffice {
  /// A backup of what the office has now.
  fileprivate func noteBackup() throws {
    let path = NSTemporaryDirectory() + "karvan-backup-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    try database.noteBackup(try database.copy(to: path))
  }
}
