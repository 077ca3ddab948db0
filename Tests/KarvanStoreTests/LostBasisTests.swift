// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// What builds on a commit that a restored server lost waits until that comes again (P-067).
@Suite struct LostBasisTests {
  /// An office that lost the last commit of the first device and what the second built on it.
  private func restored(
    by build: (World.Device, _ order: RecordID) throws -> Void
  ) throws -> (World, RecordID) {
    let world = try World()
    let first = try world.addDevice(territories: [0])
    let second = try world.addDevice(territories: [0])
    let order = try first.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("order")])
    for device in [first, second, first] { try world.sync(device) }
    try world.keepOffice()
    world.clock.advance(by: 1_000)
    try first.edit(Toy.order, order, [27: .text("declined")])
    for device in [first, second] { try world.sync(device) }
    world.clock.advance(by: 1_000)
    try build(second, order)
    for device in [second, first] { try world.sync(device) }
    try world.restoreOffice()
    return (world, order)
  }

  private func delete(_ device: World.Device, _ order: RecordID) throws {
    try device.delete(Toy.order, order)
  }

  private func answer(_ device: World.Device, _ order: RecordID) throws {
    try device.edit(Toy.order, order, [27: .text("asked again")])
  }

  @Test("A delete comes back before the edit that it has seen")
  func deletes() throws {
    let (world, order) = try restored(by: delete)
    let intake = try #require(try world.sync(world.devices[1]))
    #expect(intake.rejected == 0 && intake.quarantined == 1)
    try heal(world)
    #expect(try world.office.read { try $0.record(Toy.order, order) }?.life == .deleted)
    #expect(try world.office.read { try $0.quarantined() } == [])
    #expect(try rejected(world) == [])
    try checkAgreement(world)
  }

  @Test("An answer comes back before what it answers, and still replaces it")
  func edits() throws {
    let (world, order) = try restored(by: answer)
    let intake = try #require(try world.sync(world.devices[1]))
    #expect(intake.rejected == 0 && intake.quarantined == 1)
    try heal(world)
    let there = try world.office.read { try $0.record(Toy.order, order) }
    #expect(there?[27] == .text("asked again") && there?.conflicts.isEmpty == true)
    #expect(try world.office.read { try $0.quarantined() } == [])
    try checkAgreement(world)
  }

  @Test("What builds on what waits waits, too, until the first of them is there")
  func chains() throws {
    let world = try World()
    for _ in 0..<3 { try world.addDevice(territories: [0]) }
    let order = try world.devices[0].create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("order")])
    for device in world.devices + world.devices { try world.sync(device) }
    try world.keepOffice()
    for (index, device) in world.devices.enumerated() {
      world.clock.advance(by: 1_000)
      try world.sync(device)
      if index == 2 {
        try device.delete(Toy.order, order)
      } else {
        try device.edit(Toy.order, order, [27: .text("note \(index)")])
      }
      try world.sync(device)
    }
    try world.restoreOffice()
    for index in [1, 2] {
      #expect(try world.sync(world.devices[index])?.quarantined == 1)
    }
    try heal(world)
    #expect(try world.office.read { try $0.record(Toy.order, order) }?.life == .deleted)
    #expect(try rejected(world) == [])
    try checkAgreement(world)
  }

  @Test("What never comes is not waited for longer than a month: then the work is taken")
  func neverComes() throws {
    for build in [delete, answer] {
      let (world, _) = try restored(by: build)
      #expect(try world.sync(world.devices[1])?.quarantined == 1)
      world.clock.advance(by: 31 * 86_400_000)
      #expect(try world.session.lift(now: world.clock.now).accepted == 1)
      let intake = try #require(try world.sync(world.devices[1]))
      #expect(intake.accepted == 1 && intake.rejected == 0)
      // If it comes all the same, nothing of what was decided since changes.
      try heal(world)
      try checkAgreement(world)
    }
  }

  @Test("A delete that waited in vain has not seen what comes later")
  func claimsNoMore() throws {
    let (world, order) = try restored(by: delete)
    #expect(try world.sync(world.devices[1])?.quarantined == 1)
    world.clock.advance(by: 31 * 86_400_000)
    #expect(try world.session.lift(now: world.clock.now).accepted == 1)
    #expect(try world.office.read { try $0.record(Toy.order, order) }?.life == .deleted)
    try heal(world)
    let there = try world.office.read { try $0.record(Toy.order, order) }
    #expect(there?.life == .revived && there?[27] == .text("declined"))
    try checkAgreement(world)
  }

  @Test("What an edit that waited in vain had replaced stays beside it, when it comes later still")
  func replacesNoMore() throws {
    let (world, order) = try restored(by: answer)
    #expect(try world.sync(world.devices[1])?.quarantined == 1)
    world.clock.advance(by: 31 * 86_400_000)
    #expect(try world.session.lift(now: world.clock.now).accepted == 1)
    try heal(world)
    for device in world.devices {
      let here = try #require(try device.view(Toy.order, order))
      let values = here.state.versions(of: 27).compactMap { $0.values?[27] }
      #expect(Set(values) == [.text("declined"), .text("asked again")])
    }
    let there = try #require(try world.office.read { try $0.record(Toy.order, order) })
    #expect(there.conflicts.map(\.tag) == [27])
    try checkAgreement(world)
  }

  @Test("Nothing waits for a device that is shut out")
  func shutOut() throws {
    let (world, order) = try restored(by: answer)
    try world.office.transaction { writer in
      guard var account = try writer.device(world.devices[0].id) else { return }
      account.revokedAt = world.clock.now
      try writer.save(account)
    }
    let intake = try #require(try world.sync(world.devices[1]))
    #expect(intake.quarantined == 0 && intake.rejected == 0)
    #expect(
      try world.office.read { try $0.record(Toy.order, order) }?[27] == .text("asked again"))
  }

  @Test("Whoever syncs first after a restore, what was accepted is accepted again")
  func law() throws {
    try forAllSeeds(20) { generator in
      let world = try World()
      for _ in 0..<3 { try world.addDevice(territories: [0, 1, 2]) }
      for step in 0..<60 {
        if step == 20 { try world.keepOffice() }
        let device = generator.element(of: world.devices)
        world.clock.advance(by: generator.integer(in: 1...2_000))
        if generator.integer(in: 0...2) == 0 {
          try world.sync(device)
        } else {
          try RandomWork(device: device).step(&generator)
        }
      }
      for _ in 0..<2 {
        for device in world.devices { try world.sync(device) }
      }
      let before = try rejected(world)
      try world.restoreOffice()
      for _ in 0..<6 { try world.sync(generator.element(of: world.devices)) }
      try heal(world)
      // Who may write a record is judged by what is here: where that was lost, a person decides.
      for dot in try rejected(world) where !before.contains(dot) {
        try #require(try world.office.read { try $0.lostSubject(dot) } != nil, "\(dot)")
      }
      try #require(try world.office.read { try $0.quarantined() } == [])
      try checkAgreement(world)
    }
  }

  private func heal(_ world: World) throws {
    for _ in 0..<4 {
      for device in world.devices { try world.sync(device) }
    }
  }

  private func checkAgreement(_ world: World) throws {
    for device in world.devices {
      try #require(try device.database.check() == [])
      try #require(try device.database.read { try $0.pendingCount() } == 0)
      try ConvergenceTests.compare(device, world)
    }
    try #require(try world.office.check(thorough: true) == [])
  }

  private func rejected(_ world: World) throws -> [Dot] {
    try world.devices.flatMap { device in
      try device.database.read { try $0.rejected() }.map(\.commit.dot)
    }
  }
}
