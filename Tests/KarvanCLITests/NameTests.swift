// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

@Suite struct NameTests {
  private func id(_ ran: Ran) throws -> String { try #require(ran.object["id"] as? String) }

  @Test func everyWayToNameARecord() async throws {
    let shell = try await TestShell.demo()
    let shown = await shell.run("account", "show", "فروشگاه بهار", "--json")
    let id = try id(shown)
    let points = try #require(shown.object["contact_point"] as? [[String: Any]])
    let phone = try #require(points.first?["value"] as? String)
    let names = [
      id, id.uppercased(), String(id.suffix(8)), String(id.replacingOccurrences(of: "-", with: "")),
      phone, "+98" + phone.dropFirst(), Digits.toPersian(phone), "account:فروشگاه بهار",
      "فروشگاه  بهار", "فروشگاه به", "بهار",
    ]
    for name in names {
      let found = await shell.run("account", "show", name, "--json")
      #expect(found.object["id"] as? String == id, "\(name): \(found.err)")
    }
  }

  /// Written with Arabic letters, as some keyboards do.
  @Test func arabicLettersFindPersianNames() async throws {
    let shell = try await TestShell.demo()
    let found = await shell.run("account", "show", "كافه نيكا", "--json")
    #expect(found.object["name"] as? String == "کافه نیکا")
    let spaced = await shell.run("account", "show", "رستوران می خوش", "--json")
    #expect(spaced.object["name"] as? String == "رستوران می‌خوش", "\(spaced.err)")
  }

  @Test func documentsAndProductsByNumber() async throws {
    let shell = try await TestShell.demo()
    for name in ["D1-2", "d1-2", "D1-۲"] {
      #expect(
        await shell.run("order", "show", name, "--json").object["number"] as? String == "D1-2")
    }
    let tea = await shell.run("product", "show", "tea-100", "--json")
    #expect(tea.object["sku"] as? String == "TEA-100")
  }

  /// What another program calls a record, or a login: letter by letter.
  @Test func keysNameRecords() async throws {
    let shell = try await TestShell.demo()
    for (name, key) in [("Alfreds Futterkiste", "ALFKI"), ("ALFKI House", "B-2")] {
      let ran = await shell.run("account", "add", "name=\(name)", "external_id=\(key)")
      #expect(ran.status == 0, "\(ran.err)")
    }
    let found = await shell.run("account", "show", "ALFKI", "--json")
    #expect(found.object["name"] as? String == "Alfreds Futterkiste", "\(found.err)")
    let other = await shell.run("account", "show", "alfki", "--json")
    #expect(other.object["name"] as? String == "ALFKI House", "\(other.err)")
    let digits = await shell.run("account", "show", "B-۲", "--json")
    #expect(digits.object["name"] as? String == "ALFKI House", "\(digits.err)")
    let user = try #require(await shell.run("user", "list", "--json").list.first)
    let login = try #require(user["login"] as? String)
    let shown = await shell.run("user", "show", login, "--json")
    #expect(shown.object["id"] as? String == user["id"] as? String, "\(shown.err)")
    #expect(await shell.run("account", "delete", "ALFKI", "--yes").status == 0)
    let left = await shell.run("account", "show", "ALFKI", "--json")
    #expect(left.object["name"] as? String == "ALFKI House", "\(left.err)")
  }

  @Test func exactBeforePrefixBeforeWord() async throws {
    let shell = try await TestShell.demo()
    for name in ["Fig", "Fig Tree", "Blue Fig"] {
      #expect(await shell.run("account", "add", "name=\(name)").status == 0)
    }
    #expect(await shell.run("account", "show", "fig", "--json").object["name"] as? String == "Fig")
    let word = await shell.run("account", "show", "tree", "--json")
    #expect(word.object["name"] as? String == "Fig Tree", "\(word.err)")
  }

  @Test func ambiguousNamesListCandidates() async throws {
    let shell = try await TestShell.demo()
    for _ in 0..<2 { await shell.run("account", "add", "name=Twin Shop") }
    let ran = await shell.run("account", "show", "Twin Shop")
    #expect(ran.status == 3 && ran.out.isEmpty)
    #expect(ran.err.split(separator: "\n").filter { $0.contains("Twin Shop") }.count == 3)
    let short = try #require(
      ran.err.split(separator: "\n").dropFirst().first?.split(separator: " ").first)
    #expect(await shell.run("account", "show", String(short)).status == 0)
  }

  @Test func shortIdentifiersDifferForRecordsMadeTogether() async throws {
    let shell = try await TestShell.demo()
    let list = await shell.run("account", "list", "--json").list
    let ids = list.compactMap { $0["id"] as? String }
    #expect(ids.count == 20)
    #expect(Set(ids.map { $0.suffix(8) }).count == 20)
  }
}
