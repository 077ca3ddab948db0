// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

/// The example data goes in whole, with its faults, and comes to the sums of its files.
@Suite struct NorthwindTests {
  private static let files: [(map: String, file: String, lines: String?)] = [
    ("employees", "employees.csv", nil), ("customers", "customers.csv", nil),
    ("products", "products.csv", nil), ("orders", "orders.csv", "order_details.csv"),
  ]

  /// Imports all files in order and gives what each came to.
  private func load(
    into bench: ImportBench, mode: ImportPlanner.Mode = .commit
  ) throws -> [ImportBench.Outcome] {
    try Self.files.map { file in
      let mapping = try bench.mapping(try ImportBench.northwind("\(file.map).map"))
      #expect(mapping.file == file.file)
      #expect(mapping.lineFile == file.lines)
      return try bench.run(
        mapping, try ImportBench.northwind(file.file),
        lines: try file.lines.map { try ImportBench.northwind($0) }, mode: mode)
    }
  }

  @Test func everythingGoesInAndNothingTwice() throws {
    let bench = try ImportBench()
    let first = try load(into: bench)
    #expect(first.map(\.summary.created) == [9, 93, 77, 830])
    for outcome in first { #expect(outcome.rejections.isEmpty) }
    #expect(
      first[1].summary.records == [
        "territory": 21, "account": 93, "contact": 93, "contact_point": 160, "address": 91,
      ])
    #expect(first[3].summary.records == ["order": 830, "order_line": 2155])
    try checkUsers(bench)
    try checkAccounts(bench)
    try checkOrders(bench)

    let commits = bench.commits
    let again = try load(into: bench)
    #expect(again.map(\.summary.skipped) == [9, 93, 77, 830])
    #expect(again.allSatisfy { $0.rejections.isEmpty && $0.summary.records.isEmpty })
    #expect(bench.commits == commits)
  }

  private func checkUsers(_ bench: ImportBench) throws {
    let users = try bench.views(User.self).dropFirst()
    #expect(users.map { $0[User.shape.login].text }.prefix(2) == ["nancy", "andrew"])
    let roles = try users.map { user in
      try user[User.shape.role].reference.flatMap { try bench.store.record(Role.tag, $0) }?[
        Role.shape.code]
    }
    #expect(roles == [.text("rep"), .text("manager")] + Array(repeating: .text("rep"), count: 7))
  }

  private func checkAccounts(_ bench: ImportBench) throws {
    let shape = Account.shape
    let accounts = try bench.views(Account.self)
    let byID = Dictionary(uniqueKeysWithValues: accounts.map { ($0[shape.externalId].text, $0) })
    // Two customers have no country, and so neither territory, telephone nor address.
    #expect(accounts.filter { $0[shape.territory].isNull }.count == 2)
    #expect(byID["Val2"]?[shape.primaryPhone] == .null)
    let alfreds = try #require(byID["ALFKI"])
    let phoneID = try #require(alfreds[shape.primaryPhone].reference)
    let phone = try #require(try bench.store.record(ContactPoint.tag, phoneID))
    #expect(phone[ContactPoint.shape.value] == .text("030-0074321"))
    #expect(phone[ContactPoint.shape.normalized] == .text("+49300074321"))
    let territory = try #require(alfreds[shape.territory].reference)
    let germany = try #require(try bench.store.record(Territory.tag, territory))
    #expect(germany[Territory.shape.code] == .text("germany"))
    #expect(germany.words(Territory.shape.countries) == ["Germany"])
    let address = Address.shape
    let places = try bench.store.records(
      Address.tag, where: address.account.tag, is: .reference(alfreds.id))
    #expect(places.map { $0[address.city] } == [.text("Berlin")])
    #expect(places.map { $0[address.province] } == [.null])
  }

  private func checkOrders(_ bench: ImportBench) throws {
    let orders = try bench.views(Order.self)
    let states = orders.compactMap { $0[Order.shape.status].text }
    #expect(states.filter { $0 == "closed" }.count == 809)
    #expect(states.filter { $0 == "approved" }.count == 21)
    #expect(Set(orders.compactMap { $0[Order.shape.number].text }).count == 830)
    let nancy = try #require(try Authors.user(login: "nancy", reader: bench.store))
    #expect(orders.filter { $0.creator == nancy.id }.count == 123)
    var total: Int64 = 0
    for order in orders {
      let lines = try OrderTotals.lines(of: order.id, reader: bench.store)
      total += try OrderTotals.of(order, lines: lines).payable
    }
    let (rounded, exact) = try Self.sumOfFile()
    #expect(total == rounded)
    // The classic's own total, 1,265,793.04, is of amounts that are not rounded line by line.
    #expect(exact / 10_000 == 126_579_303)
    #expect(abs(total * 10_000 - exact) <= 2155 * 5_000)
  }

  /// The sum of the lines in cents, each discount rounded half up, and exactly in cents / 10,000.
  private static func sumOfFile() throws -> (rounded: Int64, exact: Int64) {
    var rounded: Int64 = 0
    var exact: Int64 = 0
    let text = try ImportBench.northwind("order_details.csv")
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",")
      let gross = scaled(cells[2], 100) * (Int64(cells[3]) ?? 0)
      let discount = gross * scaled(cells[4], 10_000)
      rounded += gross - (discount + 5_000) / 10_000
      exact += gross * 10_000 - discount
    }
    return (rounded, exact)
  }

  private static func scaled(_ text: Substring, _ scale: Double) -> Int64 {
    Int64(((Double(text) ?? 0) * scale).rounded())
  }

  @Test func aDryRunSaysTheSameAndCommitsNothing() throws {
    let bench = try ImportBench()
    let commits = bench.commits
    let customers = try bench.mapping(try ImportBench.northwind("customers.map"))
    let file = try ImportBench.northwind("customers.csv")
    let dry = try bench.run(customers, file, mode: .dryRun)
    #expect(bench.commits == commits)
    #expect(try bench.views(Account.self).isEmpty)
    #expect(dry.summary == (try bench.run(customers, file)).summary)
    // Orders without their customers and products are refused, each with its lines.
    let orders = try bench.run(
      try bench.mapping(try ImportBench.northwind("orders.map")),
      try ImportBench.northwind("orders.csv"),
      lines: try ImportBench.northwind("order_details.csv"), mode: .dryRun)
    #expect(orders.summary.rejected == 830)
    #expect(orders.rejections.count == 830 + 2155)
  }
}
