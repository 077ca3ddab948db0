// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// A client of an older schema keeps and passes on what it cannot show (P-068).
@Suite struct OlderClientTests {
  private static let extra: EntityTag = 13

  @Test("Fields that an old client does not know survive its edits of the same group")
  func unknownFields() throws {
    let later = try Toy.laterSchema()
    let world = try World(schema: later)
    let new = try world.addDevice(territories: [0])
    let old = try world.addDevice(territories: [0], schema: try Toy.schema())
    try world.sync(new)
    let order = try new.create(
      Toy.order,
      [
        21: .reference(World.territories[0]), 22: .text("first"), 25: .integer(100),
        31: .integer(9), 32: .text("memo"),
      ])
    try world.sync(new)
    #expect(try world.sync(old)?.divergent == [])
    #expect(try old.view(Toy.order, order)?[25] == .integer(100))
    try old.edit(Toy.order, order, [25: .integer(200), 22: .text("second")])
    let intake = try #require(try world.sync(old))
    #expect(intake.accepted == 1 && intake.divergent == [])
    #expect(try world.sync(new)?.divergent == [])
    let view = try #require(try new.view(Toy.order, order))
    #expect(
      [view[22], view[25], view[31], view[32]]
        == [.text("second"), .integer(200), .integer(9), .text("memo")])
    // After its upgrade the old client shows them, without asking anybody.
    try world.reopen(old, schema: later)
    let shown = try #require(try old.view(Toy.order, order))
    #expect(shown[31] == .integer(9) && shown[32] == .text("memo"))
    try ConvergenceTests.checkAll(world)
  }

  @Test("Records of an entity that an old client does not know are kept aside until it does")
  func unknownEntity() throws {
    let later = try Toy.laterSchema()
    let world = try World(schema: later)
    let new = try world.addDevice(territories: [0])
    let old = try world.addDevice(territories: [0], schema: try Toy.schema())
    try world.sync(new)
    let ids = try (0..<20).map { try new.create(Self.extra, [20: .text("extra \($0)")]) }
    try world.sync(new)
    // In several pages, some of them more than once.
    #expect(try world.sync(old, pageBytes: 100)?.divergent == [])
    try new.edit(Self.extra, ids[3], [20: .text("edited")])
    try world.sync(new)
    #expect(try world.sync(old)?.divergent == [])
    #expect(try old.database.check() == [])
    let before = try old.database.standing().cursors
    try world.reopen(old, schema: later)
    #expect(try old.database.standing().cursors == before)
    #expect(try old.view(Self.extra, ids[3])?[20] == .text("edited"))
    #expect(try old.database.read { try $0.search("edited") }.map(\.id) == [ids[3]])
    #expect(try old.all(Self.extra).count == 20)
    #expect(try old.database.check(thorough: true) == [])
    #expect(try world.sync(old)?.divergent == [])
    try ConvergenceTests.checkAll(world)
  }

  @Test("Old and new clients of a new office converge")
  func law() throws {
    try forAllSeeds(20) { generator in
      let later = try Toy.laterSchema()
      let world = try World(schema: later)
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1], schema: try Toy.schema())
      try world.addDevice(territories: [1, 2])
      for _ in 0..<60 {
        let device = generator.element(of: world.devices)
        world.clock.advance(by: generator.integer(in: 0...2_000))
        switch generator.integer(in: 0...11) {
        case 0...5: try RandomWork(device: device).step(&generator)
        case 6 where device.schema.version == 2:
          _ = try device.create(Self.extra, [20: .text("extra")])
        case 7 where device.schema.version == 2:
          guard let order = try device.all(Toy.order).last else { continue }
          do {
            try device.edit(Toy.order, order.id, [31: .integer(generator.integer(in: 0...99))])
          } catch is Failure {}
        case 8 where device.number > 1:
          let some = (0...2).filter { _ in generator.integer(in: 0...1) == 0 }
          world.setAuthor(world.author(device.user, territories: some))
        default:
          let intake = try world.sync(
            device, pageBytes: generator.element(of: [1, 200, nil]),
            answers: generator.element(of: [0, 1, .max]))
          try #require(intake?.divergent ?? [] == [])
        }
      }
      try ConvergenceTests.heal(world)
      for device in world.devices { try #require(try device.database.check() == []) }
      try world.reopen(world.devices[1], schema: later)
      try ConvergenceTests.checkAll(world)
    }
  }
}
