// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// Packs whose price cannot be divided evenly over what is in them.
extension PricingTests {
  @Test("a pack costs what its price says where that does not come out even, whole and in parts")
  func unevenPacks() throws {
    try carton(24)
    let list = try list("ALL", isStandard: true)
    _ = try price(list, 100_000, [PriceRule.shape.unit.tag: .text("carton")])
    let packed = try sell(2, of: "carton")
    #expect(
      packed[line.unitPrice] == .integer(100_000) && packed[line.pricePer] == .integer(24_000))
    func gross() throws -> Int64 {
      try OrderTotals.of(try world.view(Order.self, order), reader: world.records).gross
    }
    #expect(try gross() == 200_000)
    let review = try PriceReview<Order>.lines(
      of: try world.view(Order.self, order), reader: world.records)
    #expect(review.allSatisfy { !$0.isStale && !$0.isOwn && $0.now == 100_000 })
    // A price of one's own is that of one unit, and nothing of the pack's is left.
    let own = try sell(1, of: "carton", price: 5_000)
    #expect(own[line.pricePer].isNull && own[line.rulePrice] == .integer(4_167))
    #expect(try gross() == 320_000)
    try world.run(world.rep) { try DocumentLines<Order>.remove(own.id, in: $0) }
    // Goods go out and are invoiced in odd parts, which add up to the whole.
    try world.run(world.rep) { try OrderOperations.submit(self.order, in: $0) }
    try world.run(world.manager, World.laptop) { try OrderOperations.approve(self.order, in: $0) }
    var taxable: Int64 = 0
    for part in [7_000, 13_000, 28_000] as [Int64] {
      try world.run(world.rep) {
        try DeliveryOperations.deliver(order: self.order, [packed.id: part], in: $0)
      }
      let invoice = try world.run(world.rep) {
        try InvoiceOperations.draft(order: self.order, in: $0)
      }
      taxable += try DocumentAmounts<Invoice>.of(
        try world.view(Invoice.self, invoice), reader: world.records
      ).taxable
    }
    #expect(taxable == 200_000)
  }

  @Test("who types a unit price of a line by itself says that of one unit")
  func typedPrice() throws {
    try carton(24)
    let list = try list("ALL", isStandard: true)
    _ = try price(list, 100_000, [PriceRule.shape.unit.tag: .text("carton")])
    let packed = try sell(1, of: "carton")
    func edit(_ values: [FieldTag: Value]) throws {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(OrderLine.self, packed.id), RecordEdit(values: values), in: $0)
      }
    }
    let none = failure { try edit([line.pricePer.tag: .integer(0)]) }
    #expect(none?.arguments.first == DomainLaw.quantityPositive.rawValue)
    try edit([line.unitPrice.tag: .integer(4_000)])
    let total = try OrderTotals.of(try world.view(Order.self, order), reader: world.records)
    #expect(total.gross == 96_000)
  }
}
