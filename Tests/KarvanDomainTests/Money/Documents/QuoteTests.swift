// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Quotes")
struct QuoteTests {
  let world: World
  let shape = Quote.shape

  init() throws { world = try World() }

  private func state(_ quote: RecordID) throws -> String? {
    try world.view(Quote.self, quote)[shape.status].text
  }

  private func order(of quote: RecordID) throws -> RecordView? {
    try QuoteOperations.order(of: quote, reader: world.records)
  }

  @Test("whatever its lines and discounts are, a quote becomes an order of the same amounts")
  func sameAmounts() throws {
    try forAllSeeds(12) { generator in
      let world = try World()
      let account = try world.openAccount()
      let scope = generator.element(of: RoundingScope.allCases)
      let mode = generator.element(of: RoundingMode.allCases)
      let edit = RecordEdit(values: [
        shape.discountPercent.tag: .integer(generator.integer(in: 0...3_000)),
        shape.roundingScope.tag: .text(scope.rawValue),
        shape.roundingMode.tag: .text(mode.rawValue),
        shape.payableStep.tag: .integer(generator.element(of: [1, 10, 1_000])),
      ])
      let quote = try world.run(world.rep) {
        try DocumentLines<Quote>.start(account: account, edit, in: $0)
      }
      for index in 0..<generator.integer(in: 1...5) {
        let product = try world.addProduct("P\(index)", generator.integer(in: 1...2_000_000))
        let discount = try PercentBasisPoints(generator.integer(in: 0...2_000))
        let quantity = Quantity(thousandths: generator.integer(in: 1...40_000))
        try world.run(world.rep) {
          try DocumentLines<Quote>.add(
            to: quote, product: product, quantity: quantity, discount: .percent(discount), in: $0)
        }
      }
      let quoted = try DocumentAmounts<Quote>.of(
        try world.view(Quote.self, quote), reader: world.records)
      try world.run(world.rep) { try QuoteOperations.send(quote, in: $0) }
      let order = try world.run(world.rep) { try QuoteOperations.convert(quote, in: $0) }
      let ordered = try OrderTotals.of(
        try world.view(Order.self, order), reader: world.records)
      try #require(ordered == quoted)
      try #require(try world.view(Quote.self, quote)[shape.status] == .text("accepted"))
    }
  }

  @Test("a quote becomes one order, however often it is converted")
  func once() throws {
    let account = try world.openAccount()
    let quote = try world.sentQuote(account, [(1_000, 2_000)])
    let order = try world.run(world.rep) { try QuoteOperations.convert(quote, in: $0) }
    let again = try QuoteOperations.convert(quote, in: try world.context(world.rep))
    #expect(again.changes.isEmpty)
    #expect(try self.order(of: quote)?.id == order)
    #expect(try world.view(Order.self, order)[Order.shape.quote] == .reference(quote))
    // One that was called off does not stand in the way.
    try world.run(world.rep) { try OrderOperations.cancel(order, in: $0) }
    let second = try world.run(world.rep) { try QuoteOperations.convert(quote, in: $0) }
    #expect(second != order)
  }

  @Test("two devices that convert a quote at a time keep both orders, which claim the same quote")
  func twice() throws {
    let account = try world.openAccount()
    let quote = try world.sentQuote(account, [(1_000, 2_000)])
    let phone = try world.context(world.rep)
    let laptop = try world.context(world.rep, World.laptop)
    let drafts = [
      try QuoteOperations.convert(quote, in: phone), try QuoteOperations.convert(quote, in: laptop),
    ]
    let one = try world.commit(drafts[0], by: phone.author, replica: World.phone)
    let other = try world.commit(drafts[1], by: laptop.author, replica: World.laptop)
    let claim = try #require(Order.about.claims.first { $0.name == "quote" })
    let keys = try [one, other].map { claim.key(try world.view(Order.self, $0)) }
    #expect(one != other && keys[0] != nil && keys[0] == keys[1])
    #expect(try state(quote) == "accepted")
    // When one is called off it claims nothing any more.
    try world.run(world.rep) { try OrderOperations.cancel(other, in: $0) }
    #expect(claim.key(try world.view(Order.self, other)) == nil)
  }

  @Test("a revision has the lines of the last one and puts it aside; its number counts on")
  func revisions() throws {
    let account = try world.openAccount()
    var quote = try world.sentQuote(
      account, [(1_000, 2_000), (500, 1_000)],
      RecordEdit(values: [shape.discountAmount.tag: .integer(100)]))
    let first = quote
    let payable = try DocumentAmounts<Quote>.of(
      try world.view(Quote.self, quote), reader: world.records
    ).payable
    for revision in 2...4 {
      let before = quote
      quote = try world.run(world.rep) { try QuoteOperations.revise(before, in: $0) }
      let shown = try world.view(Quote.self, quote)
      #expect(shown[shape.revision] == .integer(Int64(revision)))
      #expect(shown[shape.origin] == .reference(first))
      #expect(shown[shape.supersedes] == .reference(before))
      #expect(try state(before) == "superseded" && state(quote) == "draft")
      let totals = try DocumentAmounts<Quote>.of(shown, reader: world.records)
      #expect(totals.payable == payable)
      try world.run(world.rep) { try QuoteOperations.send(quote, in: $0) }
    }
    // Nobody revises what was put aside, or what is still a draft.
    let refused = failure {
      try world.run(world.rep) { try QuoteOperations.revise(first, in: $0) }
    }
    #expect(refused?.code == .moveNotAllowed)
  }

