// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Synchronization
import TestSupport
import Testing

@testable import KarvanServer

/// A shop, a product and devices that sell it, with the real acceptance and the real merge.
final class EscrowWorld {
  let office: TestOffice
  var devices: [TestDevice] = []
  /// Orders by device.
  var orders: [Int: [RecordID]] = [:]
  /// What was put into the pool, in thousandths.
  var filled: Int64 = 0
  let product: RecordID
  let accounts: [RecordID]
  private static let quantity = OrderLine.shape.quantity.tag

  init() throws {
    office = try TestOffice()
    let now = office.now
    product = try office.office.operate(now: now) { authoring, writer, author in
      let shape = Product.shape
      let edit = RecordEdit(values: [
        shape.sku.tag: .text("P-1"), shape.name.tag: .text("Tea"),
        shape.listPrice.tag: .integer(1_000),
      ])
      let entity = try #require(writer.schema[Product.tag])
      let commit = try authoring.commit(by: author) {
        try RecordOperations.add(entity, edit, in: $0)
      }
      return try #require(commit).changes[0].record
    }
    let first = try office.rep("ali")
    devices = [first, try office.device("ali"), try office.rep("babak")]
    for device in devices { try device.sync() }
    accounts = try devices.map { try $0.addAccount("Shop") }
    for device in devices { try device.sync() }
  }

  static let resource = NamedResource(product: "P-1")

  func code(_ index: Int) -> String { devices[index].enrolment.deviceCode }

  func fill(_ units: Int64) throws {
    try office.office.fillPool(Self.resource, "\(units)", now: office.now)
    filled += units * 1_000
  }

  func books() throws -> [AllocationBook] {
    try office.office.database.read { reader in
      try reader.list(RecordQuery(Allocation.tag)).map { try AllocationBook($0, reader: reader) }
    }
  }

  /// Writes and submits an order on a device, offline.
  @discardableResult
  func sell(_ index: Int, _ units: Int64) throws -> RecordID {
    let device = devices[index]
    let account = accounts[index]
    let order = try #require(
      try device.database.commit(device.rights) {
        try OrderOperations.start(account: account, in: $0)
      }
    ).changes[0].record
    _ = try device.database.commit(device.rights) {
      try OrderOperations.addLine(
        order: order, product: self.product, quantity: Quantity(thousandths: units * 1_000),
        in: $0)
    }
    _ = try device.database.commit(device.rights) { try OrderOperations.submit(order, in: $0) }
    orders[index, default: []].append(order)
    return order
  }

  func cover(_ index: Int, _ order: RecordID) throws -> OrderCover? {
    try devices[index].database.read { reader in
      let view = try #require(try reader.record(Order.tag, order))
      return try OrderCover(of: view, reader: reader)
    }
  }

  func giveBackAsked(_ index: Int) throws {
    let device = devices[index]
    _ = try device.database.commit(device.rights) {
      try EscrowOperations.giveBackAsked(in: $0)
    }
  }

  /// Everything that was ever set aside is in an order, in somebody's hands or in the pool.
  func check() throws {
    try office.office.database.read { reader in
      let books = try reader.list(RecordQuery(Allocation.tag)).map {
        try AllocationBook($0, reader: reader)
      }
      guard let first = books.first else { return }
      let pool = try #require(try Escrow.pool(of: first.allocation, reader: reader))
      try #require(pool.free >= 0, "granted beyond the pool")
      var confirmed: Int64 = 0
      for order in try reader.list(RecordQuery(Order.tag)) {
        confirmed +=
          try OrderCover(of: order, reader: reader)?.parts.reduce(0) { $0 + $1.covered } ?? 0
      }
      let left = books.reduce(Int64(0)) { $0 + $1.left }
      try #require(confirmed + left + pool.free == filled, "something was lost or made")
      for book in books {
        try #require(book.lots.allSatisfy { $0.spent <= $0.lot.granted })
      }
    }
  }
}

