// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import Testing

@testable import KarvanCLI

/// Hearing of what is there already, while typing and in bulk.
@Suite struct LikenessDayTests {
  private func shell() async throws -> TestShell {
    let shell = try await TestShell.demo()
    for name in ["فروشگاه خسرو زرین‌تاج", "Kalleh Dairy"] {
      let made = await shell.run("account", "open", name, "--phone", "0918877665\(name.count % 10)")
      #expect(made.status == 0, "\(made.err)")
      shell.clock.pass(1)
    }
    return shell
  }

  @Test func whoeverAddsHearsOfWhatLooksLikeIt() async throws {
    let shell = try await shell()
    let added = await shell.run("account", "add", "name=Khosro Zarintaj", "--json")
    #expect(added.status == 0 && added.err.contains("looks like"), "\(added)")
    #expect(added.err.contains("sounds the same") && added.err.contains("account merge"))
    let like = added.object["duplicates"] as? [[String: Any]] ?? []
    #expect(like.count == 1 && like.first?["percent"] as? Int ?? 0 >= 50, "\(like)")
    #expect((like.first?["reasons"] as? [Any])?.isEmpty == false)
    shell.clock.pass(1)
    let persian = await shell.run("account", "open", "زرین تاج خسرو", "--lang", "fa")
    #expect(persian.status == 0 && persian.err.contains("می‌ماند"), "\(persian)")
    let strict = await shell.run("account", "add", "name=خسرو زرينتاج", "--strict")
    #expect(strict.status == 5 && strict.err.contains("Nothing was added"), "\(strict)")
    let other = await shell.run("account", "add", "name=Mahan Narenji", "--strict", "--json")
    #expect(other.status == 0 && other.object["duplicates"] == nil, "\(other)")
  }

  @Test func aPhoneIsRecognisedHoweverItIsTyped() async throws {
    let shell = try await shell()
    let number = "Kalleh Dairy".count % 10
    let added = await shell.run(
      "account", "open", "Kaleh Dairi", "--phone", "+98 918 877 665\(number)")
    #expect(added.status == 0 && added.err.contains("the same phone"), "\(added)")
    let lead = await shell.run(
      "lead", "add", "organisation=کاله", "phone=۰۹۱۸۸۷۷۶۶۵\(Digits.toPersian("\(number)"))")
    #expect(lead.status == 0 && lead.err.contains("looks like"), "\(lead)")
  }

  @Test func twoThatSomebodySaysAreTwoAreNoPair() async throws {
    let shell = try await shell()
    let number = "Kalleh Dairy".count % 10
    _ = await shell.run("account", "open", "Kaleh Dairy", "--phone", "0918877665\(number)")
    let found = await shell.run("duplicates", "accounts", "--json")
    #expect(found.err.contains("kind=distinct"))
    let pair = try #require(
      found.list.first { ($0["percent"] as? Int ?? 0) >= 80 }, "\(found.out)")
    let ends = try (#require(pair["one"] as? String), #require(pair["two"] as? String))
    let said = await shell.run(
      "relation", "add", "from=\(ends.0)", "to=\(ends.1)", "kind=distinct")
    #expect(said.status == 0, "\(said.err)")
    let after = await shell.run("duplicates", "accounts", "--json")
    #expect(after.status == 0 && !after.list.contains { $0["one"] as? String == ends.0 })
  }

