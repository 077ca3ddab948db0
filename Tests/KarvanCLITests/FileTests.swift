// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

@Suite struct FileTests {
  @Test func exportedProductsComeBack() async throws {
    let shell = try await TestShell.demo()
    let out = await shell.run("export", "csv", "product")
    #expect(out.status == 0 && out.out.hasPrefix("id,"))
    #expect(out.out.split(separator: "\r\n").count == 13)
    let path = shell.folder + "/products.csv"
    #expect(await shell.run("export", "csv", "کالا", "--output", path).status == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    let text = String(decoding: bytes, as: UTF8.self)
      .replacingOccurrences(of: "Rose water 1 l", with: "Rose water 2 l")
    let changed = try shell.write(text, to: "changed.csv")
    let dry = await shell.run(
      "import", "csv", changed, "--entity", "product", "--dry-run", "--json")
    #expect(dry.status == 0, "\(dry.err)\(dry.out)")
    #expect(await shell.run("product", "show", "Rose water 2 l").status == 3)
    let real = await shell.run("import", "csv", changed, "--entity", "product", "--json")
    #expect(real.status == 0, "\(real.err)\(real.out)")
    #expect(real.object["rows"] as? Int == 12 && real.object["updated"] as? Int == 1)
    #expect(await shell.run("product", "show", "Rose water 2 l").status == 0)
  }

  /// The good rows go in; the bad one is named with its line, and can be corrected.
  @Test func badRowsAreSetAside() async throws {
    let shell = try await TestShell.demo()
    let path = try shell.write(
      "name,kind\nNew One,outlet\nBad One,castle\n,outlet\nNew Two,person\n", to: "accounts.csv")
    let ran = await shell.run("import", "csv", path, "--entity", "account", "--json")
    #expect(ran.status == 6, "\(ran.err)")
    #expect(ran.object["created"] as? Int == 2 && ran.object["rejected"] as? Int == 2)
    let reasons = try #require(ran.object["reasons"] as? [[String: Any]])
    #expect(reasons.compactMap { $0["line"] as? Int } == [3, 4])
    #expect(await shell.run("account", "show", "New Two").status == 0)
    let rejects = try String(contentsOfFile: path + ".rejected.csv", encoding: .utf8)
    #expect(rejects.contains("castle") && rejects.contains(",3,"))
  }

  @Test func importNeedsExactlyOneMapping() async throws {
    let shell = try await TestShell.demo()
    let path = try shell.write("name\nX\n", to: "x.csv")
    #expect(await shell.run("import", "csv", path).status == 2)
    #expect(await shell.run("import", "csv", "/nowhere.csv", "--entity", "account").status == 1)
    #expect(await shell.run("import", "csv", path, "--entity", "planet").status == 2)
  }

  /// A file of another program is mapped as its columns suggest; nothing is imported before that is
  /// looked over.
  @Test(arguments: ["en", "fa"]) func aMappingIsProposed(_ language: String) async throws {
    let shell = try await TestShell.demo()
    let path = try shell.write(
      "CustomerID,CompanyName,Phone,Colour\nC-1,Bagh Bakery,021 88 77 66 55,blue\n", to: "shop.csv")
    let map = shell.folder + "/shop.map"
    let arguments = ["import", "csv", path, "--entity", "account", "--lang", language]
    let made = await shell.run(arguments + ["--make-map", map])
    #expect(made.status == 0 && made.err.contains("--dry-run"), "\(made.err)")
    #expect(await shell.run("account", "show", "Bagh Bakery").status == 3)
    // What somebody has looked over is not written over.
    #expect(await shell.run(arguments + ["--make-map", map]).status == 1)
    let shown = await shell.run(arguments + ["--make-map", "-"])
    #expect(shown.out.contains("{Column}") && shown.out.contains("# ? = {Colour}"))
    #expect(await shell.run("import", "csv", path, "--mapping", map, "--dry-run").status == 0)
    #expect(await shell.run("account", "show", "Bagh Bakery").status == 3)
    let ran = await shell.run("import", "csv", path, "--mapping", map, "--json")
    #expect(ran.status == 0 && ran.object["created"] as? Int == 1, "\(ran.err)\(ran.out)")
    #expect(await shell.run("lookup", "02188776655").out.contains("Bagh Bakery"))
    let again = await shell.run("import", "csv", path, "--mapping", map, "--from-start", "--json")
    #expect(again.object["created"] as? Int == 0, "\(again.err)\(again.out)")
  }

  @Test func keysAreReadOnlyByTheirOwner() async throws {
    let shell = try await TestShell.demo()
    let path = shell.home + "/device.keys"
    try Data("karvan device keys 1\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let open = await shell.run("doctor")
    #expect(open.status == 1 && open.out.contains("chmod 600"))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let damaged = await shell.run("sync", "now")
    #expect(damaged.status == 1 && damaged.err.contains("device.keys"))
  }
}
