// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Deliveries and returns")
struct DeliveryTests {
  let world: World

  init() throws { world = try World() }

  private func fulfilment(_ order: RecordID) throws -> Fulfilment {
    try Fulfilment(of: try world.view(Order.self, order), reader: world.records)
  }

  @Test("whatever goes out and comes back, no more is out than was ordered, nor less than nothing")
  func sums() throws {
    try forAllSeeds(10) { generator in
      let world = try World()
      let account = try world.openAccount()
      let order = try world.approvedOrder(account, [(1_000, 5_000), (700, 3_000)])
      let lines = try OrderTotals.lines(of: order, reader: world.records)
      var deliveries: [RecordID] = []
      for _ in 0..<12 {
        let quantities = [
          generator.element(of: lines).id: (generator.integer(in: 1...6) as Int64) * 1_000
        ]
        let choice = generator.integer(in: 0...4)
        let done = try? world.run(world.rep) { context in
          switch choice {
          case 0: try DeliveryOperations.takeBack(order: order, quantities, in: context)
          case 1 where !deliveries.isEmpty:
            try DeliveryOperations.reverse(
              generator.element(of: deliveries), in: context)
          default: try DeliveryOperations.deliver(order: order, quantities, in: context)
          }
        }
        if let done { deliveries.append(done) }
        let parts = try Fulfilment(
          of: try world.view(Order.self, order), reader: world.records
        ).parts
        for part in parts { try #require(part.kept <= part.ordered) }
      }
    }
  }

  @Test("an order goes out in parts until it is complete; more is refused with what is left")
  func parts() throws {
    let account = try world.openAccount()
    let order = try world.approvedOrder(account, [(1_000, 5_000)])
    let line = try #require(try OrderTotals.lines(of: order, reader: world.records).first)
    #expect(try fulfilment(order).delivery == .none)
    try world.run(world.rep) {
      try DeliveryOperations.deliver(order: order, [line.id: 3_500], in: $0)
    }
    #expect(try fulfilment(order).delivery == .partly)
    #expect(try world.view(Order.self, order)[Order.shape.status] == .text("delivered"))
    let more = failure {
      try world.run(world.rep) {
        try DeliveryOperations.deliver(order: order, [line.id: 1_501], in: $0)
      }
    }
    #expect(more?.arguments == [DomainLaw.moreThanLeft.rawValue, "1.5"])
    try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    #expect(try fulfilment(order).delivery == .done)
    let none = failure {
      try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
    }
    #expect(none?.arguments.first == DomainLaw.nothingLeft.rawValue)
  }

  @Test("two who deliver the same goods at a time are both believed, and it shows")
  func twice() throws {
    let account = try world.openAccount()
    let order = try world.approvedOrder(account, [(1_000, 5_000)])
    let phone = try world.context(world.rep)
    let laptop = try world.context(world.manager, World.laptop)
    let one = try DeliveryOperations.deliver(order: order, in: phone)
    let other = try DeliveryOperations.deliver(order: order, in: laptop)
    try world.commit(one, by: phone.author, replica: World.phone)
    let second = try world.commit(other, by: laptop.author, replica: World.laptop)
    #expect(try fulfilment(order).delivery == .beyond)
    try world.run(world.manager, World.laptop) {
      try DeliveryOperations.reverse(second, in: $0)
    }
    #expect(try fulfilment(order).delivery == .done)
    let again = failure {
      try world.run(world.manager, World.laptop) {
        try DeliveryOperations.reverse(second, in: $0)
      }
    }
    #expect(again?.arguments.first == DomainLaw.reversedBefore.rawValue)
  }

  @Test("delivering beats cancelling at a time; what is out is not cancelled but taken back")
  func cancelled() throws {
    let account = try world.openAccount()
    let order = try world.approvedOrder(account, [(1_000, 5_000)])
    let phone = try world.context(world.rep)
    let laptop = try world.context(world.manager, World.laptop)
    let delivery = try DeliveryOperations.deliver(order: order, in: phone)
    let cancel = try OrderOperations.cancel(order, in: laptop)
    try world.commit(cancel, by: laptop.author, replica: World.laptop)
    try world.commit(delivery, by: phone.author, replica: World.phone)
    #expect(try world.view(Order.self, order)[Order.shape.status] == .text("delivered"))
    let other = try world.approvedOrder(account, [(1_000, 5_000)])
    let stranger = try world.addRep("Omid", "omid")
    // Somebody else's driver cannot write the order; the delivery itself tells it.
    try world.run(stranger, World.laptop) { try DeliveryOperations.deliver(order: other, in: $0) }
    #expect(try world.view(Order.self, other)[Order.shape.status] == .text("approved"))
    let refused = failure {
      try world.run(world.rep) { try OrderOperations.cancel(other, in: $0) }
    }
    #expect(refused?.arguments.first == DomainLaw.cancelBeforeDelivery.rawValue)
    try world.run(world.rep) { try DeliveryOperations.takeBack(order: other, in: $0) }
    try world.run(world.rep) { try OrderOperations.cancel(other, in: $0) }
  }

  @Test("an order goes out when it is approved, or submitted with nothing against it")
  func goesOut() throws {
    let account = try world.openAccount()
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    try world.fill(order, Order.self, [(1_000, 1_000)])
    func deliver(_ order: RecordID) -> Failure? {
      failure {
        try world.run(world.rep) { try DeliveryOperations.deliver(order: order, in: $0) }
      }
    }
    #expect(deliver(order)?.code == .moveNotAllowed)
    try world.run(world.rep) { try OrderOperations.submit(order, in: $0) }
    #expect(deliver(order) == nil)
    try world.set(account, [Account.shape.creditHold.tag: .truth(true)])
    let held = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    try world.fill(held, Order.self, [(1_000, 1_000)])
    try world.run(world.rep) { try OrderOperations.submit(held, in: $0) }
    #expect(deliver(held)?.arguments.first == DomainLaw.orderGoesOut.rawValue)
    try world.run(world.manager, World.laptop) { try OrderOperations.approve(held, in: $0) }
    #expect(deliver(held) == nil)
  }

  @Test("goods come back and are exchanged without an order; what was written stays")
  func exchange() throws {
    let account = try world.openAccount()
    let product = try world.addProduct("TEA", 1_000)
    let goods = DeliveryOperations.Goods(product, try Quantity(whole: 2))
    for (out, back, kind) in [
      ([goods], [], "delivery"), ([], [goods], "return"), ([goods], [goods], "exchange"),
    ] {
      let delivery = try world.run(world.rep) {
        try DeliveryOperations.move(
          account: account, out: out, back: back, .init(cause: "damaged"), in: $0)
      }
      let shown = try world.view(Delivery.self, delivery)
      #expect(shown[Delivery.shape.kind] == .text(kind))
      let lines = world.records.records(
        DeliveryLine.tag, where: DeliveryLine.shape.delivery.tag, is: .reference(delivery))
      #expect(lines.count == out.count + back.count)
      let line = try #require(lines.first)
      for record in [shown, line] {
        let field = record.id == delivery ? Delivery.shape.note : DeliveryLine.shape.lot
        let refused = failure {
          try world.run(world.manager, World.laptop) {
            try RecordOperations.edit(
              record, RecordEdit(values: [field.tag: .text("x")]), in: $0)
          }
        }
        #expect(refused?.code == .appendOnly || refused?.code == .alreadySet)
      }
      // Nothing is added to what was handed over.
      let added = failure {
        try world.run(world.rep) {
          try RecordOperations.add(
            try world.entity(DeliveryLine.self),
            RecordEdit(values: [
              DeliveryLine.shape.delivery.tag: .reference(delivery),
              DeliveryLine.shape.product.tag: .reference(product),
              DeliveryLine.shape.direction.tag: .text(kind == "return" ? "in" : "out"),
              DeliveryLine.shape.quantity.tag: .integer(1_000),
            ]), in: $0)
        }
      }
      #expect(added?.code == .appendOnly)
    }
    let nothing = failure {
      try world.run(world.rep) {
        try DeliveryOperations.move(account: account, out: [], back: [], in: $0)
      }
    }
    #expect(nothing?.arguments.first == DomainLaw.nothingLeft.rawValue)
  }
}
