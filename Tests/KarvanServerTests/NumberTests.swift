// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanServer

@Suite("Legal numbers")
struct NumberTests {
  private func number(_ world: EscrowWorld, _ index: Int, _ order: RecordID) throws -> String? {
    try world.devices[index].database.read { reader in
      try reader.record(Order.tag, order)?[Order.shape.legalNumber].text
    }
  }

  private func lease(_ world: EscrowWorld, _ index: Int, _ count: Int64, reuses: Bool = false)
    throws
    -> NumberBlock
  {
    try world.office.office.lease(
      "F", count: count, device: world.code(index), reuses: reuses, now: world.office.now)
  }

  @Test("a device numbers its orders without a network, and an order beyond the lease has none")
  func submit() throws {
    let world = try EscrowWorld()
    _ = try lease(world, 0, 2)
    for device in world.devices { try device.sync() }
    let orders = try (0..<3).map { _ in try world.sell(0, 1) }
    #expect(try orders.map { try number(world, 0, $0) } == ["F-000001", "F-000002", nil])
    // The other device of the same user leases nothing.
    #expect(try number(world, 1, try world.sell(1, 1)) == nil)
    for device in world.devices { #expect(try device.sync().rejected == 0) }
    #expect(try world.office.office.numberGaps("F").used == 2)
    // More is leased, and the order gets its number.
    _ = try lease(world, 0, 5)
    let device = world.devices[0]
    try device.sync()
    _ = try device.database.commit(device.rights) {
      try NumberOperations.number(orders[2], in: $0)
    }
    #expect(try number(world, 0, orders[2]) == "F-000003")
    try device.sync()
    let gaps = try world.office.office.numberGaps("F")
    #expect(gaps.used == 3 && gaps.gaps.map(\.numbers) == [4...7])
  }

  @Test("a killed commit uses up no number, and one that was given is never given again")
  func killed() throws {
    let world = try EscrowWorld()
    _ = try lease(world, 0, 9)
    let device = world.devices[0]
    try device.sync()
    let order = try world.sell(0, 1)
    struct Killed: Error {}
    let lease = try #require(try world.office.office.leases().first)
    #expect(throws: Killed.self) {
      try device.database.commit(device.rights) { context in
        _ = try context.takeNumber("lease:\(lease.id)", 1)
        throw Killed()
      }
    }
    #expect(try number(world, 0, try world.sell(0, 1)) == "F-000002")
    // Declined, a draft again, deleted, brought back: the number stays with its order.
    _ = try device.database.commit(device.rights) { context in
      try OrderOperations.cancel(order, in: context)
    }
    #expect(try number(world, 0, try world.sell(0, 1)) == "F-000003")
    #expect(try number(world, 0, order) == "F-000001")
  }

  @Test("what is given back is leased again only when that is wanted, and never what was used")
  func giveBack() throws {
    let world = try EscrowWorld()
    _ = try lease(world, 0, 10)
    let device = world.devices[0]
    try device.sync()
    for _ in 0..<3 { try world.sell(0, 1) }
    _ = try device.database.commit(device.rights) { context in
      let shape = NumberLease.shape
      let lease = try context.reader.records(
        NumberLease.tag, where: shape.user.tag, is: .reference(device.enrolment.user))
      return try NumberOperations.giveBack(try #require(lease.first), in: context)
    }
    let late = try world.sell(0, 1)
    #expect(try number(world, 0, late) == nil)
    try device.sync()
    #expect(
      try world.office.office.numberGaps("F").gaps.map { "\($0.numbers) \($0.reason)" }
        == ["4...10 givenBack"])
    #expect(try lease(world, 2, 4).from == 11)
    let again = try lease(world, 2, 4, reuses: true)
    #expect(again.from == 4 && again.through == 7)
    try world.devices[2].sync()
    #expect(try number(world, 2, try world.sell(2, 1)) == "F-000004")
    try world.devices[2].sync()
    #expect(try world.office.office.numberGaps("F").used == 4)
  }