@Suite("Escrow at the office")
struct EscrowTests {
  @Test("two reps sell offline against allocations; the one beyond is pending, on every side")
  func holds() throws {
    let world = try EscrowWorld()
    try world.fill(50)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "40", device: world.code(0), now: world.office.now)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(2), now: world.office.now)
    for device in world.devices { try device.sync() }
    let mine = try world.sell(0, 12)
    let theirs = try world.sell(2, 13)
    let other = try world.sell(1, 5)
    for _ in 0..<2 {
      let first = try #require(try world.cover(0, mine)?.parts.first)
      #expect(first.covered == 12_000 && first.granted == 40_000 && first.beyond == 0)
      let second = try #require(try world.cover(2, theirs)?.parts.first)
      #expect(second.covered == 10_000 && second.beyond == 3_000)
      // The other device of the same user holds nothing.
      #expect(try world.cover(1, other)?.isConfirmed == false)
      for device in world.devices {
        let intake = try device.sync()
        #expect(intake.rejected == 0)
      }
      try world.check()
    }
    // More is granted: what was pending is covered, by one command.
    try world.fill(3)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "3", device: world.code(2), now: world.office.now)
    let device = world.devices[2]
    try device.sync()
    _ = try device.database.commit(device.rights) { try OrderOperations.cover(theirs, in: $0) }
    try device.sync()
    #expect(try world.cover(2, theirs)?.isConfirmed == true)
    try world.check()
  }

  @Test("no more is granted than the pool has")
  func pool() throws {
    let world = try EscrowWorld()
    try world.fill(5)
    let refused = #expect(throws: Failure.self) {
      try world.office.office.grant(
        EscrowWorld.resource, "6", device: world.code(0), now: world.office.now)
    }
    #expect(refused?.arguments.first == "escrow-pool")
    #expect(throws: Failure.self) {
      try world.office.office.fillPool(EscrowWorld.resource, "-6", now: world.office.now)
    }
    try world.check()
  }

  @Test("what is asked back comes after everything that was sold, and only then can be granted")
  func reclaim() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    let id = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(0), now: world.office.now)
    try world.devices[0].sync()
    try world.sell(0, 4)
    #expect(try !world.office.office.reclaim("\(id)", now: world.office.now))
    #expect(throws: Failure.self) {
      try world.office.office.grant(
        EscrowWorld.resource, "1", device: world.code(2), now: world.office.now)
    }
    // Sold before it heard of it, and after the office asked.
    try world.sell(0, 3)
    try world.devices[0].sync()
    try world.giveBackAsked(0)
    let late = try world.sell(0, 1)
    #expect(try world.cover(0, late)?.isConfirmed == false)
    try world.devices[0].sync()
    let book = try #require(try world.books().first)
    #expect(book.spent == 7_000 && book.givenBack == 3_000 && book.left == 0)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "3", device: world.code(2), now: world.office.now)
    try world.check()
  }

  @Test("from a device that is shut out the rest is taken; from another it is not")
  func shutOut() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    let id = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(0), now: world.office.now)
    try world.devices[0].sync()
    try world.sell(0, 4)
    try world.devices[0].sync()
    try world.sell(0, 2)
    _ = try world.office.office.revoke(device: world.code(0), now: world.office.now)
    #expect(try world.office.office.reclaim("\(id)", now: world.office.now))
    let book = try #require(try world.books().first)
    #expect(book.spent == 4_000 && book.reclaimed == 6_000 && book.left == 0)
    try world.check()
  }

  @Test("what a called off order drew comes back to the pool, once")
  func calledOff() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(0), now: world.office.now)
    let device = world.devices[0]
    try device.sync()
    let order = try world.sell(0, 4)
    try device.sync()
    _ = try device.database.commit(device.rights) { try OrderOperations.cancel(order, in: $0) }
    try device.sync()
    let book = try #require(try world.books().first)
    #expect(book.returned == 4_000 && book.left == 6_000)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "4", device: world.code(2), now: world.office.now)
    try world.check()
  }

  @Test("what is drawn for an order after it was called off elsewhere comes back too")
  func lateDraw() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "2", device: world.code(0), now: world.office.now)
    let (device, other) = (world.devices[0], world.devices[1])
    try device.sync()
    let order = try world.sell(0, 6)
    try device.sync()
    _ = try world.office.office.grant(
      EscrowWorld.resource, "8", device: world.code(0), now: world.office.now)
    try device.sync()
    try other.sync()
    _ = try device.database.commit(device.rights) { try OrderOperations.cover(order, in: $0) }
    _ = try other.database.commit(other.rights) { try OrderOperations.cancel(order, in: $0) }
    try other.sync()
    #expect(try world.books().first?.returned == 2_000)
    try device.sync()
    #expect(try world.books().first?.returned == 6_000)
    try world.check()
  }

  @Test("delivered after all: what came back does not count any more, and a person is told once")
  func delivered() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(0), now: world.office.now)
    let (device, boss) = (world.devices[0], try world.office.device("admin"))
    try device.sync()
    let order = try world.sell(0, 4)
    try device.sync()
    try boss.sync()
    for state in ["approved", "delivered"] {
      _ = try boss.database.commit(boss.rights) {
        try OrderOperations.advance(order, to: state, in: $0)
      }
    }
    _ = try device.database.commit(device.rights) { try OrderOperations.cancel(order, in: $0) }
    try device.sync()
    _ = try world.office.office.grant(
      EscrowWorld.resource, "4", device: world.code(2), now: world.office.now)
    try boss.sync()
    _ = try boss.database.commit(boss.rights) {
      try OrderOperations.advance(order, to: "invoiced", in: $0)
    }
    try boss.sync()
    let lines = try world.office.office.allocations()
    #expect(lines.allSatisfy { $0.poolFree == -4_000 })
    #expect(lines.first?.book.returned == 0)
    let items = try world.office.office.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
    #expect(items.filter { $0[ReviewItem.shape.subjectRecord] == .text("\(order)") }.count == 1)
  }

  @Test("a declined order that is submitted again draws anew, and what came back stays back")
  func submittedAgain() throws {
    let world = try EscrowWorld()
    try world.fill(10)
    _ = try world.office.office.grant(
      EscrowWorld.resource, "10", device: world.code(0), now: world.office.now)
    let (device, boss) = (world.devices[0], try world.office.device("admin"))
    try device.sync()
    let order = try world.sell(0, 4)
    try device.sync()
    try boss.sync()
    _ = try boss.database.commit(boss.rights) { try OrderOperations.decline(order, in: $0) }
    try boss.sync()
    try device.sync()
    _ = try device.database.commit(device.rights) { try OrderOperations.reopen(order, in: $0) }
    try device.sync()
    try world.check()
    _ = try device.database.commit(device.rights) { try OrderOperations.submit(order, in: $0) }
    try device.sync()
    let book = try #require(try world.books().first)
    #expect(book.spent == 8_000 && book.returned == 4_000 && book.left == 2_000)
    let items = try world.office.office.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
    #expect(items.isEmpty)
    try world.check()
  }

  @Test("random schedules: never more is confirmed than there is, and nothing is lost")
  func schedules() throws {
    try forAllSeeds(12) { generator in
      let world = try EscrowWorld()
      try world.fill(generator.integer(in: 5...60))
      var confirmed: [RecordID: Int64] = [:]
      for _ in 0..<45 {
        try Self.step(world, &generator)
        try world.check()
        try Self.checkDevices(world, &confirmed)
      }
    }
  }

  private static func step(_ world: EscrowWorld, _ generator: inout SeededGenerator) throws {
    let index = Int(generator.integer(in: 0...2))
    let device = world.devices[index]
    let office = world.office.office
    let now = world.office.now
    do {
      switch generator.integer(in: 0...15) {
      case 0: try world.fill(generator.integer(in: 1...20))
      case 1, 2:
        _ = try office.grant(
          EscrowWorld.resource, "\(generator.integer(in: 1...15))", device: world.code(index),
          now: now)
      case 3:
        guard let book = try world.books().last else { return }
        try office.topUp("\(book.allocation.id)", "\(generator.integer(in: 1...9))", now: now)
      case 4:
        let books = try world.books()
        guard !books.isEmpty else { return }
        _ = try office.reclaim("\(generator.element(of: books).allocation.id)", now: now)
      case 5:
        let own = try device.database.read { reader in
          try Escrow.books(of: device.enrolment.user, reader: reader)
        }
        guard !own.isEmpty else { return }
        let book = generator.element(of: own)
        _ = try device.database.commit(device.rights) {
          try EscrowOperations.giveBack(book, generator.integer(in: 1...9) * 1_000, in: $0)
        }
      case 6: try callOff(world, index, &generator)
      case 7: try forge(world, index, &generator)
      case 8, 9, 10:
        let intake = try device.sync()
        try #require(intake.rejected == 0, "a document was rejected")
        try world.giveBackAsked(index)
      default: try world.sell(index, generator.integer(in: 1...8))
      }
    } catch is Failure {
      // The office's pool, or another device's allocation: refused, and nothing changed.
    }
  }

  private static func callOff(
    _ world: EscrowWorld, _ index: Int, _ generator: inout SeededGenerator
  ) throws {
    guard let orders = world.orders[index], !orders.isEmpty else { return }
    let order = generator.element(of: orders)
    let device = world.devices[index]
    _ = try device.database.commit(device.rights) { try OrderOperations.cancel(order, in: $0) }
  }

  /// Draws on whatever can be seen, as a copy of the holder does, and far too much.
  private static func forge(
    _ world: EscrowWorld, _ index: Int, _ generator: inout SeededGenerator
  ) throws {
    let device = world.devices[index]
    guard let order = world.orders[index]?.last else { return }
    let books = try device.database.read { reader in
      try Escrow.books(of: device.enrolment.user, reader: reader)
    }
    guard !books.isEmpty else { return }
    let book = generator.element(of: books)
    guard let lot = book.lots.first else { return }
    let line = try device.database.read { reader in
      try OrderTotals.lines(of: order, reader: reader).first
    }
    let shape = AllocationEntry.shape
    let edit = RecordEdit(values: [
      shape.allocation.tag: .reference(book.allocation.id), shape.kind.tag: .text("spend"),
      shape.amount.tag: .integer(900_000), shape.wanted.tag: .integer(900_000),
      shape.lot.tag: .reference(lot.lot.id), shape.order.tag: .reference(order),
      shape.line.tag: line.map { .reference($0.id) } ?? .null,
    ])
    _ = try device.database.commit(device.rights) { context in
      try RecordOperations.add(try #require(context.schema[AllocationEntry.tag]), edit, in: context)
    }
  }

  /// What a device once said to be covered stays so, until the order is called off.
  private static func checkDevices(
    _ world: EscrowWorld, _ confirmed: inout [RecordID: Int64]
  ) throws {
    for index in world.devices.indices {
      for order in world.orders[index] ?? [] {
        let covered =
          try world.cover(index, order)?.parts.reduce(Int64(0)) { $0 + $1.covered } ?? 0
        let state = try world.devices[index].database.read { reader in
          try reader.record(Order.tag, order)?[Order.shape.status].text
        }
        if state != "cancelled" { try #require(covered >= confirmed[order] ?? 0) }
        confirmed[order] = covered
      }
    }
  }
}
