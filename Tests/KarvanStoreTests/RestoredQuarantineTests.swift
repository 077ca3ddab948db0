// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// What waited when a backup was made and was decided after it is decided alike once that backup is
/// put back (P-063).
@Suite struct RestoredQuarantineTests {
  private static let extra: EntityTag = 13

  /// A device whose commit waited in the backup, as the office put it back: a program began another
  /// life of it, and has looked at what waits.
  ///
  /// - Parameter schema: What that program knows; nil for what decided before.
  private func restored(
    by schema: Schema? = nil, _ write: (World.Device) throws -> Void,
    decide: (World, World.Device) throws -> Void
  ) throws -> (World, World.Device) {
    let world = try World()
    let later = try Toy.laterSchema()
    let device = try world.addDevice(territories: [0], schema: later)
    try world.sync(device)
    try write(device)
    #expect(try world.sync(device)?.accepted == 0)
    try world.keepOffice()
    try decide(world, device)
    try world.sync(device)
    try Self.restore(world, schema: schema)
    return (world, device)
  }

  private static func restore(_ world: World, schema: Schema? = nil) throws {
    try world.restoreOffice(schema: schema)
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    _ = try world.session.lift(now: world.clock.now)
  }

  @Test("What was accepted after the backup waits again, on the screen, and is accepted again")
  func accepted() throws {
    let (world, device) = try restored { device in
      try device.create(Self.extra, [20: .text("new")])
    } decide: { world, _ in
      let report = try world.upgradeOffice(to: try Toy.laterSchema())
      #expect(report.accepted == 1)
    }
    let waiting = try world.office.read { try $0.quarantinedDots() }
    #expect(waiting.count == 1)
    #expect(try device.all(Self.extra).count == 1)
    let intake = try #require(try world.sync(device))
    #expect(intake.accepted == 1 && intake.divergent == [])
    #expect(try device.all(Self.extra).count == 1)
    #expect(try world.office.read { try $0.quarantined() } == [])
    #expect(try device.database.read { try $0.waiting() } == [])
    try ConvergenceTests.checkAll(world)
  }

  @Test("While nothing is decided again, the screen keeps what was accepted")
  func stillWaiting() throws {
    let (world, device) = try restored(by: try Toy.schema()) { device in
      try device.create(Self.extra, [20: .text("new")])
      try device.edit(Self.extra, device.all(Self.extra)[0].id, [20: .text("newer")])
    } decide: { world, _ in
      _ = try world.upgradeOffice(to: try Toy.laterSchema())
    }
    #expect(try world.sync(device)?.accepted == 0)
    #expect(try device.all(Self.extra).map { $0[20] } == [.text("newer")])
    #expect(try device.database.read { try $0.waitingCount() } == 2)
    #expect(try device.database.check() == [])
    #expect(try world.upgradeOffice(to: try Toy.laterSchema()).accepted == 2)
    #expect(try world.sync(device)?.accepted == 2)
    try ConvergenceTests.checkAll(world)
  }

  @Test("What was rejected after the backup stays rejected, though it would be accepted now")
  func rejected() throws {
    let (world, device) = try restored { device in
      try device.create(Self.extra, [20: .text("new")])
    } decide: { world, device in
      try Self.refusing(device, in: world) {
        #expect(try world.upgradeOffice(to: try Toy.laterSchema()).rejected == 1)
        try world.sync(device)
      }
    }
    let dot = try #require(try device.database.read { try $0.rejected() }.first?.commit.dot)
    #expect(try world.office.read { try $0.isQuarantined(dot) })
    // The first time its answer is lost.
    _ = try world.sync(device, answers: 1, losesLast: true)
    #expect(try world.sync(device)?.divergent == [])
    #expect(try world.office.read { try $0.quarantined() } == [])
    #expect(try world.office.read { try $0.list(RecordQuery(Self.extra)) }.isEmpty)
    #expect(try device.database.standing().withdrawing == [])
    #expect(try device.database.read { try $0.rejected() }.map(\.commit.dot) == [dot])
    try ConvergenceTests.checkAll(world)
  }

