// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// What a van sold of an order is delivered, on every side.
@Suite("Orders that a van delivers")
struct VanDeliveryTests {
  let world: EscrowWorld
  let van: RecordID

  init() throws {
    let world = try EscrowWorld()
    let place = StockLocation.shape
    van = try world.office.office.operate(now: world.office.now) { authoring, writer, author in
      let entity = try #require(writer.schema[StockLocation.tag])
      let commit = try authoring.commit(by: author) {
        try RecordOperations.add(
          entity,
          RecordEdit(values: [
            place.name.tag: .text("Van"), place.kind.tag: .text("van"),
            place.keeper.tag: .reference(world.devices[0].enrolment.user),
          ]), in: $0)
      }
      return try #require(commit).changes[0].record
    }
    self.world = world
    try settle()
  }

  private func settle() throws {
    for _ in 0..<2 {
      for device in world.devices { #expect(try device.sync().rejected == 0) }
    }
  }

  @discardableResult
  private func commit(
    _ index: Int = 0, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> [RecordID] {
    let device = world.devices[index]
    return try #require(try device.database.commit(device.rights, make)).changes.map(\.record)
  }

  private func sell(_ order: RecordID, on index: Int = 0) throws -> RecordID {
    try commit(index) { context in
      try VanSales.sell(
        [StockQuantity(world.product, try Quantity(whole: 5))],
        of: try #require(try context.reader.record(Order.tag, order)), from: van, in: context)
    }[0]
  }

  private func codes(about record: RecordID) throws -> [String] {
    try world.office.office.database.read { reader in
      try reader.list(RecordQuery(ReviewItem.tag)).filter {
        $0[ReviewItem.shape.subjectRecord] == .text("\(record)")
      }.compactMap { $0[ReviewItem.shape.finding].text }.sorted()
    }
  }

  private func fulfilment(_ order: RecordID) throws -> Fulfilment {
    try world.devices[0].database.read { reader in
      try Fulfilment(of: try #require(try reader.record(Order.tag, order)), reader: reader)
    }
  }

  @Test("what a van sold is not delivered again, is invoiced, and is not called off")
  func once() throws {
    let order = try world.sell(0, 5)
    _ = try sell(order)
    #expect(try fulfilment(order).delivery == .done)
    #expect(throws: Failure.self) {
      try commit { try DeliveryOperations.deliver(order: order, in: $0) }
    }
    #expect(throws: Failure.self) { try commit { try OrderOperations.cancel(order, in: $0) } }
    try commit { try InvoiceOperations.draft(order: order, in: $0) }
    #expect(try fulfilment(order).invoicing == .done)
    // What came back to the van is with nobody, and is not handed over anew.
    try commit { context in
      try StockOperations.move(
        [StockQuantity(world.product, try Quantity(whole: 2))],
        StockOperations.Sheet(kind: "return", to: van, order: order), in: context)
    }
    #expect(try fulfilment(order).parts.map(\.kept) == [3_000])
    let device = world.devices[0]
    #expect(try device.database.read { try VanSales.open(of: order, reader: $0) }.isEmpty)
    try settle()
    #expect(try codes(about: order).isEmpty)
  }

  @Test("what is sold from the van here and delivered there is noticed")
  func twice() throws {
    let order = try world.sell(0, 5)
    try settle()
    _ = try sell(order)
    try commit(1) { try DeliveryOperations.deliver(order: order, in: $0) }
    try settle()
    #expect(try codes(about: order) == ["delivered_twice"])
  }

  @Test("an order that waits for an approval does not go out by the van either")
  func unapproved() throws {
    try world.office.office.operate(now: world.office.now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        try RecordOperations.edit(
          try #require(try writer.record(Account.tag, world.accounts[0])),
          RecordEdit(values: [Account.shape.creditHold.tag: .truth(true)]), in: context)
      }
    }
    try settle()
    let order = try world.sell(0, 5)
    #expect(throws: Failure.self) { try sell(order) }
  }

  @Test("a sale that two devices take back at a time is taken back once, and the office sees it")
  func takenBack() throws {
    let order = try world.sell(0, 5)
    let sale = try sell(order)
    try settle()
    for index in 0..<2 {
      try commit(index) { context in
        let move = try #require(try context.reader.record(StockMove.tag, sale))
        return try StockOperations.reverse([move], in: context)
      }
    }
    try settle()
    #expect(try codes(about: sale) == ["taken_back_twice"])
    #expect(try fulfilment(order).parts.map(\.handedOver) == [0])
    let open = try world.devices[0].database.read { try VanSales.open(of: order, reader: $0) }
    #expect(open.map(\.thousandths) == [5_000])
    #expect(try codes(about: order).isEmpty)
  }
}
