// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// Grants, tops up, lists and reclaims allocations.
struct AllocationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocation",
    abstract: "Give devices bounded rights to promise stock, credit or a budget offline.",
    discussion: """
      An order that is covered by an allocation of its device is confirmed, also without a network; \
      beyond it the order is pending. Never more is granted than the pool has: what was filled in, \
      or the credit limit of an account.
      """,
    subcommands: [
      Fill.self, Grant.self, TopUp.self, List.self, Reclaim.self,
    ])

  /// What an allocation is of.
  struct ResourceOptions: ParsableArguments {
    @Option(help: "Stock of this product, by its number or name.")
    var product: String?
    @Option(help: "Where the stock is.")
    var location = "main"
    @Option(help: "Credit of this account, by its name; its pool is the account's credit limit.")
    var account: String?
    @Option(help: "A promotion budget of this name.")
    var budget: String?
    @Option(help: "The currency of a budget.")
    var currency = "IRR"

    var named: NamedResource {
      NamedResource(
        product: product, location: location, account: account, budget: budget,
        currency: currency)
    }
  }

  struct Fill: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set stock or a budget aside for allocations.",
      discussion: "Take out again with a negative amount, after --: fill --product P-1 -- -5")

    @OptionGroup var home: HomeOption
    @OptionGroup var resource: ResourceOptions
    @Argument(help: "How much: units of stock, or an amount of money (rial without a unit).")
    var amount: String

    func run() throws {
      try Office.open(home.folder).fillPool(resource.named, amount, now: wallClock())
      Console.note("the pool has \(amount) more")
    }
  }

  struct Grant: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a device a right; one of the same kind that it has is topped up.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The device's code, such as A1.")
    var device: String
    @Argument(help: "How much: units of stock, or an amount of money (rial without a unit).")
    var amount: String
    @OptionGroup var resource: ResourceOptions
    @Option(help: "When the device is asked for the rest, such as 2026-12-31T20:00Z.")
    var expires: String?

    func run() throws {
      let expiresAt = try expires.map { try InstantText.parse($0) }
      let id = try Office.open(home.folder).grant(
        resource.named, amount, device: device, expiresAt: expiresAt, now: wallClock())
      Console.out("\(id)")
    }
  }

  struct TopUp: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "top-up", abstract: "Add to an allocation.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the allocation, or its last digits.")
    var allocation: String
    @Argument(help: "How much more.")
    var amount: String

    func run() throws {
      try Office.open(home.folder).topUp(allocation, amount, now: wallClock())
      Console.note("\(amount) more")
    }
  }

  struct Reclaim: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask for what is left of an allocation; take it from a device that is shut out.",
      discussion: """
        A device that may still sell gives the rest back at its next sync, after everything that it \
        sold: until then nothing of it can be granted again.
        """)

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the allocation, or its last digits.")
    var allocation: String

    func run() throws {
      let isTaken = try Office.open(home.folder).reclaim(allocation, now: wallClock())
      Console.note(
        isTaken
          ? "its device is shut out: the rest is back in the pool"
          : "its device is asked, and gives the rest back at its next sync")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List allocations.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).allocations().map { line -> [String?] in
        let book = line.book
        let view = book.allocation
        func amount(_ amount: Int64) -> String { EscrowText.plain(amount, of: view) }
        return [
          "\(view.id)", view[Allocation.shape.device].text, line.login,
          view[Allocation.shape.kind].text, line.resource, view[Allocation.shape.unit].text,
          amount(book.granted), amount(book.spent), amount(book.left),
          amount(book.givenBack + book.reclaimed), view[Allocation.shape.state].text,
          line.poolFree.map(amount),
        ]
      }
      let header = [
        "id", "device", "user", "kind", "of", "unit", "granted", "spent", "left", "back", "state",
        "pool_free",
      ]
      if json {
        Console.json(header, rows)
      } else {
        Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      }
    }
  }
}
