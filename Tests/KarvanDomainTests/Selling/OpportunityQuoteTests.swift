// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Quotes for opportunities")
struct OpportunityQuoteTests {
  @Test("take over each line with a product at the price that was talked about, and the link")
  func lines() throws {
    try forAllSeeds(20) { generator in
      let world = try World()
      let products = try (0..<3).map { try world.addProduct("P\($0)", 1_000) }
      let deal = try world.addOpportunity()
      var expected: [[Int64]] = []
      var words = 0
      for index in 0..<generator.integer(in: 1...4) {
        let quantity = Int64(generator.integer(in: 1...9)) * 1_000
        let price = Int64(generator.integer(in: 500...2_000))
        var values: [FieldTag: Value] = [
          OpportunityLine.shape.opportunity.tag: .reference(deal),
          OpportunityLine.shape.quantity.tag: .integer(quantity),
          OpportunityLine.shape.unitPrice.tag: .integer(price),
        ]
        if index > 0, generator.integer(in: 0...2) == 0 {
          values[OpportunityLine.shape.text.tag] = .text("Installing")
          words += 1
        } else {
          values[OpportunityLine.shape.product.tag] =
            .reference(generator.element(of: products))
          expected.append([quantity, price])
        }
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(OpportunityLine.self), RecordEdit(values: values), in: $0)
        }
      }
      var told = 0
      let id = try world.run(world.rep) { context in
        let (draft, words) = try QuoteOperations.quote(opportunity: deal, in: context)
        told = words.count
        return draft
      }
      let quote = try world.view(Quote.self, id)
      let lines = try DocumentAmounts<Quote>.lines(of: id, reader: world.records)
      let shape = QuoteLine.shape
      try #require(
        lines.map { [$0[shape.quantity].integer ?? 0, $0[shape.unitPrice].integer ?? 0] }
          == expected)
      try #require(told == words)
      try #require((quote[Quote.shape.note].text?.contains("Installing") ?? false) == (words > 0))
      try #require(quote[Quote.shape.opportunity].reference == deal)
    }
  }

  @Test("need a line with a product, and keep the link over revisions")
  func chain() throws {
    let world = try World()
    let deal = try world.addOpportunity()
    #expect(throws: Failure.self) {
      try world.run(world.rep) { try QuoteOperations.quote(opportunity: deal, in: $0).draft }
    }
    let product = try world.addProduct("P", 1_000)
    try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(OpportunityLine.self),
        RecordEdit(values: [
          OpportunityLine.shape.opportunity.tag: .reference(deal),
          OpportunityLine.shape.product.tag: .reference(product),
          OpportunityLine.shape.quantity.tag: .integer(1_000),
        ]), in: $0)
    }
    let quote = try world.run(world.rep) {
      try QuoteOperations.quote(opportunity: deal, in: $0).draft
    }
    try world.run(world.rep) { try QuoteOperations.send(quote, in: $0) }
    let next = try world.run(world.rep) { try QuoteOperations.revise(quote, in: $0) }
    #expect(try world.view(Quote.self, next)[Quote.shape.opportunity].reference == deal)
  }
}