  @Test("Who has more rejections than one request names is heard once all are named")
  func manyRejections() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0], schema: try Toy.laterSchema())
    try world.sync(device)
    try device.createNotices(SyncLimits.quarantinedCommits)
    try Self.refusing(device, in: world) { _ = try world.sync(device) }
    try device.create(Self.extra, [20: .text("new")])
    try world.sync(device)
    let waiting = try world.office.read { try $0.quarantinedDots() }
    #expect(waiting.count == 1)
    try world.keepOffice()
    try Self.refusing(device, in: world) { try world.upgradeOffice(to: try Toy.laterSchema()) }
    try world.sync(device)
    try Self.restore(world)
    for _ in 0..<4 { _ = try world.sync(device) }
    #expect(try world.office.read { try $0.quarantinedDots() } == [])
    #expect(try device.database.standing().withdrawing == [])
    for dot in waiting { #expect(try world.office.transaction { try $0.isRejected(dot) }) }
    #expect(
      try device.database.read { try $0.rejected() }.count == SyncLimits.quarantinedCommits + 1)
    try ConvergenceTests.compare(device, world)
  }

  @Test("Nobody is waited for longer than a month, nor who is shut out")
  func silent() throws {
    for isShutOut in [false, true] {
      let (world, device) = try restored { device in
        try device.create(Self.extra, [20: .text("new")])
      } decide: { world, _ in
        _ = try world.upgradeOffice(to: try Toy.laterSchema())
      }
      if isShutOut {
        try world.office.transaction { writer in
          guard var account = try writer.device(device.id) else { return }
          account.revokedAt = world.clock.now
          try writer.save(account)
        }
      } else {
        world.clock.advance(by: 31 * 86_400_000)
      }
      let report = try world.session.lift(now: world.clock.now)
      #expect(report.judged == 1 && report.waiting == 0)
    }
  }

  @Test("Whatever was decided after the backup, office and devices agree in the end")
  func law() throws {
    try forAllSeeds(20) { generator in
      let world = try World()
      let later = try Toy.laterSchema()
      for _ in 0..<3 { try world.addDevice(territories: [0, 1, 2], schema: later) }
      let end = generator.integer(in: 25...40)
      for step in 0..<45 {
        if step == 20 { try world.keepOffice() }
        if step == end {
          try Self.refusing(generator.element(of: world.devices), in: world, [0, 1, 2]) {
            _ = try world.upgradeOffice(to: try Toy.laterSchema())
          }
        }
        try QuarantineTests.step(world, &generator)
      }
      for device in world.devices { try world.sync(device) }
      try Self.restore(world)
      for _ in 0..<8 { try QuarantineTests.step(world, &generator) }
      try ConvergenceTests.heal(world)
      for device in world.devices { try Self.agree(device, world) }
      try ConvergenceTests.checkAll(world)
    }
  }

  /// What happens while somebody may do nothing.
  private static func refusing(
    _ device: World.Device, in world: World, _ territories: [Int] = [0], _ body: () throws -> Void
  ) rethrows {
    let author = world.author(device.user, territories: territories)
    world.setAuthor(
      Author(user: device.user, isActive: true, office: false, grants: [], scopes: author.scopes))
    try body()
    world.setAuthor(author)
  }

  private static func agree(_ device: World.Device, _ world: World) throws {
    try #require(try device.database.read { try $0.waiting() } == [])
    try #require(try device.database.standing().withdrawing == [])
    for entry in try device.database.read({ try $0.journal(limit: 100_000) }) {
      guard case .rejected = entry.status else {
        try #require(try !world.office.transaction { try $0.isRejected(entry.commit.dot) })
        continue
      }
      try #require(try world.office.transaction { try $0.isRejected(entry.commit.dot) })
    }
  }
}
