// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// What a newer device writes waits for a newer office, is not lost, and holds up nothing else
/// (P-066).
@Suite struct QuarantineTests {
  private static let extra: EntityTag = 13

  @Test(
    "An unknown entity waits, and so does what is written on the same records; the rest goes on")
  func waiting() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let extra = try device.create(Self.extra, [20: .text("new")])
    let order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("first"), 32: .text("memo")])
    try device.edit(Toy.order, order, [22: .text("second")])
    try device.create(Toy.line, [20: .reference(order), 21: .text("line")])
    let notice = try device.create(Toy.notice, [20: .text("plain")])
    let intake = try #require(try world.sync(device))
    #expect(intake.quarantined == 4 && intake.accepted == 1 && intake.divergent == [])
    let waiting = try device.database.read { try $0.waiting() }
    #expect(waiting.map(\.reason) == [.newer, .newer, .follows, .follows])
    #expect(try world.office.read { try $0.record(Toy.notice, notice) } != nil)
    // The screen shows what was written, and nothing is sent again.
    #expect(try device.view(Self.extra, extra)?[20] == .text("new"))
    #expect(try device.view(Toy.order, order)?[22] == .text("second"))
    #expect(try device.database.read { try $0.pendingCount() } == 0)
    #expect(try world.sync(device)?.quarantined == 0)
    #expect(try device.database.check() == [])
    #expect(try world.office.check(thorough: true) == [])

    // An office of the same schema changes nothing; a newer one takes all, in order.
    #expect(try world.session.lift(now: world.clock.now).waiting == 4)
    let report = try world.upgradeOffice(to: later)
    #expect(report.accepted == 4 && report.waiting == 0)
    let after = try #require(try world.sync(device))
    #expect(after.accepted == 4 && after.divergent == [])
    #expect(try device.database.read { try $0.waiting() } == [])
    #expect(try world.office.read { try $0.record(Toy.order, order) }?[22] == .text("second"))
    #expect(try world.office.read { try $0.record(Toy.order, order) }?[32] == .text("memo"))
    #expect(try world.office.read { try $0.quarantined() } == [])
    try ConvergenceTests.heal(world)
    try ConvergenceTests.checkAll(world)
  }

  @Test("The answer of a lifted commit reaches the device although one answer was lost")
  func lostAnswer() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let extra = try device.create(Self.extra, [20: .text("new")])
    // The answer that says "quarantined" is lost, and the office is upgraded meanwhile.
    try world.sync(device, answers: 0, losesLast: true)
    try world.upgradeOffice(to: later)
    try world.sync(device, answers: 0, losesLast: true)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.quarantined == 0 && intake.divergent == [])
    #expect(try device.view(Self.extra, extra)?[20] == .text("new"))
    try ConvergenceTests.checkAll(world)
  }

  @Test("Once nothing of a replica waits and its device knows it, it is like any other again")
  func settled() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let replica = device.database.identity.replica
    func mayWait() throws -> Bool? {
      try world.office.read { try $0.account(of: replica)?.mayWait }
    }
    #expect(try mayWait() == false)
    try device.create(Self.extra, [20: .text("new")])
    try world.sync(device)
    try world.sync(device)
    #expect(try mayWait() == true)
    try world.upgradeOffice(to: later)
    // The answer that says what became of it is lost, so that the office has to keep it.
    try world.sync(device, answers: 0, losesLast: true)
    #expect(try mayWait() == true)
    #expect(try world.sync(device)?.accepted == 1)
    #expect(try mayWait() == true)
    try device.create(Toy.notice, [20: .text("plain")])
    #expect(try world.sync(device)?.accepted == 1)
    #expect(try mayWait() == false)
    try ConvergenceTests.checkAll(world)
  }

  @Test("What the newer office refuses is rejected then, with its reason, and its fields come back")
  func refusedLater() throws {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    let order = try device.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("first"), 32: .text("memo")])
    try world.sync(device)
    world.setAuthor(world.author(device.user, territories: [1]))
    world.clock.advance(by: SyncLimits.graceMilliseconds * 2)
    #expect(try world.upgradeOffice(to: later).rejected == 1)
    let intake = try #require(try world.sync(device))
    #expect(intake.rejected == 1 && intake.divergent == [])
    #expect(try device.database.read { try $0.rejected() }.map(\.failure.code) == [.outOfScope])
    #expect(try device.view(Toy.order, order) == nil)
    #expect(try device.database.check() == [])
  }

  @Test("Devices of two schemas and an office that is upgraded late converge; nothing is lost")
  func law() throws {
    try forAllSeeds(20) { generator in
      let world = try World()
      let later = try Toy.laterSchema()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0, 1], schema: later)
      try world.addDevice(territories: [0, 2], schema: later)
      for step in 0..<60 {
        if step == 40 { try world.upgradeOffice(to: later) }
        try Self.step(world, &generator)
      }
      try ConvergenceTests.heal(world)
      for device in world.devices {
        try world.sync(device)
        let account = try world.office.read {
          try $0.account(of: device.database.identity.replica)
        }
        try #require(account?.mayWait == false)
      }
      // The old client has what it cannot show yet, and shows it after its upgrade without asking.
      let old = world.devices[0]
      try world.reopen(old, schema: later)
      try ConvergenceTests.checkAll(world)
    }
  }

  static func step(_ world: World, _ generator: inout SeededGenerator) throws {
    let device = generator.element(of: world.devices)
    world.clock.advance(by: generator.integer(in: 0...2_000))
    switch generator.integer(in: 0...19) {
    case 0...8: try RandomWork(device: device).step(&generator)
    case 9...12 where device.schema.version == 2: try newerWork(device, &generator)
    case 13...18:
      let intake = try world.sync(
        device, pageBytes: generator.element(of: [1, 200, nil]),
        answers: generator.element(of: [0, 1, 2, .max]),
        losesLast: generator.integer(in: 0...1) == 0)
      try #require(intake?.divergent ?? [] == [])
    default: try #require(try device.database.check() == [])
    }
  }

  /// Work that only the newer schema knows.
  private static func newerWork(
    _ device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    let orders = try device.all(Toy.order)
    do {
      switch generator.integer(in: 0...3) {
      case 0:
        _ = try device.create(extra, [20: .text("extra")])
      case 1:
        let all = try device.all(extra)
        guard !all.isEmpty else { return }
        try device.edit(
          extra, generator.element(of: all).id, [20: .text("\(generator.integer(in: 0...9))")])
      default:
        guard !orders.isEmpty else { return }
        let values: [FieldTag: Value] =
          generator.integer(in: 0...1) == 0
          ? [31: .integer(generator.integer(in: 0...99))]
          : [32: .text("\(generator.integer(in: 0...99))")]
        try device.edit(Toy.order, generator.element(of: orders).id, values)
      }
    } catch is Failure {
      // Refused where it was written.
    }
  }
}