  @Test("the lease of a device is ended only when the device is shut out")
  func reclaim() throws {
    let world = try EscrowWorld()
    _ = try lease(world, 0, 3)
    try world.devices[0].sync()
    let id = try #require(try world.office.office.leases().first).id
    #expect(throws: Failure.self) {
      try world.office.office.reclaimLease("\(id)", now: world.office.now)
    }
    _ = try world.office.office.revoke(device: world.code(0), now: world.office.now)
    try world.office.office.reclaimLease("\(id)", now: world.office.now)
    let gaps = try world.office.office.numberGaps("F").gaps
    #expect(gaps.map(\.reason) == [.reclaimed])
    // On paper they may be used: nobody else gets them.
    #expect(try lease(world, 2, 3, reuses: true).from == 4)
  }

  @Test("a number of somebody else's lease is taken with its order, and does not count")
  func foreign() throws {
    let world = try EscrowWorld()
    _ = try lease(world, 0, 5)
    for device in world.devices { try device.sync() }
    let mine = try world.sell(0, 1)
    let copy = try world.sell(1, 1)
    let device = world.devices[1]
    let lease = try #require(try world.office.office.leases().first)
    _ = try device.database.commit(device.rights) { context in
      let shape = Order.shape
      let view = try #require(try context.reader.record(Order.tag, copy))
      return try RecordOperations.edit(
        view,
        RecordEdit(values: [
          shape.legalNumber.tag: .text("F-000001"), shape.legalLease.tag: .reference(lease.id),
          shape.legalIndex.tag: .integer(1),
        ]), in: context)
    }
    for device in world.devices { #expect(try device.sync().rejected == 0) }
    try world.office.office.database.read { reader in
      let original = try #require(try reader.record(Order.tag, mine))
      let forged = try #require(try reader.record(Order.tag, copy))
      #expect(try Numbers.valid(original, reader: reader) == 1)
      #expect(try Numbers.valid(forged, reader: reader) == nil)
    }
    #expect(try world.office.office.numberGaps("F").used == 1)
    let review = try world.office.office.reviews(all: false)
    #expect(review.contains { $0.details == "legal_number = f-000001" && $0.other != nil })
  }
}

@Suite("Claims")
struct ClaimTests {
  private func rename(_ office: TestOffice, _ id: RecordID, _ sku: String) throws {
    try office.office.operate(now: office.now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        let view = try #require(try writer.record(Product.tag, id))
        return try RecordOperations.edit(
          view, RecordEdit(values: [Product.shape.barcode.tag: .text(sku)]), in: context)
      }
    }
  }

  private func product(_ office: TestOffice, _ sku: String, barcode: String) throws -> RecordID {
    try office.office.operate(now: office.now) { authoring, writer, author in
      let shape = Product.shape
      let entity = try #require(writer.schema[Product.tag])
      let commit = try authoring.commit(by: author) {
        try RecordOperations.add(
          entity,
          RecordEdit(values: [
            shape.sku.tag: .text(sku), shape.name.tag: .text("Tea \(sku)"),
            shape.barcode.tag: .text(barcode),
          ]), in: $0)
      }
      return try #require(commit).changes[0].record
    }
  }

  @Test(
    "a loser is kept and named beside the winner, and looked at again when that frees the value")
  func reopened() throws {
    let office = try TestOffice()
    let winner = try product(office, "P-1", barcode: "۶۲۶Abc")
    let loser = try product(office, "P-2", barcode: "626aBC")
    let line = try #require(try office.office.reviews(all: false).first)
    #expect(line.item[ReviewItem.shape.subjectRecord].text == "\(loser)")
    #expect(line.item[ReviewItem.shape.otherRecord].text == "\(winner)")
    #expect(line.details == "barcode = 626abc")
    #expect(line.subject.contains("P-2") && line.other?.contains("P-1") == true)
    try office.office.closeReview("\(line.item.id)", note: "keeps it", now: office.now)
    #expect(try office.office.reviews(all: false).isEmpty)
    // The loser gives nothing up: nothing to look at. The winner does.
    try rename(office, winner, "700")
    let again = try #require(try office.office.reviews(all: false).first)
    #expect(again.item.id == line.item.id)
    let said = again.item[ReviewItem.shape.resolution].text
    #expect(said?.contains("\(winner)") == true && said?.contains("keeps it") == true)
  }

  @Test("of three the two that are left stand in one another's way")
  func three() throws {
    let office = try TestOffice()
    let first = try product(office, "P-1", barcode: "1")
    let second = try product(office, "P-2", barcode: "1")
    let third = try product(office, "P-3", barcode: "1")
    // Each is told of once, not each pair.
    #expect(try office.office.reviews(all: false).count == 2)
    try rename(office, first, "2")
    let pairs = try office.office.reviews(all: false).map { line in
      Set([
        line.item[ReviewItem.shape.subjectRecord].text,
        line.item[ReviewItem.shape.otherRecord].text,
      ])
    }
    #expect(pairs.contains(["\(second)", "\(third)"]))
  }

  @Test("a value that many share takes one item each, however many they are")
  func many() throws {
    let office = try TestOffice()
    for number in 0..<20 { _ = try product(office, "P-\(number)", barcode: "1") }
    #expect(try office.office.reviews(all: false).count == 19)
  }
}
