// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import TestSupport
import Testing

/// Requests that bring nothing are not synced to the disk on either side: after a power cut their
/// numbers are given again (P-040), and nobody is shut out or taken for a copy.
@Suite struct LostNumberTests {
  @Test("A device that forgets what it pulled pulls it again, and what it writes then is taken")
  func device() throws {
    for answers in [1, 2, 5, .max] {
      let (world, device, other) = try apart()
      try world.keep(device, as: "before.db")
      _ = try world.sync(device, pageBytes: 400, answers: answers)
      try world.restore(device, from: "before.db")
      let notice = try device.create(Toy.notice, [20: .text("after the cut")])
      #expect(try world.sync(device, pageBytes: 400)?.accepted == 1)
      try world.sync(other)
      #expect(try other.view(Toy.notice, notice) != nil)
      try ConvergenceTests.checkAll(world)
      #expect(world.lifeCount == 0)
    }
  }

  @Test("An office that forgets that a device pulled serves it on")
  func office() throws {
    for answers in [1, 2, 5, .max] {
      let (world, device, other) = try apart()
      let life = world.office.identity.incarnation
      try world.keepOffice()
      _ = try world.sync(device, pageBytes: 400, answers: answers)
      try world.restoreOffice()
      try device.create(Toy.notice, [20: .text("after the cut")])
      #expect(try world.sync(device, pageBytes: 400)?.accepted == 1)
      try world.sync(other)
      try ConvergenceTests.checkAll(world)
      #expect(world.lifeCount == 0 && world.office.identity.incarnation == life)
    }
  }

  @Test("Power cuts of either side between pulls, whatever is written between them")
  func law() throws {
    try forAllSeeds(30) { generator in
      let world = try World()
      for _ in 0..<3 { try world.addDevice(territories: [0, 1, 2]) }
      let life = world.office.identity.incarnation
      for _ in 0..<60 {
        let device = generator.element(of: world.devices)
        world.clock.advance(by: generator.integer(in: 1...2_000))
        if generator.integer(in: 0...2) == 0 { try RandomWork(device: device).step(&generator) }
        let isUnsent = try device.database.read { try $0.pendingCount() } > 0
        let cut = generator.integer(in: 0...3)
        if !isUnsent && cut == 0 { try world.keep(device, as: "kept.db") }
        if !isUnsent && cut == 1 { try world.keepOffice() }
        _ = try world.sync(
          device, pageBytes: 600, answers: generator.element(of: [1, 2, .max]),
          losesLast: generator.integer(in: 0...1) == 0)
        if !isUnsent && cut == 0 { try world.restore(device, from: "kept.db") }
        if !isUnsent && cut == 1 { try world.restoreOffice() }
      }
      try ConvergenceTests.heal(world)
      try ConvergenceTests.checkAll(world)
      try #require(world.lifeCount == 0 && world.office.identity.incarnation == life)
    }
  }

  /// A device that has spoken before, and much that it has not pulled yet.
  private func apart() throws -> (World, World.Device, World.Device) {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    try device.create(Toy.notice, [20: .text("first")])
    for each in [device, other] { try world.sync(each) }
    for index in 0..<30 { try other.create(Toy.notice, [20: .text("\(index)")]) }
    try world.sync(other)
    return (world, device, other)
  }
}
