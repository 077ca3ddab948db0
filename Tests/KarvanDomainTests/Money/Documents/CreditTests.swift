// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Credit")
struct CreditTests {
  let world: World

  init() throws { world = try World() }

  private func submit(_ account: RecordID, _ price: Int64) throws -> RecordView {
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    try world.fill(order, Order.self, [(price, 1_000)])
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    return try world.view(Order.self, order)
  }

  private func reasons(_ order: RecordView) -> [String] {
    order.words(Order.shape.approvalReasons)
  }

  @Test("saying that two customers are one lifts neither's hold and limit")
  func holdAfterMerging() throws {
    let shape = Account.shape
    let first = try world.openAccount("Free")
    let second = try world.openAccount("Held")
    try world.set(
      second, [shape.creditHold.tag: .truth(true), shape.creditLimit.tag: .integer(1_000)])
    try world.run(world.manager, World.laptop) {
      try Duplicates.merge(
        try world.view(Account.self, first), try world.view(Account.self, second), in: $0)
    }
    let stands = try Duplicates.survivor(
      of: try world.view(Account.self, second), reader: world.records)
    let standing = try world.credit(stands.id)
    #expect(standing.isHeld && standing.limit == 1_000)
  }

  @Test("a sale weighs the same on the credit from order to cheque, until the money is there")
  func weight() throws {
    try forAllSeeds(8) { generator in
      let world = try World()
      let account = try world.openAccount()
      let price = generator.integer(in: 1_000...900_000) as Int64
      let order = try world.approvedOrder(account, [(price, 10_000)])
      let payable = try OrderTotals.of(
        try world.view(Order.self, order), reader: world.records
      ).payable
      try #require(try world.credit(account).exposure == payable)
      try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
      try #require(try world.credit(account).exposure == payable)
      let invoice = try world.run(world.rep) { try InvoiceOperations.draft(order: order, in: $0) }
      try #require(try world.credit(account).exposure == payable)
      try world.run(world.rep) { try InvoiceOperations.issue(invoice, in: $0) }
      let issued = try world.credit(account)
      try #require(issued.exposure == payable && issued.openOrders == 0)
      let part = generator.integer(in: 1...payable)
      let cheque = try world.take(account, part, method: "cheque")
      let taken = try world.credit(account)
      try #require(taken.exposure == payable && taken.unclearedCheques == part)
      try world.cheque(cheque, "deposited")
      try world.cheque(cheque, "cleared")
      try #require(try world.credit(account).exposure == payable - part)
      _ = try world.take(account, payable - part + 7)
      try #require(try world.credit(account).exposure == -7)
    }
  }

  @Test("an order beyond the limit is taken and waits; the reason is kept on it")
  func limit() throws {
    let account = try world.openAccount()
    try world.set(account, [Account.shape.creditLimit.tag: .integer(2_200)])
    #expect(reasons(try submit(account, 1_000)).isEmpty)
    #expect(reasons(try submit(account, 1_000)).isEmpty)
    #expect(try world.credit(account).available == 0)
    #expect(reasons(try submit(account, 1)) == ["credit_limit"])
    try world.set(account, [Account.shape.creditHold.tag: .truth(true)])
    let order = try submit(account, 1_000)
    #expect(reasons(order) == ["credit_hold", "credit_limit"])
    #expect(order[Order.shape.status] == .text("submitted"))
    // When it is submitted again after the office helped, nothing speaks against it any more.
    try world.run(world.manager, World.laptop) { try OrderOperations.decline(order.id, in: $0) }
    try world.set(
      account,
      [
        Account.shape.creditLimit.tag: .integer(9_000), Account.shape.creditHold.tag: .truth(false),
      ])
    try world.run(world.rep) { try OrderOperations.reopen(order.id, in: $0) }
    try world.run(world.rep) { try OrderOperations.submit(order.id, in: $0) }
    #expect(reasons(try world.view(Order.self, order.id)).isEmpty)
  }

  @Test("an invoice that is due warns, and after the days of grace asks for an approval")
  func overdue() throws {
    let account = try world.openAccount()
    try world.set(
      account,
      [
        Account.shape.creditGraceDays.tag: .integer(5),
        Account.shape.paymentTerms.tag: .text("net_7"),
      ])
    _ = try world.issuedInvoice(account, [(1_000, 1_000)])
    let outcomes = try [7, 8, 12, 13].map { days in
      CreditDecision(try world.credit(account, day: 20_089 + Int32(days)), adding: 0)
    }
    #expect(outcomes.map(\.outcome) == [.good, .warn, .warn, .needsApproval])
    #expect(outcomes.map(\.reasons) == [[], [], [], [.overdue]])
    _ = try world.take(account, 1_100)
    #expect(CreditDecision(try world.credit(account, day: 21_000), adding: 0).outcome == .good)
  }

  @Test("without a limit nothing is too much; near a limit it warns; sums that do not fit wait")
  func edges() throws {
    let account = try world.openAccount()
    var standing = try world.credit(account)
    #expect(standing.limit == nil && standing.available == nil)
    #expect(CreditDecision(standing, adding: Int64.max).outcome == .good)
    try world.set(account, [Account.shape.creditLimit.tag: .integer(1_000)])
    standing = try world.credit(account)
    let outcomes = [900, 901, 1_000, 1_001].map {
      CreditDecision(standing, adding: $0).outcome
    }
    #expect(outcomes == [.good, .warn, .warn, .needsApproval])
    _ = try submit(account, 1)
    #expect(
      CreditDecision(try world.credit(account), adding: Int64.max).reasons == [.creditLimit])
  }

  @Test("an account that was merged into another owes with it")
  func merged() throws {
    let one = try world.openAccount("Shop")
    let other = try world.openAccount("Shop 2")
    _ = try world.issuedInvoice(other, [(1_000, 1_000)])
    try world.run(world.rep) {
      try Duplicates.merge(
        try world.view(Account.self, one), try world.view(Account.self, other), in: $0)
    }
    #expect(try world.credit(one).openInvoices == 1_100)
    #expect(try world.book(one).balance() == 1_100)
  }
}
