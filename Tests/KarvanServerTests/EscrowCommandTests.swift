// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanStore
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// Allocations as people type them, at the office and on laptops, in both languages.
@Suite struct EscrowCommandTests {
  private let office: TestOffice
  private let nancy: Laptop

  init() async throws {
    let office = try TestOffice()
    // The office's commands look at the machine's clock.
    office.now = wallClock()
    self.office = office
    nancy = try Laptop(CutLink(office.answering()), now: office.now)
    let code = try office.code(for: "nancy")
    let ran = await nancy.run("enroll", "--server", "https://office.example", input: code)
    try #require(ran.status == 0, "\(ran.err)")
    _ = try office.office.operate(now: office.now) { authoring, writer, author in
      let shape = Product.shape
      let edit = RecordEdit(values: [
        shape.sku.tag: .text("P-1"), shape.name.tag: .text("Tea"),
        shape.listPrice.tag: .integer(1_000),
      ])
      let entity = try #require(writer.schema[Product.tag])
      return try authoring.commit(by: author) { try RecordOperations.add(entity, edit, in: $0) }
    }
    await nancy.run("account", "add", "name=Shop")
    await nancy.run("sync")
  }

  /// Runs a command of the office as its administrator types it.
  private func type(_ arguments: String...) throws {
    var command = try ServerCommand.parseAsRoot(
      ["allocation"] + arguments.prefix(1) + ["--home", office.folder.path]
        + arguments.dropFirst())
    try command.run()
  }

  private func refusal(_ arguments: String...) -> String {
    do {
      var command = try ServerCommand.parseAsRoot(
        ["allocation"] + arguments.prefix(1) + ["--home", office.folder.path]
          + arguments.dropFirst())
      try command.run()
      return ""
    } catch {
      let schema = office.office.schema
      return (error as? ServerError)?.message
        ?? (error as? Failure).map { FailureText.say($0, schema: schema, language: .english) }
        ?? "\(error)"
    }
  }

  private struct Balance: Hashable {
    let granted: Int64
    let spent: Int64
    let left: Int64
    let back: Int64
  }

  private func balance() throws -> Balance? {
    try office.office.allocations().first.map { line in
      let book = line.book
      return Balance(
        granted: book.granted / 1_000, spent: book.spent / 1_000, left: book.left / 1_000,
        back: (book.givenBack + book.reclaimed) / 1_000)
    }
  }

  private func id() throws -> String {
    "\(try #require(try office.office.allocations().first).book.allocation.id)"
  }

  /// Of it what a laptop's lists show.
  private func shortID() throws -> String { String(try id().suffix(8)) }

  /// Writes and submits an order of so many.
  private func sell(_ count: String, language: String = "en") async -> Laptop.Ran {
    let made = await nancy.run("order", "new", "Shop", "--json")
    let number = made.object["number"] as? String ?? "none: \(made.err)"
    let added = await nancy.run("order", "add", number, "P-1", count)
    #expect(added.status == 0, "\(added.err)")
    return await nancy.run("order", "submit", number, "--lang", language)
  }