  @Test func allPairsAreListedWithWhatToTypeNext() async throws {
    let shell = try await shell()
    let number = "Kalleh Dairy".count % 10
    _ = await shell.run("account", "open", "Kaleh Dairy", "--phone", "0918877665\(number)")
    let found = await shell.run("duplicates", "accounts", "--json")
    #expect(found.status == 0, "\(found.err)")
    let pair = try #require(
      found.list.first { ($0["percent"] as? Int ?? 0) >= 80 }, "\(found.out)")
    let command = try #require(pair["command"] as? String)
    let words = command.split(separator: " ").dropFirst().map { String($0) }
    let merged = await shell.run(words + ["--yes"])
    #expect(merged.status == 0, "\(command): \(merged.err)")
    let after = await shell.run("duplicates", "accounts", "--json")
    #expect(!after.list.contains { $0["command"] as? String == command })
    #expect(await shell.run("duplicates", "--at-least", "۹۹٪").status == 0)
    #expect(await shell.run("duplicates", "--at-least", "much").status == 2)
    #expect(await shell.run("duplicates", "orders").status == 2)
    #expect(await shell.run("doctor").status == 0)
  }

  @Test func anImportSaysWhichRowsLookLikeSomething() async throws {
    let shell = try await shell()
    let path = try shell.write("name\nKhosro Zarintaj\nMahan Narenji\n", to: "in.csv")
    let preview = await shell.run(
      "import", "csv", path, "--entity", "account", "--dry-run", "--json")
    #expect(preview.status == 0 && preview.err.contains("Line 2 looks like"), "\(preview)")
    #expect(preview.object["look_alike"] as? Int == 1, "\(preview.out)")
    let done = await shell.run("import", "csv", path, "--entity", "account", "--json")
    #expect(done.status == 0 && done.object["created"] as? Int == 2, "\(done)")
  }

  /// Counts what is asked of a store.
  private final class Counting: NameReader {
    let base: ReplicaReader
    private(set) var asked = 0

    init(_ base: ReplicaReader) { self.base = base }

    private func count<T>(_ body: (ReplicaReader) throws -> T) throws -> T {
      asked += 1
      return try body(base)
    }

    func record(_ entity: EntityTag, _ id: RecordID) throws -> RecordView? {
      try count { try $0.record(entity, id) }
    }
    func records(_ entity: EntityTag, where field: FieldTag, is value: Value) throws -> [RecordView]
    {
      try count { try $0.records(entity, where: field, is: value) }
    }
    func records(_ entity: EntityTag, marked marks: [String], limit: Int) throws -> [RecordView] {
      try count { try $0.records(entity, marked: marks, limit: limit) }
    }
    func records(_ entity: EntityTag, markedFrom beginning: String, limit: Int) throws
      -> [RecordView]
    {
      try count { try $0.records(entity, markedFrom: beginning, limit: limit) }
    }
    func size(of entity: EntityTag) throws -> Int { try count { try $0.size(of: entity) } }
    func forEach(
      _ entity: EntityTag, showing fields: [FieldTag], _ body: (RecordID, [Value]) throws -> Void
    ) throws {
      try count { try $0.forEach(entity, showing: fields, body) }
    }
    func standing(of replica: ReplicaID) throws -> HolderStanding? { nil }
    func isOffice(_ replica: ReplicaID) -> Bool { false }
  }

  /// However many accounts there are, what is typed is compared with as few.
  @Test func whatIsAskedDoesNotGrowWithTheAccounts() async throws {
    let shell = try await shell()
    var asked: [Int] = []
    for step in 0..<2 {
      let rows = (0..<80).map { "Reza Mohammadi\nعلی کریمی \($0)\nShop \(step) \($0)" }
      let path = try shell.write("name\n" + rows.joined(separator: "\n") + "\n", to: "\(step).csv")
      let made = await shell.run("import", "csv", path, "--entity", "account", "--quiet")
      #expect(made.status == 0, "\(made.err)")
      let database = try ReplicaDatabase.open(
        at: shell.home + "/karvan.db", schema: try Catalog.schema(),
        hashing: { WorkspaceHashing(try DigestKey(exposedBytes: $0)) }, now: { 0 })
      asked.append(
        try database.read { reader in
          let counting = Counting(reader)
          let profile = LikenessProfile(Account.tag) {
            $0 == Account.shape.name.tag ? .text("رضا محمدی") : .null
          }
          _ = try LikenessSearch(counting).matches(profile)
          // Bulk reads each table once.
          let before = counting.asked
          _ = try LikenessSweep(Account.tag, reader: counting)
          #expect(counting.asked - before == 4)
          return before
        })
      try database.close()
    }
    #expect(asked[0] == asked[1] && asked[0] < 200, "\(asked)")
  }
}
