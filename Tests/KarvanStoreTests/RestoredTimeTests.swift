// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Times that an office gave to what a device wrote by a wrong clock, once that office was put back:
/// the next life gives others, or none, and those hold everywhere (P-060).
@Suite struct RestoredTimeTests {
  private static let year: Int64 = 31_536_000_000

  /// - Parameters:
  ///   - pause: How long the office is away: after more than a year it changes no time any more.
  ///   - write: What the device writes while its clock is a year ahead.
  private func check(
    after pause: Int64, write: (World.Device) throws -> RecordID
  ) throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    let known = try device.create(Toy.notice, [20: .text("known")])
    for each in [device, other] { try world.sync(each) }
    try world.keepOffice()
    device.skew.advance(by: Self.year)
    let id = try write(device)
    #expect(try world.sync(device)?.accepted != 0)
    try world.restoreOffice()
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    world.clock.advance(by: pause)
    for each in [device, other, device] {
      #expect(try #require(try world.sync(each)).divergent == [])
      #expect(try each.database.check() == [])
    }
    for id in [id, known] {
      let state = try world.office.read { try $0.record(Toy.notice, id)?.state }
      for each in [device, other] {
        #expect(try each.view(Toy.notice, id)?.state == state, "after \(pause)")
      }
    }
    try ConvergenceTests.checkAll(world)
  }

  @Test("A new record has the time of the life that holds", arguments: [60_000, 2 * year])
  func creation(_ pause: Int64) throws {
    try check(after: pause) { try $0.create(Toy.notice, [20: .text("new")]) }
  }

  @Test("An edit has the time of the life that holds", arguments: [60_000, 2 * year])
  func edit(_ pause: Int64) throws {
    try check(after: pause) { device in
      let id = try #require(try device.all(Toy.notice).first?.id)
      try device.edit(Toy.notice, id, [20: .text("edited")])
      return id
    }
  }

  @Test("So have several writes of one record, and its end", arguments: [60_000, 2 * year])
  func several(_ pause: Int64) throws {
    try check(after: pause) { device in
      let id = try device.create(Toy.notice, [20: .text("new")])
      try device.edit(Toy.notice, id, [20: .text("edited")])
      try device.delete(Toy.notice, id)
      return id
    }
  }

  @Test("What waits for another's record meanwhile has it, too", arguments: [60_000, 2 * year])
  func waited(_ pause: Int64) throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    let other = try world.addDevice(territories: [0])
    for each in [device, other] { try world.sync(each) }
    try world.keepOffice()
    let order = try other.create(
      Toy.order, [21: .reference(World.territories[0]), 22: .text("theirs")])
    for each in [other, device] { try world.sync(each) }
    device.skew.advance(by: Self.year)
    let line = try device.create(Toy.line, [20: .reference(order)])
    #expect(try world.sync(device)?.accepted == 1)
    try world.restoreOffice()
    let lives = world.lives
    try world.office.transaction { try lives.renew($0, world.clock.now) }
    #expect(try world.sync(device)?.quarantined == 1)
    world.clock.advance(by: pause)
    for each in [other, device, other, device] {
      try world.sync(each)
      #expect(try each.database.check() == [])
    }
    let state = try world.office.read { try $0.record(Toy.line, line)?.state }
    for each in [device, other] {
      #expect(try each.view(Toy.line, line)?.state == state, "after \(pause)")
    }
    try ConvergenceTests.checkAll(world)
  }
}
