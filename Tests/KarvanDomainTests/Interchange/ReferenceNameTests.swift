// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import Testing

@testable import KarvanDomain

@Suite struct ReferenceNameTests {
  private func derived(_ type: (some EntityType).Type, _ bench: ImportBench) throws -> ImportMapping
  {
    .derived(for: try #require(bench.schema[type.tag]))
  }

  private func said(_ outcome: ImportBench.Outcome, _ bench: ImportBench) -> [String] {
    outcome.rejections.map { $0.text(schema: bench.schema, language: .english) }
  }

  @Test(arguments: [ImportPlanner.Mode.commit, .dryRun])
  func referencesAreNamedByIdentifierKeyNumberOrTitle(_ mode: ImportPlanner.Mode) throws {
    let bench = try ImportBench()
    _ = try bench.run(try derived(Territory.self, bench), "name\nUK\nكرمان\n")
    let named = try bench.run(
      try derived(Account.self, bench),
      "name,territory,owner\nJK 0,UK,sara\nJK 1,uk ,SARA\nJK 2,کرمان,\nJK 3,,Sara\n", mode: mode)
    #expect(named.outcomes == [.created, .created, .created, .created])
    guard mode == .commit else { return }
    let territories = try bench.views(Territory.self).map(\.id)
    let accounts = try bench.views(Account.self)
    #expect(
      accounts.map { $0[Account.shape.territory].reference } == [
        territories[1], territories[1], territories[2], nil,
      ])
    let owner = bench.author.user
    #expect(accounts.map { $0[Account.shape.owner].reference } == [owner, owner, nil, owner])
    _ = try bench.run(
      try derived(Product.self, bench), "sku,name,list_price\nP-1,Tea,100\nP-2,Rice,7\n")
    _ = try bench.run(
      try derived(Order.self, bench), "account,order_date,currency\nJK 2,2024-02-29,IRR\n")
    let number = try #require(try bench.views(Order.self).first?[Order.shape.number].text)
    let lines = try bench.run(
      try derived(OrderLine.self, bench),
      "order,product,position,quantity,unit_price\n"
        + "\(number),P-1,1,1,1\n\(number),rice,2,1,1\n\(number),P-2 Rice,3,1,1\n")
    #expect(lines.outcomes == [.created, .created, .created])
  }

  @Test func whatIsMissingOrAmbiguousIsRejectedWithTheCandidates() throws {
    let bench = try ImportBench()
    _ = try bench.run(try derived(Territory.self, bench), "name\nUK\nuk\n")
    let outcome = try bench.run(
      try derived(Account.self, bench), "name,territory\nA,UK\nB,Mars\n")
    #expect(outcome.outcomes == [.rejected, .rejected])
    #expect(outcome.rejections.map(\.column) == ["territory", "territory"])
    let texts = said(outcome, bench)
    let ids = try bench.views(Territory.self).dropFirst().map(\.id)
    #expect(
      texts[0].hasPrefix(
        "Several records of territory are called UK: UK (\(ids[0])), uk (\(ids[1]))"))
    #expect(texts[1].hasPrefix("There is no territory called Mars."))
  }
}