  @Test("acceptance in time beats an expiry that was noted elsewhere; too late is refused")
  func validity() throws {
    let account = try world.openAccount()
    let last = CivilDate(daysSinceEpoch: 20_100)
    let edit = RecordEdit(values: [shape.validUntil.tag: .integer(20_100)])
    let quote = try world.sentQuote(account, [(1_000, 1_000)], edit)
    let phone = try world.context(world.rep)
    let laptop = try world.context(world.administrator, World.laptop)
    let accepted = try QuoteOperations.accept(quote, on: last, in: phone)
    let expired = try QuoteOperations.expire(quote, in: laptop)
    try world.commit(accepted, by: phone.author, replica: World.phone)
    try world.commit(expired, by: laptop.author, replica: World.laptop)
    #expect(try state(quote) == "accepted")
    let late = try world.sentQuote(account, [(1_000, 1_000)], edit)
    let day = CivilDate(daysSinceEpoch: 20_101)
    for operation in [QuoteOperations.accept, QuoteOperations.convert] {
      let refused = failure { try world.run(world.rep) { try operation(late, day, $0) } }
      #expect(refused?.arguments.first == DomainLaw.quoteExpired.rawValue)
    }
    // Around the operation too.
    let forced = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Quote.self, late),
          RecordEdit(values: [
            shape.status.tag: .text("accepted"), shape.acceptedOn.tag: .integer(20_101),
          ]), in: $0)
      }
    }
    #expect(forced?.arguments.first == DomainLaw.quoteExpired.rawValue)
  }

  @Test("the offer of a lost or abandoned deal is accepted once the deal is open again")
  func lostDeal() throws {
    let ending = OpportunityOperations.Ending(on: firstDay, lostReason: "price")
    for close in [OpportunityOperations.lose, OpportunityOperations.abandon] {
      let account = try world.openAccount("Shop \(world.now)")
      let deal = try world.addOpportunity(account: account)
      let quote = try world.sentQuote(
        account, [(1_000, 1_000)], RecordEdit(values: [shape.opportunity.tag: .reference(deal)]))
      try world.run(world.rep) { try close(deal, ending, $0) }
      for operation in [QuoteOperations.accept, QuoteOperations.convert] {
        let refused = failure { try world.run(world.rep) { try operation(quote, firstDay, $0) } }
        #expect(refused?.arguments.first == DomainLaw.quoteOfLost.rawValue)
        #expect(refused?.field == "opportunity")
      }
      #expect(try state(quote) == "sent")
      try world.run(world.rep) { try OpportunityOperations.reopen(deal, in: $0) }
      try world.run(world.rep) { try QuoteOperations.accept(quote, on: firstDay, in: $0) }
      #expect(try state(quote) == "accepted")
    }
  }

  @Test("an offer holds for two weeks unless somebody says otherwise, and is frozen when sent")
  func frozen() throws {
    let account = try world.openAccount()
    let quote = try world.sentQuote(account, [(1_000, 1_000)])
    #expect(try world.view(Quote.self, quote)[shape.validUntil] == .integer(20_089 + 14))
    let line = try #require(
      try DocumentAmounts<Quote>.lines(of: quote, reader: world.records).first)
    let edits: [() throws -> OperationDraft] = [
      {
        try RecordOperations.edit(
          try self.world.view(Quote.self, quote),
          RecordEdit(values: [shape.validUntil.tag: .integer(30_000)]),
          in: try self.world.context(self.world.rep))
      },
      {
        try RecordOperations.edit(
          line, RecordEdit(values: [QuoteLine.shape.unitPrice.tag: .integer(1)]),
          in: try self.world.context(self.world.rep))
      },
    ]
    let author = try world.author(world.rep)
    for edit in edits {
      #expect(failure { try world.commit(try edit(), by: author) }?.code == .frozen)
    }
    let removed = failure {
      try world.run(world.rep) { try DocumentLines<Quote>.remove(line.id, in: $0) }
    }
    #expect(removed?.code == .frozen)
  }

  @Test("every move that the machine of quotes does not have is refused, with what is allowed")
  func moves() throws {
    let account = try world.openAccount()
    let draft = try world.run(world.rep) {
      try DocumentLines<Quote>.start(account: account, in: $0)
    }
    let empty = failure { try world.run(world.rep) { try QuoteOperations.send(draft, in: $0) } }
    #expect(empty?.arguments.first == DomainLaw.orderHasLines.rawValue)
    let early = failure {
      try world.run(world.rep) { try QuoteOperations.accept(draft, in: $0) }
    }
    #expect(early?.code == .moveNotAllowed && early?.arguments == ["draft", "accepted", "sent"])
    let quote = try world.sentQuote(account, [(1_000, 1_000)])
    try world.run(world.rep) { try QuoteOperations.reject(quote, reason: "dear", in: $0) }
    let lapsed = failure {
      try world.run(world.rep) { try QuoteOperations.expire(quote, in: $0) }
    }
    #expect(lapsed?.code == .moveNotAllowed)
    // A customer may think better of it.
    try world.run(world.rep) { try QuoteOperations.accept(quote, in: $0) }
    #expect(try state(quote) == "accepted")
    let stranger = try world.addRep("Omid", "omid")
    let other = try world.sentQuote(account, [(1_000, 1_000)])
    let theirs = failure {
      try world.run(stranger, World.laptop) { try QuoteOperations.reject(other, in: $0) }
    }
    #expect(theirs?.code == .notCreator)
  }
}
