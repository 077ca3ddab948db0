// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// A copy whose work an office lost when it was restored, where the other copy spoke first: what the
/// office has of their journal from then on is the other's.
@Suite struct ForkedRestoreTests {
  @Test("What a copy was answered, and another copy's work took the place of, is written again")
  func answeredWork() throws {
    for count in [1, 2, 9] {
      let world = try World()
      let device = try world.addDevice(territories: [0])
      let other = try world.addDevice(territories: [0])
      for index in 0..<3 { try write("shared \(index)", device, world) }
      let gone = try device.create(Toy.notice, [20: .text("gone")])
      try world.sync(device)
      try world.keepOffice()
      let copy = try world.copyDevice(device)
      for index in 0..<count { try write("theirs \(index)", copy, world) }
      try copy.delete(Toy.notice, gone)
      try world.sync(copy)
      try copy.create(Toy.notice, [20: .text("unsent")])

      try world.restoreOffice()
      let lives = world.lives
      try world.office.transaction { try lives.renew($0, world.clock.now) }
      for index in 0..<count + 3 { try write("mine \(index)", device, world) }
      #expect(throws: SyncStop.clone) { try world.sync(copy) }
      #expect(try world.renew(copy).reissued == count + 2)
      #expect(try copy.database.check() == [])
      let intake = try #require(try world.sync(copy))
      #expect(intake.accepted == count + 2 && intake.rejected == 0 && intake.divergent == [])
      for each in [device, other, copy] { try world.sync(each) }
      for each in [device, other, copy] {
        try ConvergenceTests.compare(each, world)
        #expect(try each.database.check() == [])
        #expect(try each.all(Toy.notice).filter { $0.life != .deleted }.count == 2 * count + 7)
        #expect(try each.view(Toy.notice, gone)?.life == .deleted)
      }
    }
  }

  @Test("Of a segment of which the other copy's work covers a part all is written again")
  func partOfSegment() throws {
    for count in 1...3 {
      let world = try World()
      let device = try world.addDevice(territories: [0])
      try world.sync(device)
      try world.keepOffice()
      let copy = try world.copyDevice(device)
      // Sent as one.
      for index in 0..<3 { try copy.create(Toy.notice, [20: .text("theirs \(index)")]) }
      try world.sync(copy)
      try world.restoreOffice()
      let lives = world.lives
      try world.office.transaction { try lives.renew($0, world.clock.now) }
      for index in 0..<count { try device.create(Toy.notice, [20: .text("mine \(index)")]) }
      try world.sync(device)
      #expect(throws: SyncStop.clone) { try world.sync(copy) }
      #expect(try world.renew(copy).reissued == 3)
      for each in [copy, device, copy] { try world.sync(each) }
      for each in [device, copy] {
        #expect(try each.all(Toy.notice).count == 3 + count)
        #expect(try each.database.check() == [])
      }
    }
  }

  @Test("Of what the log keeps no more nobody says that it is lacking")
  func prunedLog() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    for index in 0..<3 { try write("shared \(index)", device, world) }
    let copy = try world.copyDevice(device)
    for index in 0..<3 { try write("mine \(index)", device, world) }
    try world.sync(device)
    let pruned = try world.office.transaction {
      try $0.pruneSegments(after: 0, below: .max >> 1, dryRun: false).count
    }
    #expect(pruned > 3)
    try copy.create(Toy.notice, [20: .text("theirs")])
    #expect(throws: SyncStop.clone) { try world.sync(copy) }
    #expect(try world.renew(copy).reissued == 1)
    try world.sync(copy)
    try world.sync(device)
    for each in [device, copy] {
      #expect(try each.all(Toy.notice).count == 7)
      #expect(try each.database.check() == [])
    }
  }

  private func write(_ text: String, _ device: World.Device, _ world: World) throws {
    try device.create(Toy.notice, [20: .text(text)])
    try world.sync(device)
  }
}
