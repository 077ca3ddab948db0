// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

@Suite struct PlaceTests {
  @Test func foldersFollowXDG() throws {
    #expect(try Places(flag: "/a/", environment: ["KARVAN_HOME": "/b"]).home == "/a")
    #expect(try Places(flag: nil, environment: ["KARVAN_HOME": "/b", "HOME": "/h"]).home == "/b")
    #expect(
      try Places(flag: nil, environment: ["XDG_DATA_HOME": "/d", "HOME": "/h"]).home == "/d/karvan")
    let usual = try Places(flag: nil, environment: ["HOME": "/h"])
    #expect(usual.database == "/h/.local/share/karvan/karvan.db")
    #expect(usual.userSettings == "/h/.config/karvan/settings")
    #expect(throws: CLIError(.noHome)) { try Places(flag: nil, environment: [:]) }
  }

  /// Flag > environment > workspace > user file.
  @Test func settingsHaveAnOrder() async throws {
    let base = NSTemporaryDirectory() + "karvan-settings-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: base) }
    try FileManager.default.createDirectory(
      atPath: base + "/karvan", withIntermediateDirectories: true)
    try Data("lang = fa # Persian\nformat=json\n".utf8)
      .write(to: URL(fileURLWithPath: base + "/karvan/settings"))
    let shell = try await TestShell.demo(environment: ["XDG_CONFIG_HOME": base])
    #expect(await shell.run("sync", "status").json != nil)
    try Data("format = table\n".utf8).write(to: URL(fileURLWithPath: shell.home + "/settings"))
    #expect(await shell.run("sync", "status").out.contains("ارسال‌نشده"))
    #expect(await shell.run("sync", "status", "--lang", "en").out.contains("Unsent"))
    let other = try TestShell(
      environment: ["XDG_CONFIG_HOME": base, "KARVAN_HOME": shell.home, "KARVAN_FORMAT": "csv"])
    #expect(await other.run("sync", "status").out.hasPrefix("unsent,"))
    try Data("colour = red\n".utf8).write(to: URL(fileURLWithPath: shell.home + "/settings"))
    let wrong = await shell.run("sync", "status", "--lang", "en")
    #expect(wrong.status == 2 && wrong.err.contains("settings:1") && wrong.err.contains("colour"))
  }

  @Test func settingsAreSetByCommand() async throws {
    let base = NSTemporaryDirectory() + "karvan-settings-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: base) }
    let shell = try await TestShell.demo(environment: ["XDG_CONFIG_HOME": base])
    let none = await shell.run("setting", "--json").list
    #expect(none.map { $0["name"] as? String } == Settings.names)
    #expect(none.allSatisfy { $0["value"] is NSNull && $0["from"] as? String == "nowhere" })
    #expect(await shell.run("setting", "lang", "FA").err.contains("lang is fa"))
    // Messages, help and what the parser says are in it from now on.
    #expect(await shell.run("sync", "status").out.contains("ارسال‌نشده"))
    #expect(await shell.run("order", "--help").out.contains("کاربرد:"))
    let file = base + "/karvan/settings"
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // What else is in the file stays; of two lines of a name one is left.
    try Data("# mine\nlang = en\nunit=rial # as books do\nlang = fa\n".utf8)
      .write(to: URL(fileURLWithPath: file))
    #expect(await shell.run("setting", "lang", "en").status == 0)
    #expect(
      try String(contentsOfFile: file, encoding: .utf8)
        == "# mine\nunit=rial # as books do\nlang = en\n")
    // The workspace's comes first, and that is said.
    #expect(await shell.run("setting", "lang", "fa", "--workspace").status == 0)
    let hidden = await shell.run("setting", "lang", "en")
    #expect(hidden.err.contains("settings:1") && hidden.err.contains("fa"), "\(hidden.err)")
    #expect(await shell.run("setting", "lang", "--reset", "--workspace").status == 0)
    let shown = await shell.run("setting", "lang", "--json").list.first
    #expect(shown?["value"] as? String == "en")
    #expect((shown?["from"] as? String)?.hasSuffix("settings:3") == true)
    for wrong in [
      ["setting", "colour", "red"], ["setting", "calendar", "mayan"], ["setting", "--reset"],
      ["setting", "lang", "fa", "--reset"], ["setting", "pdf", ""], ["setting", "pdf", "a#b"],
    ] {
      let ran = await shell.run(wrong)
      #expect(ran.status == 2, "\(wrong): \(ran.err)")
    }
    // A file that says something else is not written over.
    try Data("colour = red\n".utf8).write(to: URL(fileURLWithPath: file))
    #expect(await shell.run("setting", "lang", "fa").status == 2)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "colour = red\n")
  }

  @Test func withoutAWorkspaceSaysWhatToDo() async throws {
    let shell = try TestShell()
    for command in [["today"], ["account", "list"], ["sync", "now"], ["doctor"]] {
      let ran = await shell.run(command)
      #expect(ran.status == 1, "\(command)")
      #expect((ran.err + ran.out).contains("karvan init --demo"), "\(command): \(ran.err)")
    }
  }

  @Test func initMakesAWorkspaceOnce() async throws {
    let shell = try TestShell()
    let made = await shell.run("init", "--name", "Sina", "--json")
    #expect(made.status == 0, "\(made.err)")
    #expect(made.object["user"] as? Int == 1 && made.object["account"] as? Int == 0)
    #expect(await shell.run("init").status == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: shell.home)[.posixPermissions]
    #expect(mode as? Int == 0o700)
    #expect(await shell.run("account", "add", "name=First").status == 0)
  }

  @Test func theDemoIsTheSameForOneSeed() async throws {
    let one = try await TestShell.demo().run("account", "list", "--json").out
    let other = try await TestShell.demo().run("account", "list", "--json").out
    #expect(one == other)
    let shell = try TestShell()
    await shell.run("init", "--demo", "--size", "small", "--seed", "۷")
    #expect(await shell.run("account", "list", "--json").out != one)
  }

  @Test func theDoctorFindsDamage() async throws {
    let shell = try await TestShell.demo()
    let well = await shell.run("doctor", "--json")
    #expect(well.status == 0)
    #expect(well.list.allSatisfy { $0["level"] as? String != "bad" })
    try Data("not a database".utf8).write(to: URL(fileURLWithPath: shell.home + "/karvan.db"))
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: shell.home + "/karvan.db" + suffix)
    }
    let ran = await shell.run("doctor", "--json")
    #expect(ran.status == 1)
    #expect(ran.list.contains { $0["level"] as? String == "bad" })
    #expect(ran.err.contains("damage"))
  }
}