  @Test func aGrantIsSpentToppedUpAndGivenBack() async throws {
    try type("fill", "50", "--product", "Tea")
    try type("grant", "A1", "20", "--product", "Tea")
    #expect(await nancy.run("sync").status == 0)
    let sold = await sell("12")
    #expect(sold.status == 0 && sold.err.contains("confirmed by allocation, 12 of 20"), "\(sold)")
    // Beyond it the order is pending, and says for how many, in the reader's words and digits.
    let beyond = await sell("۱۰", language: "fa")
    #expect(beyond.status == 0 && beyond.err.contains("۲"), "\(beyond)")
    #expect(!beyond.err.contains("confirmed"), "\(beyond.err)")
    try type("top-up", try shortID(), "5")
    #expect(await nancy.run("sync").status == 0)
    #expect(try balance() == Balance(granted: 25, spent: 20, left: 5, back: 0))
    let short = try shortID()
    let back = await nancy.run("allocation", "give-back", short, "2")
    #expect(back.status == 0, "\(back.err)")
    let shown = await nancy.run("allocation", "show", short, "--json")
    let sums = shown.object["balance"] as? [String: Any] ?? [:]
    #expect("\(sums["left"] ?? "")".hasPrefix("3"), "\(shown.out)")
    let persian = await nancy.run("allocation", "list", "--lang", "fa")
    #expect(persian.status == 0 && persian.out.contains("۳"), "\(persian.out)")
    #expect(await nancy.run("sync").status == 0)
    #expect(try balance() == Balance(granted: 25, spent: 20, left: 3, back: 2))
    // What came back can be granted again, and no more than there is.
    #expect(refusal("grant", "A1", "28", "--product", "Tea") != "")
    try type("grant", "A1", "27", "--product", "Tea")
    #expect(await nancy.run("sync").status == 0)
    #expect(try balance() == Balance(granted: 52, spent: 20, left: 30, back: 2))
  }

  @Test func whatIsReclaimedComesBackAfterEverythingThatWasSold() async throws {
    try type("fill", "30", "--product", "P-1")
    try type("grant", "A1", "30", "--product", "P-1")
    #expect(await nancy.run("sync").status == 0)
    #expect(await sell("4").err.contains("confirmed by allocation, 4 of 30"))
    try type("reclaim", try id())
    // It may still sell, until it has heard of it.
    #expect(await sell("6").err.contains("confirmed by allocation"))
    #expect(await nancy.run("sync").status == 0)
    #expect(await nancy.run("sync").status == 0)
    #expect(try balance() == Balance(granted: 30, spent: 10, left: 0, back: 20))
    let after = await sell("1")
    #expect(after.status == 0 && !after.err.contains("confirmed by"), "\(after.err)")
    try type("list")
    try type("list", "--json")
    // Of a device that is shut out the office takes the rest at once.
    try type("grant", "A1", "15", "--product", "P-1")
    #expect(await nancy.run("sync").status == 0)
    _ = try office.office.revoke(device: "A1", now: office.now)
    let open = try #require(
      try office.office.allocations().first { $0.book.left > 0 }
    ).book.allocation.id
    try type("reclaim", "\(open)")
    #expect(try office.office.allocations().allSatisfy { $0.book.left == 0 })
  }

  @Test func wrongWordsAreRefusedWithAReason() async throws {
    try type("fill", "10", "--product", "P-1")
    #expect(refusal("grant", "A1", "11", "--product", "P-1").contains("pool"))
    #expect(refusal("grant", "Z9", "1", "--product", "P-1").contains("Z9"))
    #expect(refusal("grant", "A1", "1", "--product", "Coffee").contains("Coffee"))
    #expect(refusal("grant", "A1", "much", "--product", "P-1") != "")
    #expect(refusal("grant", "A1", "0", "--product", "P-1") != "")
    #expect(refusal("grant", "A1", "1") != "")
    #expect(refusal("top-up", "nothing", "1") != "")
    #expect(refusal("reclaim", "nothing") != "")
    try type("grant", "A1", "5", "--product", "P-1")
    await nancy.run("sync")
    let short = try shortID()
    // More than is left gives back what is left; then there is nothing more.
    let much = await nancy.run("allocation", "give-back", short, "6")
    #expect(much.status == 0, "\(much)")
    let persian = await nancy.run("allocation", "give-back", short, "6", "--lang", "fa")
    #expect(persian.status == 0 && persian.out.contains("نکرد"), "\(persian)")
    #expect(await nancy.run("allocation", "give-back", "nothing").status == 3)
    #expect(await nancy.run("sync").status == 0)
    #expect(try balance() == Balance(granted: 5, spent: 0, left: 0, back: 5))
  }
}
